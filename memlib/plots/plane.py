"""Lines in a window of the plane, and the cells into which they cut it: polygons to fill."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

#: a, b, c of the line a·θ₁ + b·θ₂ + c = 0 in the plane of two parameters.
Line = tuple[float, float, float]
Point = tuple[float, float]


def value(line: Line, point: Point) -> float:
    """The form at a point; it is 0 on the line."""
    return line[0] * point[0] + line[1] * point[1] + line[2]


def meeting(one: Line, other: Line) -> Point | None:
    """Where two lines meet, if they do."""
    (a, b, c), (d, e, f) = one, other
    turn = a * e - b * d
    return ((b * f - c * e) / turn, (c * d - a * f) / turn) if turn else None


def window(lines: Sequence[Line], witnesses: Sequence[Point]) -> tuple[Point, Point]:
    """A rectangle around all meeting points (around the witnesses when lines do not meet)."""
    meetings = [point for pair in combinations(lines, 2) if (point := meeting(*pair))]
    xs, ys = zip(*(meetings if len(meetings) > 1 else [*meetings, *witnesses]), strict=True)
    width = 0.5 * (max(xs) - min(xs)) or 1.0
    height = 0.5 * (max(ys) - min(ys)) or 1.0
    return (min(xs) - width, min(ys) - height), (max(xs) + width, max(ys) + height)


def keep(polygon: list[Point], line: Line, positive: bool) -> list[Point]:
    """The part of a convex polygon on one side of a line."""
    kept: list[Point] = []
    for here, after in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        u, v = value(line, here), value(line, after)
        if (u > 0) == positive:
            kept.append(here)
        if (u > 0) != (v > 0):
            t = u / (u - v)
            kept.append((here[0] + t * (after[0] - here[0]), here[1] + t * (after[1] - here[1])))
    return kept


def middle(polygon: list[Point]) -> Point:
    """The center of mass."""
    area = x = y = 0.0
    for (a, b), (c, d) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        part = a * d - b * c
        area, x, y = area + part, x + part * (a + c), y + part * (b + d)
    return (x / (3 * area), y / (3 * area)) if not math.isclose(area, 0) else polygon[0]


def room(
    polygon: list[Point], word: tuple[float, float], *, steps: int = 48
) -> tuple[Point, float]:
    """Where a word fits best into a convex polygon, and how many times it fits there.

    Args:
        polygon: its corners in order.
        word: width and height of the word, in the units of the plane.
        steps: so many places are tried along each side of the polygon's rectangle.

    Returns:
        The middle of the word, and the factor by which the word may grow until it touches an edge;
        below 1 it does not fit.

    >>> room([(0, 0), (4, 0), (4, 2), (0, 2)], (2, 1), steps=4)
    ((2.0, 1.0), 2.0)
    """
    sides = []
    inner = middle(polygon)
    for (a, b), (c, d) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        side = (d - b, a - c, b * c - a * d)
        turned = side if value(side, inner) >= 0 else (-side[0], -side[1], -side[2])
        needed = (abs(side[0]) * word[0] + abs(side[1]) * word[1]) / 2
        if needed:
            sides.append((turned, needed))

    def times(point: Point) -> float:
        return min(value(side, point) / needed for side, needed in sides)

    xs, ys = zip(*polygon, strict=True)
    tried = [
        (
            min(xs) + (max(xs) - min(xs)) * i / steps,
            min(ys) + (max(ys) - min(ys)) * j / steps,
        )
        for i in range(1, steps)
        for j in range(1, steps)
    ]
    best = max([inner, *tried], key=times)
    return (inner if times(inner) >= 1.3 else best), times(best)


def ends(line: Line, low: Point, high: Point) -> list[Point]:
    """Where a line leaves the window: two points, or none when it misses it."""
    a, b, c = line
    found = []
    if b:
        found += [(x, -(a * x + c) / b) for x in (low[0], high[0])]
    if a:
        found += [(-(b * y + c) / a, y) for y in (low[1], high[1])]
    room = 1e-9 * math.dist(low, high)
    inside = [
        (x, y)
        for x, y in found
        if low[0] - room <= x <= high[0] + room and low[1] - room <= y <= high[1] + room
    ]
    return [min(inside), max(inside)] if inside else []


def cell(lines: Sequence[Line], point: Point, low: Point, high: Point) -> list[Point]:
    """The part of the window on this point's side of every line."""
    polygon = [low, (high[0], low[1]), high, (low[0], high[1])]
    for line in lines:
        if polygon:
            polygon = keep(polygon, line, value(line, point) > 0)
    return polygon


def area(polygon: Sequence[Point]) -> float:
    """Of a convex polygon."""
    following = [*polygon[1:], *polygon[:1]]
    return abs(sum(a * d - b * c for (a, b), (c, d) in zip(polygon, following, strict=True))) / 2
