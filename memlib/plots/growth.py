"""Sizes that grow with N: parameters, depth or bits of several families, on log scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from memlib.plots.curves import curves as draw_curves

#: One curve: (N, size) pairs.
Curve = Sequence[Sequence[float]]


def growth(
    curves: Mapping[str, Curve],
    *,
    size: str = "parameters",
    caption: str = "",
    lines: Mapping[str, Curve] | None = None,
) -> None:
    """Show how sizes grow with N, both axes logarithmic.

    The alt text gives each curve's first and last value and its slope.

    Args:
        curves: what was built or measured, by name; drawn with marks.
        size: what the y axis counts.
        caption: a line below the figure.
        lines: what is computed, for comparison, by name; dashed, without marks.

    Raises:
        MemlibError: there is no curve, or one has no point.
    """
    draw_curves(
        curves,
        across="sequences N",
        up=size,
        lines=lines,
        log="xy",
        what=lambda curve: course(curve, "N = "),
        caption=caption,
    )


def slope(curve: Curve) -> float:
    """The least-squares slope of log size over log N; 0 for a single N.

    >>> round(slope([(1, 3), (100, 30)]), 6)
    0.5
    """
    points = [(log(n), log(value)) for n, value, *_ in curve]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def course(curve: Curve, at: str = "") -> str:
    """A curve in words: both ends and the slope.

    >>> course([(1, 3), (100, 30)])
    '3 at 1, 30 at 100, slope 0.50'
    """
    first, last = curve[0], curve[-1]
    ends = ", ".join(f"{p[1]:,.0f} at {at}{p[0]:,.0f}" for p in (first, last))
    return f"{ends}, slope {slope(curve):.2f}"
