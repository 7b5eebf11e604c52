"""A TOML file: its bytes, read once, and what they say."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.experiments.values import SCALAR, refuse
from memlib.files import UTF_8

#: More bytes, or tables within tables, are no experiment.
_BYTES: Final = 1 << 20
_DEPTH: Final = 20
#: Of a whole number, without its sign: TOML promises no more.
_BITS: Final = 63
_DEEP: Final = "lists or tables lie too deep within each other"


def read(path: str | Path) -> bytes:
    """All bytes of a file. A pipe has them once only.

    Raises:
        MemlibError: the file cannot be read, or is too large.
    """
    try:
        with Path(path).open("rb") as file:
            raw = file.read(_BYTES + 1)
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise MemlibError(what, operation="read", place=str(path)) from error
    if len(raw) > _BYTES:
        raise MemlibError(f"more than {_BYTES:,} bytes", operation="read", place=str(path))
    return raw


def parsed(raw: bytes) -> dict[str, Any]:
    """The tables in the bytes of a file: of numbers, texts, true, false and lists.

    Raises:
        MemlibError: the bytes are no TOML, or hold a date, a number of more than 64 bits, or
            tables or lists that lie too deep within each other.

    >>> parsed(b"[a]\\nb = 1979-05-27")
    Traceback (most recent call last):
    memlib.errors.MemlibError: experiment: a.b: 1979-05-27 is no value (a number, text, true, false)
    """
    try:
        value = tomllib.loads(raw.decode(UTF_8))
    except ValueError as error:
        raise MemlibError(f"no TOML: {error}", operation="read") from error
    except RecursionError as error:
        raise MemlibError(f"no TOML: {_DEEP}", operation="read") from error
    _check(value, [])
    return value


def _check(value: Any, place: list[str]) -> None:
    if len(place) > _DEPTH:
        raise refuse(_DEEP, ".".join(place))
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            _check(one, [*place, str(key)])
    elif isinstance(value, int) and value.bit_length() > _BITS:
        raise refuse(f"a number of {value.bit_length():,} bits", ".".join(place), "64 at most")
    elif not isinstance(value, int | float | str):
        raise refuse(f"{value} is no value", ".".join(place), SCALAR)
