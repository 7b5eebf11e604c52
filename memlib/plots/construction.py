"""Figures of *Memorizing with √N parameters*: lines, counts, buckets, folds, matches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from memlib.plots.style import show
from memlib.plots.themes import Theme

#: A place on the line and what it is called.
Named = tuple[float, str]


def two_directions(
    points: Sequence[tuple[float, float]], names: Sequence[str], directions: Sequence[Any]
) -> None:
    """Points of the plane and their shadows on a line, for each direction of the line.

    Args:
        points, names: what to project.
        directions: vectors (x, y), not 0.
    """
    gaps = [_smallest_gap(_shadows(points, v)) for v in directions]

    def draw(axes: Any, theme: Theme) -> None:
        panels = zip(axes.flat, directions, gaps, strict=True)
        for ax, v, gap in panels:
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


def _smallest_gap(values: Sequence[float]) -> float:
    return min(b - a for a, b in pairwise(sorted(values)))


def _projection(
    ax: Any, theme: Theme, points: Sequence[tuple[float, float]], names: Sequence[str], v: Any
) -> None:
    norm = math.hypot(*v)
    u, normal = (v[0] / norm, v[1] / norm), (v[1] / norm, -v[0] / norm)
    reach = max(math.hypot(*p) for p in points) + 0.4
    foot = (normal[0] * reach, normal[1] * reach)
    if foot[1] > 0:  # the line goes below the points
        foot = (-foot[0], -foot[1])
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
        ax.annotate(name, point, (6, 5), textcoords="offset points")
    ax.set(xticks=[], yticks=[], aspect="equal")
    ax.margins(0.08)
    ax.grid(False)
    ax.spines[:].set_visible(False)


def counts(
    sequences: Sequence[str],
    tokens: Sequence[str],
    table: Sequence[Sequence[int]],
    watched: Sequence[str],
) -> None:
    """How often each token occurs in each multiset; the columns of watched tokens are framed.

    Args:
        sequences: names of the multisets, a row each.
        tokens: names of the tokens, a column each.
        table: the counts.
        watched: the tokens of A.
    """
    import seaborn
    from matplotlib.patches import Rectangle

    def draw(axes: Any, theme: Theme) -> None:
        shades = seaborn.blend_palette((theme.background, theme.color("blue")), as_cmap=True)
        seaborn.heatmap(
            table, annot=True, fmt="d", cbar=False, ax=axes, linewidths=2,
            linecolor=theme.background, cmap=shades, vmin=0, vmax=2 * max(map(max, table)),
            xticklabels=list(tokens), yticklabels=list(sequences),
            annot_kws={"size": 12, "color": theme.text},
        )  # fmt: skip
        for name in watched:
            axes.add_patch(
                Rectangle(
                    (tokens.index(name) + 0.04, 0.04), 0.92, len(sequences) - 0.08, fill=False,
                    edgecolor=theme.color("red"), linewidth=2.4,
                )
            )  # fmt: skip
        axes.tick_params(length=0)
        axes.set_yticklabels(axes.get_yticklabels(), rotation=0)
        axes.set(xlabel="token", ylabel="multiset")

    told = "; ".join(
        f"{name}: {', '.join(map(str, row))}" for name, row in zip(sequences, table, strict=True)
    )
    watched = sorted(watched, key=tokens.index)
    show(
        draw,
        alt=f"A table of counts, a row for each of {len(sequences)} multisets, columns for the "
        f"tokens {', '.join(tokens)}. {told}. Framed: the columns {', '.join(watched)}; they alone "
        "tell the rows apart.",
        caption="Framed: the watched tokens. No two rows agree on all framed columns.",
        size=(5.2, 0.55 * len(sequences) + 0.9),
    )


def line(points: Sequence[Named], *, marked: Sequence[str] = (), caption: str = "") -> None:
    """Points on a line, with their places.

    Args:
        points: (place, name).
        marked: names that get another color and a hollow square.
        caption: a line below.
    """
    ordered = sorted(points)
    gap = _smallest_gap([x for x, _ in ordered])

    def draw(axes: Any, theme: Theme) -> None:
        _axis(axes, [x for x, _ in ordered])
        axes.axhline(0, color=theme.muted, linewidth=1.4)
        for x, name in ordered:
            other = name in marked
            color = theme.color("gold" if other else "blue")
            face = theme.background if other else color
            axes.plot(x, 0, "s" if other else "o", color=color, markerfacecolor=face, zorder=3)
            axes.annotate(name, (x, 0), (0, 12), textcoords="offset points", ha="center")
        axes.set(ylim=(-0.6, 1), xlabel="place on the line")

    told = ", ".join(f"{name} at {x:.4g}" for x, name in ordered)
    extra = f" Hollow squares: {', '.join(marked)}." if marked else ""
    show(
        draw,
        alt=f"Points on a line: {told}. The smallest gap is {gap:.3g}.{extra}",
        caption=caption,
        size=(6.2, 1.5),
    )


def _axis(axes: Any, xs: Sequence[float]) -> None:
    room = 0.06 * (max(xs) - min(xs)) + 0.6
    axes.set(xlim=(min(xs) - room, max(xs) + room), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", visible=False)


def _plate(theme: Theme) -> dict[str, Any]:
    """A plate behind letters that lines may cross."""
    return {"facecolor": theme.background, "edgecolor": "none", "alpha": 0.85, "pad": 1.0}


def pulses(points: Sequence[Named], buckets: Sequence[tuple[float, float, str]]) -> None:
    """Points on a line, cut into buckets, and one pulse a bucket.

    Args:
        points: (place, name).
        buckets: (a, b, words): the pulse is 1 on [a, b] and 0 outside [a − ½, b + ½]; the words
            are written above it.
    """

    def draw(axes: Any, theme: Theme) -> None:
        _axis(axes, [x for x, _ in points])
        colors = ("blue", "red", "green", "pink")
        for number, (a, b, words) in enumerate(buckets):
            color = theme.color(colors[number % len(colors)])
            xs, ys = [a - 0.5, a, b, b + 0.5], [0, 1, 1, 0]
            axes.fill_between(xs, ys, color=color, alpha=0.15, linewidth=0)
            axes.plot(xs, ys, "-" if number % 2 == 0 else "--", color=color)
            axes.text((a + b) / 2, 1.12, words, color=theme.text, ha="center", va="bottom")
        for x, name in points:
            axes.plot(x, 0, "o", color=theme.text, zorder=3, clip_on=False)
            axes.annotate(
                name, (x, 0), (0, 10), textcoords="offset points", ha="center", zorder=4,
                bbox=_plate(theme),
            )  # fmt: skip
        axes.set(ylim=(0, 1.6), yticks=[0, 1], xlabel="place on the line", ylabel="pulse")

    told = "; ".join(f"from {a:g} to {b:g}, with {words!r}" for a, b, words in buckets)
    where = ", ".join(f"{name} at {x:.4g}" for x, name in sorted(points))
    show(
        draw,
        alt=f"{len(buckets)} pulses of height 1 over a line: {told}. Points: {where}. Each point "
        "lies under the flat top of one pulse and under no other.",
        caption="Each pulse lifts the words of its bucket, and of no other.",
        size=(6.2, 3.0),
    )


def folds(
    word: int, length: int, seen: Sequence[tuple[float, float, int]], *, caption: str = ""
) -> None:
    """The triangle wave after each fold, with the near and the far point, and the bit read off.

    Args:
        word, length: the word, and how many bits it has.
        seen: for each fold (height of the near point, height of the far point, bit).
        caption: a line below.
    """
    near, far = word / 2**length + 2.0 ** -(length + 2), word / 2**length + 2.0 ** -(length + 1)
    rows = math.ceil(len(seen) / 2)

    def draw(axes: Any, theme: Theme) -> None:
        for ax in axes.flat[len(seen) :]:
            ax.set_axis_off()
        for i, (ax, (y, y_far, bit)) in enumerate(zip(axes.flat, seen, strict=False), start=1):
            teeth = [k / 2**i for k in range(2**i + 1)]
            for k in range(1, 2**i, 2):
                ax.axvspan(teeth[k], teeth[k + 1], color=theme.color("gold"), alpha=0.16, lw=0)
            ax.plot(teeth, [k % 2 for k in range(2**i + 1)], color=theme.muted, linewidth=1.5)
            ax.plot(near, y, "o", color=theme.color("blue"), label="near", zorder=4)
            ax.plot(
                far, y_far, "D", color=theme.color("red"), markerfacecolor=theme.background,
                label="far", zorder=3,
            )  # fmt: skip
            course = "falling" if bit else "rising"
            ax.set_title(f"fold {i}: {course}, bit {bit}", fontsize=11)
            ax.set(xlim=(0, 1), ylim=(-0.06, 1.12), xticks=[0, 0.5, 1], yticks=[0, 1])
            ax.grid(False)
        marks, names = axes.flat[0].get_legend_handles_labels()
        axes.flat[0].figure.legend(marks, names, loc="outside lower center", ncols=2)

    told = "; ".join(
        f"fold {i}: near at {y:.4g}, far at {z:.4g}, {'falling' if bit else 'rising'}, bit {bit}"
        for i, (y, z, bit) in enumerate(seen, start=1)
    )
    show(
        draw,
        alt=f"The triangle wave after each of {len(seen)} folds, with twice as many pieces each "
        f"time, and two points at {near:.4g} and {far:.4g}. {told}.",
        caption=caption,
        size=(6.2, 2.3 * rows),
        layout=(rows, 2),
        squeeze=False,
    )


def matches(keys: Sequence[tuple[int, int]], x: float) -> None:
    """The match functions of the keys of one bucket, and the point that asks.

    Args:
        keys: (key, label) of each slot.
        x: the point's place on the line.
    """

    def height(key: int) -> float:
        return max(0.0, 1 - max(0.0, 2 * key - 2 * x) - max(0.0, 2 * x - 2 * key - 2))

    def draw(axes: Any, theme: Theme) -> None:
        _axis(axes, [key + shift for key, _ in keys for shift in (-0.5, 1.5)])
        for key, label in keys:
            color = theme.color("blue" if height(key) == 1 else "black")
            axes.plot([key - 0.5, key, key + 1, key + 1.5], [0, 1, 1, 0], color=color)
            axes.text(
                key + 0.5, 1.07, f"key {key}\nlabel {label}", ha="center", va="bottom",
                color=theme.text, zorder=4, bbox=_plate(theme),
            )  # fmt: skip
        axes.axvline(x, color=theme.color("red"), linestyle="--", label=f"x = {x:.4g}")
        axes.set(ylim=(0, 1.9), yticks=[0, 1], xlabel="place on the line", ylabel="match")
        axes.legend(loc="upper right")

    told = "; ".join(f"key {k}, label {y}: match {height(k):g} at x" for k, y in keys)
    show(
        draw,
        alt=f"{len(keys)} flat-topped bumps over a line, 1 from the key to the key plus one, and a "
        f"dashed vertical line at x = {x:.4g}. {told}.",
        caption="The bump that x meets lets its label through; the others stay silent.",
        size=(6.2, 3.0),
    )
