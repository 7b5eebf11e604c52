"""Drawings that differ in their numbers only, kept as one shape and the numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def packed(drawings: Mapping[str, str]) -> dict[str, Any]:
    """Shapes, and for each key the number of its shape followed by what stands in its gaps.

    >>> packed({"0": "a1b7", "1": "a2b7", "2": "c"})
    {'shapes': [['a', 'b7'], ['c']], 'table': {'0': [0, 1], '1': [0, 2], '2': [1]}}
    """
    split = {key: (_NUMBER.split(text), _NUMBER.findall(text)) for key, text in drawings.items()}
    families: dict[tuple[str, ...], list[str]] = {}
    for key, (text, _) in split.items():
        families.setdefault(tuple(text), []).append(key)
    shapes: list[list[str]] = []
    table: dict[str, list[int | float | str]] = {}
    for number, (pieces, keys) in enumerate(families.items()):
        columns = list(zip(*(split[key][1] for key in keys), strict=True))
        fixed = [len(set(column)) == 1 for column in columns]
        shape = [pieces[0]]
        for piece, column, same in zip(pieces[1:], columns, fixed, strict=True):
            if same:
                shape[-1] += column[0] + piece
            else:
                shape.append(piece)
        shapes.append(shape)
        for key in keys:
            values = [v for v, same in zip(split[key][1], fixed, strict=True) if not same]
            table[key] = [number, *map(_short, values)]
    return {"shapes": shapes, "table": {key: table[key] for key in drawings}}


def _short(text: str) -> int | float | str:
    """A number where it is written back as the same text, for fewer quotation marks."""
    value = float(text) if "." in text else int(text)
    return value if str(value) == text else text
