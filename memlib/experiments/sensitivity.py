"""What the paper does not say, against what came out: Figures 1 to 3, one row a choice of ours.

The size is counted in one way here: all that is trained, a table of words or an input map too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import fmean
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.experiments import exponents, statistics
from memlib.experiments.exponents import Exponent
from memlib.experiments.runs import runs
from memlib.experiments.statistics import Rows
from memlib.experiments.verdicts import f1_f2
from memlib.stored import load

#: The experiments on Figures 1 and 2, and on Figure 3.
ACCURACY: Final = ("f1", "f1_vectors", "f2")
SIZE: Final = ("f3_paper", "f3_ours", "f3_vectors")
#: Errors that differ by this factor at most are called near.
NEAR: Final = 2.0
#: What grows where every size that is enough has no block.
TABLE_GROWS: Final = "table of words, no block"
#: Fewer points give no exponent with an interval.
_POINTS: Final = 3


@dataclass(frozen=True)
class Choice:
    """What a variant of ours fixes that the paper leaves open.

    Attributes:
        word: what a word becomes.
        token: which token is read.
        conflicts: what happens to equal inputs with different labels.
        clipped: whether the gradient is clipped.
        labels: "true" or "random".
    """

    word: str
    token: str
    conflicts: str
    clipped: bool
    labels: str


def choice(row: Mapping[str, Any]) -> Choice:
    """The choices of a run.

    >>> choice(runs("f1")[1][0]).word
    'trained table'
    """
    dim = row.get("task.dim")
    words = {"table": "trained table", "fixed": f"frozen table, d = {dim}"}
    word = words.get(row["shape.input"], f"trained map on fixed vectors, d = {dim}")
    return Choice(
        word,
        "a mark" if row.get("task.mark") else "first word",
        {"drop": "dropped", "keep": "kept"}[row["task.conflicts"]],
        row["set.clip"] is not None,
        row["task.labels"],
    )


@dataclass(frozen=True)
class Accuracy:
    """One variant of Figure 1 or 2.

    Attributes:
        figure: 1 or 2.
        choice: what it fixes.
        at_end: accuracy at the end by blocks, as the figure shows it.
        at_best: the best accuracy of any step: what stopping early would show.
        distance: the mean distance of ``at_end`` from what was read off the figure, from one block
            on; a point inside the range that was read has distance 0.
        near: whether the errors of one block are those of the figure, up to :data:`NEAR`.
    """

    figure: int
    choice: Choice
    at_end: Mapping[int, float]
    at_best: Mapping[int, float]
    distance: float
    near: bool


def accuracies() -> list[Accuracy]:
    """Every variant of Figures 1 and 2, nearest to its figure first."""
    found = []
    for name in ACCURACY:
        rows = runs(name)[1]
        figure = int(name[1])
        theirs = paper(figure)
        for variant in dict.fromkeys(row["variant"] for row in rows):
            best = f1_f2.best_trials(rows, variant)
            end = {b: fmean(1 - row["error"] for row in group) for b, group in best.items()}
            ever = {b: fmean(1 - row["best_error"] for row in group) for b, group in best.items()}
            away = [_outside(end[b], *ends) for b, ends in theirs.items() if b in end]
            first = next(row for row in rows if row["variant"] == variant)
            found.append(
                Accuracy(figure, choice(first), end, ever, fmean(away), _near(end, figure))
            )
    return sorted(found, key=lambda one: (one.figure, one.distance))


@dataclass(frozen=True)
class Alone:
    """Two variants of one figure that differ in one choice alone.

    Attributes:
        what: the choice, a field of :class:`Choice`.
        one, other: the variants.
    """

    what: str
    one: Accuracy
    other: Accuracy


def changed_alone(figure: int) -> list[Alone]:
    """Every pair of variants of Figure 1 or 2 in which one choice alone was changed."""
    found = [one for one in accuracies() if one.figure == figure]
    found.sort(key=lambda one: (one.choice.clipped, one.choice.conflicts, one.choice.word))
    pairs = []
    for one, other in combinations(found, 2):
        apart = [k for k, v in vars(one.choice).items() if v != getattr(other.choice, k)]
        if len(apart) == 1:
            pairs.append(Alone(apart[0], one, other))
    order = list(Choice.__annotations__)
    return sorted(pairs, key=lambda pair: order.index(pair.what))


def paper(figure: int, what: str = "accuracy") -> dict[int, tuple[float, float]]:
    """By blocks, the range of accuracy or loss that was read off Figure 1 or 2."""
    return {
        row["blocks"]: (float(row[f"{what}_low"]), float(row[f"{what}_high"]))
        for row in load("paper_points").where(figure=figure)
    }


def _outside(value: float, low: float, high: float) -> float:
    return max(low - value, value - high, 0.0)


def paper_error(figure: int) -> float:
    """The error of one block that was read off Figure 1 or 2: the middle of its range."""
    return 1 - fmean(paper(figure)[1])


def _near(found: Mapping[int, float], figure: int) -> bool:
    ours, theirs = 1 - found[1], paper_error(figure)
    return max(ours, theirs) <= NEAR * min(ours, theirs)


@dataclass(frozen=True)
class Size:
    """One variant of Figure 3.

    Attributes:
        choice: what it fixes.
        rule: when a size counts: the best of so many trials, or half of so many fresh runs.
        steps: of training.
        grows: what makes the size larger as N grows.
        sizes: N → the smallest number of trained parameters that is enough, all counted; None
            where no tried size was.
        blocks: N → blocks of that size.
        exponent: of the size over N, where three N have one.
    """

    choice: Choice
    rule: str
    steps: int
    grows: str
    sizes: Mapping[int, float | None]
    blocks: Mapping[int, int | None]
    exponent: Exponent | None


def sizes() -> list[Size]:
    """Every variant of Figure 3, in the order of the files."""
    found = []
    for name in SIZE:
        rows = runs(name)[1]
        for variant in dict.fromkeys(row["variant"] for row in rows):
            found.append(_size(statistics.scored(rows, variant=variant)))
    return found


def _size(rows: Rows) -> Size:
    best_of = rows[0]["kind"] == "trial"
    wide = len({row.get("task.dim") for row in rows}) > 1
    enough: dict[int, float | None] = {}
    blocks: dict[int, int | None] = {}
    for n, part in statistics.by(rows, "task.sequences").items():
        groups = statistics.by(part, "task.dim" if wide else "shape.blocks").values()
        reached = [g for g in groups if _reached(g, best_of)]
        smallest = min(reached, key=_parameters, default=None)
        enough[n] = None if smallest is None else _parameters(smallest)
        blocks[n] = None if smallest is None else smallest[0]["shape.blocks"]
    made = choice(rows[0])
    if wide:
        made = replace(made, word="trained map on fixed vectors, d grows")
    count = len(next(iter(statistics.by(rows, "task.sequences", "shape.blocks",
                                        *["task.dim"] * wide).values())))  # fmt: skip
    return Size(
        choice=made,
        rule=f"best of {count} trials" if best_of else f"half of {count} fresh runs",
        steps=rows[0]["set.steps"],
        grows=_grows(blocks, wide=wide),
        sizes=enough,
        blocks=blocks,
        exponent=_exponent(enough),
    )


def _grows(blocks: Mapping[int, int | None], *, wide: bool) -> str:
    """What makes the size larger as N grows; the words of the sentences have a row each.

    >>> _grows({600: 0, 1700: 0}, wide=False), _grows({600: 1, 1700: None}, wide=False)
    ('table of words, no block', 'blocks, not enough')
    """
    if wide:
        return "width of the vectors"
    if None in blocks.values():
        return "blocks, not enough"
    return "blocks" if any(blocks.values()) else TABLE_GROWS


def _reached(group: Sequence[Mapping[str, Any]], best_of: bool) -> bool:
    hits = sum(map(statistics.hit, group))
    return hits > 0 if best_of else hits >= statistics.HALF * len(group)


def _parameters(group: Sequence[Mapping[str, Any]]) -> float:
    return fmean(row["parameters"] for row in group)


def _exponent(enough: Mapping[int, float | None]) -> Exponent | None:
    points = [(float(n), size) for n, size in enough.items() if size is not None]
    if len(points) < max(_POINTS, len(enough)):
        return None  # where a size is missing, those that are there tell of the easy N alone
    try:
        return exponents.exponent(points)
    except MemlibError:
        return None
