"""Double descent: errors that rise to a peak and fall again, and the fits behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.plots.curves import DASHES, look, needed
from memlib.plots.style import Theme, show, something

#: (x, mean, low, high)
Point = tuple[float, float, float, float]


def errors(
    curves: Mapping[str, Sequence[Point]],
    *,
    across: str,
    up: str,
    at: Mapping[str, float],
    caption: str = "",
) -> None:
    """Mean errors with their intervals on a logarithmic axis, and where the thresholds are.

    Args:
        curves: by name, points (x, mean, low, high) in increasing x.
        across, up: what the axes count.
        at: by name, places x to mark by a line.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    needed(curves, "descent")

    def draw(axes: Any, theme: Theme) -> None:
        for index, (name, points) in enumerate(curves.items()):
            style = look(theme, index)
            x = [p[0] for p in points]
            low, high = ([p[end] for p in points] for end in (2, 3))
            axes.fill_between(x, low, high, color=style["color"], alpha=0.25, linewidth=0)
            axes.plot(
                x,
                [p[1] for p in points],
                label=name,
                **style,
                linestyle=DASHES[index % len(DASHES)],
                linewidth=1.2,
                markersize=4,
            )
        for name, place in at.items():
            axes.axvline(place, color=theme.muted, linestyle=":", linewidth=1)
            axes.annotate(name, (place, 1.0), xycoords=("data", "axes fraction"), xytext=(3, -3),
                          textcoords="offset points", va="top", fontsize="small",
                          color=theme.muted)  # fmt: skip
        axes.set(xlabel=across, ylabel=up, xscale="log")
        ticks = _ticks([p[0] for points in curves.values() for p in points], list(at.values()))
        axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks])
        axes.minorticks_off()
        axes.set_ylim(bottom=0)
        axes.legend(fontsize="small")

    words = "; ".join(f"{name}: {_course(points)}" for name, points in curves.items())
    show(draw, alt=f"{up[0].upper()}{up[1:]} against {across}. {words}.", caption=caption)


def fits(
    points: Sequence[tuple[float, float]],
    curves: Mapping[str, Sequence[tuple[float, float]]],
    *,
    across: str = "x",
    caption: str = "",
) -> None:
    """Points on a line and several curves fitted to them, a panel for each.

    Args:
        points: (x, y) that the curves were fitted to.
        curves: by name, (x, y) in increasing x.
        across: what the x axis counts.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    something(points, "fits")
    needed(curves, "fits")
    low, high = min(y for _, y in points), max(y for _, y in points)
    room = 1.5 * (high - low) or 1.0

    def draw(panels: Any, theme: Theme) -> None:
        every = panels.ravel() if len(curves) > 1 else [panels]
        for axes, (name, curve) in zip(every, curves.items(), strict=True):
            axes.plot(*zip(*curve, strict=True), color=theme.color("blue"), linewidth=1.2)
            axes.plot(*zip(*points, strict=True), color=theme.color("red"), marker="o",
                      linestyle="none", markersize=4)  # fmt: skip
            axes.set(title=name, ylim=(low - room, high + room), xlabel=across)
            axes.title.set_fontsize("small")

    words = "; ".join(
        f"{name}: the curve runs from {min(y for _, y in curve):.2g} to "
        f"{max(y for _, y in curve):.2g}"
        for name, curve in curves.items()
    )
    alt = (
        f"{len(points)} points between {low:.2g} and {high:.2g}, and curves through them. {words}."
    )
    show(draw, alt=alt, caption=caption, layout=(1, len(curves)), sharey=True)


def _ticks(places: Sequence[float], first: Sequence[float]) -> list[float]:
    """Places that have room for their numbers on a logarithmic axis; ``first`` come first.

    >>> _ticks([40, 80, 320, 360, 400], [400])
    [40, 80, 400]
    """
    kept: list[float] = []
    for place in [*first, *sorted(set(places))]:
        if all(max(place, other) > 1.5 * min(place, other) for other in kept):
            kept.append(place)
    return sorted(kept)


def _course(points: Sequence[Point]) -> str:
    """From where, by which top, to where."""
    first, last = points[0], points[-1]
    top = max(points, key=lambda p: p[1])
    before = min((p for p in points if p[0] < top[0]), key=lambda p: p[1], default=None)
    dip = f", {before[1]:.3f} at {before[0]:g}" if before not in (None, first) else ""
    return (
        f"{first[1]:.3f} at {first[0]:g}{dip}, largest {top[1]:.3f} at {top[0]:g}, "
        f"{last[1]:.3f} at {last[0]:g}"
    )
