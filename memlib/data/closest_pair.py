"""The smallest distance among many points, exactly, without comparing all pairs.

The points are halved again and again along their widest coordinate, and two boxes are only compared
when they lie closer together than the best pair so far. In a few dimensions this takes about
V log V steps for V points, however they lie. Points of many coordinates that are nearly all zero
(one-hot tokens) are compared where they share a coordinate. For other points in many dimensions
nothing much better than all pairs is known, and this does no better.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import mul, sub
from typing import Final, TypeAlias

Number: TypeAlias = int | Fraction
Point: TypeAlias = tuple[Number, ...]

_LEAF: Final = 8
_SPARSE_DIM: Final = 8
_SPARSE_STEPS: Final = 1 << 24


def closest_pair(points: Sequence[Point]) -> Number:
    """The smallest squared distance among at least two distinct points, exactly.

    >>> closest_pair([(0, 0), (5, 5), (5, 6), (-3, 9)])
    1
    """
    if len(points[0]) == 1:
        line = sorted(p[0] for p in points)
        return min(b - a for a, b in pairwise(line)) ** 2
    if len(points[0]) >= _SPARSE_DIM:
        sparse = _common_values_to_zero(points)
        holders = Counter(k for point in sparse for k in point)
        if sum(count * count for count in holders.values()) <= _SPARSE_STEPS:
            return _closest_of_sparse(sparse)
    search = _Search(best=_squared_distance(points[0], points[1]))
    search.within(_Box.around(list(points)))
    return search.best


def _common_values_to_zero(points: Sequence[Point]) -> list[dict[int, Number]]:
    """The points moved so that most coordinates are 0; of each, the coordinates that are not."""
    columns = zip(*points, strict=True)
    common = [Counter(column).most_common(1)[0][0] for column in columns]
    return [
        {k: x - c for k, (x, c) in enumerate(zip(p, common, strict=True)) if x != c} for p in points
    ]


def _closest_of_sparse(points: list[dict[int, Number]]) -> Number:
    """|p − q|² = |p|² + |q|² − 2 p·q, where p·q = 0 unless p and q share a coordinate."""
    normed = sorted(((sum(x * x for x in p.values()), p) for p in points), key=lambda pair: pair[0])
    norms = [norm for norm, _ in normed]
    holders: defaultdict[int, list[tuple[int, Number]]] = defaultdict(list)
    best = (
        norms[0] + norms[1] - 2 * sum(x * normed[1][1].get(k, 0) for k, x in normed[0][1].items())
    )
    for i, (norm, point) in enumerate(normed):
        products: defaultdict[int, Number] = defaultdict(int)
        for k, x in point.items():
            for j, y in holders[k]:
                products[j] += x * y
            holders[k].append((i, x))
        for j, product in products.items():
            best = min(best, norm + norms[j] - 2 * product)
        for j in range(i):  # the shortest earlier point that shares no coordinate
            if j not in products:
                best = min(best, norm + norms[j])
                break
    return best


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
