"""S1: eq. (165) against feed-forward nets at equal parameters, cell by cell."""

from __future__ import annotations

from statistics import median
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rows

#: Dimensions inside the model that the paper trains.
M: Final = 2
#: Who is compared; the variants of the experiment end with these names.
SIDES: Final = ("eq. (165)", "feed-forward")


def duels(rows: Rows, data: str) -> list[dict[str, Any]]:
    """Eq. (165) against the feed-forward net, cell by cell, at equal parameters."""
    sides = []
    for side in SIDES:
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
        rates = [statistics.rate_of(side) for side in (one, two)]
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


def longer(rows: Rows, bars: Bars) -> tuple[str, str]:
    """S1: who is ahead, on each kind of data."""
    verdicts, told = [], []
    for data in bars["data"]:
        found = duels(rows, data)
        if not found:
            raise MemlibError(f"no cell has runs of both sides on {data}", operation="verdict")
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
            f"{data}: {SIDES[0]} ahead in {ours}, {SIDES[1]} in {theirs} of {len(found)} cells; "
            f"smaller median error in {less} and {more}"
        )
    return "; ".join(verdicts), "; ".join(told)


def wider(rows: Rows, bars: Bars) -> str:
    """What the comparison means where the model is a wider one than the paper trains; else empty.

    There the meaning is counted: in how many cells the model is ahead, behind, not separated.
    """
    (m,) = {row["shape.m"] for row in rows if row["variant"].endswith(SIDES[0])}
    if m == M:
        return ""
    found = [duel["ahead"] for data in bars["data"] for duel in duels(rows, data)]
    ahead, behind, neither = (found.count(side) for side in (1, -1, 0))
    return (
        "an expectation of the paper, not a claim of it; tested on the paper's model made wider "
        f"(m = {m}): ahead in {ahead or 'no'} cell{'s' * (ahead > 1)}, behind in {behind} of "
        f"{len(found)}, not separated in {neither}"
    )
