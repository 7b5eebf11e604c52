"""Sizes that grow with N: parameters, depth or bits of several families, on log scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.style import Theme, show

#: One curve: (N, size) pairs.
Curve = Sequence[tuple[float, float]]

_MARKS = ("o", "s", "D", "^", "v", "P")
_DASHES = ("-", "--", "-.", ":")


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
    given = {**curves, **(lines or {})}
    if not given or not all(given.values()):
        raise MemlibError("nothing to draw", operation="figure", place="growth")

    def draw(axes: Any, theme: Theme) -> None:
        for index, (name, curve) in enumerate(given.items()):
            measured = name in curves
            axes.plot(
                *zip(*curve, strict=True),
                label=name,
                color=theme.palette[index % len(theme.palette)],
                marker=_MARKS[index % len(_MARKS)] if measured else None,
                linestyle="-" if measured else _DASHES[1 + index % 3],
            )
        axes.set(xlabel="sequences N", ylabel=size, xscale="log", yscale="log")
        axes.legend()

    words = "; ".join(_words(name, curve) for name, curve in given.items())
    show(draw, alt=f"{size.capitalize()} against N on log scales. {words}.", caption=caption)


def slope(curve: Curve) -> float:
    """The least-squares slope of log size over log N; 0 for a single N.

    >>> round(slope([(1, 3), (100, 30)]), 6)
    0.5
    """
    points = [(log(n), log(value)) for n, value in curve]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def _words(name: str, curve: Curve) -> str:
    (first_n, first), (last_n, last) = curve[0], curve[-1]
    return (
        f"{name}: {first:,.0f} at N = {first_n:,.0f}, {last:,.0f} at N = {last_n:,.0f}, "
        f"slope {slope(curve):.2f}"
    )
