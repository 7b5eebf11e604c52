"""Sizes that half of the runs reach: of both experiments on built and trained networks together."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Final

from memlib.experiments import statistics
from memlib.experiments.runs import runs
from memlib.experiments.statistics import HALF, Bracket
from memlib.experiments.verdicts.g1 import brackets, rates

#: The experiment that was planned, and the one on the sizes between, designed after it.
FILES: Final = ("g1", "g1_between")


def smallest(share: float = HALF) -> dict[tuple[str, int], Bracket]:
    """By family and N, the bracket whose size that is enough is the smallest of all experiments.

    Both ends come from one experiment: another has other learning rates and steps, and under one
    name other depths and widths. Only where the smallest size that it tried was enough, the lower
    end is the largest smaller size that failed in another. Where no size was enough in any, the
    bracket that begins last.

    >>> print(smallest()["feed-forward, one hidden layer", 256])
    209 (above 183)
    """
    found: dict[tuple[str, int], list[Bracket]] = {}
    for name in FILES:
        for place, one in brackets(runs(name)[1], share).items():
            found.setdefault(place, []).append(one)
    chosen = {place: min(some, key=narrowest) for place, some in sorted(found.items())}
    return {
        place: replace(one, short=_failed_below(place, one, share)) if one.short is None else one
        for place, one in chosen.items()
    }


def narrowest(one: Bracket) -> tuple[float, int]:
    """An order of brackets: the smallest size that is enough, then the largest that is not."""
    return (inf if one.enough is None else one.enough), -(one.short or 0)


def _failed_below(place: tuple[str, int], one: Bracket, share: float) -> int | None:
    """The largest size below a bracket at which too few runs hit, in any of the experiments."""
    variant, sequences = place
    failed: list[int] = []
    for name in FILES:
        part = statistics.scored(runs(name)[1], variant=variant, **{"task.sequences": sequences})
        failed += [
            size for size, rate in rates(part).items()
            if rate.share < share and size < (one.enough or 0)
        ]  # fmt: skip
    return max(failed, default=None)
