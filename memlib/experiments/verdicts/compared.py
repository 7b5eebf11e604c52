"""The paper's value, ours and its interval, side by side, for every claim that has a number.

What the paper says in words has the bar of the experiment's own criteria in the place of a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from memlib.experiments import sensitivity, statistics
from memlib.experiments.config import experiment, written
from memlib.experiments.exponents import Exponent
from memlib.experiments.runs import runs
from memlib.experiments.statistics import Rows
from memlib.experiments.verdicts import b1, b2, d1, f1_f2, f3, f3_vectors, m1, s1
from memlib.stored import folder


@dataclass(frozen=True)
class Compared:
    """One number of a claim, theirs and ours.

    Attributes:
        id, experiment: whose number it is; the experiment has the rows and the criteria.
        what: is measured, in words.
        theirs: what is claimed, in words.
        claimed: the claimed value, between two ends where it was read as a range.
        ours, low, high: ours with its interval.
        kind: of the interval.
        named: of a claimed range, the value that is named; None where the range itself is.
    """

    id: str
    experiment: str
    what: str
    theirs: str
    claimed: tuple[float, float]
    ours: float
    low: float
    high: float
    kind: str
    named: float | None = None

    @property
    def base(self) -> float:
        """What ours is told as a multiple of: the value that is named, or where the range begins.

        >>> [one.base for one in compared() if one.id == "B2"]
        [3.83]
        """
        return self.claimed[0] if self.named is None else self.named

    @property
    def agrees(self) -> bool:
        """Whether our interval and the claimed value meet."""
        return self.low <= self.claimed[1] and self.claimed[0] <= self.high


@cache
def compared() -> tuple[Compared, ...]:
    """Every number that can be compared, of the experiments whose runs are stored."""
    return tuple(
        one
        for name, measure in MEASURES.items()
        if (folder() / f"{name}.json").is_file()
        for one in measure(name, runs(name)[1])
    )


def _figure_1_or_2(name: str, rows: Rows) -> Iterator[Compared]:
    bars = written(experiment(name)).bars
    read_off = sensitivity.paper(int(name[1]))
    best = f1_f2.best_trials(rows, bars["variant"])
    for blocks in (bars["few"], bars["many"]):
        found = [1 - row["error"] for row in best[blocks]]
        claimed = read_off[blocks]
        theirs = f"{claimed[0]:g}" + (f" to {claimed[1]:g}" if claimed[1] > claimed[0] else "")
        plural = "s" * (blocks != 1)
        yield Compared(
            name.upper(), name, f"accuracy, {blocks} block{plural}", f"{theirs} (read off)",
            claimed, sum(found) / len(found), min(found), max(found), "range over draws",
        )  # fmt: skip


def _figure_3(name: str, rows: Rows) -> Iterator[Compared]:
    bars = written(experiment(name)).bars
    core, full = f3.growths(f3.between(rows, bars), bars["variant"], bars["share"])
    yield _growth(name, "exponent of N, trained table not counted", core, bars["exponent"])
    yield _growth(name, "exponent of N, all that is trained counted", full, bars["exponent"])


def _figure_3_vectors(name: str, rows: Rows) -> Iterator[Compared]:
    bars = written(experiment(name)).bars
    found = f3_vectors.growth(rows, f3_vectors.VECTORS_GROW, bars["share"])
    yield _growth(name, "exponent of N, fixed vectors, all counted", found, bars["exponent"])


def _growth(name: str, what: str, found: Exponent, claimed: float) -> Compared:
    return Compared(
        "F3", name, what, f"{claimed:g} (the root of N)", (claimed, claimed),
        found.value, found.low, found.high, "95 %",
    )  # fmt: skip


def _four_blocks(name: str, rows: Rows) -> Iterator[Compared]:
    bars = written(experiment(name)).bars
    part = statistics.scored(rows, **{"shape.blocks": bars["blocks"]})
    found = statistics.rate_by_draw(part)
    yield Compared(
        "T1", name, f"share of runs with MSE < 0.01, 4 blocks, n = {rows[0]['task.length']:,}",
        "it suffices: half at least", (bars["share"], 1.0),
        found.share, found.low, found.high, "95 %, by draw",
    )  # fmt: skip


def _longer(name: str, rows: Rows) -> Iterator[Compared]:
    found = [d["ahead"] for data in written(experiment(name)).bars["data"] for d in
             s1.duels(rows, data)]  # fmt: skip
    share = statistics.rate(found.count(1), len(found))
    m = next(row["shape.m"] for row in rows if row["family"] == "uniform")
    yield Compared(
        "S1", name, f"share of cells in which eq. (165), m = {m}, is ahead",
        "an expectation: most", (0.5, 1.0), share.share, share.low, share.high, "95 %",
    )  # fmt: skip


def _few_bits(name: str, rows: Rows) -> Iterator[Compared]:
    for dtype in ("float64", "int3"):
        found = b1.growth(rows, dtype)
        claimed = (1.0, 2.0) if dtype == "float64" else (1.0, 1.0)
        theirs = "a suspicion: above 1" if dtype == "float64" else "a suspicion: 1"
        yield Compared(
            "B1", name, f"exponent of capacity over parameters, {dtype}", theirs, claimed,
            found.value, found.low, found.high, "95 %",
        )  # fmt: skip


def _strings(name: str, rows: Rows) -> Iterator[Compared]:
    most = b2.largest(rows)
    theirs = b2.THEIRS["float32"]
    every = [one.float32 for one in b2.TABLE_1]
    yield Compared(
        "B2", name, f"bits per parameter, {most.parameters:,} parameters",
        f"{theirs:g} (mean of 16 models, all larger)", (min(every), max(every)),
        most.held.value, most.held.low, most.held.high, "95 %", theirs,
    )  # fmt: skip


def _averaging(name: str, rows: Rows) -> Iterator[Compared]:
    gain = m1.gains(rows)["softmax"]
    points = written(experiment(name)).bars["points"] / 100
    yield Compared(
        "M1", name, "test accuracy, softmax minus averaging", f"no gain: below {points:g}",
        (-1.0, points), gain.value, gain.low, gain.high, "95 %, paired",
    )  # fmt: skip


def _descent(name: str, rows: Rows) -> Iterator[Compared]:
    factor = written(experiment(name)).bars["factor"]
    cells = d1.curves(rows)
    found = statistics.rate(sum(cell.at_n(factor) for cell in cells), len(cells))
    yield Compared(
        "D1", name, "share of cells with the peak at p = n", "all", (1.0, 1.0),
        found.share, found.low, found.high, "95 %",
    )  # fmt: skip


#: What is compared, by experiment, in the order of the report.
MEASURES: Final[dict[str, Callable[[str, Rows], Iterator[Compared]]]] = {
    "f1": _figure_1_or_2, "f2": _figure_1_or_2, "f3_ours": _figure_3,
    "f3_vectors": _figure_3_vectors,
    "t1_n10": _four_blocks, "t1_n100": _four_blocks, "t1_n1000": _four_blocks,
    "t1_n10000": _four_blocks, "s1": _longer, "s1_wide": _longer, "b1": _few_bits,
    "b2": _strings, "m1": _averaging, "d1": _descent,
}  # fmt: skip
