"""Comparisons that decide S1 and G1: cell by cell, from the stored runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.runs import runs
from memlib.stored import load

Rows = Sequence[Mapping[str, Any]]


def duels(rows: Rows, data: str) -> list[dict[str, Any]]:
    """S1: eq. (165) against the feed-forward net, cell by cell, at equal parameters."""
    sides = []
    for side in ("eq. (165)", "feed-forward"):
        part = statistics.scored(rows, variant=f"{data}: {side}")
        cells = statistics.by(part, "task.length", "task.sequences")
        sides.append(
            {
                (n, count, place): group
                for (n, count), runs_there in cells.items()
                for place, group in enumerate(statistics.by(runs_there, "parameters").values())
            }
        )
    found = []
    for key in sorted(sides[0].keys() & sides[1].keys()):
        n, count, _ = key
        one, two = (side[key] for side in sides)
        ours, theirs = one[0]["parameters"], two[0]["parameters"]
        rates = [statistics.rate(sum(map(statistics.hit, side)), len(side)) for side in (one, two)]
        errors = [median(row["best_error"] for row in side) for side in (one, two)]
        ahead = (rates[0].low > rates[1].high) - (rates[1].low > rates[0].high)
        err = (errors[0] < errors[1]) - (errors[1] < errors[0])
        found.append(
            {
                "n": n, "N": count, "parameters": (ours, theirs), "rates": tuple(rates),
                "errors": tuple(errors), "ahead": ahead, "errs less": err,
            }
        )  # fmt: skip
    return found


def longer(name: str) -> tuple[str, str]:
    """S1: who is ahead, on each kind of data."""
    _, rows = runs(name)
    verdicts, told = [], []
    for data in ("uniform", "context"):
        found = duels(rows, data)
        ours, theirs = (sum(d["ahead"] == side for d in found) for side in (1, -1))
        less, more = (sum(d["errs less"] == side for d in found) for side in (1, -1))
        if ours and not theirs:
            verdict = "reproduced"
        elif theirs > ours:
            verdict = "not reproduced"
        else:
            verdict = "mixed"
        verdicts.append(f"{data}: {verdict}")
        told.append(
            f"{data}: eq. (165) ahead in {ours}, feed-forward in {theirs} of {len(found)} cells; "
            f"smaller median error in {less} and {more}"
        )
    return "; ".join(verdicts), "; ".join(told)


def trained_sizes(rows: Rows) -> dict[tuple[str, int], int | None]:
    """G1: the smallest parameters at 50 % success, by (variant, N)."""
    return {
        key: statistics.sizes(statistics.rates(group, "parameters")).half
        for key, group in statistics.by(
            statistics.scored(rows), "variant", "task.sequences"
        ).items()
    }


def smallest_built(sequences: int, length: int, classes: int) -> int | None:
    """The smallest exact construction of the sandwich table for next-token data of this size."""
    sizes = [
        row["parameters"]
        for row in load("sandwich").rows
        if row["kind"] == "built" and row["task"] == "next-token"
        and row["sequences"] == sequences and row["length"] == length
        and row["classes"] == classes
    ]  # fmt: skip
    return min(sizes, default=None)


def against_built(name: str) -> tuple[str, str]:
    """G1: trained against constructed.

    Where half of the runs hit at the smallest size that any family was tried at, the ratio is only
    known from above: it can show that training finds more, never that it finds less.
    """
    _, rows = runs(name)
    smallest: dict[int, int] = {}
    for (_, n), size in trained_sizes(rows).items():
        if size is not None:
            smallest[n] = min(size, smallest.get(n, size))
    if not smallest:
        return "not settled: no size was enough", ""
    told, verdict = [], ""
    for n, size in sorted(smallest.items()):
        built = smallest_built(n, 8, 2)
        if built is None:
            raise MemlibError(f"no network was built for N = {n}", operation="verdict", place=name)
        least = min(row["parameters"] for row in statistics.scored(rows, **{"task.sequences": n}))
        ratio, bound = size / built, "at most " if size == least else ""
        told.append(f"N = {n:,}: trained {size:,}, built {built:,}, ratio {bound}{ratio:.2f}")
        if ratio <= 1:
            verdict = "training finds more"
        elif bound:
            verdict = "not settled: the smallest size that was tried is enough"
        else:
            verdict = "training finds less"
    return verdict, "; ".join(told)
