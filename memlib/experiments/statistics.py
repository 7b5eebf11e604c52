"""From runs to answers: success rates, means and exponents with intervals, and sizes.

Rows are the dictionaries of :func:`memlib.experiments.runs.runs`. Nothing here assumes that success
grows with size: the size at 50 % success is the smallest *measured* size at which at least half of
the fresh runs hit, the smallest hit is another number, and sizes beyond that fail again are named.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, stdev
from typing import Any, TypeAlias

from memlib.errors import MemlibError

Rows: TypeAlias = Sequence[Mapping[str, Any]]


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


def rate(hits: int, runs: int, level: float = 0.95) -> Rate:
    """A success rate with its Clopper–Pearson interval.

    >>> print(rate(0, 33), rate(33, 33))
    0/33 [0.00, 0.11] 33/33 [0.89, 1.00]
    """
    from scipy.stats import beta

    if not 0 <= hits <= runs or runs == 0:
        raise MemlibError(f"{hits} hits in {runs} runs", operation="success rate")
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, runs - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, runs - hits)) if hits < runs else 1.0
    return Rate(hits, runs, low, high)


@dataclass(frozen=True)
class Mean:
    """A mean over runs, with Student's interval."""

    value: float
    low: float
    high: float
    runs: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean(values: Iterable[float], level: float = 0.95) -> Mean:
    """The mean of one number a run.

    >>> print(mean([0.1, 0.2, 0.3]))
    0.200 [-0.048, 0.448]

    Raises:
        MemlibError: there are fewer than two values.
    """
    from scipy.stats import t

    found = list(values)
    if len(found) < 2:
        raise MemlibError(f"{len(found)} values give no interval", operation="mean")
    width = float(t.ppf((1 + level) / 2, len(found) - 1)) * stdev(found) / math.sqrt(len(found))
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


def rates(rows: Rows, size: str) -> dict[Any, Rate]:
    """The success rate at every size."""
    return {
        value: rate(sum(map(hit, group)), len(group)) for value, group in by(rows, size).items()
    }


@dataclass(frozen=True)
class Sizes:
    """What success rates say about size; None where no measured size was enough.

    Attributes:
        half: the smallest size at which at least half of the runs hit.
        first: the smallest size at which any run hit.
        fails_again: sizes above ``half`` at which fewer than half hit.
        largest: the largest size that was tried.
    """

    half: int | None
    first: int | None
    fails_again: tuple[int, ...]
    largest: int


def sizes(found: Mapping[int, Rate]) -> Sizes:
    """The sizes that matter.

    >>> sizes({1: rate(0, 4), 2: rate(1, 4), 3: rate(2, 4), 4: rate(1, 4)})
    Sizes(half=3, first=2, fails_again=(4,), largest=4)
    """
    half = next((s for s, r in sorted(found.items()) if 2 * r.hits >= r.runs), None)
    first = next((s for s, r in sorted(found.items()) if r.hits), None)
    again = tuple(s for s, r in found.items() if half and s > half and 2 * r.hits < r.runs)
    return Sizes(half, first, again, max(found))


@dataclass(frozen=True)
class Exponent:
    """The slope of log size over log N, with an interval."""

    value: float
    low: float
    high: float
    points: int

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}] from {self.points} points"


def exponent(points: Iterable[tuple[float, float]], level: float = 0.95) -> Exponent:
    """Least squares on log–log axes, with Student's t-interval of the slope.

    >>> print(exponent([(1, 1), (2, 4), (4, 16), (8, 64)]))
    2.00 [2.00, 2.00] from 4 points

    Raises:
        MemlibError: there are fewer than three points.
    """
    from scipy.stats import t

    logs = [(math.log(n), math.log(size)) for n, size in points]
    count = len(logs)
    if count < 3:
        raise MemlibError(f"{count} points give no interval", operation="exponent")
    value, base = _line(logs)
    mean = sum(x for x, _ in logs) / count
    spread = sum((x - mean) ** 2 for x, _ in logs)
    rest = sum((y - base - value * x) ** 2 for x, y in logs)
    width = float(t.ppf((1 + level) / 2, count - 2)) * math.sqrt(rest / (count - 2) / spread)
    return Exponent(value, value - width, value + width, count)


def bootstrap(
    rows: Rows,
    measure: Callable[[Rows], Iterable[tuple[float, float]]],
    *,
    cell: Sequence[str],
    times: int = 400,
    level: float = 0.95,
    seed: int = 0,
) -> Exponent:
    """The exponent of what ``measure`` reads off the rows, with a bootstrap interval.

    Within every cell (rows equal in the names of ``cell``) runs are drawn again with replacement.
    Draws that leave fewer than two points are left out of the interval.
    """
    random = Random(seed)
    groups = list(by(rows, *cell).values())
    points = list(measure(rows))
    slopes = []
    for _ in range(times):
        again = [row for group in groups for row in random.choices(group, k=len(group))]
        drawn = [(math.log(n), math.log(size)) for n, size in measure(again)]
        if len({x for x, _ in drawn}) > 1:
            slopes.append(_line(drawn)[0])
    if len(points) < 2 or not slopes:
        raise MemlibError(f"{len(points)} points give no exponent", operation="exponent")
    slopes.sort()
    tail = (1 - level) / 2
    low, high = (slopes[round(p * (len(slopes) - 1))] for p in (tail, 1 - tail))
    return Exponent(
        _line([(math.log(n), math.log(s)) for n, s in points])[0], low, high, len(points)
    )


def _line(logs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    value = sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread
    return value, mean_y - value * mean_x
