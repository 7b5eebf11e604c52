"""How fast a needed size grows with N: exponents with intervals, and what brackets leave open."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import linear_regression

from memlib.errors import MemlibError
from memlib.experiments.statistics import LEVEL, Bracket, Estimate, Rows, by


@dataclass(frozen=True)
class Exponent(Estimate):
    """The slope of log size over log N, with an interval."""

    points: int

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}] from {self.points} points"


def exponent(points: Iterable[tuple[float, float]], level: float = LEVEL) -> Exponent:
    """Least squares on log–log axes, with Student's t-interval of the slope.

    >>> print(exponent([(1, 1), (2, 4), (4, 16), (8, 64)]))
    2.00 [2.00, 2.00] from 4 points

    Raises:
        MemlibError: there are fewer than three points.
    """
    from scipy.stats import linregress, t

    logs = [(math.log(n), math.log(size)) for n, size in points]
    count = len(logs)
    if count < 3:
        raise MemlibError(f"{count} points give no interval", operation="exponent")
    line = linregress(*zip(*logs, strict=True))
    value = float(line.slope)
    width = float(t.ppf((1 + level) / 2, count - 2) * line.stderr)
    return Exponent(value, value - width, value + width, count)


def bootstrap(
    rows: Rows,
    measure: Callable[[Rows], Iterable[tuple[float, float]]],
    *,
    cell: Sequence[str],
    times: int = 400,
    level: float = LEVEL,
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
        drawn = list(measure(again))
        if len({n for n, _ in drawn}) > 1:
            slopes.append(slope(drawn))
    if len(points) < 2 or not slopes:
        raise MemlibError(f"{len(points)} points give no exponent", operation="exponent")
    slopes.sort()
    tail = (1 - level) / 2
    low, high = (slopes[round(p * (len(slopes) - 1))] for p in (tail, 1 - tail))
    return Exponent(slope(points), low, high, len(points))


def slope(points: Iterable[tuple[float, float]]) -> float:
    """The least-squares slope of log size over log N.

    >>> round(slope([(1, 3), (100, 30)]), 6)
    0.5
    """
    logs = [(math.log(n), math.log(size)) for n, size in points]
    return linear_regression(*zip(*logs, strict=True)).slope


def steepness(found: Mapping[int, Bracket]) -> tuple[float, float]:
    """Between which two exponents of N the needed size grows, from the first N to the last.

    What lies between brackets decides, not a line through their upper ends; an end that is open
    leaves the exponent open (infinite).

    >>> low, high = steepness({64: Bracket(50, 100), 1024: Bracket(400, 800)})
    >>> round(low, 2), round(high, 2)
    (0.5, 1.0)
    >>> steepness({64: Bracket(None, 209), 1024: Bracket(None, 833)})
    (-inf, inf)

    Raises:
        MemlibError: there are fewer than two N.
    """
    if len(found) < 2:
        raise MemlibError(f"{len(found)} N give no exponent", operation="exponent")
    first, last = found[min(found)], found[max(found)]
    across = math.log(max(found) / min(found))

    def between(above: int | None, below: int | None, otherwise: float) -> float:
        if above is None or below is None:
            return otherwise
        return math.log(above / below) / across

    return (
        between(last.short, first.enough, -math.inf),
        between(last.enough, first.short, math.inf),
    )
