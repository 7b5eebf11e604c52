"""B2: bits per parameter on random strings, beside those of Morris et al. (2025, Table 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import starmap
from typing import Any, Final, NamedTuple

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Mean, Rows
from memlib.training.strings import memorized_bits, total_bits


class Model(NamedTuple):
    """A model of their Table 1: its size, and bits per parameter in two formats."""

    layers: int
    d: int
    parameters: float
    float32: float
    bfloat16: float


FORMATS: Final = ("float32", "bfloat16")
LONGER: Final = "float32, other steps"
#: Their Table 1.
TABLE_1: Final = tuple(starmap(Model, (
    (1, 32, 8.04e4, 4.23, 3.93), (1, 64, 1.85e5, 3.92, 3.74), (1, 128, 4.69e5, 3.65, 3.61),
    (1, 256, 1.33e6, 3.12, 2.88), (2, 32, 9.31e4, 4.16, 3.56), (2, 64, 2.35e5, 4.08, 3.94),
    (2, 128, 6.67e5, 3.99, 3.89), (2, 256, 2.12e6, 4.01, 3.66), (4, 32, 1.18e5, 3.92, 3.37),
    (4, 64, 3.35e5, 3.98, 3.39), (4, 128, 1.06e6, 3.78, 3.53), (4, 256, 3.70e6, 3.68, 3.51),
    (8, 32, 1.69e5, 3.02, 2.86), (8, 64, 5.35e5, 3.83, 3.19), (8, 128, 1.86e6, 3.89, 3.49),
    (8, 256, 6.86e6, 3.96, 3.65),
)))  # fmt: skip
#: Their means over the table, in float32 and in bfloat16.
THEIRS: Final[Mapping[str, float]] = {"float32": 3.83, "bfloat16": 3.51}


@dataclass(frozen=True)
class Held:
    """What models of one size hold of N strings, in bits per parameter.

    Attributes:
        m, parameters, sequences: the size and N.
        offered: N·S·log₂V over the parameters.
        held: mean over the runs, with its interval.
    """

    m: int
    parameters: int
    sequences: int
    offered: float
    held: Mean


def bits(row: Mapping[str, Any]) -> float:
    """The bits that one run memorized, from its loss in float64."""
    return memorized_bits(float(row["exact_loss"]), *_data(row))


def held(rows: Rows, **where: Any) -> list[Held]:
    """Bits a parameter by size and N, of the rows with these values."""
    found = []
    for (m, n), group in statistics.by(
        statistics.scored(rows, **where), "shape.m", "task.sequences"
    ).items():
        size = group[0]["parameters"]
        mean = statistics.mean(bits(row) / size for row in group)
        found.append(Held(m, size, n, total_bits(*_data(group[0])) / size, mean))
    return found


def capacities(rows: Rows, **where: Any) -> dict[int, Held]:
    """m → the N whose models hold most, of the rows with these values."""
    best: dict[int, Held] = {}
    for one in held(rows, **where):
        if one.m not in best or one.held.value > best[one.m].held.value:
            best[one.m] = one
    return best


def largest(rows: Rows) -> Held:
    """The most that the largest model holds, in float32."""
    return max(capacities(rows, variant=FORMATS[0]).values(), key=lambda one: one.parameters)


def by_steps(rows: Rows) -> dict[int, Held]:
    """Steps → what was held, for the size and N that were also trained shorter and longer."""
    longer = statistics.scored(rows, variant=LONGER)
    cell = {key: longer[0][key] for key in ("shape.m", "task.sequences")}
    same = [
        row for row in statistics.scored(rows, **cell) if row["variant"] in (LONGER, FORMATS[0])
    ]
    steps = sorted({row["set.steps"] for row in same})
    return {s: held(same, **{"set.steps": s})[0] for s in steps}


def bits_a_parameter(rows: Rows, bars: Bars) -> tuple[str, str]:
    """B2: the verdict, and the numbers that decided."""
    found = {dtype: capacities(rows, variant=dtype) for dtype in FORMATS}
    largest = max(found["float32"])
    ours, half = (found[dtype][largest].held for dtype in FORMATS)
    low, high = bars["range"]
    verdict = "reproduced" if low <= ours.low and ours.high <= high else "not reproduced"
    less = "bfloat16 holds less" if half.high < ours.low else "formats not separated"
    told = [
        f"{dtype}: "
        + ", ".join(
            f"{one.held} bits per parameter at d = {m} ({one.parameters:,} parameters, "
            f"{one.sequences} strings)"
            for m, one in sizes.items()
        )
        for dtype, sizes in found.items()
    ]
    steps = ", ".join(f"{one.held} after {s:,} steps" for s, one in by_steps(rows).items())
    return verdict, "; ".join(
        [*told, less, f"d = {next(iter(by_steps(rows).values())).m}: {steps}"]
    )


def _data(row: Mapping[str, Any]) -> tuple[int, int, int]:
    """N, S and V."""
    return row["task.sequences"], row["task.length"], row["task.vocabulary"]
