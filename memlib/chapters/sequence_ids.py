"""*Sequence ids*: counts and watched tokens, and how often printed scores collide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from textwrap import fill
from typing import Any

from memlib.chapters.prose import Prose
from memlib.constructions.constants import Separation
from memlib.constructions.lemmas.distinguish import distinguishing_tokens, restrict
from memlib.constructions.lemmas.point_memorizer import memorize_points
from memlib.constructions.lemmas.sequence_ids import SequenceIds, sequence_ids
from memlib.constructions.studies.printed_scores import printed_scores
from memlib.constructions.studies.score_trials import Trials
from memlib.data import check_consistent, pad_left
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.plots.curves import curves, told
from memlib.plots.style import bare, show
from memlib.plots.tables import table
from memlib.plots.themes import Theme


def watched_counts(
    tokens: Sequence[str], rows: Mapping[str, Sequence[int]], watched: Sequence[int]
) -> None:
    """How often each token occurs in each multiset; the columns of watched tokens are marked.

    Args:
        tokens: their names, one column each.
        rows: name of a multiset → its counts.
        watched: the places of the tokens in A.
    """

    def draw(axes: Any, theme: Theme) -> None:
        height, width = len(rows), len(tokens)
        for j in watched:
            axes.axvspan(j - 0.45, j + 0.45, color=theme.color("blue"), alpha=0.25, linewidth=0)
        for i, counts in enumerate(rows.values()):
            for j, count in enumerate(counts):
                strong = j in watched
                axes.text(
                    j, i, str(count), ha="center", va="center",
                    color=theme.text if strong else theme.muted,
                    fontweight="bold" if strong else "normal",
                )  # fmt: skip
        axes.set(xlim=(-0.6, width - 0.4), ylim=(height - 0.5, -0.5))
        axes.set_xticks(range(width), tokens)
        axes.set_yticks(range(height), list(rows))
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        bare(axes)

    told = "; ".join(f"{name}: {', '.join(map(str, c))}" for name, c in rows.items())
    names = ", ".join(tokens[j] for j in watched)
    show(
        draw,
        alt=f"A table of counts, one row per multiset, columns {', '.join(tokens)}. {told}. "
        f"Marked are the columns {names}: on them alone all rows differ.",
        caption="Shaded: the tokens that are watched. On these columns alone, no two rows agree.",
        size=(min(6.2, 1.6 + 0.55 * len(tokens)), 0.7 + 0.36 * len(rows)),
    )


def multisets_and_watched(data: Dataset) -> tuple[int, int]:
    """How many multisets the sequences have, and how many tokens Lemma B.1 watches.

    >>> multisets_and_watched(Dataset.next_token([[1], [2]], [[0, 1], [1, 0], [1, 1]], [1, 1, 1]))
    (2, 1)
    """
    family = {frozenset(Counter(s).items()): Counter(s) for s in data.sequences}
    return len(family), len(distinguishing_tokens(list(family.values())))


def watched_growth(sizes: Sequence[tuple[int, int]]) -> None:
    """How many tokens Lemma B.1 watches, against the number of multisets.

    Args:
        sizes: (N, number of watched tokens), one per family.
    """
    (n1, a1), (n2, a2) = min(sizes), max(sizes)
    curves(
        {"watched": sizes},
        across="multisets N",
        up="watched tokens",
        lines={"N − 1, the bound": sorted({(n, n - 1) for n, _ in sizes})},
        log="xy",
        style=lambda theme, _: {"color": theme.color("blue"), "marker": "o", "linestyle": ""},
        alt=f"Log scales: watched tokens against the number N of multisets. The dots go from {a1} "
        f"at N = {n1} to {a2} at N = {n2:,}; the dashed line N − 1 ends at {n2 - 1:,}.",
        caption="Random sequences of 8 tokens from 256, a dot per family.",
    )


def random_families(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Random sequences of 8 tokens from 256: how many multisets, and how many watched tokens."""
    return [
        multisets_and_watched(random_dataset(n, 8, 1, 2, vocabulary=256, seed=n)) for n in sizes
    ]


def with_one_more_letter(
    sequences: Mapping[str, Sequence[int]], direction: tuple[int, int]
) -> None:
    """The printed sums when all sequences end in one new letter z."""
    z = 1 + max(x for s in sequences.values() for x in s)
    longer = [Counter([*s, z]) for s in sequences.values()]
    watched = distinguishing_tokens(longer)
    found = printed_scores([restrict(m, set(watched)) for m in longer], watched, direction)
    print(f"sums of f for {', '.join(f'{name}z' for name in sequences)}:", *found.sums_after)


