"""Sizes that half of the runs reach: of both experiments on built and trained networks together."""

from __future__ import annotations

from typing import Final

from memlib.experiments.runs import runs
from memlib.experiments.statistics import HALF, Bracket
from memlib.experiments.verdicts.g1 import brackets

#: The experiment that was planned, and the one on the sizes between, designed after it.
FILES: Final = ("g1", "g1_between")


def smallest(share: float = HALF) -> dict[tuple[str, int], Bracket]:
    """By family and N, the bracket whose size that is enough is the smallest of all experiments.

    Both ends come from one experiment: another tries other learning rates and other steps. Where
    no size was enough in any, the bracket that begins last.

    >>> print(smallest()["feed-forward, one hidden layer", 256])
    209 (above 183)
    """
    found: dict[tuple[str, int], list[Bracket]] = {}
    for name in FILES:
        for place, one in brackets(runs(name)[1], share).items():
            found.setdefault(place, []).append(one)
    return {place: min(some, key=_order) for place, some in sorted(found.items())}


def _order(one: Bracket) -> tuple[float, int]:
    enough = float("inf") if one.enough is None else one.enough
    return enough, -(one.short or 0)
