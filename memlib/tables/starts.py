"""How stored runs began: the first losses of one run of every family and number format.

Where a family is solved, not trained, its losses and errors stand instead: of one fit that is exact
and of one that is not. A test computes those runs again and compares. They are taken from a store,
which the tables of results were exported from; what the table holds already is kept.
"""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any, Final

from memlib import files
from memlib.experiments.store import Row, Store
from memlib.tables.maker import ANEW, Option, TableMaker, stored_rows

NAME: Final = "starts"

#: Losses up to this step are kept, of runs with at most so many steps.
STEPS, LONGEST = 50, 3000
#: On drawn data alone, so that everyone can make it again.
DRAWN: Final = ("uniform", "context", "lattice", "digits", "strings")


#: What is kept of a solved run.
SOLVED: Final = ("loss", "error", "test_loss", "test_error")


def begin(row: Row) -> dict[str, Any] | None:
    """What is kept of a stored run; None for data of one's own, and without early losses."""
    run, outcome = row.run, row.outcome
    if run.task.recipe not in DRAWN:
        return None
    start = {
        "family": run.family,
        "engine": outcome.engine,
        "data": row.data,
        "run": run.to_json(),
    }
    if outcome.engine == "solved":
        kept = {name: getattr(outcome, name) for name in SOLVED}
        return {**start, "exact": outcome.holds, "outcome": kept}
    early = [[step, loss] for step, loss, _ in outcome.curve if step <= STEPS]
    if len(early) < 2 or not STEPS < outcome.steps <= LONGEST:
        return None
    return {**start, "curve": early}


def _decimal(value: Any) -> Any:
    """What a file holds, with its decimal numbers as numbers, so that they are written as such.

    >>> _decimal({"curve": [[0, files.JsonFloat("0.5")]]})
    {'curve': [[0, 0.5]]}
    """
    if isinstance(value, dict):
        return {key: _decimal(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_decimal(one) for one in value]
    return float(value) if isinstance(value, files.JsonFloat) else value


def _place(row: dict[str, Any]) -> tuple[str, str, bool]:
    dtype = json.loads(row["run"])["settings"]["dtype"]
    return row["family"], dtype, bool(row.get("exact", False))


def rows(options: Namespace) -> list[dict[str, Any]]:
    """The first run of every family and format; those that the table holds stay."""
    old = [] if options.anew else stored_rows(NAME, options)
    found = {_place(row): row for row in map(_decimal, old)}
    with Store(options.store) as store:
        for sweep, *_ in store.sweeps():
            for row, _ in store.rows(sweep):
                start = begin(row)
                if start is not None:
                    found.setdefault(_place(start), {"sweep": sweep, **start})
    return [found[place] for place in sorted(found)]


TABLE: Final = TableMaker(
    NAME,
    {
        "what": "first losses of one stored run of every family and number format; the outcomes of "
        "solved ones"
    },
    rows,
    {"steps": STEPS},
    (Option("store", "capacity.sqlite", "the store of the runs", told=False), ANEW),
    versions=("memlib",),
)
