"""The verdict on every claim that was tested by training, from the stored runs alone.

The criteria stand in the experiment files and were fixed before the runs; the functions here apply
them and write down the numbers that decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.config import experiment
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.b1 import few_bits, more_bits_at_figure_3
from memlib.experiments.verdicts.b2 import bits_a_parameter
from memlib.experiments.verdicts.d1 import double_descent
from memlib.experiments.verdicts.f3_vectors import figure_3_vectors
from memlib.experiments.verdicts.m1 import averaging_suffices
from memlib.experiments.verdicts.s1_g1 import against_built, longer
from memlib.stored import folder

Rows = Sequence[Mapping[str, Any]]

#: Parameters of eq. (165) at m = 2, q = 8 without E_in or table: 84 a block, W, E_out.
BLOCK: Final = 84
MIX: Final = 4


@dataclass(frozen=True)
class Verdict:
    """One claim and what became of it."""

    id: str
    claim: str
    criteria: tuple[str, ...]
    verdict: str
    numbers: str
    runs: int
    fresh: int
    minutes: float
    command: str
    table: str


def core_parameters(blocks: int, classes: int) -> int:
    """Trained parameters besides E_in or the table.

    >>> core_parameters(4, 3)
    349
    """
    return BLOCK * blocks + MIX + 3 * classes


def t1(name: str) -> tuple[str, str]:
    """T1: the success rate at 4 blocks."""
    _, rows = runs(name)
    rates = statistics.rates(statistics.scored(rows), "shape.blocks")
    four = rates[4]
    if 2 * four.hits >= four.runs:
        verdict = "reproduced"
    elif four.hits:
        verdict = "partly"
    elif four.high < 0.5:
        verdict = "not reproduced"
    else:
        verdict = "not settled: too few runs"
    told = "; ".join(
        f"{blocks} blocks: MSE < 0.01 in {found}, smallest loss "
        f"{min(r['best_loss'] for r in _at(rows, blocks)):.3g}, all signs right in "
        f"{sum(r['best_error'] == 0 for r in _at(rows, blocks))}"
        for blocks, found in rates.items()
    )
    return verdict, told


def _at(rows: Rows, blocks: int) -> list[Mapping[str, Any]]:
    return statistics.scored(rows, **{"shape.blocks": blocks})


def best_trials(rows: Rows, variant: str) -> dict[int, list[Mapping[str, Any]]]:
    """The trial with the smallest final loss of every draw, by blocks."""
    chosen = statistics.by([row for row in rows if row["variant"] == variant], "shape.blocks")
    return {
        blocks: [
            min(group, key=lambda row: float(row["loss"]))
            for group in statistics.by(part, "task.seed").values()
        ]
        for blocks, part in chosen.items()
    }


def accuracies(rows: Rows, variant: str) -> dict[int, float]:
    """The mean final accuracy of the best trials, by blocks."""
    best = best_trials(rows, variant)
    return {blocks: fmean(1 - row["error"] for row in group) for blocks, group in best.items()}


def figure_1_or_2(name: str) -> tuple[str, str]:
    """F1, F2: accuracy at 10 or more blocks against 1 block, conflicts dropped."""
    least = {"f1": 0.95, "f2": 0.99}[name]
    _, rows = runs(name)
    found = accuracies(rows, "conflicts dropped")
    told = ", ".join(f"{value:.3f} at {blocks}" for blocks, value in found.items())
    clipped = accuracies(rows, "conflicts dropped, clipped, [CLS]")
    also = ", ".join(f"{value:.3f} at {blocks}" for blocks, value in clipped.items())
    return _rises(found, least), f"accuracy by blocks: {told}; clipped: {also}"


def figure_1_vectors(name: str) -> tuple[str, str]:
    """F1 on fixed vectors: the best variant counts, and whether one looks like the figure."""
    _, rows = runs(name)
    said, told, alike = set(), [], []
    for variant in dict.fromkeys(row["variant"] for row in rows):
        found = accuracies(rows, variant)
        told.append(
            f"{variant}: "
            + ", ".join(f"{value:.3f} at {blocks}" for blocks, value in found.items())
        )
        said.add(_rises(found, 0.95))
        if 0.87 <= found[1] <= 0.95:
            alike.append(variant)
    best = next(one for one in ("reproduced", "partly", "not reproduced") if one in said)
    like = "like the paper's figure at 1 block: " + ("; ".join(alike) or "no variant")
    return best, f"accuracy by blocks: {'; '.join(told)}; {like}"


def _rises(found: Mapping[int, float], least: float) -> str:
    """Whether accuracy at 10 and more blocks is above that at 1 block, and at least ``least``."""
    more = {blocks: value for blocks, value in found.items() if blocks >= 10}
    higher = [blocks for blocks, value in more.items() if value > found[1]]
    if len(higher) == len(more) and min(more.values()) >= least:
        return "reproduced"
    return "partly" if higher else "not reproduced"


def figure_3_paper(name: str) -> tuple[str, str]:
    """F3 by the paper's protocol."""
    _, rows = runs(name)
    least = {
        n: statistics.sizes(statistics.rates(group, "shape.blocks")).first
        for n, group in statistics.by(rows, "task.sequences").items()
    }
    told = ", ".join(f"N = {n:,}: {blocks}" for n, blocks in least.items())
    points = [
        (float(n), float(core_parameters(blocks, 3)))
        for n, blocks in least.items()
        if blocks is not None and n <= 1400
    ]
    return _by_exponent(statistics.exponent(points), points), f"smallest blocks that hit: {told}"


