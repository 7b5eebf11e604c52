"""Sizes that training needs, as rows of the sandwich: 50 % success on the constructions' data."""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path
from typing import Any, Final

import memlib
from memlib import files
from memlib.stored import folder

NAME: Final = "trained_sizes"

#: The experiment, and n and C of its data.
SOURCE: Final = "g1"
LENGTH, CLASSES = 8, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("-o", "--output", help=f"default: results/{NAME}.json")


def make(options: argparse.Namespace) -> Path:
    """Read the runs, and write one row for each family and N that half of the runs reach."""
    path = Path(options.output) if options.output else folder() / f"{NAME}.json"
    files.write_text(path, json.dumps({"manifest": manifest(), "rows": rows()}, indent=1) + "\n")
    return path


def rows() -> list[dict[str, Any]]:
    """(family, N, trained parameters at 50 % success) in the form of the sandwich."""
    from memlib.experiments.runs import runs
    from memlib.experiments.verdicts.g1 import trained_sizes

    return [
        {
            "family": f"trained: {variant}",
            "kind": "trained",
            "task": "next-token",
            "sequences": sequences,
            "length": LENGTH,
            "classes": CLASSES,
            "parameters": size,
            "source": NAME,
        }
        for (variant, sequences), size in trained_sizes(runs(SOURCE)[1]).items()
        if size is not None
    ]


def manifest() -> dict[str, Any]:
    """How the table was made."""
    return {
        "what": "trained parameters at 50 % success, from the runs of results/g1.json",
        "command": f"python -m memlib.results {NAME}",
        "memlib": memlib.__version__,
        "python": platform.python_version(),
        "length": LENGTH,
        "dim": 3,
    }
