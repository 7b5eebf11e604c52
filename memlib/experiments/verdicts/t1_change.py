"""T1: under which smallest change do four blocks suffice, at each length?"""

from __future__ import annotations

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rows


def smallest_change(rows: Rows, bars: Bars) -> tuple[str, str]:
    """The changes that suffice, by their parameters; the largest budget of each counts.

    Where there are several lengths, the verdict names the smallest change at each.
    """
    lengths = statistics.by(statistics.scored(rows), "task.length")
    said, told = [], []
    for length, part in lengths.items():
        where = f"n = {length:,}: " if len(lengths) > 1 else ""
        least, lines = _at(part, bars["share"])
        said.append(where + least)
        told += [where + line for line in lines]
    return "; ".join(said) or "no change was tried yet", "; ".join(told)


def _at(rows: Rows, share: float) -> tuple[str, list[str]]:
    """The smallest change at one length, and what became of each."""
    enough, told = [], []
    for variant, some in statistics.by(rows, "variant").items():
        size = some[0]["parameters"]
        steps = max(row["set.steps"] for row in some)
        runs = statistics.scored(some, **{"set.steps": steps})
        rate = statistics.rate(sum(map(statistics.hit, runs)), len(runs))
        told.append((size, f"{variant} ({size:,} parameters): {rate} within {steps:,} steps"))
        if rate.share >= share:
            enough.append((size, variant))
    least = f"the smallest change: {min(enough)[1]}" if enough else "none of these changes suffices"
    return least, [line for _, line in sorted(told)]
