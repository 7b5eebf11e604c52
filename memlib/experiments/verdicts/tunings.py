"""How learning rates were chosen: at an end of what was tried, or where the goal was too easy."""

from __future__ import annotations

from collections.abc import Mapping

from memlib.experiments import statistics
from memlib.experiments.statistics import Rows

#: A tuning: kind of data and family, n, N, steps.
_KEYS = ("variant", "task.length", "task.sequences", "set.steps")


def _tried(rows: Rows) -> dict[tuple[str, int, int, int], Mapping[float, Rows]]:
    """Every tuning: the runs of each rate."""
    tuned = [row for row in statistics.trained(rows) if row["kind"] == "tune"]
    return {
        key: statistics.by(some, "set.learning_rate")
        for key, some in statistics.by(tuned, *_KEYS).items()
    }


def chosen(rows: Rows) -> dict[tuple[str, int, int, int], float]:
    """The learning rate of the fresh runs, by kind of data and family, n, N and steps."""
    scored = statistics.by(statistics.scored(statistics.trained(rows)), *_KEYS)
    return {key: some[0]["set.learning_rate"] for key, some in scored.items()}


def at_ends(rows: Rows) -> tuple[int, int]:
    """In how many tunings the best rate lies at an end of what was tried, and of how many."""
    taken, tried = chosen(rows), _tried(rows)
    both = [key for key in tried if key in taken]
    return sum(taken[key] in (min(tried[key]), max(tried[key])) for key in both), len(both)


def at_ceiling(rows: Rows) -> int:
    """In how many tunings every seed hit with the chosen rate, and with another one, too.

    The fastest of them was chosen. With more sequences it may be too large.
    """
    taken, found = chosen(rows), 0
    for key, rates in _tried(rows).items():
        sure = {rate for rate, runs in rates.items() if all(map(statistics.hit, runs))}
        found += taken.get(key) in sure and len(sure) > 1
    return found
