"""F3: does the size that training needs grow like the root of N? With a trained table of words.

The size is counted in two ways: without E_in or the table, as the criteria say, and with all that
is trained. The answer depends on the count, so both exponents are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Final

from memlib.experiments import exponents, statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.exponents import Exponent
from memlib.experiments.statistics import Rows

#: Eq. (165) as the paper trains it: m and q.
M: Final = 2
Q: Final = 8
CLASSES: Final = 3


def core_parameters(blocks: int, classes: int) -> int:
    """Trained parameters of eq. (165) besides E_in or the table: two stacks, W, E_out.

    >>> core_parameters(4, 3)
    349
    """
    return 2 * blocks * (2 * M * Q + Q + M) + M * M + (M + 1) * classes


def figure_3_paper(rows: Rows, bars: Bars) -> tuple[str, str]:
    """F3 by the paper's protocol: the smallest number of blocks at which a trial hits."""
    least = least_blocks(rows)
    told = ", ".join(f"N = {n:,}: {blocks}" for n, blocks in least.items())
    points = [
        (float(n), float(core_parameters(blocks, CLASSES)))
        for n, blocks in least.items()
        if blocks is not None and n <= bars["largest"]
    ]
    verdict = by_exponent(exponents.exponent(points), points, bars)
    return verdict, f"smallest blocks that hit: {told}"


def least_blocks(rows: Rows) -> dict[int, int | None]:
    """N → the smallest number of blocks at which a trial hits; None where none does."""
    return {
        n: statistics.sizes(statistics.rates(group, "shape.blocks")).first
        for n, group in statistics.by(rows, "task.sequences").items()
    }


def half_sizes(
    rows: Rows, variant: str, share: float = statistics.HALF, size: str = "shape.blocks"
) -> dict[int, int | None]:
    """By N, the smallest size at which that share of fresh runs hit; None where none was enough."""
    part = statistics.scored(rows, variant=variant)
    return {
        n: statistics.sizes(statistics.rates(group, size), share).half
        for n, group in statistics.by(part, "task.sequences").items()
    }


def listed(sizes: Mapping[int, int | None]) -> str:
    """What was enough at each N.

    >>> listed({100: 2, 1000: None})
    '2 at 100, none at 1,000'
    """
    return ", ".join(f"{'none' if size is None else size} at {n:,}" for n, size in sizes.items())


def half_points(
    rows: Rows, variant: str, share: float = statistics.HALF
) -> list[tuple[float, float]]:
    """(N, trained parameters without the table) at that share of success."""
    return [
        (float(n), float(core_parameters(blocks, CLASSES)))
        for n, blocks in half_sizes(rows, variant, share).items()
        if blocks is not None
    ]


def all_points(
    rows: Rows, variant: str, share: float = statistics.HALF
) -> list[tuple[float, float]]:
    """(N, all trained parameters) at that share; the table's rows vary with the draw: the mean."""
    return [
        (float(n), fmean(
            row["parameters"]
            for row in statistics.scored(
                rows, variant=variant, **{"task.sequences": n, "shape.blocks": blocks}
            )
        ))
        for n, blocks in half_sizes(rows, variant, share).items()
        if blocks is not None
    ]  # fmt: skip


def figure_3_ours(rows: Rows, bars: Bars) -> tuple[str, str]:
    """F3 by ours: sizes at 50 % success, their exponents, and the other variants."""
    variant, share = bars["variant"], bars["share"]
    inside = between(rows, bars)
    points = half_points(inside, variant, share)
    variants = dict.fromkeys(row["variant"] for row in rows)
    told = [f"{name}: {listed(half_sizes(rows, name, share))}" for name in variants]
    words = "blocks at 50 % success: " + "; ".join(told)
    if len(points) < 3:
        return "not reproduced", words
    core, full = growths(inside, variant, share)
    reached = None not in half_sizes(inside, variant, share).values()
    return by_exponent(core, points, bars) if reached else "not reproduced", (
        f"exponent with the table {core}; all trained parameters counted {full}; {words}"
    )


def between(rows: Rows, bars: Bars) -> Rows:
    """The runs at the numbers of sequences that count."""
    first, last = bars["between"]
    return [row for row in rows if first <= row["task.sequences"] <= last]


def growths(rows: Rows, variant: str, share: float = statistics.HALF) -> tuple[Exponent, Exponent]:
    """The exponent of the size at that share: without the table, and with all that is trained.

    The first with a bootstrap over runs, as the criterion says; the second with Student's interval.
    """
    core = exponents.bootstrap(
        statistics.scored(rows, variant=variant),
        lambda some: half_points(some, variant, share),
        cell=("task.sequences", "shape.blocks"),
        times=100,
    )
    return core, exponents.exponent(all_points(rows, variant, share))


def by_exponent(found: Exponent, points: Sequence[tuple[float, float]], bars: Bars) -> str:
    """The verdict on an exponent: it holds the claimed one, and not the one of linear growth."""
    claimed, linear = bars["exponent"], bars["linear"]
    grows = len({size for _, size in points}) > 1
    if not grows or not found.low <= claimed <= found.high:
        return "not reproduced"
    return "partly" if found.low <= linear <= found.high else "reproduced"
