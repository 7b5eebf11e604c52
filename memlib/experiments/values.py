"""What a value in an experiment's file may be: a table, a word, a count; and how it is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import isfinite
from typing import Any, Final

from memlib.errors import MemlibError

#: What a sweep may come to: more is a slip of the pen.
RUNS: Final = 10_000_000
#: What may stand where one value is wanted.
SCALAR: Final = "a number, text, true, false"


def refuse(what: str, place: str, allowed: Iterable[str] | str = "") -> MemlibError:
    """What is wrong, where, and what may stand there."""
    mend = allowed if isinstance(allowed, str) else "use " + ", ".join(allowed)
    return MemlibError(what, operation="experiment", place=place, mend=mend)


def keys(table: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    """No key that is unknown."""
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise refuse(f"unknown: {', '.join(unknown)}", place, sorted(known))


def table(value: Any, place: str) -> Mapping[str, Any]:
    """A table."""
    if not isinstance(value, Mapping):
        raise refuse(f"{value!r} is no table", place)
    return value


def filled(value: Any, place: str) -> list[Any]:
    """A list with something in it."""
    if not isinstance(value, list) or not value:
        raise refuse(f"{value!r} is no list of values", place)
    return value


def word(value: Any, known: Collection[str], place: str) -> None:
    """One of these words."""
    if value not in tuple(known):
        raise refuse(f"{value!r} is unknown", place, known)


def count(value: Any, place: str) -> int:
    """How many there are of something."""
    if type(value) is not int or not 1 <= value <= RUNS:
        raise refuse(f"{value!r} is no count", place, f"a whole number from 1 to {RUNS:,}")
    return value


def scalar(value: Any, place: str) -> None:
    """What an axis may take: no table, no list, and no infinity."""
    if not isinstance(value, int | float | str) or not _finite(value):
        raise refuse(f"{value!r} is no value", place, SCALAR)


def number(value: Any) -> bool:
    """Whether it is a number; true and false are none.

    >>> number(3), number(float("inf")), number(True)
    (True, False, False)
    """
    return type(value) in (int, float) and _finite(value)


def different(values: Iterable[Any], place: str) -> None:
    """No value comes twice: it would be run and counted twice.

    >>> different([1, 2, 1.0], "grid")
    Traceback (most recent call last):
    memlib.errors.MemlibError: experiment: grid: 1.0 stands twice (write it once)
    """
    seen = set()
    for value in values:
        if value in seen:
            raise refuse(f"{value!r} stands twice", place, "write it once")
        seen.add(value)


def _finite(value: Any) -> bool:
    return not isinstance(value, float) or isfinite(value)
