"""The map: how many sequences a family memorizes, on each kind of data, at each length.

Capacities are brackets: from the largest N that is enough to the next larger N that was tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import TypeAlias

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rate, Rows

#: A cell of the map: kind of data, family, n.
Place: TypeAlias = tuple[str, str, int]


@dataclass(frozen=True)
class Capacity:
    """How many sequences a cell memorizes.

    Attributes:
        enough: the largest tried N that is enough; 0 where none was.
        over: the smallest tried N above it; infinite where none was too much.
    """

    enough: int
    over: float

    def __str__(self) -> str:
        """As brackets are said.

        >>> print(Capacity(91, 108), Capacity(0, 4), Capacity(2048, inf), sep="; ")
        91 to 108; below 4; 2,048 and more
        """
        if self.over == inf:
            return f"{self.enough:,} and more"
        return f"{self.enough:,} to {self.over:,.0f}" if self.enough else f"below {self.over:,.0f}"


def places(rows: Rows) -> dict[Place, Rows]:
    """The runs that count, by kind of data, family and n."""
    found = statistics.by(statistics.scored(rows), "variant", "task.length")
    return {(*variant.split(": ", 1), n): some for (variant, n), some in found.items()}


def rates(rows: Rows) -> dict[int, Rate]:
    """Of one cell: the success rate at every N, with the largest budget of steps tried there."""
    found = {}
    for n, some in statistics.by(rows, "task.sequences").items():
        longest = max(row["set.steps"] for row in some)
        longest_runs = [row for row in some if row["set.steps"] == longest]
        found[n] = statistics.rate(sum(map(statistics.hit, longest_runs)), len(longest_runs))
    return found


def capacity(found: Mapping[int, Rate], share: float = statistics.HALF) -> Capacity:
    """The bracket that rates at several N give.

    >>> capacity({64: statistics.rate(11, 11), 91: statistics.rate(6, 11),
    ...           128: statistics.rate(5, 11)})
    Capacity(enough=91, over=128)
    """
    enough = max((n for n, rate in found.items() if rate.share >= share), default=0)
    return Capacity(enough, min((n for n in found if n > enough), default=inf))


def capacities(rows: Rows, share: float = statistics.HALF) -> dict[Place, Capacity]:
    """The capacity of every cell."""
    return {place: capacity(rates(some), share) for place, some in places(rows).items()}


def errors(rows: Rows, at: int) -> dict[Place, float]:
    """The median of the smallest 0-1 errors at one N, of every cell that has runs there."""
    found = {}
    for place, some in places(rows).items():
        here = [row["best_error"] for row in some if row["task.sequences"] == at]
        if here:
            found[place] = median(here)
    return found


def parameters(rows: Rows) -> dict[Place, int]:
    """What each cell trains, zeros too."""
    return {place: some[0]["parameters"] for place, some in places(rows).items()}


@dataclass(frozen=True)
class Duel:
    """The best families of both sides on one kind of data at one length.

    Attributes:
        data, length: the cell.
        ours, theirs: the families: a transformer, a feed-forward net.
        low, high: between which the first capacity is a multiple of the second.
    """

    data: str
    length: int
    ours: str
    theirs: str
    low: float
    high: float

    def __str__(self) -> str:
        high = "" if self.high == inf else f" to {self.high:.2g}"
        return f"n = {self.length:,}: {self.ours} holds {self.low:.2g}{high} times {self.theirs}"


def duels(
    found: Mapping[Place, Capacity], ours: Iterable[str], theirs: Iterable[str]
) -> list[Duel]:
    """Best against best, wherever both sides were measured."""
    sides = (list(ours), list(theirs))
    made = []
    for data, length in sorted({(data, n) for data, _, n in found}):
        best = []
        for side in sides:
            here = {f: c for (d, f, n), c in found.items() if (d, n) == (data, length)}
            some = [f for f in here if f in side]
            if some:
                winner = max(some, key=lambda f: (here[f].enough, here[f].over))
                best.append((winner, here[winner]))
        if len(best) == 2:
            (one, a), (two, b) = best
            high = a.over / b.enough if b.enough else inf
            made.append(Duel(data, length, one, two, a.enough / b.over, high))
    return made


def who_memorizes_more(rows: Rows, bars: Bars) -> tuple[str, str]:
    """The verdict on each kind of data, and the factor at each length."""
    found = capacities(rows, bars["share"])
    factor = bars["factor"]
    verdicts, told = [], []
    fights = duels(found, bars["transformers"], bars["feed_forward"])
    for data in dict.fromkeys(fight.data for fight in fights):
        late = [f for f in fights if f.data == data and f.length >= bars["long"]]
        wins = [f.length for f in late if f.low >= factor]
        losses = [f.length for f in late if f.high <= 1 / factor]
        if late and len(wins) == len(late):
            verdict = "reproduced"
        elif losses and not wins:
            verdict = "not reproduced"
        else:
            verdict = "mixed" if late else "not settled"
        verdicts.append(f"{data}: {verdict}")
        told.append(f"{data}: " + ", ".join(str(f) for f in fights if f.data == data))
    least = errors(rows, bars["at"])
    told.append(
        f"median error at N = {bars['at']}: "
        + ", ".join(f"{d}, {f}, n = {n:,}: {e:.3f}" for (d, f, n), e in sorted(least.items()))
    )
    return "; ".join(verdicts), "; ".join(told)
