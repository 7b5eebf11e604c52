"""The map: how many sequences a family memorizes, on each kind of data, at each length.

Capacities are brackets: from the largest N that is enough to the next larger N that was tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Final, TypeAlias

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rate, Rows

#: A cell of the map: kind of data, family, n.
Place: TypeAlias = tuple[str, str, int]

#: How the lines of the verdict begin that tell errors; the report makes a table of them.
ERRORS: Final = "median error at N = "


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
    return statistics.longest_rates(rows, "task.sequences")


def capacity(found: Mapping[int, Rate], share: float = statistics.HALF) -> Capacity:
    """The bracket that rates at several N give.

    >>> capacity({64: statistics.rate(11, 11), 91: statistics.rate(6, 11),
    ...           128: statistics.rate(5, 11)})
    Capacity(enough=91, over=128)
    """
    enough = max((n for n, rate in found.items() if rate.share >= share), default=0)
    return Capacity(enough, min((n for n in found if n > enough), default=inf))


def sure_capacity(
    found: Mapping[int, Rate], sure: float, share: float = statistics.HALF
) -> Capacity:
    """The bracket between the N where nearly all runs hit and the N where nearly none does.

    No N at or below one that is enough is too much: it had fewer steps, or bad luck.

    >>> sure_capacity({64: statistics.rate(10, 11), 91: statistics.rate(6, 11),
    ...                128: statistics.rate(1, 11)}, sure=0.9)
    Capacity(enough=64, over=128)
    >>> sure_capacity({128: statistics.rate(1, 11), 129: statistics.rate(8, 11)}, sure=0.9)
    Capacity(enough=0, over=inf)
    """
    nearly_all = max((n for n, rate in found.items() if rate.share >= sure), default=0)
    enough = capacity(found, share).enough
    few = (n for n, r in found.items() if n > enough and r.runs - r.hits >= sure * r.runs)
    return Capacity(nearly_all, min(few, default=inf))


def capacities(rows: Rows, share: float = statistics.HALF) -> dict[Place, Capacity]:
    """The capacity of every cell."""
    return {place: capacity(rates(some), share) for place, some in places(rows).items()}


def errors(rows: Rows, at: int) -> dict[Place, float]:
    """The median of the smallest 0-1 errors at one N, of every cell that has runs there.

    As for rates, the runs with the largest budget of steps there count.
    """
    found = {}
    for place, some in places(rows).items():
        here = [row for row in some if row["task.sequences"] == at]
        if here:
            found[place] = median(row["best_error"] for row in statistics.longest(here))
    return found


def error_lines(rows: Rows, at: int) -> dict[tuple[str, str], dict[int, float]]:
    """The same, by kind of data and family: n → error."""
    found: dict[tuple[str, str], dict[int, float]] = {}
    for (data, family, n), error in sorted(errors(rows, at).items()):
        found.setdefault((data, family), {})[n] = error
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
        sure_low, sure_high: the same, of the capacities where nearly all, or nearly no, runs hit.
    """

    data: str
    length: int
    ours: str
    theirs: str
    low: float
    high: float
    sure_low: float
    sure_high: float

    def __str__(self) -> str:
        high = "" if self.high == inf else f" to {self.high:.2g}"
        return f"n = {self.length:,}: {self.ours} holds {self.low:.2g}{high} times {self.theirs}"

    def won(self, factor: float) -> bool:
        """Whether the transformer is ahead."""
        return self.low >= factor and self.sure_low >= 1

    def lost(self, factor: float) -> bool:
        """Whether the feed-forward net is ahead."""
        return self.high <= 1 / factor and self.sure_high <= 1


@dataclass(frozen=True)
class Measured:
    """What was measured of one cell.

    Attributes:
        half: the capacity.
        sure: the capacity between nearly all and nearly none.
        parameters: what is trained, zeros too.
    """

    half: Capacity
    sure: Capacity
    parameters: int


def measured(rows: Rows, bars: Bars) -> dict[Place, Measured]:
    """Every cell that has fresh runs."""
    sizes = parameters(rows)
    made = {}
    for place, some in places(rows).items():
        found = rates(some)
        half = capacity(found, bars["share"])
        sure = sure_capacity(found, bars["sure"], bars["share"])
        made[place] = Measured(half, sure, sizes[place])
    return made


