"""Can stored runs be trained again? What a run must be beyond the types of its values.

:mod:`memlib.experiments.stored_runs` judges the file; here is what a row asks for. A table may have
been altered by hand at any place: what is wrong is told in words, with its place, and nothing is
passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from math import isfinite
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.experiments.again import run_of
from memlib.experiments.statistics import Rows
from memlib.training.checks import check_model
from memlib.training.run import Outcome, Run, Settings, Task, pairs
from memlib.training.solved import SOLVED

#: How many different faults of one table are told.
_TOLD: Final = 3
#: What an export writes of each run: in every table, and in some.
_NEEDED: Final = (
    "variant", "kind", "family", "recipe", "task.sequences", "task.seed", "seed",
    *(f"set.{field.name}" for field in fields(Settings)),
    *(field.name for field in fields(Outcome) if field.name[:5] not in ("curve", "test_")),
)  # fmt: skip
_MORE: Final = ("test_loss", "test_error", "data")
#: Parts of a run that name things by words of their own.
_PARTS: Final = ("shape.", "task.")


def _one_of(*words: str) -> tuple[str, Callable[[Any], bool]]:
    return "one of " + ", ".join(words), lambda value: value in words


def _whole(value: Any) -> bool:
    return type(value) is int and value >= 0


#: What a value must be beyond its type: in words, and asked of it.
_VALUES: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "kind": _one_of("tune", "score", "trial"),
    "engine": _one_of("kernel", "batched", "loop", "solved"),
    "task.sequences": ("a whole number from 0 on", _whole),
    "task.seed": ("a whole number from 0 on", _whole),
    **dict.fromkeys(
        ("error", "best_error", "exact_error", "test_error"),
        ("a share", lambda value: value is None or not isfinite(float(value)) or 0 <= value <= 1),
    ),
    "seconds": ("a time", lambda value: value >= 0),
    "data": ("the beginning of a hash", lambda value: bool(re.fullmatch("[0-9a-f]{12,32}", value))),
}


def wrong(manifest: Mapping[str, Any], rows: Rows) -> tuple[str, ...]:
    """What is wrong with the runs of a table; nothing where they are such as an export writes.

    Args:
        manifest, rows: as :func:`memlib.experiments.stored_runs.unpacked` gives them.

    >>> wrong({"runs": 3}, [])
    ('rows: there are 0, the manifest tells of 3',)
    """
    for found in (_table(manifest, rows), _rows(rows)):
        if told := _in_words(found):
            return told
    return ()


def _in_words(found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Faults with their places, equal ones as one, and the first few only."""
    places: dict[str, list[str]] = {}
    for place, what in found:
        places.setdefault(what, []).append(place)
    told = []
    for what, some in places.items():
        more = f" and {len(some) - 1} more" if len(some) > 1 else ""
        told.append(f"{some[0]}{more}: {what}")
    left = len(told) - _TOLD
    return (*told[:_TOLD], *([f"and {left} more faults"] if left > 0 else []))


def _table(manifest: Mapping[str, Any], rows: Rows) -> Iterator[tuple[str, str]]:
    """As many rows as there were runs, and the columns of an export."""
    told = manifest.get("runs", len(rows))
    if type(told) is not int or told != len(rows):
        yield "rows", f"there are {len(rows):,}, the manifest tells of {_cut(told)}"
    elif not rows:
        yield "rows", "there are none"
    for name in _NEEDED if rows else ():
        if name not in rows[0]:
            yield name, "this column is missing"
    for name in rows[0] if rows else ():
        if name not in (*_NEEDED, *_MORE) and not name.startswith(_PARTS):
            yield _cut(name), "no export has such a column"


def _rows(rows: Rows) -> Iterator[tuple[str, str]]:
    known: dict[str, str] = {}
    for k, row in enumerate(rows, 1):
        found = [
            f"{name}: {_cut(row[name])} is not {words}"
            for name, (words, holds) in _VALUES.items()
            if name in row and not holds(row[name])
        ]
        found = found or [what for what in (_order(row), _run(row, known)) if what]
        for what in found:
            yield f"row {k}", what


def _order(row: Mapping[str, Any]) -> str:
    """A hit is one of the steps that were made, and these are as many as were allowed at most."""
    hit, made, most = row["hit"], row["steps"], row["set.steps"]
    if (hit or 0) <= made <= most:
        return ""
    return f"hit {hit}, steps {made}, set.steps {most} are in no order"


def _run(row: Mapping[str, Any], known: dict[str, str]) -> str:
    """Why a row's run cannot be trained; nothing if it can. ``known`` keeps what was judged."""
    try:
        run = run_of(row)
    except MemlibError as error:
        return str(error)
    if (row["engine"] == "solved") != (run.family in SOLVED):
        return f"engine: {row['engine']!r} is none for {run.family!r}"
    # The seed of the data is judged already; all draws are one case.
    task = Task(run.task.recipe, pairs(**{**dict(run.task.arguments), "seed": 0}))
    case = repr((run.family, run.shape, task, run.settings.loss))  # 1 and true are not alike
    if case not in known:
        known[case] = _unfit(run, task)
    return known[case]


def _unfit(run: Run, task: Task) -> str:
    try:
        check_model(run.family, run.shape, task, run.settings.loss)
    except MemlibError as error:
        return str(error)
    return ""


def _cut(value: Any) -> str:
    """A value as it is told: not too long."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
