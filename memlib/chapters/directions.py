"""Points of the plane and their shadows on a line: why a direction may hide points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from memlib.plots import line
from memlib.plots.style import show
from memlib.plots.themes import Theme


def two_directions(
    points: Sequence[tuple[float, float]], names: Sequence[str], directions: Sequence[Any]
) -> None:
    """Points of the plane and their shadows on a line, for each direction of the line.

    Args:
        points, names: what to project.
        directions: vectors (x, y), not 0.
    """
    gaps = [line.smallest_gap(_shadows(points, v)) for v in directions]

    def draw(axes: Any, theme: Theme) -> None:
        for ax, v, gap in zip(axes.flat, directions, gaps, strict=True):
            _projection(ax, theme, points, names, v)
            shown = ", ".join(f"{x:g}" for x in v)
            ax.set_title(f"({shown}): gap {gap:.2f}", fontsize=11)

    told = "; ".join(
        f"direction ({v[0]:g}, {v[1]:g}): {gap:.2f}"
        for v, gap in zip(directions, gaps, strict=True)
    )
    show(
        draw,
        alt=f"{len(points)} points of the plane, drawn {len(directions)} times, each time with "
        f"their shadows on a line of another direction. Smallest distance of two shadows: {told}.",
        caption="From one side points hide behind each other; from another all can be seen.",
        size=(6.2, 3.5),
        layout=(1, len(directions)),
        squeeze=False,
    )


def _shadows(points: Sequence[tuple[float, float]], v: Any) -> list[float]:
    norm = math.hypot(*v)
    return [(x * v[0] + y * v[1]) / norm for x, y in points]


def _projection(
    ax: Any, theme: Theme, points: Sequence[tuple[float, float]], names: Sequence[str], v: Any
) -> None:
    norm = math.hypot(*v)
    u, reach = (v[0] / norm, v[1] / norm), max(math.hypot(*p) for p in points) + 0.4
    down = -reach if v[0] >= 0 else reach  # the line goes below the points
    foot = (-down * u[1], down * u[0])
    shadows = _shadows(points, v)
    ends = (min(shadows) - 0.6, max(shadows) + 0.6)
    line = [(foot[0] + t * u[0], foot[1] + t * u[1]) for t in ends]
    ax.plot(*zip(*line, strict=True), color=theme.muted, linewidth=1.4)
    for point, name, t in zip(points, names, shadows, strict=True):
        shadow = (foot[0] + t * u[0], foot[1] + t * u[1])
        ax.plot(*zip(point, shadow, strict=True), ":", color=theme.muted, linewidth=1.1)
        ax.plot(*point, "o", color=theme.color("blue"), zorder=3)
        hidden = sum(abs(t - other) < 0.05 for other in shadows) > 1
        ax.plot(*shadow, "D", color=theme.color("red" if hidden else "green"), markersize=5)
        ax.annotate(name, point, (-7, 0), textcoords="offset points", ha="right", va="center")
    ax.margins(0.08)
    ax.set_aspect("equal")
    ax.set_axis_off()
