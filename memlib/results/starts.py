"""How stored runs began: the losses of the first steps of one run of every family.

A test trains those runs again and compares. They are taken from a store, which the tables of
results were exported from.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

import memlib
from memlib import files
from memlib.results import folder

NAME: Final = "starts"

#: Losses up to this step are kept, of runs with at most so many steps.
STEPS, LONGEST = 50, 3000
#: On drawn data alone, so that everyone can make it again.
DRAWN: Final = ("uniform", "context", "lattice", "digits")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--store", default="capacity.sqlite", help="default capacity.sqlite")
    parser.add_argument("-o", "--output", help=f"default: results/{NAME}.json")


def make(options: argparse.Namespace) -> Path:
    """Take the first run of every family whose early losses are there."""
    from memlib.capacity.store import Store

    found: dict[str, dict[str, Any]] = {}
    with Store(options.store) as store:
        for sweep, *_ in store.sweeps():
            for row, _ in store.rows(sweep):
                run, outcome = row.run, row.outcome
                early = [point for point in outcome.curve if point[0] <= STEPS]
                if (
                    run.family not in found
                    and run.task.recipe in DRAWN
                    and len(early) > 1
                    and STEPS < outcome.steps <= LONGEST
                ):
                    found[run.family] = {
                        "family": run.family,
                        "sweep": sweep,
                        "engine": outcome.engine,
                        "data": row.data,
                        "run": run.to_json(),
                        "curve": [[step, loss] for step, loss, _ in early],
                    }
    path = Path(options.output) if options.output else folder() / f"{NAME}.json"
    table = {"manifest": manifest(), "rows": [found[family] for family in sorted(found)]}
    files.write_text(path, json.dumps(table, indent=1) + "\n")
    return path


def manifest() -> dict[str, Any]:
    """How the table was made."""
    return {
        "what": "losses of the first steps of one stored run of every family",
        "command": f"python -m memlib.results {NAME}",
        "memlib": memlib.__version__,
        "steps": STEPS,
    }
