"""*Memorizing vectors*: two words per bucket, and how many points a bucket should hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from memlib.chapters.directions import two_directions
from memlib.chapters.prose import Prose
from memlib.constructions.construction import Construction
from memlib.constructions.lemmas.lookup import Bucket
from memlib.constructions.lemmas.point_memorizer import PointMemorizer
from memlib.constructions.studies.bucket_sizes import memorize_with_slots
from memlib.constructions.theorems import feed_forward, next_token
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact import compile_plain, count
from memlib.exact.layers import Number
from memlib.plots import line
from memlib.plots.curves import number_short_log_axes
from memlib.plots.growth import growth, slope
from memlib.plots.style import bare, show
from memlib.plots.tables import table
from memlib.plots.themes import Theme

#: Of one bucket: the places of its points, their labels, and both words as bit strings by slot.
BucketRow = tuple[Sequence[Number], Sequence[int], Sequence[str], Sequence[str]]


def answers(net: PointMemorizer, points: Sequence[tuple[int]], labels: Sequence[int]) -> None:
    """Whether the network gives each point its label."""
    program = net.program(("x",))
    right = sum(program.run({"x": x}) == y for (x,), y in zip(points, labels, strict=True))
    print(f"labels given rightly: {right} of {len(labels)}")


def pulses(net: PointMemorizer, names: Sequence[str]) -> None:
    """The buckets on the line, each under its pulse."""
    words = [
        {key[key.rfind(".") + 1 :]: word for key, word in b.words.items()} for b in net.buckets
    ]
    line.pulses(
        list(zip(map(float, net.projection.values), names, strict=True)),
        [
            (b.pulse.a, b.pulse.b, f"{w['keys']} and {w['labels']}")
            for b, w in zip(net.buckets, words, strict=True)
        ],
    )


def with_slots(task: Dataset, slots: Sequence[int]) -> list[tuple[int, int, int]]:
    """Slots per bucket, nonzero parameters and longest bits of a network for each."""
    places = [task.tokens[s[0]] for s in task.sequences]
    labels = [y for y in task.labels if isinstance(y, int)]
    inputs = tuple(f"x{i + 1}" for i in range(task.token_dim))
    rows = []
    for k in slots:
        net = memorize_with_slots(places, labels, k)
        size = count(compile_plain(net.program(inputs)), task.token_dim)
        rows.append((k, size.parameters, size.max_bits))
    return rows


def memorized(sizes: Sequence[int], dim: int, classes: int) -> dict[int, Construction]:
    """The theorem's network for N random vectors, for each N."""
    return {
        n: feed_forward.construct(random_dataset(n, 1, dim, classes, vocabulary=n)) for n in sizes
    }


def bits_in_all(built: Mapping[int, Construction], dim: int) -> None:
    """The bits of all parameters together, and per label."""
    totals = {n: count(one.network, dim).total_bits for n, one in built.items()}
    table(
        [
            {
                "N": n,
                "nonzero parameters": one.built.parameters,
                "bits of the longest": one.built.max_bits,
                "bits in all": totals[n],
                "bits per label": round(totals[n] / n),
            }
            for n, one in built.items()
        ],
        caption="Parameters become fewer per label, and longer.",
    )


def long_sequences(dim: int, lengths: Sequence[int]) -> None:
    """What 16 sequences cost as long vectors, and what they cost a transformer."""
    rows = []
    for n in lengths:
        data = random_dataset(16, n, dim, 10, seed=1)
        rows.append(
            {
                "length n": n,
                "one long vector": feed_forward.construct(data).built.parameters,
                "transformer": next_token.construct(data).built.parameters,
            }
        )
    table(rows, caption="Nonzero parameters for 16 sequences.")


def two_words(net: PointMemorizer, labels: Sequence[int]) -> None:
    """Points on a line, cut into buckets; under each bucket its two words, slot by slot.

    Args:
        net: the points, memorized.
        labels: one per point.
    """
    _two_words([_bucket(net, bucket, labels) for bucket in net.buckets])


def _bucket(net: PointMemorizer, bucket: Bucket, labels: Sequence[int]) -> BucketRow:
    row = sorted(zip(net.projection.values, labels, strict=True))
    inside = [(x, y) for x, y in row if bucket.first <= x <= bucket.last]
    words = (("keys", net.shape.key_bits), ("labels", net.shape.label_bits))
    keys, written = (wrap(f"{bucket.words[w]:0{b * net.shape.slots}b}", b) for w, b in words)
    return [x for x, _ in inside], [y for _, y in inside], keys, written


