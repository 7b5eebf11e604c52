"""From runs to answers: success rates and means with intervals, and sizes.

Rows are the dictionaries of :func:`memlib.experiments.runs.runs`. Nothing here assumes that success
grows with size: the size at 50 % success is the smallest *measured* size at which at least half of
the fresh runs hit, and the smallest hit is another number.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, variance
from typing import Any, Final, TypeAlias

from memlib.errors import MemlibError

Rows: TypeAlias = Sequence[Mapping[str, Any]]

#: The level of every interval.
LEVEL: Final = 0.95
#: The share of hits in what is called the size at 50 % success.
HALF: Final = 0.5


@dataclass(frozen=True)
class Rate:
    """Successes among trials, with the exact (Clopper–Pearson) interval."""

    hits: int
    runs: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """hits / runs."""
        return self.hits / self.runs

    def __str__(self) -> str:
        return f"{self.hits}/{self.runs} [{self.low:.2f}, {self.high:.2f}]"


@lru_cache(maxsize=10_000)
def rate(hits: int, runs: int, level: float = LEVEL) -> Rate:
    """A success rate with its Clopper–Pearson interval.

    >>> print(rate(0, 33), rate(33, 33))
    0/33 [0.00, 0.11] 33/33 [0.89, 1.00]
    """
    from scipy.stats import binomtest

    if not 0 <= hits <= runs or runs == 0:
        raise MemlibError(f"{hits} hits in {runs} runs", operation="success rate")
    found = binomtest(hits, runs).proportion_ci(level)
    return Rate(hits, runs, float(found.low), float(found.high))


def rate_by_draw(
    rows: Rows,
    draw: str = "task.seed",
    level: float = LEVEL,
    good: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Rate:
    """A success rate whose interval knows that runs on the same draw of the data are alike.

    Korn and Graubard (1998): the Clopper–Pearson interval of as many independent runs as tell as
    much, their number from the variance between draws, with Student's quantiles for few draws. It
    is never narrower than :func:`rate`'s; where all runs agree, or each has its own draw, it is
    the same. What counts as a success is :func:`hit`, or ``good``.

    >>> rows = [{"task.seed": d, "hit": 1 if d == 0 and k < 9 else None, "set.goal": "error",
    ...          "exact_error": 0.0, "set.below": 0.1} for d in range(3) for k in range(11)]
    >>> print(rate_by_draw(rows)), print(rate(9, 33))
    9/33 [0.00, 1.00]
    9/33 [0.13, 0.46]
    (None, None)
    """
    from scipy.stats import beta, t

    good = good or hit
    groups = list(by(rows, draw).values())
    hits, count = sum(map(good, rows)), len(rows)
    plain = rate(hits, count, level)
    shares = [fmean(map(good, group)) for group in groups]
    if len(groups) in (1, count) or not 0 < hits < count or not variance(shares):
        return plain
    tail = (1 - level) / 2
    fewer = (t.ppf(1 - tail, count - 1) / t.ppf(1 - tail, len(groups) - 1)) ** 2
    worth = plain.share * (1 - plain.share) * len(groups) / variance(shares) * fewer
    if worth >= count:
        return plain
    own = worth * plain.share
    low, high = beta.ppf(tail, own, worth - own + 1), beta.ppf(1 - tail, own + 1, worth - own)
    return Rate(hits, count, min(plain.low, float(low)), max(plain.high, float(high)))


@dataclass(frozen=True)
class Estimate:
    """A number with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Mean(Estimate):
    """A mean over runs, with Student's interval."""

    runs: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean(values: Iterable[float], level: float = LEVEL) -> Mean:
    """The mean of one number a run.

    >>> print(mean([0.1, 0.2, 0.3]))
    0.200 [-0.048, 0.448]

    Raises:
        MemlibError: there are fewer than two values.
    """
    from scipy.stats import sem, t

    found = list(values)
    if len(found) < 2:
        raise MemlibError(f"{len(found)} values give no interval", operation="mean")
    width = float(t.ppf((1 + level) / 2, len(found) - 1) * sem(found))
    middle = fmean(found)
    return Mean(middle, middle - width, middle + width, len(found))


def scored(rows: Rows, **where: Any) -> list[Mapping[str, Any]]:
    """The rows that count (not those of tuning) with these values.

    >>> scored([{"kind": "tune"}, {"kind": "score", "seed": 1}], seed=1)
    [{'kind': 'score', 'seed': 1}]
    """
    return [
        row
        for row in rows
        if row["kind"] != "tune" and all(row.get(key) == value for key, value in where.items())
    ]


