"""*Built and trained*: sizes that half of the runs reach, as brackets, beside what is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.experiments import statistics
from memlib.experiments.exponents import steepness
from memlib.experiments.verdicts.g1 import brackets, smallest_built_for, tried
from memlib.plots.curves import curves
from memlib.plots.tables import table

Rows = Sequence[Mapping[str, Any]]


def sizes(rows: Rows) -> None:
    """For each family and N: which sizes were tried, and between which two half of the runs hit."""
    lines = []
    for (variant, count), found in tried(rows).items():
        lines.append(
            {
                "family": variant,
                "N": count,
                "tried from": min(found),
                "up to": max(found),
                "half hit at": str(statistics.bracket(found)),
                "largest hits": str(found[max(found)]),
                "built": smallest_built_for(rows, count),
            }
        )
    table(
        lines,
        caption="Trained parameters at which half of the fresh runs hit (at most: no smaller size "
        "was tried), and the nonzero parameters of the smallest exact network.",
    )


def beside_the_built(rows: Rows) -> None:
    """The brackets of every family against N, and the smallest exact network."""
    ends: dict[str, list[tuple[float, ...]]] = {}
    for (variant, count), bracket in brackets(rows).items():
        if bracket.enough is not None:
            low = bracket.short or bracket.enough
            point = (count, bracket.enough, low, bracket.enough)
            ends.setdefault(f"trained: {variant}", []).append(point)
    counts = sorted({row["task.sequences"] for row in rows})
    built = [(n, size) for n in counts if (size := smallest_built_for(rows, n)) is not None]
    curves(
        {**ends, "built: the smallest": built},
        across="sequences N",
        up="parameters",
        log="xy",
        caption="Marks: trained parameters at which half of the runs hit, and a bar down to the "
        "largest tried size at which fewer did; without a bar the mark is an upper end. Built: "
        "nonzero parameters.",
    )


def exponents(rows: Rows) -> None:
    """Between which exponents of N each family may grow, as far as its brackets say."""
    found = brackets(rows)
    lines = []
    for variant in dict.fromkeys(name for name, _ in found):
        ends = {n: one for (name, n), one in found.items() if name == variant and one.enough}
        if len(ends) > 1:
            low, high = steepness(ends)
            lines.append(
                {
                    "family": variant,
                    "from N": min(ends),
                    "to N": max(ends),
                    "at least": f"{low:.2f}" if abs(low) < 100 else "open",
                    "at most": f"{high:.2f}" if abs(high) < 100 else "open",
                }
            )
    table(lines, caption="The exponent of N that the brackets allow.")
