"""Cells of hyperplane arrangements, exactly: every sign vector of linear forms, with a witness.

A form is a tuple of k integers (or fractions); its sign at x ∈ ℝ^k is the sign of the dot product.
For affine forms a·x + b append b, and require the last coordinate to be positive. No floating point
and no linear programming: hyperplanes are added one by one, and the cells that a new one cuts are
the cells of the arrangement that the old ones draw *on* it, one dimension lower.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

Form = tuple[int, ...]
Signs = tuple[int, ...]
Point = tuple[int, ...]


def whole(form: Iterable[int | Fraction]) -> Form:
    """The same hyperplane and side with coprime integer coefficients.

    >>> whole([Fraction(1, 2), Fraction(-3, 4)])
    (2, -3)
    """
    exact = [Fraction(x) for x in form]
    scale = math.lcm(*(x.denominator for x in exact))  # of nothing: 1
    numbers = [int(x * scale) for x in exact]
    divisor = math.gcd(*numbers) or 1
    return tuple(x // divisor for x in numbers)


def value(form: Sequence[int], point: Sequence[int]) -> int:
    """The dot product form · point."""
    return sum(a * x for a, x in zip(form, point, strict=True))


def cells(
    forms: Sequence[Sequence[int | Fraction]],
    inside: Sequence[Sequence[int | Fraction]] = (),
    *,
    dimension: int | None = None,
) -> dict[Signs, Point]:
    """All sign vectors in {−1, 1}^M of the forms where every form of ``inside`` is > 0.

    Args:
        forms: M linear forms on ℝ^k. A zero form is never ±1, so then there is no cell.
        inside: forms that must be positive. dimension: k, needed only when both lists are empty.

    Returns:
        Sign vector → a point of its cell, in whole numbers. Empty when the cone itself is.

    >>> lines = [(1, 0, 0), (0, 1, 0), (1, 1, -1)]          # x = 0, y = 0, x + y = 1
    >>> len(cells(lines, inside=[(0, 0, 1)]))               # three lines cut the plane into 7
    7
    """
    required = [whole(form) for form in inside]
    free = [whole(form) for form in forms]
    ordered = required + free
    if dimension is None:
        dimension = len(ordered[0]) if ordered else 0
    found = _cells(ordered, len(required), dimension)
    return {signs[len(required) :]: point for signs, point in found.items()}


def faces(
    forms: Sequence[Sequence[int | Fraction]],
    inside: Sequence[Sequence[int | Fraction]] = (),
) -> dict[Signs, Point]:
    """All sign vectors in {−1, 0, 1}^M on the open cone: cells, and all that lies on hyperplanes.

    >>> len(faces([(1, 0), (0, 1)]))                        # two lines through a point: 4 + 4 + 1
    9
    """
    required = [whole(form) for form in inside]
    found: dict[Signs, Point] = {}
    _faces([whole(form) for form in forms], required, found)
    return found


def _faces(forms: list[Form], required: list[Form], found: dict[Signs, Point]) -> None:
    """Open cells of the forms that are not zero here, then the same on their hyperplanes."""
    alive = [index for index, form in enumerate(forms) if any(form)]
    size = len((forms or required)[0])
    for signs, point in _cells(required + [forms[i] for i in alive], len(required), size).items():
        full = [0] * len(forms)
        for index, sign in zip(alive, signs[len(required) :], strict=True):
            full[index] = sign
        found.setdefault(tuple(full), point)
    for index in alive:
        wall = forms[index]
        pivot = _pivot(wall)
        here: dict[Signs, Point] = {}
        shadow = [_restrict(form, wall, pivot) for form in required]
        if all(any(form) for form in shadow) and size > 1:
            _faces([_restrict(form, wall, pivot) for form in forms], shadow, here)
        elif size == 1 and not required:
            here[(0,) * len(forms)] = ()
        for signs, point in here.items():
            found.setdefault(signs, _lift(point, wall, pivot))


def _cells(forms: list[Form], required: int, dimension: int) -> dict[Signs, Point]:
    """Cells of ``forms``, of which the first ``required`` must be positive."""
    if any(not any(form) for form in forms):
        return {}
    found: dict[Signs, Point] = {(): (0,) * dimension}
    for index, wall in enumerate(forms):
        must = index < required
        if must and len(found) == 1:
            [(signs, point)] = found.items()
            if value(wall, point) > 0:  # the only cell left reaches the right side
                found = {(*signs, 1): point}
                continue
        cut = _cells_on(wall, forms[:index], min(index, required), dimension)
        after: dict[Signs, Point] = {}
        for signs, point in found.items():
            on_wall = cut.get(signs)
            if on_wall is None:
                side = 1 if value(wall, point) > 0 else -1
                if side > 0 or not must:
                    after[(*signs, side)] = point
                continue
            stretch = _stretch(on_wall, wall, forms[:index])
            after[(*signs, 1)] = _beside(on_wall, wall, stretch, 1)
            if not must:
                after[(*signs, -1)] = _beside(on_wall, wall, stretch, -1)
        found = after
        if not found:
            return {}
    return found


def _cells_on(wall: Form, forms: list[Form], required: int, dimension: int) -> dict[Signs, Point]:
    """Cells of the arrangement that ``forms`` draw on the hyperplane ``wall``, lifted back."""
    pivot = _pivot(wall)
    shadows = [_restrict(form, wall, pivot) for form in forms]
    below = _cells(shadows, required, dimension - 1)
    return {signs: _lift(point, wall, pivot) for signs, point in below.items()}


def _pivot(wall: Form) -> int:
    return next(i for i, x in enumerate(wall) if x)


def _restrict(form: Form, wall: Form, pivot: int) -> Form:
    """The form on wall · x = 0, with coordinate ``pivot`` eliminated, up to a positive factor."""
    scale = wall[pivot]
    sign = 1 if scale > 0 else -1
    shadow = [
        sign * (a * scale - form[pivot] * b)
        for i, (a, b) in enumerate(zip(form, wall, strict=True))
        if i != pivot
    ]
    divisor = math.gcd(*shadow) or 1
    return tuple(x // divisor for x in shadow)


def _lift(point: Point, wall: Form, pivot: int) -> Point:
    """Back onto the hyperplane, stretched so that all coordinates stay whole."""
    scale, sign = abs(wall[pivot]), 1 if wall[pivot] > 0 else -1
    missing = -sign * value(wall[:pivot] + wall[pivot + 1 :], point)
    stretched = [scale * x for x in point]
    return _short((*stretched[:pivot], missing, *stretched[pivot:]))


def _stretch(point: Point, direction: Form, forms: list[Form]) -> int:
    """K so large that K·point ± direction has the same signs as the point."""
    return 1 + max(
        (abs(value(form, direction)) // abs(value(form, point)) for form in forms), default=0
    )


def _beside(point: Point, direction: Form, stretch: int, side: int) -> Point:
    return _short(tuple(stretch * x + side * d for x, d in zip(point, direction, strict=True)))


def _short(point: Point) -> Point:
    divisor = math.gcd(*point) or 1
    return tuple(x // divisor for x in point)
