"""Figures of *A short history of memorizing*, on a line: ramps, folds, words, teeth, rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from memlib.plots.style import bare, show
from memlib.plots.themes import Theme

#: Places and heights.
Curve = Sequence[tuple[float, float]]

_MARKS = "osD^vP"
_DASHES = ("-", "--", "-.", ":")


def ramps(
    zigzags: Sequence[Curve],
    points: Sequence[tuple[int, int]],
    group: int,
    *,
    span: int,
    low: int,
) -> None:
    """What each clipped ramp reads, the band in which it is clipped, and their signed sum.

    Args:
        zigzags: one polyline a ramp.
        points: (place, label) from left to right.
        group: how many points share a group: the k-th of each belongs to ramp k, counted from the
            left in groups that rise and from the right in groups that fall.
        span: the height of the band.
        low: the smallest label, which is added to the sum.
    """
    places = [place for place, _ in points]
    fine = [places[0] + (places[-1] - places[0]) * k / 600 for k in range(601)]
    sums = [
        low + sum((-1) ** k * min(max(_at(z, x), 0.0), span) for k, z in enumerate(zigzags))
        for x in fine
    ]

    def draw(axes: Any, theme: Theme) -> None:
        for k, ax in enumerate(axes[:-1]):
            color = theme.palette[k % 6]
            ax.axhspan(0, span, color=theme.grid, linewidth=0)
            ax.plot(*zip(*zigzags[k], strict=True), color=color, linewidth=1.2)
            clipped = [min(max(_at(zigzags[k], x), 0.0), span) for x in fine]
            ax.plot(fine, clipped, color=color, linewidth=3)
            ax.set(ylim=(-span * 0.9, span * 1.9), yticks=[0, span])
            ax.set(ylabel=f"{'+' if k % 2 == 0 else '−'} ramp {k + 1}", xticks=[])
        last = axes[-1]
        last.plot(fine, sums, color=theme.text, linewidth=1.4)
        for i, (place, label) in enumerate(points):
            within, number = i % group, i // group
            size = min(group, len(points) - number * group)
            ramp = within if number % 2 == 0 else size - 1 - within
            last.plot(place, label, _MARKS[ramp % 6], color=theme.palette[ramp % 6], zorder=3)
            axes[ramp].plot(
                place, min(max(_at(zigzags[ramp], place), 0), span), _MARKS[ramp % 6],
                color=theme.palette[ramp % 6], zorder=3,
            )  # fmt: skip
        last.set(ylabel="sum", xlabel="place on the line", xticks=places)
        last.set(ylim=(low - 0.15 * span, low + 1.15 * span), yticks=[low, low + span])

    labels = ", ".join(str(label) for _, label in points)
    show(
        draw,
        alt=f"{len(zigzags)} zig-zags along a line of {len(points)} points in groups of {group}, "
        f"each clipped to the band from 0 to {span}; every zig-zag passes through the band at one "
        f"point of each group. Below, their sum with signs, which passes through the labels "
        f"{labels}.",
        caption="Thin: what the first layer makes. Thick: the clipped ramp. Each point is met by "
        "one ramp; the others are all the way up or down.",
        size=(6.2, 1.05 * (len(zigzags) + 1)),
        layout=(len(zigzags) + 1, 1),
        sharex=True,
    )


def _at(curve: Curve, x: float) -> float:
    """The height of a polyline; the end pieces go on."""
    piece = next((k for k in range(1, len(curve) - 1) if x <= curve[k][0]), len(curve) - 1)
    (x0, y0), (x1, y1) = curve[piece - 1], curve[piece]
    return y0 if x0 == x1 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def folding(stages: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Where the same points lie after each stage; every line is as long as its last point.

    Args:
        stages: (name, places of the points, in one order for all stages).
    """
    order = sorted(range(len(stages[0][1])), key=lambda i: stages[0][1][i])

    def draw(axes: Any, theme: Theme) -> None:
        import matplotlib as mpl

        colors = mpl.colormaps[theme.sequential]
        spread = [0.08 + 0.84 * k / max(1, len(order) - 1) for k in range(len(order))]
        for row, (name, places) in enumerate(stages):
            reach = max(places)
            axes.plot([0, 1], [row, row], color=theme.muted, linewidth=1)
            for k, i in enumerate(order):
                axes.plot(
                    places[i] / max(1, reach), row, _MARKS[k % 6], color=colors(spread[k]),
                    markeredgecolor=theme.text, markeredgewidth=0.6, zorder=3,
                )  # fmt: skip
            axes.text(-0.03, row, name, ha="right", va="center")
            axes.text(1.04, row, f"{reach:,}", ha="left", va="center")
        axes.set(xlim=(-0.02, 1.03), ylim=(len(stages) - 0.5, -0.6), xticks=[], yticks=[])
        bare(axes)

    told = "; ".join(f"{name}: from {min(p):,} to {max(p):,}" for name, p in stages)
    show(
        draw,
        alt=f"The same {len(order)} points on {len(stages)} lines, each shorter than the one "
        f"before; no two points ever meet. {told}.",
        caption="Each row is drawn as long as the others; the number on the right is the last "
        "place. One color and mark for each point.",
        size=(6.2, 0.5 + 0.42 * len(stages)),
    )


