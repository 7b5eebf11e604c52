"""The map: capacities of known rates, and who is ahead from end to end."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest
from answers import bars, cell

from memlib.experiments.verdicts.t1_change import smallest_change
from memlib.experiments.verdicts.the_map import (
    Capacity,
    capacities,
    errors,
    who_memorizes_more,
)


def climbed(
    family: str, enough: int, over: int, n: int, data: str = "context", steps: int = 2000
) -> list[dict[str, Any]]:
    """Runs of a cell that holds so many, and not so many; 6 and 5 of 11 hit."""
    where = {"variant": f"{data}: {family}", "task.length": n, "set.steps": steps, "parameters": 9}
    found = cell(6, 11, **where, **{"task.sequences": enough}) if enough else []
    return found + cell(5, 11, **where, **{"task.sequences": over})


def test_capacities_are_brackets() -> None:
    rows = climbed("softmax", 100, 119, 64) + climbed("linear", 0, 4, 64)
    rows += cell(11, 11, variant="context: eq. (165), m = 8", **{
        "task.length": 64, "task.sequences": 2048, "set.steps": 2000, "parameters": 9
    })  # fmt: skip
    found = capacities(rows)
    assert found["context", "softmax", 64] == Capacity(100, 119)
    assert found["context", "linear", 64] == Capacity(0, 4)
    assert found["context", "eq. (165), m = 8", 64] == Capacity(2048, inf)


def test_the_largest_budget_counts_where_there_are_two() -> None:
    rows = climbed("softmax", 100, 119, 64)
    where = {"variant": "context: softmax", "task.length": 64, "parameters": 9, "set.steps": 4000}
    rows += cell(11, 11, **where, **{"task.sequences": 119})
    assert capacities(rows)["context", "softmax", 64] == Capacity(119, inf)


OURS, THEIRS = "softmax", "flattened, one layer"


@pytest.mark.parametrize("name", ["map_500", "map_1000", "map_500_distinct", "map_1000_distinct"])
@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (((128, 150), (128, 150)), ((100, 119), (100, 128)), "reproduced"),
        (((128, 150), (118, 150)), ((100, 119), (100, 119)), "mixed"),
        (((128, 150), (50, 60)), ((100, 119), (100, 119)), "mixed"),
        (((100, 119), (50, 60)), ((100, 119), (100, 119)), "not reproduced"),
        (((100, 119), (90, 100)), ((100, 119), (100, 119)), "not reproduced"),
        (((100, 119), (90, 101)), ((100, 119), (100, 119)), "mixed"),
    ],
)
def test_who_is_ahead(
    name: str, ours: tuple[tuple[int, int], ...], theirs: tuple[tuple[int, int], ...], said: str
) -> None:
    """At n = 64 and 256; what happens at n = 4, and what controls hold, decides nothing."""
    rows = []
    for family, ends in ((OURS, ours), (THEIRS, theirs)):
        for n, (enough, over) in zip((64, 256), ends, strict=True):
            rows += climbed(family, enough, over, n)
    rows += climbed(OURS, 10, 12, 4) + climbed(THEIRS, 500, 600, 4)
    rows += climbed("linear", 1000, 1100, 64) + climbed("deep sets", 1000, 1100, 256)
    found, told = who_memorizes_more(rows, bars(name))
    assert found == f"context: {said}"
    assert "n = 4: softmax holds 0.017 to 0.024 times flattened, one layer" in told


def test_short_sequences_alone_settle_nothing() -> None:
    rows = climbed(OURS, 128, 150, 16) + climbed(THEIRS, 100, 119, 16)
    assert who_memorizes_more(rows, bars("map_500"))[0] == "context: not settled"


def test_errors_are_told_at_one_n() -> None:
    rows = climbed(OURS, 100, 128, 64)
    assert errors(rows, 128) == {("context", OURS, 64): 0.3}
    assert errors(rows, 100) == {("context", OURS, 64): 0.0}


@pytest.mark.parametrize("name", ["t1_change_n10", "t1_change_n100", "t1_change_n1000"])
@pytest.mark.parametrize(
    ("hits", "said"),
    [
        ((0, 6, 11), "the smallest change: m = 4"),
        ((5, 5, 6), "the smallest change: m = 6"),
        ((5, 5, 5), "none of these changes suffices"),
    ],
)
def test_the_smallest_change(name: str, hits: tuple[int, ...], said: str) -> None:
    """Eleven runs with the larger budget decide; with fewer steps none hit."""
    rows = []
    for count, (variant, size) in zip(
        hits, (("m = 2", 357), ("m = 4", 1100), ("m = 6", 2300)), strict=True
    ):
        rows += cell(count, 11, variant=variant, parameters=size, **{"set.steps": 20000})
        rows += cell(11 - count, 11, variant=variant, parameters=size, **{"set.steps": 10000})
    assert smallest_change(rows, bars(name))[0] == said