def network_of_scores(
    family: Sequence[Counter[int]], letters: int
) -> tuple[SequenceIds, list[int]]:
    """Lemma B.3 on letters that are the numbers 0, 3, 6, …: the network, and what it gives each."""
    tokens = [(3 * t,) for t in range(letters)]
    ids = sequence_ids(
        tokens, family, capacity=len(family), inputs=("x",),
        separation=Separation.clamped((3 * (letters - 1)) ** 2, 3**2),
        memorize=memorize_points, rng=Random(1),
    )  # fmt: skip
    phi = ids.phi.program(("x",))
    return ids, [int(phi.run({"x": t})) for (t,) in tokens]


def means(words: Sequence[str], letters: str, scores: Sequence[int]) -> None:
    """The scores of the letters, and the mean of each word."""
    print("scores", *(f"{x}: {value}" for x, value in zip(letters, scores, strict=True)))
    rows = []
    for word in words:
        found = [scores[letters.index(x)] for x in word]
        mean = str(Fraction(sum(found), len(found)))
        rows.append({"word": word, "scores": " + ".join(map(str, found)), "mean": mean})
    table(rows, caption="What the network and attention give each word.")


def padded_both_ways(words: Sequence[Sequence[int]], labels: Sequence[int]) -> None:
    """Words over a, b padded on the left, and what is said of them padded on the right."""
    left = pad_left(Dataset.next_token([[1], [2]], words, labels))
    check_consistent(left)
    print("left:  consistent:", *("".join("ab·"[t] for t in s) for s in left.sequences))
    try:
        check_consistent(pad_right(left))
    except MemlibError as error:
        print("right:", fill(str(error), 50))


def how_often(trials: Sequence[Trials], same: Trials) -> Prose:
    """The share of all draws whose printed scores collide, and of families of one size."""
    hits, total = sum(t.printed for t in trials), sum(t.draws for t in trials)
    return Prose(
        f"In **{hits} of {total:,}** draws printed scores collide, {100 * hits / total:.2f} %: "
        "rare enough that an experiment would hardly ever see it, and often enough that a program "
        "which promises *every* label must not rely on it. Before the constant is added "
        f"{sum(t.before_shift for t in trials)} collide, and of {same.draws:,} families of one "
        f"size {same.printed}, just as the argument says."
    )


def collision_rates(trials: Sequence[Trials]) -> None:
    """The share of draws in which two sums meet, against N, with 95 % intervals."""
    rates = {
        "printed, with the constant": [(t.multisets, t.printed, t.draws) for t in trials],
        "repaired, one draw": [(t.multisets, t.random, t.draws) for t in trials],
    }
    sizes = [t.multisets for t in trials]
    curves(
        {name: [(n, *_percent(hits, draws)) for n, hits, draws in r] for name, r in rates.items()},
        across="multisets N",
        up="draws with a collision, %",
        lines={"what the proof allows": [(n, 50.0) for n in sizes]},
        ticks=sizes,
        more=lambda axes, theme: axes.set_ylim(bottom=-1),
        alt="Share of draws in which two sums of scores meet, against the number of multisets, "
        "with error bars. "
        + told(
            rates,
            lambda r: ", ".join(f"{100 * h / d:.1f} % at N = {n}" for n, h, d in r),
        )
        + ".",
        caption=f"Each mark: {trials[0].draws:,} draws; bars: 95 % intervals.",
    )


def _percent(hits: int, draws: int) -> tuple[float, float, float]:
    low, high = wilson(hits, draws)
    return 100 * hits / draws, 100 * low, 100 * high


def wilson(hits: int, draws: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval for a share.

    >>> [round(x, 3) for x in wilson(0, 100)], [round(x, 3) for x in wilson(50, 100)]
    ([0.0, 0.037], [0.404, 0.596])
    """
    share, square = hits / draws, z * z / draws
    middle = (share + square / 2) / (1 + square)
    half = z * (share * (1 - share) / draws + square / (4 * draws)) ** 0.5 / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def pad_right(padded: Dataset) -> Dataset:
    """The same data with its padding, the last token, on the other side."""
    pad = len(padded.tokens) - 1
    moved = ((*(t for t in s if t != pad), *[pad] * s.count(pad)) for s in padded.sequences)
    return replace(padded, sequences=tuple(moved))
