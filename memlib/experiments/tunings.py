"""How learning rates were chosen: at an end of what was tried, or where the goal was too easy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, TypeAlias

from memlib.experiments import statistics
from memlib.experiments.statistics import Rows

#: A tuning: kind of data and family, n, N, parameters, steps.
Tuning: TypeAlias = tuple[str, int, int, int, int]
_KEYS: Final = ("variant", "task.length", "task.sequences", "parameters", "set.steps")


def _tried(rows: Rows) -> dict[Tuning, Mapping[float, Rows]]:
    """Every tuning: the runs of each rate."""
    tuned = [row for row in statistics.trained(rows) if row["kind"] == "tune"]
    return {
        key: statistics.by(some, "set.learning_rate")
        for key, some in statistics.by(tuned, *_KEYS).items()
    }


def chosen(rows: Rows) -> dict[Tuning, float]:
    """The learning rate of the fresh runs, by kind of data and family, n, N, size and steps."""
    scored = statistics.by(statistics.scored(statistics.trained(rows)), *_KEYS)
    return {key: some[0]["set.learning_rate"] for key, some in scored.items()}


def places(rows: Rows) -> list[tuple[float, int]]:
    """Of every tuning: its best rate, and where among the rates that were tried.

    -1 is the lower end, 1 the upper end, 0 between, also where only one was tried.
    """
    taken, tried = chosen(rows), _tried(rows)
    return [(taken[key], place(taken[key], tried[key])) for key in tried if key in taken]


def place(rate: float, tried: Collection[float]) -> int:
    """Where a rate lies.

    >>> [place(rate, [0.01, 0.1, 1.0]) for rate in (0.01, 0.1, 1.0)], place(0.1, [0.1])
    ([-1, 0, 1], 0)
    """
    return (rate == max(tried)) - (rate == min(tried))


def at_ends(rows: Rows) -> tuple[int, int]:
    """In how many tunings the best rate lies at an end of what was tried, and of how many."""
    found = places(rows)
    return sum(place != 0 for _, place in found), len(found)


def at_ceiling(rows: Rows) -> int:
    """In how many tunings every seed hit with the chosen rate, and with another one, too.

    The fastest of them was chosen. With more sequences it may be too large.
    """
    taken, found = chosen(rows), 0
    for key, rates in _tried(rows).items():
        sure = {rate for rate, runs in rates.items() if all(map(statistics.hit, runs))}
        found += taken.get(key) in sure and len(sure) > 1
    return found
