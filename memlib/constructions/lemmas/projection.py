"""Lemma C.2: project points to a line so that they stay apart (with Lemma G.1).

Intuition: seen from a random direction, a cloud of points is a row of points; two of them hardly
ever hide behind each other. Scale the row up until neighbors are 2 apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final

from memlib.constructions.constants import PI_BELOW, Separation, floor_sqrt, key_bound
from memlib.errors import MemlibError
from memlib.exact.form import Form, inner_product
from memlib.exact.layers import Number

Point = Sequence[Number]

#: A draw fails with probability at most 0.27 (see :func:`project`); 100 in a row will not.
MAX_DRAWS: Final = 100


@dataclass(frozen=True)
class Projection:
    """x ↦ direction · x + shift, with the value at each of the points it was made for.

    Attributes:
        direction: d integers.
        shift: an integer.
        values: one number a point, pairwise at least 2 apart.
        draws: how many directions were tried.
    """

    direction: tuple[int, ...]
    shift: int
    values: tuple[Number, ...]
    draws: int

    def form(self, names: Sequence[str]) -> Form:
        """The projection as a linear form over the named coordinates of a point."""
        return inner_product(self.direction, names) + self.shift


def cube_side(count: int, separation: Separation) -> int:
    """s := ⌊5√π V²/δ⌋, at least 1: directions have entries from −s to s.

    >>> cube_side(2, Separation.clamped(2, 1))
    35
    """
    return max(1, floor_sqrt(25 * PI_BELOW * count**4 / separation.squared_distance))


def project(
    points: Sequence[Point],
    separation: Separation,
    lowest: int,
    rng: Random,
    *,
    side: int | None = None,
    apart: int = 2,
) -> Projection:
    """Lemma C.2: integers v, b with v·x + b ≥ lowest for every point, pairwise ≥ 2 apart.

    The lemma takes a unit vector in general position (Lemma G.1), scales it and rounds. We draw v
    uniformly from the integer cube |v_j| ≤ s := ⌊5√π V²/δ⌋ and check it. Then |v·x| ≤ s√d r ≤ R/4
    with R = 20 r V² δ⁻¹ √(πd), so all values lie in [lowest, lowest + R/2 + 1].

    Why few draws are enough, in every dimension: add to v an error e, independent and uniform on
    [−½, ½]^d. The sum is uniform on a cube of side 2s + 1, so its product with a unit vector has
    density at most √2/(2s + 1) (Ball's cube slicing theorem). Let z be the difference of two
    points. By Chebyshev |e·z| ≤ ‖z‖ with probability at least 11/12, whatever v is; together with
    |v·z| < 2 it puts (v + e)·z/‖z‖ below 2/δ + 1 in absolute value. So a pair fails with
    probability at most (12/11) · 2√2 (2/δ + 1)/(2s + 1), and some of fewer than V²/2 pairs with
    probability at most 0.27.

    Args:
        points: V distinct points of dimension d, exact.
        separation: r and δ of the points.
        lowest: the least value allowed (0 in Lemma C.2, 2 in Stage I of Lemma C.1).
        rng: where the directions come from.
        side: entries of the direction go from −side to side, if not those of the lemma.
        apart: the least distance of two values, if not that of the lemma.

    Raises:
        MemlibError: two points are equal, or :data:`MAX_DRAWS` directions failed, or points so far
            beyond r that their values pass the bound: keys of the length of R would not hold them.

    Source: Lemma C.2, page 29; Lemma G.1, page 37; Ball 1986 for the density.

    Example:
        >>> square = [(0, 0), (0, 1), (1, 0), (1, 1)]
        >>> row = project(square, Separation.clamped(2, 1), 2, Random(1))
        >>> min(row.values), min(b - a for a, b in pairwise(sorted(row.values))) >= 2
        (2, True)
    """
    count, dim = len(points), len(points[0])
    side = side or cube_side(count, separation)
    for draw in range(1, MAX_DRAWS + 1):
        direction = tuple(rng.randint(-side, side) for _ in range(dim))
        raw = [sum(a * b for a, b in zip(direction, point, strict=True)) for point in points]
        order = sorted(raw)
        if all(b - a >= apart for a, b in pairwise(order)):
            shift = lowest - order[0].__floor__()
            if 2 * (order[-1] - order[0]) > key_bound(count, dim, separation):
                raise MemlibError(
                    "points lie farther from 0 than the radius given",
                    operation="project points to a line (Lemma C.2)",
                )
            return Projection(direction, shift, tuple(value + shift for value in raw), draw)
    raise MemlibError(
        f"{MAX_DRAWS} random directions all put two of {count} points closer than {apart}",
        operation="project points to a line (Lemma C.2)",
        mend="the points may be closer than the δ given; otherwise try another seed",
    )