def duels(
    found: Mapping[Place, Measured], ours: Iterable[str], theirs: Iterable[str]
) -> list[Duel]:
    """Best against best, wherever both sides were measured."""
    sides = (set(ours), set(theirs))
    made = []
    for data, length in sorted({(data, n) for data, _, n in found}):
        one, two = (best(found, data, length, side) for side in sides)
        if one and two:
            a, b = found[data, one, length], found[data, two, length]
            ends = (*quotient(a.half, b.half), *quotient(a.sure, b.sure))
            made.append(Duel(data, length, one, two, *ends))
    return made


def best(
    found: Mapping[Place, Measured], data: str, length: int, families: Collection[str]
) -> str | None:
    """Which of some families holds most there; None where none was measured."""
    here = [f for d, f, n in found if (d, n) == (data, length) and f in families]
    half = {f: found[data, f, length].half for f in here}
    return max(half, key=lambda f: (half[f].enough, half[f].over), default=None)


def quotient(a: Capacity, b: Capacity) -> tuple[float, float]:
    """Between which two numbers one capacity is a multiple of another.

    >>> quotient(Capacity(64, 91), Capacity(32, 45.5)), quotient(Capacity(64, 91), Capacity(0, 4))
    ((1.4065934065934067, 2.84375), (16.0, inf))
    """
    return a.enough / b.over, a.over / b.enough if b.enough else inf


def in_class(found: Mapping[Place, Measured], bars: Bars) -> dict[Place, Measured]:
    """Without the linear models that are larger than the class of parameters."""
    most = (1 + bars["slack"]) * bars["size"]
    return {p: one for p, one in found.items() if p[1] != bars["linear"] or one.parameters <= most}


def feed_forward(bars: Bars) -> list[str]:
    """The families of the other side: feed-forward nets and linear models."""
    return [*bars["feed_forward"], bars["linear"]]


def in_class_duels(
    found: Mapping[Place, Measured], transformers: Iterable[str], bars: Bars
) -> list[Duel]:
    """Some transformers against the other side, all within the class of parameters."""
    return duels(in_class(found, bars), transformers, feed_forward(bars))


def judged(
    found: Mapping[Place, Measured], transformers: Iterable[str], bars: Bars
) -> dict[str, str]:
    """Who memorizes more on each kind of data, where a flattened net can be built."""
    built = {(data, n) for data, family, n in found if family in bars["flattened"]}
    verdicts = {}
    fights = in_class_duels(found, transformers, bars)
    for data in dict.fromkeys(fight.data for fight in fights):
        late = [f for f in fights if f.data == data and f.length >= bars["long"]]
        late = [f for f in late if (data, f.length) in built]
        wins = [f for f in late if f.won(bars["factor"])]
        losses = [f for f in late if f.lost(bars["factor"])]
        if late and len(wins) == len(late):
            verdicts[data] = "reproduced"
        elif losses and not wins:
            verdicts[data] = "not reproduced"
        else:
            verdicts[data] = "mixed" if late else "not settled"
    return verdicts


def who_memorizes_more(rows: Rows, bars: Bars) -> tuple[str, str]:
    """The verdict on each kind of data, and the factor at each length."""
    found = measured(rows, bars)
    verdicts = judged(found, bars["transformers"], bars)
    changed = judged(found, [*bars["transformers"], *bars["changed"]], bars)
    fights = in_class_duels(found, bars["transformers"], bars)
    told = [f"{fight.data}, {fight}" for fight in fights]
    moved = [f"{data}: {changed[data]}" for data in verdicts if changed[data] != verdicts[data]]
    told.append("the change matters: " + (", ".join(moved) or "nowhere"))
    for (data, family), each in error_lines(rows, bars["at"]).items():
        said = ", ".join(f"{error:.3f} at n = {n:,}" for n, error in each.items())
        told.append(f"{ERRORS}{bars['at']}, {data}, {family}: {said}")
    return "; ".join(f"{data}: {said}" for data, said in verdicts.items()), "; ".join(told)
