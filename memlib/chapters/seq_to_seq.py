"""*Sequence to sequence*: rearranged words, context ids as points, sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

from memlib.constructions.construction import Construction
from memlib.constructions.theorems import next_token, seq_to_seq
from memlib.data import Dataset, check_consistent, distinct_items
from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.plots.curves import MARKS
from memlib.plots.growth import fitted
from memlib.plots.style import bare, show
from memlib.plots.tables import table
from memlib.plots.themes import Theme
from memlib.stored import Table
from memlib.tables import theorem_sizes


def spelled(words: Sequence[str], letters: str) -> list[list[int]]:
    """Words as rows of numbers of letters."""
    return [[letters.index(x) for x in word] for word in words]


def judge(
    places: Sequence[Sequence[int]], words: Sequence[Sequence[int]], labels: Sequence[Sequence[int]]
) -> None:
    """Say whether labels at every token are consistent, and if not, why."""
    try:
        check_consistent(Dataset.seq_to_seq(places, words, labels))
        print("consistent")
    except MemlibError as error:
        print(fill(str(error), 42))


def detours(pairs: Sequence[tuple[Construction, Construction]]) -> None:
    """Sizes of the theorem on rearranged sequences, and of the corollary on the data as they are.

    Args:
        pairs: (theorem, corollary) for each data set.
    """
    table(
        [
            {
                "data": f"{len(straight.dataset)} of length {straight.dataset.length}",
                "labels": straight.dataset.items,
                "rearranged": detour.built.parameters,
                "corollary": straight.built.parameters,
            }
            for detour, straight in pairs
        ],
        caption="Nonzero parameters: theorem on rearranged sequences, and corollary.",
    )


def many_shapes(built: Sequence[Construction]) -> None:
    """Sizes for one number of labels in sequences of several lengths."""
    rows = [
        {
            "n": made.dataset.length,
            "N": len(made.dataset),
            "labels": made.dataset.items,
            "nonzero parameters": made.built.parameters,
            "longest, bits": made.built.max_bits,
        }
        for made in built
    ]
    table(rows, caption="One number of labels, many shapes.")
    sizes, lengths = ([row[x] or 0 for row in rows] for x in ("nonzero parameters", "n"))
    print(f"largest / smallest: {max(sizes) / min(sizes):.2f}")
    print(f"longest / shortest: {max(lengths) / min(lengths):.0f}")


def growth_by_labels(stored: Table) -> None:
    """Both theorems against the number of labels, with fitted exponents."""
    low, high = stored.manifest["fitted"]
    names = {"seq-to-seq": "a label at every token", "next-token": "a label per sequence"}
    fitted(
        {title: theorem_sizes.curve(stored.rows, name) for name, title in names.items()},
        over=(low, high),
        across="labels",
        caption="Nonzero parameters against labels: nN or N. At the curves the fitted exponents.",
    )
    powers = theorem_sizes.exponents(stored.rows)
    print(f"fitted from {low:,} to {high:,} labels:")
    for name in names:
        print(f"  {name}: exponent {powers[name]:.2f}")


def rearranged(word: Sequence[str], labels: Sequence[int]) -> None:
    """A word with a label at every token, and its rearrangements: each token last once.

    Args:
        word: the tokens.
        labels: one per token.
    """
    n = len(word)
    copies = [[*word[:k], *word[k + 1 :], word[k]] for k in range(n)]

    def draw(axes: Any, theme: Theme) -> None:
        for row, letters in enumerate([list(word), *copies]):
            y = n - row + (0.3 if row == 0 else 0)
            shown = labels if row == 0 else [None] * (n - 1) + [labels[row - 1]]
            for k, (letter, label) in enumerate(zip(letters, shown, strict=True)):
                last = label is not None
                axes.text(
                    k, y, letter, ha="center", va="center", fontsize=14, family="monospace",
                    color=theme.text if last else theme.muted,
                    bbox={"boxstyle": "round", "facecolor": "none",
                          "edgecolor": theme.color("blue") if last else theme.grid},
                )  # fmt: skip
                if last and row == 0:
                    axes.text(k, y + 0.55, f"→ {label}", ha="center", color=theme.color("red"))
            if row:
                axes.text(
                    n - 0.45, y, f"→ {labels[row - 1]}", va="center", color=theme.color("red")
                )
        axes.set(xlim=(-0.6, n + 0.4), ylim=(-0.5, n + 1.2), xticks=[], yticks=[])
        bare(axes)

    told = "; ".join(
        f"{' '.join(copy)} with label {label}" for copy, label in zip(copies, labels, strict=True)
    )
    show(
        draw,
        alt=f"Above, the word {' '.join(word)} with a label at every token. Below, {n} "
        f"rearrangements, each with a label at its last token only: {told}.",
        caption="One sequence with n labels is n rearranged sequences with one label each.",
        size=(4.4, 0.8 + 0.62 * (n + 1)),
    )


def context_points(made: Construction, letters: str) -> None:
    """Context ids in two coordinates: the mean of the scores, and the number of the token."""
    contexts = made.proof.contexts
    points = []
    for (m, x), (_, number, mean), y in zip(
        contexts.items, made.proof.context_ids, contexts.labels, strict=True
    ):
        bag = contexts.multisets[m]
        word = "".join(letters[t] * bag[t] for t in sorted(bag))
        points.append((float(mean), float(number), f"{letters[x]} in {word}", y))
    _context_points(points)
    print(len(points), "points for", made.dataset.items, "labels")


def _context_points(points: Sequence[tuple[float, float, str, int]]) -> None:
    classes = sorted({label for *_, label in points})

    def draw(axes: Any, theme: Theme) -> None:
        for index, c in enumerate(classes):
            mine = [point for point in points if point[3] == c]
            axes.plot(
                [x for x, *_ in mine], [y for _, y, *_ in mine],
                MARKS[index % len(MARKS)], color=theme.palette[index % 6], label=f"label {c}",
            )  # fmt: skip
        for x, y, name, _ in points:
            axes.annotate(name, (x, y), (6, 6), textcoords="offset points", fontsize=10)
        axes.set(xlabel="mean of φ̃: which multiset", ylabel="F: which token")
        axes.margins(0.14)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.16), ncols=len(classes))

    told = "; ".join(f"{name} at ({x:.4g}, {y:.4g}), label {c}" for x, y, name, c in points)
    show(
        draw,
        alt=f"{len(points)} context ids as points, the mean of the scores across, the number "
        f"of the token upwards: {told}. No two points coincide.",
        caption="Every token of every word is a point of its own. A column holds one multiset.",
    )


def each_token_last(data: Dataset) -> Dataset:
    """Sequence-to-sequence data as next-token data: every token once the last of its sequence."""
    rows, labels = [], []
    for s, ys in data.pairs():
        assert isinstance(ys, tuple)
        for k, y in enumerate(ys):
            rows.append([*s[:k], *s[k + 1 :], s[k]])
            labels.append(y)
    return Dataset.next_token(data.tokens, rows, labels)


def free_bits(sets: Mapping[str, Dataset]) -> None:
    """Labels, free ones among them, and the bits that those are."""
    for name, data in sets.items():
        free = distinct_items(data)
        bits = free * math.log2(data.classes)
        print(f"{name}: {data.items} labels, {free} items, at least {bits:,.0f} bits")


def last_and_all(n: int, N: int) -> None:
    """What a label at every token costs more than one per sequence."""
    one, all_n = random_dataset(N, n, 3, 10), random_dataset(N, n, 3, 10, task="seq-to-seq")
    small = next_token.construct(one).built.parameters
    large = seq_to_seq.construct(all_n).built.parameters
    print(f"{N:,} sequences of {n} tokens, nonzero parameters")
    print(f"  last token only: {small:,}")
    print(f"  every token:     {large:,}, {large / small:.2f} times as many")
    print(f"  √n = {n**0.5:.2f}, n = {n}")
