"""Figures of *Memorizing vectors*: two words a bucket, and how many points a bucket should hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from memlib.plots.style import show
from memlib.plots.themes import Theme

#: Of one bucket: the places of its points, their labels, and both words as bit strings by slot.
BucketRow = tuple[Sequence[int], Sequence[int], Sequence[str], Sequence[str]]


def two_words(buckets: Sequence[BucketRow]) -> None:
    """Points on a line, cut into buckets; under each bucket its two words, slot by slot.

    Args:
        buckets: left to right: places, labels, slots of the key word, slots of the label word.
    """
    top = max(place for places, *_ in buckets for place in places)

    def draw(axes: Any, theme: Theme) -> None:
        frame = {"boxstyle": "round", "facecolor": "none"}
        axes.axhline(3, color=theme.muted, linewidth=1)
        for j, (places, labels, keys, words) in enumerate(buckets):
            color = theme.palette[j % 3]
            ends = [places[0] - 0.4, places[-1] + 1.4]
            axes.plot(ends, [3, 3], color=color, linewidth=9, alpha=0.3)
            axes.plot(places, [3] * len(places), "o", color=color)
            for place, label in zip(places, labels, strict=True):
                axes.text(place, 3.32, f"{place}: {label}", ha="center", fontsize=10)
            left = (j + 0.5) * (top + 2) / len(buckets)
            middle = (places[0] + places[-1] + 1) / 2
            axes.plot([middle, left], [2.75, 2.2], color=color, linewidth=1.2)
            for row, text in ((1.75, keys), (0.85, words)):
                axes.text(
                    left, row, " ".join(text), ha="center", va="center", family="monospace",
                    fontsize=11, bbox={**frame, "edgecolor": color},
                )  # fmt: skip
        axes.text(-0.2, 1.75, "keys", ha="right", va="center", fontsize=10, color=theme.muted)
        axes.text(-0.2, 0.85, "labels", ha="right", va="center", fontsize=10, color=theme.muted)
        axes.set(xlim=(-0.2, top + 2), ylim=(0.3, 3.8), xticks=[], yticks=[])
        axes.grid(False)
        axes.spines[:].set_visible(False)

    told = "; ".join(
        f"bucket {j + 1} holds the places {', '.join(map(str, places))} with labels "
        f"{', '.join(map(str, labels))}, key word {' '.join(keys)}, label word {' '.join(words)}"
        for j, (places, labels, keys, words) in enumerate(buckets)
    )
    show(
        draw,
        alt=f"Points on a line in {len(buckets)} buckets, and two boxes of bits for each: {told}.",
        caption="Above: place and label of each point. Below: the two weights of each bucket.",
        size=(6.2, 2.7),
    )


def bucket_costs(rows: Sequence[tuple[int, int, int]], *, points: int) -> None:
    """Parameters and bits of the same task with more and more points a bucket.

    Args:
        rows: (points a bucket, parameters, bits of the largest parameter).
        points: N.
    """
    sizes = [k for k, *_ in rows]
    parameters = [p for _, p, _ in rows]
    bits = [b for *_, b in rows]
    best = min(rows, key=lambda row: row[1])

    def draw(axes: Any, theme: Theme) -> None:
        left, right = axes
        left.plot(sizes, parameters, "-o", color=theme.color("blue"))
        left.plot(best[0], best[1], "D", color=theme.color("red"), markersize=10, zorder=3)
        left.annotate(
            f"{best[1]:,}", (best[0], best[1]), (0, -20), textcoords="offset points", ha="center"
        )
        left.set(ylabel="parameters", ylim=(min(parameters) / 1.6, max(parameters) * 1.2))
        right.plot(sizes, bits, "-s", color=theme.color("gold"))
        right.set(ylabel="bits of the largest")
        for ax in axes:
            ax.set(xscale="log", yscale="log", xlabel="points a bucket")
            ax.set_xticks(sizes, [str(k) for k in sizes])
            ax.minorticks_off()

    first, last = rows[0], rows[-1]
    show(
        draw,
        alt=f"Two log-log graphs for {points:,} points against the number of points a bucket. "
        f"Parameters fall from {first[1]:,} at {first[0]} to {best[1]:,} at {best[0]} and rise to "
        f"{last[1]:,} at {last[0]}. Bits of the largest parameter rise from {first[2]:,} to "
        f"{last[2]:,}.",
        caption=f"The same {points:,} points and labels, memorized by one network a mark.",
        size=(6.2, 3.2),
        layout=(1, 2),
    )


__all__ = ["bucket_costs", "two_words"]
