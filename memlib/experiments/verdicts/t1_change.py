"""T1: under which smallest change do four blocks suffice?"""

from __future__ import annotations

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rows


def smallest_change(rows: Rows, bars: Bars) -> tuple[str, str]:
    """The changes that suffice, by their parameters; the largest budget of each counts."""
    enough, told = [], []
    for variant, some in statistics.by(statistics.scored(rows), "variant").items():
        size = some[0]["parameters"]
        steps = max(row["set.steps"] for row in some)
        runs = statistics.scored(some, **{"set.steps": steps})
        rate = statistics.rate(sum(map(statistics.hit, runs)), len(runs))
        told.append((size, f"{variant} ({size:,} parameters): {rate} within {steps:,} steps"))
        if rate.share >= bars["share"]:
            enough.append((size, variant))
    least = f"the smallest change: {min(enough)[1]}" if enough else "none of these changes suffices"
    return least, "; ".join(line for _, line in sorted(told))
