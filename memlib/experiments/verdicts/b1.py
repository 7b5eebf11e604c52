"""B1: what training memorizes when weights have few bits, from the stored runs.

Theory says where bits can matter: with weights of any length a network of W parameters may hold
about W² labels (Theorem 4.1 of Kajitsuka and Sato), with weights of a fixed length no more than a
multiple of W (their Appendix F). Here the exponent of W is measured for trained weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from statistics import fmean
from typing import Any, Final

from memlib.experiments import statistics
from memlib.experiments.runs import runs
from memlib.experiments.statistics import Exponent, Rate, by

Rows = Sequence[Mapping[str, Any]]

#: From many bits to few; the variants of the experiment are named like them.
FORMATS: Final = ("float64", "float32", "bfloat16", "int8", "int4", "int3")
#: What makes a cell, the format aside: the width, the blocks and N.
CELL: Final = ("shape.m", "shape.blocks", "task.sequences")
#: Figure 3 of the paper rises sharply beyond this N.
RISES: Final = 1400


def rates(rows: Rows, dtype: str) -> dict[tuple[int, int, int], Rate]:
    """The success rate of every cell in one format."""
    cells = by(statistics.scored(rows, variant=dtype), *CELL)
    return {
        cell: statistics.rate(sum(map(statistics.hit, group)), len(group))
        for cell, group in cells.items()
    }


def ahead(rows: Rows, one: str, other: str, beyond: int = 0) -> list[tuple[int, int, int]]:
    """The cells of N > ``beyond`` where one format's interval lies wholly above the other's."""
    ours, theirs = rates(rows, one), rates(rows, other)
    both = sorted(ours.keys() & theirs.keys())
    return [cell for cell in both if cell[-1] > beyond and ours[cell].low > theirs[cell].high]


def capacity(shares: Mapping[int, float]) -> float | None:
    """The N at which the share of hits falls through one half, for good.

    Straight lines over log N join what was measured; None where no such N was measured on both
    sides.

    >>> round(capacity({10: 1.0, 20: 0.75, 40: 0.25}), 1)
    28.3
    >>> capacity({10: 1.0}) is capacity({10: 0.0}) is None
    True
    """
    measured = sorted(shares)
    enough = [n for n in measured if shares[n] >= 0.5]
    if not enough or enough[-1] == measured[-1]:
        return None
    low = enough[-1]
    high = measured[measured.index(low) + 1]
    above, below = shares[low] - 0.5, 0.5 - shares[high]
    return exp((log(low) * below + log(high) * above) / (above + below))


def capacities(rows: Rows) -> dict[int, float | None]:
    """Parameters → capacity, of rows of one format."""
    return {
        size: capacity(
            {n: fmean(map(statistics.hit, some)) for n, some in by(group, "task.sequences").items()}
        )
        for size, group in by(statistics.scored(rows), "parameters").items()
    }


def points(rows: Rows) -> list[tuple[float, float]]:
    """(parameters, capacity) where there is one."""
    return [(float(size), n) for size, n in capacities(rows).items() if n is not None]


def growth(rows: Rows, dtype: str, times: int = 400) -> Exponent:
    """The exponent of capacity over parameters in one format, with its bootstrap interval."""
    part = statistics.scored(rows, variant=dtype)
    return statistics.bootstrap(part, points, cell=("parameters", "task.sequences"), times=times)


def few_bits(name: str) -> tuple[str, str]:
    """B1: exponents of capacity by format, and where fewer bits succeed less often."""
    _, rows = runs(name)
    found = {dtype: growth(rows, dtype) for dtype in FORMATS}
    fewer = FORMATS[1:]
    worse = {dtype: ahead(rows, FORMATS[0], dtype) for dtype in fewer}
    steep = found[FORMATS[0]].low > 1
    linear = [dtype for dtype in fewer if found[dtype].low <= 1 <= found[dtype].high]
    if steep and linear:
        verdict = "reproduced"
    else:
        verdict = "partly" if any(worse.values()) else "not reproduced"
    told = [
        f"{dtype}: capacity {_listed(statistics.scored(rows, variant=dtype))}, exponent {exponent}"
        for dtype, exponent in found.items()
    ]
    less = ", ".join(f"{dtype} in {len(cells)}" for dtype, cells in worse.items())
    return verdict, "; ".join([*told, f"cells wholly below float64: {less}"])


def more_bits_at_figure_3(name: str) -> tuple[str, str]:
    """B1 on the data of Figure 3: does float64 help where the figure rises?"""
    _, rows = runs(name)
    more = ahead(rows, "float64", "float32", beyond=RISES)
    less = {dtype: ahead(rows, "float32", dtype, beyond=RISES) for dtype in ("int8", "int4")}
    if more:
        verdict = "reproduced"
    else:
        verdict = "partly" if any(less.values()) else "not reproduced"
    told = [
        f"{dtype}: " + ", ".join(
            f"{rate} at N = {n:,}, {blocks} block{'s' * (blocks != 1)}"
            for (_, blocks, n), rate in rates(rows, dtype).items()
        )
        for dtype in dict.fromkeys(row["variant"] for row in rows)
    ]  # fmt: skip
    return verdict, "error below 0.01 in " + "; ".join(told)


def _listed(rows: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(
        f"{'open' if n is None else f'{n:.0f}'} at {size:,}"
        for size, n in capacities(list(rows)).items()
    )
