"""Conflicts in real text cut to 8 tokens: how many, and what no function can do better than."""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path
from typing import Any, Final

import memlib
from memlib import files
from memlib.stored import folder

NAME: Final = "conflicts"

#: Data, N, and the draws that Figures 1 and 2 use.
SETS: Final = (("multinli", 2000), ("imdb", 3000))
DRAWS: Final = 2
LENGTH: Final = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("-o", "--output", help=f"default: results/{NAME}.json")


def make(options: argparse.Namespace) -> Path:
    """Count, and write the table."""
    rows = [row(data, n, draw) for data, n in SETS for draw in range(DRAWS)]
    path = Path(options.output) if options.output else folder() / f"{NAME}.json"
    files.write_text(path, json.dumps({"manifest": manifest(), "rows": rows}, indent=1) + "\n")
    return path


def row(data: str, sequences: int, draw: int) -> dict[str, Any]:
    """One draw: conflicts, lowest loss and error with conflicts kept, words that stand alone."""
    from memlib.training.run import Task, pairs
    from memlib.training.tasks import arrays

    made = arrays(
        Task(data, pairs(sequences=sequences, length=LENGTH, seed=draw, conflicts="keep"))
    )
    loss, error = made.floor()
    return {
        "data": data,
        "sequences": sequences,
        "draw": draw,
        "conflicts": made.facts["conflicts"],
        "loss": round(loss, 6),
        "error": round(error, 6),
        "words": made.vocabulary,
        "with a word of its own": made.facts["with a word of its own"],
        "digest": made.digest,
    }


def manifest() -> dict[str, Any]:
    """How the table was made."""
    return {
        "what": "conflicts in MultiNLI and IMDb cut to 8 tokens, with conflicts kept",
        "command": f"python -m memlib.results {NAME}",
        "memlib": memlib.__version__,
        "python": platform.python_version(),
        "length": LENGTH,
    }
