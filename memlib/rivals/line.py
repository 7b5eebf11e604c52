"""Points on a line: an integer direction in which no two of them hide behind each other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from random import Random
from typing import Final

from memlib.errors import MemlibError
from memlib.exact.layers import Number

#: A random direction fails with probability at most ¼ (see :func:`direction_of`).
MAX_DRAWS: Final = 100


def direction_of(points: Sequence[Sequence[Number]], rng: Random) -> tuple[int, ...]:
    """A direction v of integers for which all v · x differ.

    Drawn from a cube with 2N² values a side: a pair of points has equal values with probability at
    most 1/(2N²), so any of the N(N − 1)/2 pairs with at most ¼.

    Raises:
        MemlibError: :data:`MAX_DRAWS` directions failed, as they do when two points are equal.

    >>> points = [(0, 1), (1, 0), (2, 2)]
    >>> len(set(keys_of(points, direction_of(points, Random(0)))))
    3
    """
    side = 2 * len(points) ** 2
    for _ in range(MAX_DRAWS):
        direction = tuple(rng.randint(1, side) for _ in points[0])
        keys = sorted(keys_of(points, direction))
        if all(a < b for a, b in pairwise(keys)):
            return direction
    raise MemlibError("no direction tells the points apart", mend="try another seed")


def keys_of(points: Sequence[Sequence[Number]], direction: Sequence[int]) -> list[Fraction]:
    """Where the points lie on the line.

    >>> keys_of([(1, 2), (Fraction(1, 2), 0)], (2, 3))
    [Fraction(8, 1), Fraction(1, 1)]
    """
    return [
        sum((Fraction(v * x) for v, x in zip(direction, point, strict=True)), Fraction(0))
        for point in points
    ]


def whole(points: Sequence[Sequence[Number]]) -> tuple[int, list[tuple[int, ...]]]:
    """The least common denominator of all coordinates, and the points times it, in integers.

    >>> whole([(Fraction(1, 2), 1), (Fraction(2, 3), 0)])
    (6, [(3, 6), (4, 0)])
    """
    common = lcm(*(Fraction(x).denominator for point in points for x in point))
    return common, [tuple(int(x * common) for x in point) for point in points]


def placed(points: Sequence[Sequence[Number]], rng: Random) -> tuple[list[int], list[int]]:
    """A direction of integers and the places of the points on it: different integers.

    The direction is drawn for the points times their common denominator, and takes it up: so the
    places are the products of the direction with the points as they are.

    >>> direction, places = placed([(Fraction(1, 2), 1), (Fraction(2, 3), 0)], Random(0))
    >>> keys_of([(Fraction(1, 2), 1), (Fraction(2, 3), 0)], direction) == places
    True
    """
    common, scaled = whole(points)
    direction = direction_of(scaled, rng)
    places = [sum(v * x for v, x in zip(direction, p, strict=True)) for p in scaled]
    return [common * v for v in direction], places


def midpoint(a: Number, b: Number) -> Number:
    """A number above a, at most b, as short as the choice of (a, b] allows: an integer if any.

    >>> midpoint(Fraction(1, 2), 7), midpoint(Fraction(1, 3), Fraction(1, 2))
    (4, Fraction(5, 12))
    """
    middle = Fraction(a + b) / 2
    return rounded if a < (rounded := round(middle)) <= b else middle
