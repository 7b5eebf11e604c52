"""Columns of a network's state as limbs: how they are packed, joined and read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from memlib.fast.scaling import Scale, twos


@dataclass
class Packed:
    """Integers in limbs, one row a coordinate, over the rows' scales.

    Attributes:
        limbs: uint32 (rows, limbs, columns), lowest first, in two's complement.
        length: of each row, how many limbs it uses; the last of them has the sign.
        low: of each row, the place of its first limb (limbs below are zero).
        scales: of each row.
    """

    limbs: Any
    length: Any
    low: Any
    scales: tuple[Scale, ...]

    @property
    def columns(self) -> int:
        return int(self.limbs.shape[2])

    def integers(self, row: int) -> list[int]:
        """The integers of one row."""
        used, low = int(self.length[row]), 32 * int(self.low[row])
        if used == 0:
            return [0] * self.columns
        if used == 1:
            return [x << low for x in self.limbs[row, 0].view(np.int32).tolist()]
        if used == 2 and low == 0:
            wide = np.ascontiguousarray(self.limbs[row, :2].T).view(np.int64)
            return [int(x) for x in wide[:, 0].tolist()]
        raw = np.ascontiguousarray(self.limbs[row, :used].T).astype("<u4").tobytes()
        step = 4 * used
        return [
            int.from_bytes(raw[at : at + step], "little", signed=True) << low
            for at in range(0, len(raw), step)
        ]

    def values(self) -> list[list[Fraction]]:
        """All columns, as exact numbers."""
        rows = [[scale.value(x) for x in self.integers(i)] for i, scale in enumerate(self.scales)]
        return [list(column) for column in zip(*rows, strict=True)]


def pack(rows: Sequence[Sequence[int]], scales: Sequence[Scale]) -> Packed:
    """Rows of integers over given scales.

    >>> made = pack([[5, -(2**40), 0]], [Scale(-1, 1)])
    >>> made.integers(0), made.length.tolist()
    ([5, -1099511627776, 0], [2])
    """
    lengths = [
        max(max(x.bit_length() for x in row), 31) // 32 + 1 if any(row) else 0 for row in rows
    ]
    limbs = np.zeros((len(rows), max([1, *lengths]), len(rows[0])), np.uint32)
    for i, (row, used) in enumerate(zip(rows, lengths, strict=True)):
        if used:
            raw = b"".join(x.to_bytes(4 * used, "little", signed=True) for x in row)
            limbs[i, :used] = np.frombuffer(raw, "<u4").reshape(-1, used).T
    length = np.array(lengths, np.int64)
    return Packed(limbs, length, np.zeros(len(rows), np.int64), tuple(scales))


def pack_numbers(columns: Sequence[Sequence[Fraction]]) -> Packed:
    """Columns of exact numbers, each row over the largest scale that makes its numbers integers.

    >>> pack_numbers([[Fraction(1, 6)], [Fraction(2)]]).scales
    (Scale(exponent=-1, divisor=3),)
    """
    rows, scales = [], []
    for numbers in zip(*columns, strict=True):
        below = lcm(*(x.denominator for x in numbers))
        rows.append([x.numerator * (below // x.denominator) for x in numbers])
        scales.append(Scale(-twos(below), below >> twos(below)))
    return pack(rows, scales)


def join(parts: Sequence[Packed]) -> Packed:
    """The columns of the parts, one after the other; their scales must agree."""
    if len(parts) == 1:
        return parts[0]
    rows = len(parts[0].scales)
    low = np.min([np.where(part.length > 0, part.low, 1 << 60) for part in parts], axis=0)
    top = np.max([np.where(part.length > 0, part.low + part.length, 0) for part in parts], axis=0)
    low = np.where(top > 0, low, 0)
    length = top - low
    limbs = np.zeros(
        (rows, max(1, int(length.max(initial=0))), sum(p.columns for p in parts)), np.uint32
    )
    at = 0
    for part in parts:
        for i in range(rows):
            used = int(part.length[i])
            if used:
                first = int(part.low[i] - low[i])
                here = limbs[i, :, at : at + part.columns]
                here[first : first + used] = part.limbs[i, :used]
                sign = part.limbs[i, used - 1].view(np.int32) >> 31
                here[first + used : int(length[i])] = sign.view(np.uint32)
        at += part.columns
    return Packed(limbs, length, low, parts[0].scales)
