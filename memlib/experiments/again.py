"""Stored runs, trained again: a part that an outsider can run, compared with what is stored.

Training in float32 is chaotic. On another processor sums come in another order, and after some
hundred steps two runs from one seed share little but what they are likely to come to. So rows are
compared in four ways, from strict to statistical:

* the rows are those that were sealed when they were exported, and the data is the same, bit for
  bit (:mod:`memlib.experiments.seal`);
* models have as many parameters, and what is solved and not trained comes out equal;
* as many runs hit: of those that hit only once, in the stored or in the new making, neither side
  has more than luck allows;
* the smallest losses are neither larger nor smaller on the whole.

The last two are exact sign tests at :data:`LUCK`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose, isfinite
from statistics import median
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.statistics import Rows
from memlib.experiments.wanted import short
from memlib.training.run import Outcome, Run, Settings, Task, pairs
from memlib.training.tasks import arrays, form
from memlib.training.train import train

#: A difference that luck makes so seldom is one.
LUCK: Final = 1e-4
#: Relative difference of what is solved exactly (six digits are stored), and what counts as 0.
SOLVED: Final = 1e-5
_NOTHING: Final = 1e-12
#: A run alone takes so many times the seconds that it took beside others, by engine.
ALONE: Final[Mapping[str, float]] = {"batched": 4.0}
#: What an exported row says of a run's outcome.
_OUTCOME: Final = ("loss", "error", "best_loss", "best_error", "exact_loss", "exact_error")
_PARTS: Final = ("shape.", "task.")
#: Recipes whose source may be another sample of the same data set.
TEXT: Final = frozenset({"multinli", "imdb", "running"})
#: Recipes whose source is not shipped.
_FETCHED: Final = TEXT | {"mnist"}


def run_of(row: Mapping[str, Any]) -> Run:
    """The run that an exported row tells of.

    >>> from memlib.experiments.runs import runs
    >>> row = runs("t1_n10")[1][0]
    >>> run_of(row).task.argument("length"), run_of(row).seed == row["seed"]
    (10, True)
    """

    def part(head: str) -> dict[str, Any]:
        return {k.removeprefix(head): v for k, v in row.items() if k.startswith(head)}

    given = {head: {k: v for k, v in part(head).items() if v is not None} for head in _PARTS}
    task = Task(row["recipe"], pairs(**given["task."]))
    return Run(row["family"], pairs(**given["shape."]), task, Settings(**part("set.")), row["seed"])


def subset(rows: Rows, seconds: float) -> list[Mapping[str, Any]]:
    """Rows that take about so many seconds to train again, from every variant and kind in turn.

    Which ones follows from what they ask for alone, so that everyone gets the same. There is at
    least one, the cheapest.
    """
    turns = [sorted(group, key=_place) for group in statistics.by(rows, "variant", "kind").values()]
    chosen: list[Mapping[str, Any]] = []
    left = seconds
    for k in range(max(map(len, turns), default=0)):
        for group in turns:
            if k < len(group) and _cost(group[k]) <= left:
                left -= _cost(group[k])
                chosen.append(group[k])
    return chosen or sorted(rows, key=_cost)[:1]


def _place(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(run_of(row).key.encode()).hexdigest()


def _cost(row: Mapping[str, Any]) -> float:
    return float(row["seconds"]) * ALONE.get(row["engine"], 1.0) + 0.01


@dataclass(frozen=True)
class Pair:
    """A stored row, and its run made again.

    Attributes:
        row: as stored.
        outcome: of the new run; None where it could not be made.
        missing: why not, where what it needs cannot be had here: its text, the memory; else empty.
        fault: why not, where the row itself is wrong: no such data, or no such run; else empty.
    """

    row: Mapping[str, Any]
    outcome: Outcome | None
    missing: str = ""
    fault: str = ""

    @property
    def equal(self) -> bool:
        """Whether all that came out is equal, to the six digits that are stored."""
        return self.outcome is not None and all(
            short(getattr(self.outcome, name)) == float(self.row[name]) for name in _OUTCOME
        )

    @property
    def hits(self) -> tuple[bool, bool]:
        """Whether the stored run hit, and whether the new one does, judged in float64."""
        assert self.outcome is not None
        goal, below = self.row["set.goal"], self.row["set.below"]
        found = self.outcome.exact_error if goal == "error" else self.outcome.exact_loss
        return statistics.hit(self.row), self.outcome.hit is not None and found < below


def make(row: Mapping[str, Any], digest: str | None) -> Pair:
    """Train a row's run again, on data that has this hash (its first digits are enough)."""
    try:
        return _made(row, run_of(row), digest)
    except MemlibError as error:
        return Pair(row, None, fault=str(error))
    except MemoryError:
        return Pair(row, None, "the memory is full")


