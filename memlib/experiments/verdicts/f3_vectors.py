"""F3 on fixed vectors: whether the width of the vectors or the number of blocks sets the size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from memlib.errors import MemlibError
from memlib.experiments import exponents, statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import HALF, Rows
from memlib.experiments.verdicts.f3 import by_exponent, half_sizes, listed

#: The variants of the experiment.
BLOCKS_GROW: Final = "d = 256, blocks grow"
VECTORS_GROW: Final = "1 block, d grows"


def growth(rows: Rows, variant: str, share: float = HALF) -> exponents.Exponent:
    """The exponent of the trained parameters at 50 % success over N, all parameters counted.

    Raises:
        MemlibError: fewer than two N have a size.
    """

    return exponents.bootstrap(
        statistics.scored(rows, variant=variant),
        lambda some: _points(half_sizes(some, variant, share, "parameters")),
        cell=("task.sequences", "parameters"),
        times=100,
    )


def by_blocks(rows: Rows, bars: Bars) -> str:
    """The verdict on the claim: blocks at d = 256, and the exponent of the parameters."""
    share = bars["share"]
    sizes = half_sizes(rows, BLOCKS_GROW, share, "parameters")
    enough = _points(sizes)
    if len(enough) < max(2, len(sizes)):
        return "not reproduced"
    return by_exponent(growth(rows, BLOCKS_GROW, share), enough, bars)


def what_sets_the_size(rows: Rows, bars: Bars) -> str:
    """Which way takes fewer parameters at every N that both reach: wider vectors, or blocks."""
    wide, deep = (
        half_sizes(rows, variant, bars["share"], "parameters")
        for variant in (VECTORS_GROW, BLOCKS_GROW)
    )
    both = [(w, d) for n, w in wide.items() if w is not None and (d := deep.get(n)) is not None]
    only_wide = [n for n, w in wide.items() if w is not None and deep.get(n) is None]
    if (both and all(w < d for w, d in both)) or (not both and only_wide):
        return "the vectors set the size"
    if both and all(d < w for w, d in both):
        return "the blocks set the size"
    return "neither alone sets the size"


def figure_3_vectors(rows: Rows, bars: Bars) -> tuple[str, str]:
    """F3 on fixed vectors: the verdict, and the numbers that decided."""
    told = []
    for variant, size in ((BLOCKS_GROW, "shape.blocks"), (VECTORS_GROW, "task.dim")):
        each = listed(half_sizes(rows, variant, bars["share"], size))
        what = size.partition(".")[2].replace("dim", "d")
        growing = _exponent(rows, variant, bars["share"])
        told.append(f"{variant}: {what} at 50 % success {each}{growing}")
    return f"{by_blocks(rows, bars)}; {what_sets_the_size(rows, bars)}", "; ".join(told)


def _points(sizes: Mapping[int, int | None]) -> list[tuple[float, float]]:
    return [(float(n), float(size)) for n, size in sizes.items() if size is not None]


def _exponent(rows: Rows, variant: str, share: float) -> str:
    try:
        return f", exponent of the parameters {growth(rows, variant, share)}"
    except MemlibError:
        return ", no exponent"