def trained(rows: Rows) -> Rows:
    """Without the linear models: they are solved, and have no learning rate to choose.

    >>> trained([{"family": "least-squares"}, {"family": "uniform"}])
    [{'family': 'uniform'}]
    """
    return [row for row in rows if row["family"] != "least-squares"]


def by(rows: Rows, *names: str) -> dict[Any, list[Mapping[str, Any]]]:
    """Rows in groups with equal values of these names, in increasing order.

    >>> by([{"a": 2}, {"a": 1}, {"a": 2}], "a")
    {1: [{'a': 1}], 2: [{'a': 2}, {'a': 2}]}
    """
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        key: Hashable = tuple(row.get(n) for n in names) if len(names) > 1 else row.get(names[0])
        groups.setdefault(key, []).append(row)
    return {key: groups[key] for key in sorted(groups)}


def hit(row: Mapping[str, Any]) -> bool:
    """Whether a run met its goal, and float64 agrees that it does."""
    measured = row["exact_error"] if row["set.goal"] == "error" else row["exact_loss"]
    return row["hit"] is not None and float(measured) < row["set.below"]


def rate_of(rows: Rows) -> Rate:
    """How many of some runs hit."""
    return rate(sum(map(hit, rows)), len(rows))


def longest(rows: Rows) -> Rows:
    """The runs with the largest budget of steps: shorter ones were tried before, and not enough.

    >>> rows = [{"set.steps": 2000, "hit": None}, {"set.steps": 4000, "hit": 70}]
    >>> [row["hit"] for row in longest(rows)]
    [70]
    """
    steps = max(row["set.steps"] for row in rows)
    return [row for row in rows if row["set.steps"] == steps]


def longest_rates(rows: Rows, name: str) -> dict[int, Rate]:
    """The success rate by a size or a number of sequences, with the largest budget tried there.

    >>> row = {"set.goal": "loss", "set.below": 0.1, "exact_loss": 0.0}
    >>> rows = [{**row, "n": 4, "set.steps": s, "hit": h} for s, h in ((10, None), (20, 15))]
    >>> print(longest_rates(rows, "n")[4])
    1/1 [0.03, 1.00]
    """
    return {value: rate_of(longest(some)) for value, some in by(rows, name).items()}


def rates(rows: Rows, *names: str) -> dict[Any, Rate]:
    """The success rate of every group with equal values of these names, a size for instance."""
    return {value: rate_of(group) for value, group in by(rows, *names).items()}


@dataclass(frozen=True)
class Sizes:
    """What success rates say about size; None where no measured size was enough.

    Attributes:
        half: the smallest size at which at least the share asked for (one half) hit.
        first: the smallest size at which any run hit.
    """

    half: int | None
    first: int | None


def sizes(found: Mapping[int, Rate], share: float = HALF) -> Sizes:
    """The sizes that matter.

    >>> sizes({1: rate(0, 4), 2: rate(1, 4), 3: rate(2, 4), 4: rate(1, 4)})
    Sizes(half=3, first=2)
    """
    half = next((s for s, r in sorted(found.items()) if r.share >= share), None)
    first = next((s for s, r in sorted(found.items()) if r.hits), None)
    return Sizes(half, first)


@dataclass(frozen=True)
class Bracket:
    """Between which two tried sizes the needed one lies.

    Attributes:
        short: the largest tried size below ``enough``, at which too few runs hit; the largest of
            all, where none was enough; None where the smallest that was tried is enough.
        enough: the smallest tried size at which enough runs hit; None where none was.
    """

    short: int | None
    enough: int | None

    def __str__(self) -> str:
        if self.enough is None:
            return f"above {self.short:,}"
        if self.short is None:
            return f"at most {self.enough:,}"
        return f"{self.enough:,} (above {self.short:,})"

    @property
    def factor(self) -> float | None:
        """How wide it is: enough / short; None where an end is open.

        >>> Bracket(80, 100).factor, Bracket(None, 100).factor
        (1.25, None)
        """
        return None if self.short is None or self.enough is None else self.enough / self.short


def bracket(found: Mapping[int, Rate], share: float = HALF) -> Bracket:
    """The bracket of what rates at tried sizes say.

    >>> print(bracket({1: rate(0, 4), 2: rate(1, 4), 3: rate(2, 4)}), bracket({3: rate(2, 4)}))
    3 (above 2) at most 3
    >>> print(bracket({1: rate(0, 4), 2: rate(1, 4)}))
    above 2
    """
    enough = sizes(found, share).half
    return Bracket(max((s for s in found if enough is None or s < enough), default=None), enough)
