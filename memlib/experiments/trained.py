"""Sizes that half of the runs reach: of both experiments on built and trained networks together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Final

from memlib.experiments import statistics
from memlib.experiments.runs import runs
from memlib.experiments.statistics import HALF, Bracket, Rate
from memlib.experiments.verdicts.g1 import tried

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
    found: dict[tuple[str, int], list[Mapping[int, Rate]]] = {}
    for name in FILES:
        for place, sizes in tried(runs(name)[1]).items():
            found.setdefault(place, []).append(sizes)
    return {place: _smallest(some, share) for place, some in sorted(found.items())}


def _smallest(found: Sequence[Mapping[int, Rate]], share: float) -> Bracket:
    """Of one family at one N, from the success rates of each experiment."""
    one = min((statistics.bracket(sizes, share) for sizes in found), key=narrowest)
    if one.enough is None or one.short is not None:
        return one
    failed = (
        size for sizes in found for size, rate in sizes.items()
        if rate.share < share and size < one.enough
    )  # fmt: skip
    return replace(one, short=max(failed, default=None))


def narrowest(one: Bracket) -> tuple[float, int]:
    """An order of brackets: the smallest size that is enough, then the largest that is not."""
    return (inf if one.enough is None else one.enough), -(one.short or 0)
