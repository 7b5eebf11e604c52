"""Figures of *A short history of memorizing*, in the plane: what one unit reaches, cuts, strips.

The networks that live on a line have theirs in :mod:`memlib.plots.history_line`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.plots.style import show
from memlib.plots.themes import Theme

Point = tuple[float, float]

#: a, b, c of the line a·x + b·y + c = 0.
Line = tuple[float, float, float]

_DASHES = ("-", "--", "-.", ":")


def reached_shares(
    curves: Mapping[int, Sequence[tuple[int, float]]], listed: Sequence[tuple[int, float]]
) -> None:
    """The share of all dichotomies that one threshold unit reaches, against N / (d + 1).

    Args:
        curves: d → (N, share) by Cover's count.
        listed: (N, share) found by listing all dichotomies of points of the plane.
    """

    def draw(axes: Any, theme: Theme) -> None:
        axes.axhline(0.5, color=theme.muted, linewidth=1)
        axes.axvline(2, color=theme.muted, linewidth=1)
        for index, (dim, curve) in enumerate(curves.items()):
            axes.plot(
                [count / (dim + 1) for count, _ in curve], [part for _, part in curve],
                color=theme.palette[index % 6], linestyle=_DASHES[index % 4], label=f"d = {dim}",
            )  # fmt: skip
        axes.plot(
            [count / 3 for count, _ in listed], [part for _, part in listed], "o",
            color=theme.text, label="listed, d = 2",
        )  # fmt: skip
        axes.set(xlabel="points N, in units of d + 1", ylabel="share of all labelings")
        axes.set(xlim=(0, 4.2), ylim=(-0.04, 1.1), yticks=[0, 0.5, 1])
        axes.legend(loc="upper right")

    told = "; ".join(
        f"d = {dim}: "
        + ", ".join(f"{part:.2g} at {count}" for count, part in curve[:: len(curve) // 3])
        for dim, curve in curves.items()
    )  # fmt: skip
    found = ", ".join(f"{part:.3g} at N = {count}" for count, part in listed)
    show(
        draw,
        alt="Share of all labelings that one threshold unit reaches, against N over d + 1. All "
        f"curves fall from 1 through one half at 2 towards 0, more steeply for larger d. {told}. "
        f"Marks, by listing all labelings in the plane: {found}.",
        caption="One unit with d + 1 weights: all labelings up to d + 1 points, half at twice "
        "that, then almost none.",
    )


def plane_and_walk(
    points: Sequence[Point],
    labels: Sequence[int],
    lines: Sequence[Line],
    walk: Sequence[tuple[float, float]],
    *,
    path: tuple[Point, Point],
    along: str,
    caption: str,
) -> None:
    """Left: labeled points and the lines of the units. Right: the network along a walk.

    Args:
        points, labels: two different labels are drawn as marks, more as numbers.
        lines: where the units turn.
        walk: (place on the walk, output of the network) in rising order.
        path: the two ends of the walk in the plane; a short one is marked by a ring.
        along: what the horizontal axis of the walk counts.
        caption: below the figure.
    """
    ends = [(min(axis), max(axis)) for axis in zip(*points, strict=True)]
    size = max(high - low for low, high in ends)
    middle = ((path[0][0] + path[1][0]) / 2, (path[0][1] + path[1][1]) / 2)
    length = ((path[0][0] - path[1][0]) ** 2 + (path[0][1] - path[1][1]) ** 2) ** 0.5

    def draw(axes: Any, theme: Theme) -> None:
        plane, right = axes
        for a, b, c in lines:
            foot = (-a * c / (a * a + b * b), -b * c / (a * a + b * b))
            plane.axline(foot, (foot[0] - b, foot[1] + a), color=theme.color("green"), linewidth=1)
        if length < size / 10:
            plane.plot(
                *middle, "o", markersize=17, markerfacecolor="none",
                markeredgecolor=theme.color("red"), markeredgewidth=2, zorder=4,
            )  # fmt: skip
        else:
            plane.annotate(
                "", path[1], path[0], zorder=4,
                arrowprops={"arrowstyle": "->", "color": theme.color("red"), "linewidth": 2},
            )  # fmt: skip
        _labeled(plane, theme, points, labels)
        for which, (low, high) in zip("xy", ends, strict=True):
            plane.set(**{f"{which}lim": (low - size / 12, high + size / 12), f"{which}ticks": []})
        plane.set(aspect="equal")
        plane.grid(False)
        plane.spines[["top", "right"]].set_visible(True)
        right.plot(*zip(*walk, strict=True), color=theme.color("red"))
        heights = [height for _, height in walk]
        pad = 0.15 * (max(heights) - min(heights) or 1)
        if set(heights) <= set(map(float, labels)):
            right.set(yticks=sorted(set(heights)))
        right.set(xlabel=along, ylabel="output", ylim=(min(heights) - pad, max(heights) + pad))

    outputs = [round(height, 2) for _, height in walk]
    runs = [y for i, y in enumerate(outputs) if i == 0 or outputs[i - 1] != y]
    flat = ", ".join(f"{y:g}" for y in runs) if len(runs) <= 24 else (
        f"starting at {outputs[0]:g}, up to {max(outputs):g}, ending at {outputs[-1]:g}"
    )  # fmt: skip
    show(
        draw,
        alt=f"Left: {len(points)} labeled points in the plane and {len(lines)} lines. Right: the "
        f"output of the network along the walk that is marked on the left: {flat}.",
        caption=caption,
        size=(6.2, 3.1),
        layout=(1, 2),
        width_ratios=(1.15, 1),
    )


def _labeled(axes: Any, theme: Theme, points: Sequence[Point], labels: Sequence[int]) -> None:
    kinds = sorted(set(labels))
    for point, label in zip(points, labels, strict=True):
        if len(kinds) > 2:
            axes.plot(*point, "o", color=theme.color("blue"), markersize=13, zorder=5)
            axes.text(
                *point, str(label), ha="center", va="center_baseline", fontsize=9,
                color=theme.background, fontweight="bold", zorder=6,
            )  # fmt: skip
            continue
        first = label == kinds[0]
        color = theme.color("gold" if first else "blue")
        axes.plot(
            *point, "s" if first else "o", color=color, zorder=5,
            markerfacecolor=theme.background if first else color,
        )  # fmt: skip


def ladder(rows: Sequence[tuple[str, int, int]], *, points: int) -> None:
    """The sizes of all networks for one set of points, oldest first.

    Args:
        rows: (name, parameters, bits of the longest), in the order of their years.
        points: N.
    """

    def draw(axes: Any, theme: Theme) -> None:
        left, right = axes
        places = range(len(rows))
        sizes, bits = [size for _, size, _ in rows], [longest for *_, longest in rows]
        for ax, values, color in ((left, sizes, "blue"), (right, bits, "gold")):
            ax.barh(places, values, color=theme.color(color), height=0.62)
            for place, value in zip(places, values, strict=True):
                ax.annotate(
                    f"{value:,}", (value, place), (4, 0), textcoords="offset points", va="center"
                )
            ax.set(xscale="log", xlim=(min(values) / 2, 14 * max(values)))
            ax.set(ylim=(len(rows) - 0.5, -0.5))
            ax.grid(axis="y", visible=False)
            ax.minorticks_off()
        left.set(xlabel="parameters")
        left.set_yticks(places, [name for name, *_ in rows])
        right.set(xlabel="bits of the longest")
        right.set_yticks([])

    told = "; ".join(f"{name}: {size:,} parameters, {bits:,} bits" for name, size, bits in rows)
    show(
        draw,
        alt=f"Bars on log scales for one set of {points} points, oldest work first. {told}.",
        caption=f"Networks that give the same {points} points their labels: nonzero weights and "
        "biases, and the bits of the longest one.",
        size=(6.2, 0.9 + 0.42 * len(rows)),
        layout=(1, 2),
        width_ratios=(1.4, 1),
    )