def _made(row: Mapping[str, Any], run: Run, digest: str | None) -> Pair:
    recipe = run.task.recipe
    form(run.task)  # what is wrong with the task is no lack of data
    try:
        data = arrays(run.task)
    except MemlibError as error:
        if recipe not in _FETCHED:
            raise
        return Pair(row, None, str(error))
    if digest is not None and not data.digest.startswith(digest):
        if recipe in TEXT:  # of which there are other samples
            return Pair(row, None, "another sample of the text")
        return Pair(row, None, fault="the data is not what it was")
    engine = "auto" if row["engine"] == "solved" else row["engine"]
    (outcome,) = train([run], engine=engine)
    return Pair(row, outcome)


@dataclass(frozen=True)
class Found:
    """What one table's rows came to.

    Attributes:
        pairs: the rows that were trained again.
        faults: what does not agree, in words.
    """

    pairs: Sequence[Pair]
    faults: tuple[str, ...]

    @property
    def equal(self) -> int:
        """How many rows came out equal."""
        return sum(pair.equal for pair in self.pairs)

    @property
    def hits(self) -> tuple[int, int]:
        """How many hit: stored, and again."""
        made = [pair.hits for pair in self.pairs if pair.outcome is not None]
        return sum(then for then, _ in made), sum(now for _, now in made)

    @property
    def ratio(self) -> float | None:
        """The median of the smallest losses, new by stored; None where none can be compared."""
        ratios = [new / old for old, new in losses(self.pairs)]
        return median(ratios) if ratios else None


def compare(made: Iterable[Pair], luck: float = LUCK) -> Found:
    """Judge stored rows and their runs made again."""
    found = list(made)
    faults = [f"{_which(pair.row)}: {wrong}" for pair in found for wrong in _wrong(pair)]
    trained = [pair for pair in found if pair.outcome is not None and not _solved(pair.row)]
    hits = [pair.hits for pair in trained]
    lost, won = hits.count((True, False)), hits.count((False, True))
    if chance(lost, won) < luck:
        faults.append(f"{lost} stored hits do not come again, {won} come that are not stored")
    both = losses(trained)
    larger, smaller = sum(new > old for old, new in both), sum(new < old for old, new in both)
    if chance(larger, smaller) < luck:
        faults.append(f"{larger} smallest losses are larger than those stored, {smaller} smaller")
    return Found(found, tuple(faults))


def chance(one: int, other: int) -> float:
    """How likely a split as uneven as this is, where both sides are equally likely.

    >>> chance(0, 0), chance(10, 10), chance(0, 20) < 1e-5
    (1.0, 1.0, True)
    """
    from scipy.stats import binomtest

    return float(binomtest(one, one + other).pvalue) if one + other else 1.0


def losses(made: Iterable[Pair]) -> list[tuple[float, float]]:
    """The smallest losses, stored and again, of the runs in which both are numbers above 0.

    The new one is rounded as the stored one is.
    """
    both = [
        (float(pair.row["best_loss"]), short(pair.outcome.best_loss))
        for pair in made
        if pair.outcome is not None
    ]
    return [(old, new) for old, new in both if isfinite(old) and isfinite(new) and old and new]


def _solved(row: Mapping[str, Any]) -> bool:
    return bool(row["engine"] == "solved")


def _which(row: Mapping[str, Any]) -> str:
    task = f"N = {row['task.sequences']}, draw {row['task.seed']}"
    return f"{row['variant']}, {task}, seed {row['seed']}"


def _wrong(pair: Pair) -> Iterator[str]:
    """What does not agree that must be equal everywhere."""
    if pair.fault:
        yield pair.fault
    if pair.outcome is None:
        return
    if pair.outcome.parameters != pair.row["parameters"]:
        yield f"{pair.outcome.parameters} parameters, stored {pair.row['parameters']}"
    if _solved(pair.row):
        for name in _OUTCOME:
            new, old = float(getattr(pair.outcome, name)), float(pair.row[name])
            if not isclose(new, old, rel_tol=SOLVED, abs_tol=_NOTHING):  # nor if one is no number
                yield f"{name} {new:.6g}, stored {old:.6g}"
