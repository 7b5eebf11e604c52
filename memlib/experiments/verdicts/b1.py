"""B1: what training memorizes when weights have few bits, from the stored runs.

Theory says where bits can matter: with weights of any length a network of W parameters may hold
about W² labels (Theorem 4.1 of Kajitsuka and Sato), with weights of a fixed length no more than a
multiple of W (their Appendix F). Here the exponent of W is measured for trained weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log
from typing import Final

from memlib.experiments import exponents, statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.exponents import Exponent
from memlib.experiments.statistics import HALF, Rate, Rows, by

#: From many bits to few; the variants of the experiment are named like them.
FORMATS: Final = ("float64", "float32", "bfloat16", "int8", "int4", "int3")
#: What makes a cell, the format aside: the width, the blocks and N.
CELL: Final = ("shape.m", "shape.blocks", "task.sequences")


def rates(rows: Rows, dtype: str) -> dict[tuple[int, int, int], Rate]:
    """The success rate of every cell in one format."""
    return statistics.rates(statistics.scored(rows, variant=dtype), *CELL)


def ahead(rows: Rows, one: str, other: str, beyond: int = 0) -> list[tuple[int, int, int]]:
    """The cells of N > ``beyond`` where one format's interval lies wholly above the other's."""
    ours, theirs = rates(rows, one), rates(rows, other)
    both = sorted(ours.keys() & theirs.keys())
    return [cell for cell in both if cell[-1] > beyond and ours[cell].low > theirs[cell].high]


def capacity(shares: Mapping[int, float], half: float = HALF) -> float | None:
    """The N at which the share of hits falls through ``half``, for good.

    Straight lines over log N join what was measured; None where no such N was measured on both
    sides.

    >>> round(capacity({10: 1.0, 20: 0.75, 40: 0.25}), 1)
    28.3
    >>> capacity({10: 1.0}) is capacity({10: 0.0}) is None
    True
    """
    measured = sorted(shares)
    enough = [n for n in measured if shares[n] >= half]
    if not enough or enough[-1] == measured[-1]:
        return None
    low = enough[-1]
    high = measured[measured.index(low) + 1]
    above, below = shares[low] - half, half - shares[high]
    return exp((log(low) * below + log(high) * above) / (above + below))


def capacities(rows: Rows, half: float = HALF) -> dict[int, float | None]:
    """Parameters → capacity, of rows of one format."""
    return {
        size: capacity(
            {n: r.share for n, r in statistics.rates(group, "task.sequences").items()}, half
        )
        for size, group in by(statistics.scored(rows), "parameters").items()
    }


def points(rows: Rows, half: float = HALF) -> list[tuple[float, float]]:
    """(parameters, capacity) where there is one."""
    return [(float(size), n) for size, n in capacities(rows, half).items() if n is not None]


def growth(rows: Rows, dtype: str, times: int = 400, half: float = HALF) -> Exponent:
    """The exponent of capacity over parameters in one format, with its bootstrap interval."""
    part = statistics.scored(rows, variant=dtype)
    cell = ("parameters", "task.sequences")
    return exponents.bootstrap(part, lambda some: points(some, half), cell=cell, times=times)


def few_bits(rows: Rows, bars: Bars) -> tuple[str, str]:
    """B1: exponents of capacity by format, and where fewer bits succeed less often."""
    share, linear = bars["share"], bars["linear"]
    found = {dtype: growth(rows, dtype, half=share) for dtype in FORMATS}
    fewer = FORMATS[1:]
    worse = {dtype: ahead(rows, FORMATS[0], dtype) for dtype in fewer}
    steep = found[FORMATS[0]].low > linear
    straight = [dtype for dtype in fewer if found[dtype].low <= linear <= found[dtype].high]
    if steep and straight:
        verdict = "reproduced"
    else:
        verdict = "partly" if any(worse.values()) else "not reproduced"
    told = [
        f"{dtype}: capacity {_listed(rows, dtype, share)}, exponent {exponent}"
        for dtype, exponent in found.items()
    ]
    less = ", ".join(f"{dtype} in {len(cells)}" for dtype, cells in worse.items())
    return verdict, "; ".join([*told, f"cells wholly below float64: {less}"])


def more_bits_at_figure_3(rows: Rows, bars: Bars) -> tuple[str, str]:
    """B1 on the data of Figure 3: does float64 help where the figure rises?"""
    more = ahead(rows, "float64", "float32", beyond=bars["rises"])
    less = {
        dtype: ahead(rows, "float32", dtype, beyond=bars["rises"]) for dtype in ("int8", "int4")
    }
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


def _listed(rows: Rows, dtype: str, half: float) -> str:
    found = capacities(statistics.scored(rows, variant=dtype), half)
    return ", ".join(
        f"{'open' if n is None else f'{n:.0f}'} at {size:,}" for size, n in found.items()
    )
