"""What was searched, what won, and whether a winner lies at an end of what was tried.

A best learning rate at an end says that the search ended too early. Linear models are solved, not
trained: no rate is chosen for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Final

from memlib.experiments import statistics, tunings
from memlib.experiments.config import Config
from memlib.experiments.statistics import Rows

#: Of a continuous range, on a log scale, what counts as its end: so much of it on either side.
EDGE: Final = 0.1
#: What tells a cell's runs from another cell's: all that is asked for but seeds and what is tuned.
_TUNED: Final = frozenset({"set.learning_rate", "set.gain", "set.warmup"})
_OWN: Final = ("variant", "family", "recipe")
_HEADS: Final = ("shape.", "task.", "set.")


@dataclass(frozen=True)
class Searched:
    """The search of one experiment.

    Attributes:
        bounds: name → what was tried: a list of values, or the two ends of a range.
        seeds: runs for each setting that was tried; trials, where a program proposes.
        cells: cells that have a winner; of a climb, its tunings: between them it keeps a rate.
        low, high: in how many of them the best learning rate lies at the lower, the upper end.
        winners: how often each learning rate won, to three digits, the most frequent first.
    """

    bounds: Mapping[str, Sequence[float]]
    seeds: int
    cells: int
    low: int
    high: int
    winners: Sequence[tuple[float, int]]

    @property
    def at_an_end(self) -> float:
        """The share of cells whose best learning rate lies at an end; 0 where nothing was tried."""
        return (self.low + self.high) / self.cells if self.cells else 0.0


def searched(config: Config, rows: Rows) -> Searched | None:
    """The search of an experiment, from its rows; None where nothing is searched, or not yet done.

    Where a program proposes rates from a range, the best trial's rate is at an end if it lies in
    the outer tenth of the range on a log scale.
    """
    if config.value["protocol"] == "best-of":
        return _proposed(config, rows)
    tune = config.table("tune")
    if not tune:
        return None
    climbs = config.value["protocol"] == "ladder"
    found = tunings.places(rows) if climbs else list(_places(rows))
    if not found:
        return None
    bounds = {name: values for name, values in tune.items() if name != "seeds"}
    rates = [float(f"{rate:.3g}") for rate, _ in found]  # a range that grew has 0.009999 for 0.01
    low, high = (sum(place == end for _, place in found) for end in (-1, 1))
    return Searched(bounds, int(tune["seeds"]), len(found), low, high, Counter(rates).most_common())


def _places(rows: Rows) -> Iterator[tuple[float, int]]:
    """Of every cell: its best rate, and at which end of what was tried on its model it lies."""
    trained = statistics.trained(rows)
    tried: dict[Any, set[float]] = {}
    for row in trained:
        if row["kind"] == "tune":
            tried.setdefault(_model(row), set()).add(row["set.learning_rate"])
    for group in _cells(statistics.scored(trained)).values():
        rate = group[0]["set.learning_rate"]
        yield rate, tunings.place(rate, tried.get(_model(group[0]), {rate}))


def _proposed(config: Config, rows: Rows) -> Searched:
    trials = config.table("trials")
    first, last = trials["learning_rate"]
    width = log(last / first)
    winners, low, high = [], 0, 0
    for group in _cells(rows, "task.seed").values():
        measure = "error" if group[0]["set.goal"] == "error" else "loss"
        rate = min(group, key=lambda row: float(row[measure]))["set.learning_rate"]
        place = log(rate / first) / width
        winners.append(float(f"{rate:.1g}"))
        low, high = low + (place < EDGE), high + (place > 1 - EDGE)
    bounds = {name: trials[name] for name in ("learning_rate", "warmup")}
    counted = Counter(winners).most_common()
    return Searched(bounds, int(trials["count"]), len(winners), low, high, counted)


def _cells(rows: Rows, *more: str) -> dict[Any, list[Mapping[str, Any]]]:
    cells: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        cells.setdefault((_key(row), *(row[name] for name in more)), []).append(row)
    return cells


def _model(row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """A cell without its budget: tuning may be shorter."""
    return tuple(one for one in _key(row) if one[0] != "set.steps")


def _key(row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    hidden = {*_TUNED, "task.seed"}
    return tuple(
        (name, value) for name, value in row.items()
        if name not in hidden and (name in _OWN or name.startswith(_HEADS))
    )  # fmt: skip
