"""T1: do so many blocks suffice? The success rate at one size."""

from __future__ import annotations

from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rows


def blocks_suffice(rows: Rows, bars: Bars) -> tuple[str, str]:
    """The verdict, and what became of every number of blocks."""
    rates = statistics.rates(statistics.scored(rows), "shape.blocks")
    wanted = bars["blocks"]
    if wanted not in rates:
        raise MemlibError(f"no run that counts has {wanted} blocks", operation="verdict")
    found = rates[wanted]
    if found.share >= bars["share"]:
        verdict = "reproduced"
    elif found.hits:
        verdict = "partly"
    elif found.high < bars["share"]:
        verdict = "not reproduced"
    else:
        verdict = "not settled: too few runs"
    told = "; ".join(
        f"{blocks} blocks: MSE < {group[0]['set.below']:g} in {rates[blocks]}, smallest loss "
        f"{min(r['best_loss'] for r in group):.3g}, all signs right in "
        f"{sum(r['best_error'] == 0 for r in group)}"
        for blocks, group in statistics.by(statistics.scored(rows), "shape.blocks").items()
    )
    return verdict, told
