"""Sizes that grow with N: parameters, depth or bits of several families, on log scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.curves import curve_ends, look
from memlib.plots.curves import curves as draw_curves
from memlib.plots.names import names_at_ends
from memlib.plots.overlaps import BELOW
from memlib.plots.style import Theme

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


def fitted(
    measured: Mapping[str, Curve],
    *,
    over: tuple[float, float],
    across: str,
    lines: Mapping[str, Curve] | None = None,
    caption: str = "",
) -> None:
    """Measured sizes on log scales, each with its least-squares line over a range.

    Args:
        measured: (labels, parameters) by name.
        over: the range that is fitted, shaded.
        across: what the x axis counts.
        lines: computed curves for comparison, dashed.
        caption: a line below the figure.

    Raises:
        MemlibError: a curve has fewer than two points in the range.
    """
    fits = {
        name: [point for point in curve if over[0] <= point[0] <= over[1]]
        for name, curve in measured.items()
    }
    if not fits or any(len(points) < 2 for points in fits.values()):
        raise MemlibError("two sizes a curve are needed in the range", operation="figure")
    found = {name: slope(points) for name, points in fits.items()}
    named = {f"{name}: {found[name]:.2f}": curve for name, curve in measured.items()}
    many = len(named) + len(lines or {}) > 4

    def draw_fits(axes: Any, theme: Theme) -> None:
        axes.axvspan(*over, color=theme.grid, alpha=0.6, linewidth=0)
        for index, points in enumerate(fits.values()):
            ends = points[0][0], points[-1][0]
            axes.plot(ends, power_law(points, ends), color=theme.palette[index % 6])
        if many:  # too many for a legend: each name at the end of its curve
            axes.get_legend().remove()
            names_at_ends(axes, curve_ends(theme, named | dict(lines or {})))

    told = "; ".join(
        f"{name}: {curve[0][1]:,.0f} at {curve[0][0]:,.0f}, {curve[-1][1]:,.0f} at "
        f"{curve[-1][0]:,.0f}, fitted exponent {found[name]:.2f}"
        for name, curve in measured.items()
    )
    also = f" Dashed for comparison: {', '.join(lines)}." if lines else ""
    draw_curves(
        named,
        across=across,
        up="nonzero parameters",
        lines=lines,
        log="xy",
        style=lambda theme, index: look(theme, index) | {"linestyle": ""},
        legend=BELOW,
        more=draw_fits,
        alt=f"Nonzero parameters against {across} on log scales, with lines fitted from "
        f"{over[0]:,.0f} to {over[1]:,.0f}. {told}.{also}",
        caption=caption,
        size=(6.2, 3.8 if many else 3.4 + 0.3 * (len(measured) + len(lines or {}) + 1) // 2),
    )


def power_law(points: Curve, at: Sequence[float]) -> list[float]:
    """The fitted power law: through the geometric mean of the points, with their slope.

    >>> [round(y) for y in power_law([(16, 56), (256, 448)], [16, 256])]
    [56, 448]
    """
    power = slope(points)
    middle = sum(log(p) - power * log(n) for n, p in points) / len(points)
    return [exp(middle) * float(n**power) for n in at]
