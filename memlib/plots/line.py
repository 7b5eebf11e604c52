"""Points on a number line: their places, buckets with pulses, keys that match."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from memlib.plots.style import show
from memlib.plots.themes import Theme

#: A place on the line and what it is called.
Named = tuple[float, str]


def smallest_gap(values: Sequence[float]) -> float:
    """The least distance of two neighbors."""
    return min(b - a for a, b in pairwise(sorted(values)))


def line(points: Sequence[Named], *, marked: Sequence[str] = (), caption: str = "") -> None:
    """Points on a line, with their places.

    Args:
        points: (place, name).
        marked: names that get another color and a hollow square.
        caption: a line below.
    """
    ordered = sorted(points)
    gap = smallest_gap([x for x, _ in ordered])

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
    """Points on a line, cut into buckets, and one pulse per bucket.

    Args:
        points: (place, name).
        buckets: (a, b, words): the pulse is 1 on [a, b] and 0 outside [a − ½, b + ½]; the words
            are written above it.
    """

    def draw(axes: Any, theme: Theme) -> None:
        feet = [x for a, b, _ in buckets for x in (a - 0.5, b + 0.5)]
        _axis(axes, [*(x for x, _ in points), *feet])
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
        red = theme.color("red")
        axes.plot([x, x], [0, 1], "--", color=red, label=f"x = {x:.4g}")  # not through the words
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
