"""How large the tokens are and how far they lie apart: r and δ of Assumption 4.1, exactly.

Lengths of rational vectors are square roots, so both come as exact squares: r² is the largest
squared norm and δ² the smallest squared distance over all tokens of the table.

The closest pair is found with a tree of boxes: the tokens are halved again and again along their
widest coordinate, and two boxes are only compared when they lie closer together than the best pair
so far. In a few dimensions this takes about V log V steps for V tokens, however they lie; in many
dimensions nothing much better than all pairs is known. All arithmetic is on integers, over one
common denominator; only where that denominator would fill the memory, on fractions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import mul, sub
from typing import Final, TypeAlias

from memlib.data.checks import shown
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError

Number: TypeAlias = int | Fraction
Point: TypeAlias = tuple[Number, ...]

_LEAF: Final = 8
_COMMON_BITS: Final = 1 << 28  # 32 MB of integers: above, stay with fractions


def squared_radius(ds: Dataset) -> Fraction:
    """r²: the largest squared Euclidean norm of a token.

    >>> squared_radius(Dataset.next_token([[1, 2], [0, -3]], [[0]], [0]))
    Fraction(9, 1)
    """
    points, unit = _on_one_denominator(ds.tokens)
    return Fraction(max(sum(map(mul, p, p)) for p in points)) / (unit * unit)


def squared_separation(ds: Dataset) -> Fraction | None:
    """δ²: the smallest squared distance of two tokens; None when there is only one token.

    >>> squared_separation(Dataset.next_token([[0, 0], [3, 4], [9, 9]], [[0]], [0]))
    Fraction(25, 1)
    """
    points, unit = _on_one_denominator(ds.tokens)
    if len(points) == 1:
        return None
    return Fraction(closest_pair(points)) / (unit * unit)


def is_separated(ds: Dataset, r: Fraction | int, delta: Fraction | int) -> bool:
    """Whether the tokens are token-wise (r, δ)-separated (Assumption 4.1).

    That is: every token has Euclidean norm at most r, and any two tokens lie at least δ apart.

    Raises:
        MemlibError: r is negative, δ is not positive, or one of them is no exact number.

    >>> ds = Dataset.next_token([[1, 2], [0, -3]], [[0]], [0])
    >>> is_separated(ds, 3, 5), is_separated(ds, 3, Fraction(51, 10))
    (True, False)
    """
    for name, value, good in (("r", r, r >= 0), ("delta", delta, delta > 0)):
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)) or not good:
            raise MemlibError(
                f"{shown(value)} is no such length",
                place=name,
                mend="give an exact r >= 0 and an exact delta > 0",
            )
    apart = squared_separation(ds)
    return squared_radius(ds) <= r * r and (apart is None or apart >= delta * delta)


def closest_pair(points: Sequence[Point]) -> Number:
    """The smallest squared distance among at least two distinct points, exactly.

    >>> closest_pair([(0, 0), (5, 5), (5, 6), (-3, 9)])
    1
    """
    if len(points[0]) == 1:
        line = sorted(p[0] for p in points)
        return min(b - a for a, b in pairwise(line)) ** 2
    search = _Search(best=_squared_distance(points[0], points[1]))
    search.within(_Box.around(list(points)))
    return search.best


def _on_one_denominator(tokens: Sequence[tuple[Fraction, ...]]) -> tuple[Sequence[Point], int]:
    """The tokens times one integer, and that integer; (tokens, 1) where it would be huge."""
    unit = 1
    entries = len(tokens) * len(tokens[0])
    for denominator in {x.denominator for token in tokens for x in token}:
        unit = math.lcm(unit, denominator)
        if unit.bit_length() * entries > _COMMON_BITS:
            return tokens, 1
    if unit == 1:
        return [tuple(x.numerator for x in token) for token in tokens], 1
    return [tuple(x.numerator * (unit // x.denominator) for x in token) for token in tokens], unit


def _squared_distance(p: Point, q: Point) -> Number:
    return sum((a - b) ** 2 for a, b in zip(p, q, strict=True))


@dataclass
class _Box:
    """Some points, the smallest box around them, and (in large boxes) its two halves."""

    points: list[Point]
    low: Point
    high: Point
    halves: tuple[_Box, _Box] | None = None

    @classmethod
    def around(cls, points: list[Point]) -> _Box:
        columns = list(zip(*points, strict=True))
        low, high = tuple(map(min, columns)), tuple(map(max, columns))
        box = cls(points, low, high)
        if len(points) > _LEAF:
            widths = list(map(sub, high, low))
            widest = widths.index(max(widths))
            points.sort(key=lambda p: p[widest])
            middle = len(points) // 2
            box.halves = cls.around(points[:middle]), cls.around(points[middle:])
        return box

    def gap(self, other: _Box, enough: Number) -> Number:
        """The squared distance of the two boxes; anything >= ``enough`` may stop the sum."""
        total: Number = 0
        for low, high, other_low, other_high in zip(
            self.low, self.high, other.low, other.high, strict=True
        ):
            if high < other_low:
                total += (other_low - high) ** 2
            elif other_high < low:
                total += (low - other_high) ** 2
            else:
                continue
            if total >= enough:
                break
        return total


@dataclass
class _Search:
    """The smallest squared distance met so far."""

    best: Number

    def within(self, box: _Box) -> None:
        """Compare all pairs of points inside one box."""
        if box.halves is None:
            for i, p in enumerate(box.points):
                self._against(p, box.points[:i])
            return
        left, right = box.halves
        self.within(left)
        self.within(right)
        self.between(left, right)

    def between(self, a: _Box, b: _Box) -> None:
        """Compare all pairs of a point of ``a`` and a point of ``b`` that could be closer."""
        if a.gap(b, self.best) >= self.best:
            return
        if a.halves is None and b.halves is None:
            for p in a.points:
                self._against(p, b.points)
        elif b.halves is None or (a.halves is not None and len(a.points) >= len(b.points)):
            assert a.halves is not None
            for half in a.halves:
                self.between(half, b)
        else:
            for half in b.halves:
                self.between(a, half)

    def _against(self, p: Point, others: Sequence[Point]) -> None:
        for q in others:
            difference = list(map(sub, p, q))
            distance = sum(map(mul, difference, difference))
            if distance < self.best:
                self.best = distance