def _two_words(buckets: Sequence[BucketRow]) -> None:
    top = max(int(place) for places, *_ in buckets for place in places)

    def draw(axes: Any, theme: Theme) -> None:
        frame = {"boxstyle": "round", "facecolor": "none"}
        axes.axhline(3, color=theme.muted, linewidth=1)
        for j, (places, labels, keys, words) in enumerate(buckets):
            color = theme.palette[j % 3]
            ends = [float(places[0]) - 0.4, float(places[-1]) + 1.4]
            axes.plot(ends, [3, 3], color=color, linewidth=9, alpha=0.3)
            axes.plot(places, [3] * len(places), "o", color=color)
            for place, label in zip(places, labels, strict=True):
                axes.text(place, 3.32, f"{place}: {label}", ha="center", fontsize=10)
            left = (j + 0.5) * (top + 2) / len(buckets)
            middle = float(places[0] + places[-1] + 1) / 2
            axes.plot([middle, left], [2.75, 2.2], color=color, linewidth=1.2)
            for row, text in ((1.75, keys), (0.85, words)):
                axes.text(
                    left, row, " ".join(text), ha="center", va="center", family="monospace",
                    fontsize=11, bbox={**frame, "edgecolor": color},
                )  # fmt: skip
        axes.text(-0.2, 1.75, "keys", ha="right", va="center", fontsize=10, color=theme.muted)
        axes.text(-0.2, 0.85, "labels", ha="right", va="center", fontsize=10, color=theme.muted)
        axes.set(xlim=(-0.2, top + 2), ylim=(0.3, 3.8), xticks=[], yticks=[])
        bare(axes)

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
    """Parameters and bits of the same task with more and more points per bucket.

    Args:
        rows: (points per bucket, nonzero parameters, bits of the largest parameter).
        points: N.
    """
    sizes, parameters, bits = zip(*rows, strict=True)
    best = min(rows, key=lambda row: row[1])

    def draw(axes: Any, theme: Theme) -> None:
        left, right = axes
        left.plot(sizes, parameters, "-o", color=theme.color("blue"))
        left.plot(best[0], best[1], "D", color=theme.color("red"), markersize=10, zorder=3)
        left.annotate(
            f"{best[1]:,}", (best[0], best[1]), (0, -20), textcoords="offset points", ha="center"
        )
        left.set(ylabel="nonzero parameters", ylim=(min(parameters) / 1.6, max(parameters) * 1.2))
        right.plot(sizes, bits, "-s", color=theme.color("gold"))
        right.set(ylabel="bits of the largest")
        for ax in axes:
            ax.set(xscale="log", yscale="log", xlabel="points per bucket")
            ax.set_xticks(sizes, [str(k) for k in sizes])
            ax.minorticks_off()
            number_short_log_axes(ax)

    first, last = rows[0], rows[-1]
    show(
        draw,
        alt=f"Two log-log graphs for {points:,} points against the number of points per bucket. "
        f"Nonzero parameters fall from {first[1]:,} at {first[0]} to {best[1]:,} at {best[0]} and "
        f"rise to {last[1]:,} at {last[0]}. Bits of the largest parameter rise from {first[2]:,} "
        f"to {last[2]:,}.",
        caption=f"The same {points:,} points and labels, memorized by one network per mark.",
        size=(6.2, 3.2),
        layout=(1, 2),
    )


def against_hinges(built: Mapping[int, Construction], dim: int) -> None:
    """How the networks of the theorem grow, beside one hinge per point."""
    growth(
        {"√N network, built": _sizes(built)},
        lines={"2N + d, one hinge per point": [(n, 2 * n + dim) for n in built]},
        size="nonzero parameters",
        caption="Nonzero weights and biases.",
    )


def where_they_cross(built: Mapping[int, Construction], dim: int) -> Prose:
    """The slopes, and the N at which the networks would fall below the hinges."""
    curve = _sizes(built)
    late = slope([pair for pair in curve if pair[0] >= 128])
    n, last = curve[-1]
    meet = (last / (2 * n**late)) ** (1 / (1 - late))
    return Prose(
        f"The slope over all sizes is **{slope(curve):.2f}**, from N = 128 on **{late:.2f}**; √N "
        f"alone would give 0.50, √(N log N) somewhat more. At N = {n:,} the network is still "
        f"{last / (2 * n + dim):.1f} times larger than the hinges. Drawn on as a straight line it "
        f"would fall below them near N = {round(meet, -3):,.0f}."
    )


def _sizes(built: Mapping[int, Construction]) -> list[tuple[int, int]]:
    return [(n, one.built.parameters) for n, one in built.items()]


__all__ = [
    "against_hinges", "answers", "bits_in_all", "bucket_costs", "long_sequences", "memorized",
    "pulses", "two_directions", "two_words", "where_they_cross", "with_slots",
]  # fmt: skip
