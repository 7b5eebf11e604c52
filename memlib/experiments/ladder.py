"""The protocol "ladder": how many sequences a model memorizes, found by climbing N.

Each cell climbs for itself. At its first N every learning rate is tried on tuning seeds; where N
has moved far, the best one so far and its neighbors. Where the best lies at an end, the range
grows. Then fresh runs, each with its own draw of the data and its own seed, say whether N is
*enough*: whether at least a share of them hits. N doubles until it is not enough, or halves until
it is; then it goes to the middle, until what is enough and what is not lie close together. At last
the budget of steps is doubled where N is not enough: if it then is, the climb goes on from there
with the larger budget.

Kinds of data come one after the other; all cells of a kind climb side by side, so that many workers
have work, and what can be compared is ready together.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any, TypeAlias

from memlib.experiments.config import Cell, Config
from memlib.experiments.protocol_checks import RATES
from memlib.experiments.wanted import TUNING, Stages, Wanted, fresh, rank
from memlib.training.run import Outcome, pairs

#: A climb asks for runs, and is sent their outcomes in the same order.
Climb: TypeAlias = Generator[list[Wanted], list[Outcome], None]
Asked: TypeAlias = Generator[list[Wanted], list[Outcome], "Choice"]


@dataclass(frozen=True)
class Rules:
    """The tables ``ladder``, ``tune`` and ``score`` of a file.

    Attributes:
        first, least, most: where N begins, and between which it stays.
        share: of the fresh runs that must hit.
        finest: a bracket is close enough when its ends differ by this factor at most.
        again: learning rates are tried again where N has moved by this factor since.
        doublings: how often the budget may be doubled.
        extensions: how often the range of learning rates may grow.
        rates: learning rates from small to large, in equal ratios.
        seeds: of tuning.
        fresh: (draw, seed) of every run that counts.
    """

    first: int
    least: int
    most: int
    share: float
    finest: float
    again: float
    doublings: int
    extensions: int
    rates: tuple[float, ...]
    seeds: int
    fresh: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Choice:
    """A learning rate, and whether it was better than both its neighbors."""

    rate: float
    inside: bool


def ladder(config: Config) -> Stages:
    """All cells of an experiment, climbing."""
    rules, cells = rules_of(config), config.cells()
    kinds = [one["name"] for one in config.value.get("data", [])]
    for kind in kinds or [""]:
        yield from _side_by_side([climb(cell, rules) for cell in cells if cell.data == kind])


def _side_by_side(climbs: list[Climb]) -> Stages:
    asked = {k: next(one) for k, one in enumerate(climbs)}
    while asked:
        outcomes = yield [wanted for some in asked.values() for wanted in some]
        later: dict[int, list[Wanted]] = {}
        for k, some in asked.items():
            try:
                later[k] = climbs[k].send([outcomes[one.run.key] for one in some])
            except StopIteration:
                continue
        asked = later


def rules_of(config: Config) -> Rules:
    """What a file says about its climbs."""
    tune = config.table("tune")
    return Rules(
        **config.table("ladder"),
        rates=tuple(sorted(map(float, tune["learning_rate"]))),
        seeds=int(tune["seeds"]),
        fresh=tuple(fresh(config)),
    )


def climb(cell: Cell, rules: Rules) -> Climb:
    """One cell's climb. A cell that says its N stays there."""
    own: dict[str, Any] = dict(cell.ladder)
    rules = replace(rules, **own)
    given = dict(cell.arguments).get("sequences")
    if isinstance(given, int):
        n = least = most = given
    else:
        least, most = rules.least, min(rules.most, cell.most or rules.most)
        n = min(rules.first, most)
    tried: dict[int, bool] = {}
    choice: Choice | None = None
    chosen_at = n
    for doubled in range(rules.doublings + 1):
        at: int | None = n
        while at is not None:
            here = _at(cell, at, 2**doubled)
            if choice is None or max(at / chosen_at, chosen_at / at) >= rules.again:
                choice = yield from tuned(here, rules, choice)
                chosen_at = at
            rate = choice.rate
            found = yield [
                Wanted(here.run(draw, seed, learning_rate=rate), cell.variant, "score")
                for draw, seed in rules.fresh
            ]
            tried[at] = sum(one.holds for one in found) >= rules.share * len(found)
            at = following(tried, least, most, rules.finest)
        highest = max((one for one, enough in tried.items() if enough), default=0)
        fails = [one for one, enough in tried.items() if not enough and one > highest]
        if not fails:
            return
        n = min(fails)  # once more there, with twice the steps
        tried = {one: enough for one, enough in tried.items() if enough}


def following(tried: dict[int, bool], least: int, most: int, finest: float) -> int | None:
    """The next N, or None when what is enough and what is not lie close together.

    >>> following({64: True}, 4, 1024, 1.25), following({64: False}, 4, 1024, 1.25)
    (128, 32)
    >>> following({64: True, 128: False}, 4, 1024, 1.25)
    91
    >>> following({64: True, 80: False}, 4, 1024, 1.25), following({4: False}, 4, 1024, 1.25)
    (None, None)
    """
    enough = [n for n, yes in tried.items() if yes]
    fails = [n for n, yes in tried.items() if not yes and n > max(enough, default=0)]
    if not fails:
        return min(2 * max(enough), most) if max(enough) < most else None
    above = min(fails)
    if not enough:
        return max(above // 2, least) if above > least else None
    below = max(enough)
    middle = round(sqrt(below * above))
    return None if above <= finest * below or middle in tried else middle


def tuned(cell: Cell, rules: Rules, before: Choice | None) -> Asked:
    """The learning rate for a cell: the best on tuning seeds, not at an end if that can be."""
    ratio = (rules.rates[-1] / rules.rates[0]) ** (1 / max(1, len(rules.rates) - 1))
    rates = list(rules.rates)
    if before is not None:
        rates = [_short(before.rate * ratio**k) for k in (-1, 0, 1)]
    scores: dict[float, tuple[float, ...]] = {}
    for _ in range(rules.extensions + 1):
        missing = [rate for rate in rates if rate not in scores]
        found = yield [
            Wanted(cell.run(TUNING + k, TUNING + k, learning_rate=rate), cell.variant, "tune")
            for rate in missing
            for k in range(rules.seeds)
        ]
        for place, rate in enumerate(missing):
            scores[rate] = rank(found[place * rules.seeds : (place + 1) * rules.seeds])
        best = min(scores, key=lambda rate: (scores[rate], rate))
        if min(scores) < best < max(scores) or ratio == 1:
            return Choice(best, True)
        rates = [_short(best / ratio if best == min(scores) else best * ratio)]
    return Choice(best, False)


def _short(rate: float) -> float:
    """Four digits: equal rates on every way to them; a range ends where all searches end."""
    return float(f"{min(max(rate, RATES[0]), RATES[1]):.4g}")


def _at(cell: Cell, n: int, times: int) -> Cell:
    arguments = pairs(**{**dict(cell.arguments), "sequences": n})
    settings = replace(cell.settings, steps=times * cell.settings.steps)
    return replace(cell, arguments=arguments, settings=settings)
