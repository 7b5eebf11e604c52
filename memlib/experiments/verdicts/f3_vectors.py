"""F3 on fixed vectors: whether the width of the vectors or the number of blocks sets the size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.runs import runs

Rows = Sequence[Mapping[str, Any]]

#: The variants of the experiment.
BLOCKS_GROW: Final = "d = 256, blocks grow"
VECTORS_GROW: Final = "1 block, d grows"


def half_sizes(rows: Rows, variant: str, size: str = "parameters") -> dict[int, int | None]:
    """By N, the smallest size at which half of the fresh runs hit; None where none was enough."""
    return {
        n: statistics.sizes(statistics.rates(group, size)).half
        for n, group in statistics.by(
            statistics.scored(rows, variant=variant), "task.sequences"
        ).items()
    }  # fmt: skip


def growth(rows: Rows, variant: str) -> statistics.Exponent:
    """The exponent of the trained parameters at 50 % success over N, all parameters counted.

    Raises:
        MemlibError: fewer than two N have a size.
    """

    def points(some: Rows) -> list[tuple[float, float]]:
        found = half_sizes(some, variant)
        return [(float(n), float(size)) for n, size in found.items() if size is not None]

    return statistics.bootstrap(
        statistics.scored(rows, variant=variant),
        points,
        cell=("task.sequences", "parameters"),
        times=100,
    )


def by_blocks(rows: Rows) -> str:
    """The verdict on the claim: blocks at d = 256, and the exponent of the parameters."""
    if any(half is None for half in half_sizes(rows, BLOCKS_GROW).values()):
        return "not reproduced"
    found = growth(rows, BLOCKS_GROW)
    if not found.low <= 0.5 <= found.high:
        return "not reproduced"
    return "partly" if found.low <= 1 <= found.high else "reproduced"


def what_sets_the_size(rows: Rows) -> str:
    """Which way takes fewer parameters at every N that both reach: wider vectors, or blocks."""
    wide, deep = (half_sizes(rows, v) for v in (VECTORS_GROW, BLOCKS_GROW))
    both = [(wide[n], deep[n]) for n in wide if wide[n] is not None and deep.get(n) is not None]
    only_wide = [n for n in wide if wide[n] is not None and deep.get(n) is None]
    if (both and all(w < d for w, d in both)) or (not both and only_wide):  # type: ignore[operator]
        return "the vectors set the size"
    if both and all(d < w for w, d in both):  # type: ignore[operator]
        return "the blocks set the size"
    return "neither alone sets the size"


def figure_3_vectors(name: str) -> tuple[str, str]:
    """F3 on fixed vectors: the verdict, and the numbers that decided."""
    _, rows = runs(name)
    told = []
    for variant, size in ((BLOCKS_GROW, "shape.blocks"), (VECTORS_GROW, "task.dim")):
        each = ", ".join(
            f"{'none' if half is None else half} at {n:,}"
            for n, half in half_sizes(rows, variant, size).items()
        )
        what = size.partition(".")[2].replace("dim", "d")
        told.append(f"{variant}: {what} at 50 % success {each}{_exponent(rows, variant)}")
    return f"{by_blocks(rows)}; {what_sets_the_size(rows)}", "; ".join(told)


def _exponent(rows: Rows, variant: str) -> str:
    try:
        return f", exponent of the parameters {growth(rows, variant)}"
    except MemlibError:
        return ", no exponent"
