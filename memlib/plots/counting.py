"""Figures of the counting chapters: short code words, cells of two parameters, counts, bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.style import show
from memlib.plots.themes import Theme

#: a, b, c of the line a·θ₁ + b·θ₂ + c = 0 in the plane of two parameters.
Line = tuple[float, float, float]
Point = tuple[float, float]
Curve = Sequence[tuple[float, float]]

_MARKS = ("o", "s", "D", "^")


def short_words(shares: Sequence[float], *, items: int) -> None:
    """How rare labelings with a short code word are, beside the bound 2^−c.

    Args:
        shares: at place c the share of all labelings whose word has at most N − c bits.
        items: N.
    """
    seen = [(c, share) for c, share in enumerate(shares) if share > 0]
    bound = [(c, 2.0**-c) for c in range(len(shares))]
    above = sum(share > 2.0**-c for c, share in seen)

    def draw(axes: Any, theme: Theme) -> None:
        axes.plot(
            *zip(*bound, strict=True), "--", color=theme.color("red"), label="no code does better"
        )
        axes.plot(*zip(*seen, strict=True), "o", color=theme.color("blue"), label="this code")
        axes.set(yscale="log", xlabel="c, bits saved", ylabel="share of labelings")
        axes.set(xticks=range(len(shares)))
        axes.legend(loc="upper right")

    told = ", ".join(f"{share:.3g} at c = {c}" for c, share in seen)
    show(
        draw,
        alt=f"Share of the {2**items:,} labelings of {items} items whose code word is at least c "
        f"bits shorter than {items}, against c, on a log scale. Seen: {told}. A dashed line halves "
        f"with each bit; {above} of the points lie above it.",
        caption=f"All {2**items:,} labelings of {items} items: few have a short name.",
    )


def cells_of_two_parameters(
    lines: Sequence[Line], names: Sequence[str], witnesses: Mapping[str, Point]
) -> None:
    """Lines cut the plane of two parameters into cells; each cell bears its labeling.

    Args:
        lines: where the output of an item changes sign, one an item.
        names: how to call the items.
        witnesses: labeling, such as "0110", → a point of its cell.

    Raises:
        MemlibError: no line is given, or no witness.
    """
    if not lines or not witnesses:
        raise MemlibError("nothing to draw", operation="figure", place="cells")
    low, high = _window(lines, list(witnesses.values()))
    box = [low, (high[0], low[1]), high, (low[0], high[1])]

    def draw(axes: Any, theme: Theme) -> None:
        for word, witness in witnesses.items():
            polygon = box
            for line in lines:
                polygon = _keep(polygon, line, _value(line, witness) > 0)
            if len(polygon) < 3:
                continue  # the cell lies outside the window
            ones = word.count("1") / len(word)
            axes.fill(
                *zip(*polygon, strict=True), color=theme.color("blue"), alpha=0.04 + 0.3 * ones,
                linewidth=0,
            )  # fmt: skip
            x, y = _middle(polygon)
            axes.text(x, y, word, ha="center", va="center", fontsize=10, zorder=4)
        for line, name in zip(lines, names, strict=True):
            ends = _ends(line, low, high)
            if ends:
                axes.plot(*zip(*ends, strict=True), color=theme.color("red"), linewidth=1.6)
                _name_line(axes, theme, name, ends, high)
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        axes.set(xlabel="θ₁", ylabel="θ₂")
        axes.grid(False)

    possible = 2 ** len(next(iter(witnesses)))
    show(
        draw,
        alt=f"The plane of two parameters, cut by {len(lines)} lines, one for each item, into "
        f"{len(witnesses)} cells. In each cell stands its labeling: "
        f"{', '.join(sorted(witnesses))}. {possible - len(witnesses)} of the {possible} "
        "labelings have no cell.",
        caption=f"{len(lines)} lines, {len(witnesses)} cells. In a cell all parameters give the "
        "same labels; the more ones, the stronger the color.",
        size=(6.2, 4.6),
    )


def counts_and_bounds(
    counts: Mapping[str, Curve],
    bounds: Mapping[str, Curve],
    *,
    xlabel: str,
    ylabel: str = "log₂ of the count, in bits",
    caption: str = "",
    log: bool = False,
) -> None:
    """What was counted (marks) beside what bounds allow (dashes), both in bits.

    Args:
        counts: by name, pairs (size, bits).
        bounds: by name, pairs (size, bits).
        xlabel, ylabel: what the axes show.
        caption: a line below.
        log: logarithmic axes.

    Raises:
        MemlibError: there is no curve, or one has no point.
    """
    given = {**counts, **bounds}
    if not given or not all(given.values()):
        raise MemlibError("nothing to draw", operation="figure", place="counts and bounds")

    def draw(axes: Any, theme: Theme) -> None:
        for index, (name, curve) in enumerate(given.items()):
            counted = name in counts
            axes.plot(
                *zip(*curve, strict=True),
                label=name,
                color=theme.palette[index % len(theme.palette)],
                marker=_MARKS[index % len(_MARKS)] if counted else None,
                linestyle="-" if counted else ("--", "-.", ":")[(index - len(counts)) % 3],
            )
        scale = "log" if log else "linear"
        axes.set(xlabel=xlabel, ylabel=ylabel, xscale=scale, yscale=scale)
        axes.legend()

    def told(curve: Curve) -> str:
        (first, low), (last, high) = curve[0], curve[-1]
        return f"{low:,.4g} at {first:,} and {high:,.4g} at {last:,}"

    words = "; ".join(f"{name}: {told(curve)}" for name, curve in given.items())
    show(draw, alt=f"{ylabel}, against {xlabel}. {words}.", caption=caption, size=(6.2, 4.2))


def _value(line: Line, point: Point) -> float:
    return line[0] * point[0] + line[1] * point[1] + line[2]


def _meeting(one: Line, other: Line) -> Point | None:
    (a, b, c), (d, e, f) = one, other
    turn = a * e - b * d
    return ((b * f - c * e) / turn, (c * d - a * f) / turn) if turn else None


def _window(lines: Sequence[Line], witnesses: Sequence[Point]) -> tuple[Point, Point]:
    """A rectangle around all meeting points (around the witnesses when lines do not meet)."""
    meetings = [point for pair in combinations(lines, 2) if (point := _meeting(*pair))]
    xs, ys = zip(*(meetings if len(meetings) > 1 else [*meetings, *witnesses]), strict=True)
    width = 0.35 * (max(xs) - min(xs)) or 1.0
    height = 0.35 * (max(ys) - min(ys)) or 1.0
    return (min(xs) - width, min(ys) - height), (max(xs) + width, max(ys) + height)


def _keep(polygon: list[Point], line: Line, positive: bool) -> list[Point]:
    """The part of a convex polygon on one side of a line."""
    kept: list[Point] = []
    for here, after in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        u, v = _value(line, here), _value(line, after)
        if (u > 0) == positive:
            kept.append(here)
        if (u > 0) != (v > 0):
            t = u / (u - v)
            kept.append((here[0] + t * (after[0] - here[0]), here[1] + t * (after[1] - here[1])))
    return kept


def _middle(polygon: list[Point]) -> Point:
    """The center of mass."""
    area = x = y = 0.0
    for (a, b), (c, d) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        part = a * d - b * c
        area, x, y = area + part, x + part * (a + c), y + part * (b + d)
    return (x / (3 * area), y / (3 * area)) if not math.isclose(area, 0) else polygon[0]


def _ends(line: Line, low: Point, high: Point) -> list[Point]:
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


def _name_line(axes: Any, theme: Theme, name: str, ends: list[Point], high: Point) -> None:
    """The name stands where the line leaves the window: on the right, above, or at an end."""
    right = [end for end in ends if math.isclose(end[0], high[0])]
    above = [end for end in ends if math.isclose(end[1], high[1])]
    if right:
        end, offset, ha, va = right[0], (5, 0), "left", "center"
    elif above:
        end, offset, ha, va = above[0], (0, 4), "center", "bottom"
    else:
        end, offset, ha, va = ends[1], (-4, 6), "right", "bottom"
    axes.annotate(
        name, end, offset, textcoords="offset points", ha=ha, va=va, fontsize=10,
        color=theme.color("red"), annotation_clip=False,
    )  # fmt: skip


__all__ = ["cells_of_two_parameters", "counts_and_bounds", "short_words"]