def words_as_bits(
    buckets: Sequence[tuple[Sequence[int], Sequence[int], str, str]], *, slots: int
) -> None:
    """Points on a line in buckets, and the two words of each bucket as squares, one per bit.

    Args:
        buckets: places, labels, the key word and the label word as bit strings.
        slots: how many keys (labels) a word holds.
    """
    longest = max(len(keys) for _, _, keys, _ in buckets)
    unit = 1 / (longest + 3)

    def draw(axes: Any, theme: Theme) -> None:
        from matplotlib.patches import Rectangle

        for j, (places, labels, keys, words) in enumerate(buckets):
            color = theme.palette[j % 3]
            for k, (place, label) in enumerate(zip(places, labels, strict=True)):
                x = j + (k + 0.5) / slots * longest * unit
                axes.plot(x, 2.6, "o", color=color)
                axes.text(x, 2.85, f"{place}", ha="center", fontsize=10)
                axes.text(x, 2.2, f"{label}", ha="center", fontsize=10)
            for row, word in ((1.2, keys), (0.2, words)):
                each = len(word) // slots
                left = j + 0.5 * (longest - len(word)) * unit
                for i, bit in enumerate(word):
                    face = color if bit == "1" else "none"
                    square = Rectangle((left + i * unit, row), unit, 0.55, linewidth=0.6)
                    square.set(facecolor=face, edgecolor=color)
                    axes.add_patch(square)
                for s in range(slots + 1):
                    x = left + s * each * unit
                    axes.plot([x, x], [row - 0.1, row + 0.65], color=theme.text, linewidth=1.2)
        for height, name in ((2.93, "place"), (2.28, "label"), (1.47, "keys"), (0.47, "labels")):
            axes.text(-0.05, height, name, ha="right", va="center", color=theme.muted, fontsize=10)
        axes.set(xlim=(-0.05, len(buckets)), ylim=(0, 3.2), xticks=[], yticks=[])
        bare(axes)

    told = "; ".join(
        f"places {', '.join(map(str, places))}, labels {', '.join(map(str, labels))}, key word "
        f"{keys}, label word {words}"
        for places, labels, keys, words in buckets
    )
    show(
        draw,
        alt=f"Points on a line in {len(buckets)} buckets of at most {slots}, each with two words "
        f"whose bits are drawn as filled and empty squares. {told}.",
        caption="Two weights per bucket. A filled square is a bit 1; strokes part the slots.",
        size=(6.2, 2.3),
    )


def teeth(curves: Sequence[tuple[str, Curve]], points: Sequence[tuple[int, int]]) -> None:
    """A function of the line after some of its layers, and at the end, where it meets all labels.

    Args:
        curves: (name, graph), the finished one last.
        points: (place, label) from left to right.
    """

    def draw(axes: Any, theme: Theme) -> None:
        for k, (name, curve) in enumerate(curves):
            last = k == len(curves) - 1
            axes.plot(
                *zip(*curve, strict=True), label=name,
                color=theme.color("blue") if last else theme.palette[k + 1],
                linestyle="-" if last else _DASHES[1 + k % 3], linewidth=2.2 if last else 1.5,
            )  # fmt: skip
        axes.plot(*zip(*points, strict=True), "o", color=theme.color("blue"), zorder=3)
        heights = [y for _, y in curves[-1][1]]
        pad = 0.5 * (max(heights) - min(heights))
        axes.set(xlabel="place on the line", ylabel="output", xticks=[x for x, _ in points])
        axes.set(ylim=(min(heights) - pad / 4, max(heights) + pad))
        axes.legend(loc="upper center", ncols=3)

    labels = ", ".join(str(label) for _, label in points)
    show(
        draw,
        alt=f"A saw of {len(points)} points: the finished function passes through the labels "
        f"{labels}. Before that ({', '.join(name for name, _ in curves[:-1])}) it agrees with "
        "the finished one up to some point and then runs on straight.",
        caption="Each layer of width 2 bends the graph once, at the next point that needs it.",
    )


def rounds(names: Sequence[str], steps: Sequence[tuple[Sequence[int], int]]) -> None:
    """Hard attention round by round: which token is the largest, and the sum that all write down.

    Args:
        names: of the tokens of one sequence.
        steps: before each round and at the end: the active number of each token, and the sum.
    """
    top = max(value for values, _ in steps for value in values)

    def draw(axes: Any, theme: Theme) -> None:
        for k, (ax, (values, total)) in enumerate(zip(axes, steps, strict=True)):
            largest = max(range(len(values)), key=lambda i: values[i])
            for i, value in enumerate(values):
                color = "red" if i == largest and value else "blue"
                ax.bar(i, value, color=theme.color(color), width=0.7)
                ax.annotate(
                    f"{value:,}", (i, value), (0, 3), textcoords="offset points", ha="center",
                    fontsize=9,
                )  # fmt: skip
            title = "at first" if k == 0 else f"after round {k}"
            ax.set_title(title, fontsize=11, fontweight="normal", loc="center")
            ax.set(ylim=(0, 1.18 * top), yticks=[], xlabel=f"sum {total:,}")
            ax.set_xticks(range(len(names)), list(names))
            ax.spines["left"].set_visible(False)
            ax.grid(False)

    told = "; ".join(
        ("at first " if k == 0 else f"after round {k} ")
        + ", ".join(f"{name} {value:,}" for name, value in zip(names, values, strict=True))
        + f", sum {total:,}"
        for k, (values, total) in enumerate(steps)
    )
    show(
        draw,
        alt=f"Bars of the active numbers of the tokens {', '.join(names)}. In each round the "
        f"largest is added to a sum, times a factor, and falls to 0: {told}.",
        caption="Red: the token to which all attend. Then it steps aside.",
        size=(6.2, 2.4),
        layout=(1, len(steps)),
    )
