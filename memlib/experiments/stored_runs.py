"""Reading stored tables of runs: their shape and the type of every value are checked first.

A file that was mended by hand, or cut off, is told by its place and not met later, in the middle
of a sweep or of a chapter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any, Final, NoReturn

from memlib import files
from memlib.errors import MemlibError, context
from memlib.training.run import Outcome, Settings

#: What a table of runs has, and no other table of results.
_OWN: Final = frozenset({"same", "columns"})
#: What an export writes of each outcome: all but its curve.
_OUTCOME: Final = tuple(field for field in fields(Outcome) if field.name != "curve")
#: Of an outcome, what is no finite number where training broke down: text in a table.
LOSSES: Final = frozenset(
    field.name for field in _OUTCOME
    if str(field.type).startswith("float") and field.name != "seconds"
)  # fmt: skip
_NOT_FINITE: Final = frozenset({"nan", "inf", "-inf"})
#: What is said of a value that is not of a type.
_NO: Final[Mapping[type, str]] = {
    dict: "no table of names and values", list: "no list", str: "no text"
}  # fmt: skip
#: Whole numbers and others that every reader of a table can hold.
_WHOLE: Final = 1 << 63
_REAL: Final = 1e300


def _optional(field: Field[Any]) -> bool:
    return field.default is not MISSING


#: The type of each column, as the classes say; what has no default must be there.
_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("variant", "kind", "family", "recipe", "data"), "str"), "seed": "int",
    **{field.name: str(field.type) for field in _OUTCOME},
    **{f"set.{field.name}": str(field.type) for field in fields(Settings)},
}  # fmt: skip
_NEEDED: Final = (
    "variant", "kind", "family", "recipe", "seed",
    *(field.name for field in _OUTCOME if not _optional(field)),
    *(f"set.{field.name}" for field in fields(Settings) if not _optional(field)),
)  # fmt: skip


def of_runs(value: Any) -> bool:
    """Whether a file holds a table of runs, be it damaged, and no other table of results.

    >>> of_runs({"manifest": {}, "rows": []}), of_runs({"columns": 3})
    (False, True)
    """
    return isinstance(value, dict) and not _OWN.isdisjoint(value)


def unpacked(value: Any, path: object) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """The manifest and the runs of a table that was read from a file.

    Raises:
        MemlibError: it holds no runs, or what it holds is not what an export writes.
    """
    with context(operation="load results", place=str(path)):
        if not of_runs(value):
            raise MemlibError("a table without runs")
        manifest, same = (_typed(value, name, dict) for name in ("manifest", "same"))
        columns, rows = (_typed(value, name, list) for name in ("columns", "rows"))
        _check_manifest(manifest)
        same = {name: _number(one) for name, one in same.items()}
        _check_names([*same, *columns], bool(rows))
        lines = [_line(line, len(columns), f"row {k}") for k, line in enumerate(rows, 1)]
        for name, one in same.items():
            _check_column(name, [one], "same")
        for name, values in zip(columns, zip(*lines, strict=True), strict=bool(lines)):
            _check_column(name, values)
    return manifest, [{**same, **dict(zip(columns, line, strict=True))} for line in lines]


def _typed(value: Mapping[str, Any], name: str, kind: type) -> Any:
    one = value.get(name)
    if type(one) is not kind:  # a decimal number is a text of a class of its own
        words: dict[type, str] = {
            dict: "no table of names and values",
            list: "no list",
            str: "no text",
        }
        _refuse(words[kind] if name in value else "is missing", name)
    return one


def _check_manifest(manifest: Mapping[str, Any]) -> None:
    with context(place="manifest"):
        for name in ("id", "preset", "last"):
            _typed(manifest, name, str)
        versions = _typed(manifest, "versions", dict)
        with context(place="versions"):
            for name in versions:
                _typed(versions, name, str)


def _check_names(names: list[Any], runs: bool) -> None:
    """What the values are of: each name once, and all that a run must have."""
    if not all(isinstance(name, str) for name in names):
        _refuse("a name of a column is no text", "columns")
    known: set[str] = set()
    for name in names:
        if name in known or (name.startswith("set.") and name not in _TYPES):
            _refuse("stands twice" if name in known else "is no setting", f"column {name[:40]!r}")
        known.add(name)
    for name in _NEEDED if runs else ():
        if name not in known:
            _refuse("is missing", f"column {name!r}")


def _line(line: Any, length: int, place: str) -> list[Any]:
    if not isinstance(line, list) or len(line) != length:
        _refuse(f"is no list of {length} values, one a column", place)
    return [_number(one) for one in line]


def _check_column(name: str, values: Sequence[Any], place: str = "") -> None:
    """Every value of a column; equal ones are judged once, as columns may be long."""
    for value in _different(values):
        plain = value is None or isinstance(value, (str, int, float))
        if not plain or not _fits(name, value):
            row = 1 + next(k for k, one in enumerate(values) if one is value)
            _refuse(f"{json.dumps(value)[:40]} is not allowed", f"{place or f'row {row}'}: {name}")


def _different(values: Sequence[Any]) -> Iterable[Any]:
    """The first of all values that are equal and of one type; all, if some are lists or tables."""
    try:
        return [one for _, one in dict.fromkeys(zip(map(type, values), values, strict=True))]
    except TypeError:
        return values


def _fits(name: str, value: Any) -> bool:
    """Whether a plain value may stand in a column of this name.

    >>> _fits("hit", 3), _fits("hit", "3"), _fits("loss", "inf"), _fits("seconds", "inf")
    (True, False, True, False)
    """
    kind = _TYPES.get(name)
    if kind is None:  # the shape of a model and the arguments of a task are their own affair
        return type(value) is not int or abs(value) < _WHOLE
    if value is None and kind.endswith(" | None"):
        return True
    match kind.removesuffix(" | None"):
        case "int":
            return type(value) is int and 0 <= value < _WHOLE
        case "float":
            real = type(value) in (int, float) and abs(value) <= _REAL
            return real or (name in LOSSES and value in _NOT_FINITE)
        case "bool":
            return type(value) is bool
    return isinstance(value, str)


def _refuse(what: str, place: str) -> NoReturn:
    raise MemlibError(what, place=place, mend="restore the file")


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, files.JsonFloat) else value
