"""Hyperplanes through points in general position, in whole numbers.

N points of ℝ^d are in general position when no d + 1 of them lie on one hyperplane (and any fewer
are as spread as they can be). To check every choice of d + 1 points takes too long; what is checked
is what the proofs use: each hyperplane that is drawn holds its own points and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from random import Random
from typing import Final

from memlib.errors import MemlibError

Point = tuple[int, ...]

#: Hyperplanes through fewer than d points are drawn at random so many times.
MAX_DRAWS: Final = 100

_MEND: Final = "the theorem needs points in general position: no d + 1 on one hyperplane"


@dataclass(frozen=True)
class Plane:
    """The affine function x ↦ normal · x + offset, in whole numbers."""

    normal: tuple[int, ...]
    offset: int

    def at(self, point: Sequence[int]) -> int:
        """Its value at a point.

        >>> Plane((1, -2), 3).at((5, 1))
        6
        """
        return sum(a * x for a, x in zip(self.normal, point, strict=True)) + self.offset


def plane_through(points: Sequence[Point], group: Sequence[int], rng: Random) -> Plane:
    """A hyperplane that holds the points of the group (at most d of them) and no other point.

    Raises:
        MemlibError: there is none: the points are not in general position.

    >>> square = [(0, 0), (0, 1), (1, 0), (5, 7)]
    >>> [plane_through(square, [0, 1], Random(0)).at(p) != 0 for p in square]
    [False, False, True, True]
    """
    basis = _planes([points[i] for i in group], group)
    rest = [i for i in range(len(points)) if i not in set(group)]
    plane = basis[0]
    for draw in range(MAX_DRAWS):
        if draw or len(basis) > 1:
            side = 2 + len(points)
            plane = _combine(basis, [rng.randint(-side, side) for _ in basis])
        on = next((i for i in rest if plane.at(points[i]) == 0), None)
        if any(plane.normal) and on is None:
            return plane
        if len(basis) == 1:
            raise MemlibError(f"point {on} lies on the hyperplane of {_named(group)}", mend=_MEND)
    raise MemlibError(f"every hyperplane of {_named(group)} holds another point", mend=_MEND)


def interpolate(
    points: Sequence[Point], group: Sequence[int], values: Sequence[int]
) -> tuple[Plane, int]:
    """An affine function and D > 0: at the i-th point of the group it is D times the i-th value.

    Raises:
        MemlibError: the group does not span a flat of its size.

    >>> plane, scale = interpolate([(0, 0), (0, 2)], [0, 1], [1, 4])
    >>> [plane.at(p) / scale for p in [(0, 0), (0, 2)]]
    [1.0, 4.0]
    """
    dim = len(points[0])
    matrix = [[*points[i], 1, y] for i, y in zip(group, values, strict=True)]
    pivots, scale = _reduce(matrix, dim + 1)
    _check_rank(pivots, group)
    solution = [0] * (dim + 1)
    for row, column in enumerate(pivots):
        solution[column] = matrix[row][-1]
    sign = -1 if scale < 0 else 1
    return Plane(tuple(sign * x for x in solution[:dim]), sign * solution[dim]), abs(scale)


def facet(points: Sequence[Point], rng: Random) -> tuple[Plane, list[int]]:
    """A hyperplane through d of more than d points with all others on its positive side.

    Gift wrapping: let a hyperplane touch one point; while it holds fewer than d points, turn it
    around those it holds until it touches another.

    Raises:
        MemlibError: it touched more than d points: they are not in general position.

    >>> plane, held = facet([(0, 0), (0, 3), (3, 0), (1, 1)], Random(0))
    >>> len(held), min(plane.at(p) for p in [(0, 0), (0, 3), (3, 0), (1, 1)])
    (2, 0)
    """
    dim = len(points[0])
    side = 2 * len(points) ** 2
    normal = tuple(rng.randint(1, side) for _ in range(dim))
    plane = Plane(normal, 0)
    plane = Plane(normal, -min(map(plane.at, points)))
    held = [i for i, p in enumerate(points) if plane.at(p) == 0]
    while len(held) < dim:
        turn = next(g for g in _planes([points[i] for i in held], held) if not _parallel(g, plane))
        if all(turn.at(p) >= 0 for p in points):
            turn = _combine([turn], [-1])
        # plane + λ·turn stays ≥ 0 up to the least λ at which it touches a point.
        best = None
        for i, point in enumerate(points):
            down = -turn.at(point)
            if down > 0:
                height = plane.at(point)
                if best is None or height * best[1] < best[0] * down:
                    best = (height, down, i)
        assert best is not None
        plane = _combine([plane, turn], [best[1], best[0]])
        held = [i for i, p in enumerate(points) if plane.at(p) == 0]
    if len(held) > dim:
        raise MemlibError(f"{_named(held)} lie on one hyperplane", mend=_MEND)
    return plane, held


def _planes(chosen: Sequence[Point], names: Sequence[int]) -> list[Plane]:
    """A basis of the affine functions that vanish at the chosen points."""
    dim = len(chosen[0])
    matrix = [[*p, 1] for p in chosen]
    pivots, scale = _reduce(matrix, dim + 1)
    _check_rank(pivots, names)
    planes = []
    for free in (c for c in range(dim + 1) if c not in pivots):
        vector = [0] * (dim + 1)
        vector[free] = scale
        for row, column in enumerate(pivots):
            vector[column] = -matrix[row][free]
        planes.append(_shortened(vector))
    return planes


def _reduce(matrix: list[list[int]], columns: int) -> tuple[list[int], int]:
    """Gauss and Jordan without fractions (Bareiss), in place; the pivot columns, and their number.

    Afterwards every pivot column is 0 but for the common number in the pivot's row.
    """
    pivots: list[int] = []
    scale = 1
    for column in range(columns):
        row = len(pivots)
        found = next((i for i in range(row, len(matrix)) if matrix[i][column]), None)
        if found is None:
            continue
        matrix[row], matrix[found] = matrix[found], matrix[row]
        top = matrix[row]
        pivot = top[column]
        for i, line in enumerate(matrix):
            if i != row:
                factor = line[column]
                matrix[i] = [
                    (pivot * a - factor * b) // scale for a, b in zip(line, top, strict=True)
                ]
        scale = pivot
        pivots.append(column)
        if len(pivots) == len(matrix):
            break
    return pivots, scale


def _check_rank(pivots: Sequence[int], names: Sequence[int]) -> None:
    if len(pivots) < len(names):
        raise MemlibError(f"{_named(names)} lie in a flat that is too small", mend=_MEND)


def _combine(planes: Sequence[Plane], factors: Sequence[int]) -> Plane:
    columns = zip(*((*p.normal, p.offset) for p in planes), strict=True)
    return _shortened([sum(f * x for f, x in zip(factors, c, strict=True)) for c in columns])


def _shortened(vector: Sequence[int]) -> Plane:
    common = gcd(*vector) or 1
    return Plane(tuple(x // common for x in vector[:-1]), vector[-1] // common)


def _parallel(a: Plane, b: Plane) -> bool:
    first, second = (*a.normal, a.offset), (*b.normal, b.offset)
    i = next(k for k, x in enumerate(second) if x)
    return all(x * second[i] == y * first[i] for x, y in zip(first, second, strict=True))


def _named(group: Sequence[int]) -> str:
    shown = ", ".join(map(str, group[:4]))
    return f"points {shown}{', …' if len(group) > 4 else ''}"
