"""*Real sentences: the three figures*: ours on the same axes as what was read off the paper's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, Final

from memlib.chapters.prose import Prose
from memlib.experiments import sensitivity, statistics
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.f1_f2 import accuracies, best_trials
from memlib.experiments.verdicts.f3 import growths, least_blocks
from memlib.experiments.verdicts.f3_vectors import BLOCKS_GROW, VECTORS_GROW
from memlib.plots.tables import table
from memlib.plots.training import beside, success
from memlib.stored import load

Rows = Sequence[Mapping[str, Any]]

#: Variants of F1 and F2, and what figures call them.
WAYS: Final = {
    "conflicts dropped": "conflicts dropped",
    "conflicts kept": "conflicts kept",
    "conflicts dropped, clipped, [CLS]": "clipped, [CLS]",
}
FIGURES: Final = {"f1": "Figure 1: MultiNLI, N = 2,000", "f2": "Figure 2: IMDb, N = 3,000"}
READ_OFF: Final = "the paper (read off)"


def read_off(figure: int, what: str) -> list[tuple[float, float, float]]:
    """(blocks, low, high) as read off Figure 1 or 2."""
    return [(blocks, *ends) for blocks, ends in sensitivity.paper(figure, what).items()]


def figure_3() -> list[tuple[int, int]]:
    """(N, blocks) as read off Figure 3."""
    rows = load("paper_points").where(figure=3)
    return [(row["sequences"], row["blocks"]) for row in rows]


def tables_alone(rows: Rows) -> None:
    """How large the trained table is before there is any block."""
    sizes = {(r["task.sequences"], r["parameters"]) for r in rows if r["shape.blocks"] == 0}
    table(
        [
            {"N": n, "trained parameters": size, "per label": f"{size / n:.1f}"}
            for n, size in sorted(sizes)
        ],
        caption="Table and ends, without any block.",
    )


def words_of_their_own() -> None:
    """How many texts hold a word that stands in no other text."""
    table(
        [
            {
                "data": row["data"],
                "draw": row["draw"],
                "texts": row["sequences"],
                "with a word of its own": f"{row['with a word of its own'] / row['sequences']:.0%}",
            }
            for row in load("conflicts").rows
        ],
        caption="Samples of the size of Figures 1 and 2.",
    )


def accuracy_by_blocks(name: str) -> None:
    """Final accuracy of the best trials by blocks, ours and the paper's."""
    rows = runs(name)[1]
    beside(
        {title: list(accuracies(rows, way).items()) for way, title in WAYS.items()},
        across="blocks",
        up="final accuracy",
        theirs={READ_OFF: read_off(int(name[1]), "accuracy")},
        caption=f"{FIGURES[name]}. Best of two trials by final loss, mean of two draws of the "
        "data.",
    )


def loss_by_blocks(name: str) -> None:
    """Final loss of the best trials by blocks, ours and the paper's."""
    rows = runs(name)[1]
    beside(
        {
            title: [
                (blocks, fmean(row["loss"] for row in group))
                for blocks, group in best_trials(rows, way).items()
            ]
            for way, title in WAYS.items()
        },
        across="blocks",
        up="final loss",
        theirs={READ_OFF: read_off(int(name[1]), "loss")},
        caption=f"Final loss, {name.upper()}.",
    )


def fixed_vectors() -> None:
    """Figure 1 once more, where the vectors of words are not trained."""
    rows = runs("f1_vectors")[1]
    ways = dict.fromkeys(row["variant"] for row in rows)
    beside(
        {way: list(accuracies(rows, way).items()) for way in ways},
        across="blocks",
        up="final accuracy",
        theirs={READ_OFF: read_off(1, "accuracy")},
        caption="Figure 1 once more, on fixed vectors of the words. Best of two trials by final "
        "loss, mean of two draws of the data.",
    )


def conflicts() -> None:
    """What equal inputs with different labels leave of loss and accuracy."""
    table(
        [
            {
                "data": row["data"],
                "draw": row["draw"],
                "conflicts": row["conflicts"],
                "least loss": f"{float(row['loss']):.4f}",
                "highest accuracy": f"{1 - float(row['error']):.4f}",
            }
            for row in load("conflicts").rows
        ],
        caption="Conflicts in our samples, and what no function can pass where they are kept.",
    )


def blocks_for_n(rows: Rows) -> None:
    """Figure 3: the smallest number of blocks that hit, ours and the paper's."""
    least = {n: blocks for n, blocks in least_blocks(rows).items() if blocks is not None}
    beside(
        {"ours, trained table": list(least.items())},
        across="sequences N",
        up="smallest number of blocks",
        theirs={READ_OFF: [(n, b, b) for n, b in figure_3()]},
        caption="Figure 3, ours and theirs: best of ten trials, error below 1 %.",
    )


def shares_of_hits(rows: Rows, sequences: int) -> None:
    """The share of fresh runs that hit, by blocks, one curve per way to feed words in."""
    curves = {}
    for way in dict.fromkeys(row["variant"] for row in rows):
        part = statistics.scored(rows, variant=way, **{"task.sequences": sequences})
        if part:
            curves[way] = _points(part, "shape.blocks")
    success(
        curves,
        across="blocks",
        caption=f"MultiNLI, N = {sequences:,}, 33 fresh runs per point (11 seeds on each of 3 "
        "draws), Clopper–Pearson intervals.",
    )


def _points(rows: Rows, size: str) -> list[tuple[float, float, float, float]]:
    found = statistics.rates(rows, size)
    return [(x, rate.share, rate.low, rate.high) for x, rate in found.items()]


def sizes_of_ways(rows: Rows) -> None:
    """Blocks at 50 % success, of the first hit, and the smallest error, for every way and N."""
    lines = []
    cells = statistics.by(statistics.scored(rows), "variant", "task.sequences")
    for (way, sequences), group in cells.items():
        sizes = statistics.sizes(statistics.rates(group, "shape.blocks"))
        lines.append(
            {
                "way": way,
                "N": sequences,
                "50 % at": "none" if sizes.half is None else sizes.half,
                "first hit": "none" if sizes.first is None else sizes.first,
                "best error": f"{min(row['best_error'] for row in group):.3f}",
            }
        )
    table(
        lines,
        caption="Blocks at 50 % success, blocks of the first hit, smallest error of any run.",
    )


def wider_or_deeper() -> None:
    """Two ways to grow on fixed vectors: wider vectors with one block, or more blocks."""
    rows = runs("f3_vectors")[1]
    for way, size, across in (
        (VECTORS_GROW, "task.dim", "number of coordinates of a word"),
        (BLOCKS_GROW, "shape.blocks", "blocks"),
    ):
        cells = statistics.by(statistics.scored(rows, variant=way), "task.sequences")
        success(
            {f"N = {n:,}": _points(group, size) for n, group in cells.items()},
            across=across,
            caption=f"{way}: share of fresh runs that err on less than 1 %.",
        )


def both_counts() -> Prose:
    """The exponent of F3's own size with the trained table left out, and with it counted."""
    core, full = growths(runs("f3_ours")[1], "table")
    flat = ", that is, not at all" if core.low == core.high == 0 else ""
    return Prose(
        f"With the table left out the size at half of the runs grows as N to the power "
        f"**{core.value:.2f}**{flat}; with everything counted that is trained, as "
        f"N to the power **{full.value:.2f}** ({full.low:.2f} to {full.high:.2f})."
    )
