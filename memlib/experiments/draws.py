"""Runs on one draw of the data are alike: hits draw by draw, and what that does to an interval.

In many experiments "33 fresh runs" are 11 seeds on each of 3 draws of the data. The interval of a
success rate takes them as independent. Where draws differ in how hard they are, it is too narrow;
:func:`spread` says by how much. In others each run has a draw of its own; :func:`shared` tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.errors import MemlibError
from memlib.experiments import statistics

Rows = Sequence[Mapping[str, Any]]

#: What says on which draw of the data a run was made.
DRAW = "task.seed"


def hits(rows: Rows) -> tuple[int, ...]:
    """How many runs hit on each draw, in order of the draws.

    >>> row = {"set.goal": "loss", "set.below": 1, "exact_loss": 0.5}
    >>> hits([{**row, "task.seed": 1, "hit": 7}, {**row, "task.seed": 0, "hit": None}])
    (0, 1)
    """
    return tuple(sum(map(statistics.hit, group)) for group in statistics.by(rows, DRAW).values())


def shared(rows: Rows) -> tuple[int, int]:
    """On how many draws the runs of a cell were made that count, and how many seeds each draw has.

    >>> rows = [{"kind": "score", "task.seed": s // 2, "seed": s} for s in range(6)]
    >>> shared(rows + rows)
    (3, 2)

    Raises:
        MemlibError: some draws have more seeds than others.
    """
    groups = statistics.by(statistics.scored(rows), DRAW)
    seeds = {len({row["seed"] for row in group}) for group in groups.values()}
    if len(seeds) != 1:
        raise MemlibError("draws have different numbers of seeds", operation="draws")
    return len(groups), seeds.pop()


def spread(rows: Rows, *cell: str) -> float:
    """The variance of hits between draws, as a multiple of what independent runs would give.

    For each cell (rows that count, equal in these names) with some hits and some misses, Pearson's
    statistic compares its draws; all are added up and divided by their degrees of freedom.
    Independent runs give about 1.

    Raises:
        MemlibError: no cell has several draws, some hits and some misses.
    """
    statistic = freedom = 0.0
    for group in statistics.by(statistics.scored(rows), *cell).values():
        share = sum(map(statistics.hit, group)) / len(group)
        draws = list(statistics.by(group, DRAW).values())
        if 0 < share < 1 and len(draws) > 1:
            freedom += len(draws) - 1
            for draw in draws:
                expected = len(draw) * share
                statistic += (sum(map(statistics.hit, draw)) - expected) ** 2 / (
                    expected * (1 - share)
                )
    if not freedom:
        raise MemlibError("no cell has both hits and misses on several draws", operation="spread")
    return statistic / freedom