def half_sizes(rows: Rows, variant: str) -> dict[int, int | None]:
    """The smallest number of blocks with half of the fresh runs, by N."""
    part = statistics.scored(rows, variant=variant)
    return {
        n: statistics.sizes(statistics.rates(group, "shape.blocks")).half
        for n, group in statistics.by(part, "task.sequences").items()
    }


def half_points(rows: Rows, variant: str) -> list[tuple[float, float]]:
    """(N, trained parameters without the table) at 50 % success."""
    return [
        (float(n), float(core_parameters(blocks, 3)))
        for n, blocks in half_sizes(rows, variant).items()
        if blocks is not None
    ]


def figure_3_ours(name: str) -> tuple[str, str]:
    """F3 by ours: sizes at 50 % success, their exponent, and the other variants."""
    _, rows = runs(name)
    points = half_points(rows, "table")
    told = []
    for variant in dict.fromkeys(row["variant"] for row in rows):
        each = ", ".join(
            f"{'none' if b is None else b} at {n:,}" for n, b in half_sizes(rows, variant).items()
        )
        told.append(f"{variant}: {each}")
    words = "blocks at 50 % success: " + "; ".join(told)
    if len(points) < 2:
        return "not reproduced", words
    found = statistics.bootstrap(
        statistics.scored(rows, variant="table"),
        lambda some: half_points(some, "table"),
        cell=("task.sequences", "shape.blocks"),
        times=100,
    )
    return _by_exponent(found, points), f"exponent with the table {found}; {words}"


def _by_exponent(found: statistics.Exponent, points: Sequence[tuple[float, float]]) -> str:
    grows = len({size for _, size in points}) > 1
    if not grows or not found.low <= 0.5 <= found.high:
        return "not reproduced"
    return "partly" if found.low <= 1 <= found.high else "reproduced"


#: Experiment → how its verdict is found. The name is that of the file and of the table.
EXPERIMENTS: Final[Mapping[str, Callable[[str], tuple[str, str]]]] = {
    "f1": figure_1_or_2,
    "f1_vectors": figure_1_vectors,
    "f2": figure_1_or_2,
    "f3_paper": figure_3_paper,
    "f3_ours": figure_3_ours,
    "f3_vectors": figure_3_vectors,
    "t1_n10": t1,
    "t1_n100": t1,
    "t1_n1000": t1,
    "t1_n10000": t1,
    "s1": longer,
    "s1_wide": longer,
    "b1": few_bits,
    "b1_figure_3": more_bits_at_figure_3,
    "b2": bits_a_parameter,
    "m1": averaging_suffices,
    "d1": double_descent,
    "g1": against_built,
}


def stored() -> list[str]:
    """The experiments whose runs are stored."""
    return [name for name in EXPERIMENTS if (folder() / f"{name}.json").is_file()]


def missing() -> list[str]:
    """The experiments of this project that have no stored runs."""
    files = sorted(experiment("f1").parent.glob("*.toml"))
    return [p.stem for p in files if not (folder() / f"{p.stem}.json").is_file()]


def verdict(name: str) -> Verdict:
    """The verdict on the experiment of that name.

    Raises:
        MemlibError: there is no such experiment, or its table is missing.
    """
    if name not in EXPERIMENTS:
        raise MemlibError(f"there is no experiment {name!r}", operation="verdict")
    manifest, rows = runs(name)
    said, numbers = EXPERIMENTS[name](name)
    return Verdict(
        id=manifest["id"],
        claim=manifest["claim"],
        criteria=tuple(manifest["criteria"]),
        verdict=said if manifest["runs"] == manifest["planned"] else f"{said} (runs are missing)",
        numbers=numbers,
        runs=manifest["runs"],
        fresh=len(statistics.scored(rows)),
        minutes=float(manifest["seconds"]) / 60,
        command=manifest["command"],
        table=f"results/{name}.json",
    )
