"""The map: capacities of known rates, and who is ahead from end to end."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import pytest
from answers import bars, cell

from memlib.experiments import statistics
from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.t1_change import smallest_change
from memlib.experiments.verdicts.the_map import (
    ERRORS,
    Capacity,
    capacities,
    errors,
    judged,
    measured,
    places,
    rates,
    sure_capacity,
    who_memorizes_more,
)
from memlib.models.parts import Dims
from memlib.models.registry import parameters


def climbed(
    family: str, enough: int, over: int, n: int, data: str = "context", sure: bool = True,
    parameters: int = 500,
) -> list[dict[str, Any]]:  # fmt: skip
    """Runs of a cell that holds so many, and not so many: 10 and 1 of 11 hit, or 6 and 5."""
    where = {"variant": f"{data}: {family}", "task.length": n, "set.steps": 2000}
    where["parameters"] = parameters
    hits = (10, 1) if sure else (6, 5)
    found = cell(hits[0], 11, **where, **{"task.sequences": enough}) if enough else []
    return found + cell(hits[1], 11, **where, **{"task.sequences": over})


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
MAPS = [f"map_{size}{end}" for size in (500, 1000) for end in ("", "_distinct", "_mse")]


def fought(
    ours: tuple[tuple[int, int], ...], theirs: tuple[tuple[int, int], ...], sure: bool = True
) -> list[dict[str, Any]]:
    """Runs of both sides at n = 64 and 256."""
    rows = []
    for family, ends in ((OURS, ours), (THEIRS, theirs)):
        for n, (enough, over) in zip((64, 256), ends, strict=True):
            rows += climbed(family, enough, over, n, sure=sure)
    return rows


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (((180, 256), (192, 256)), ((100, 120), (100, 128)), "reproduced"),
        (((180, 256), (190, 256)), ((100, 120), (100, 128)), "mixed"),
        (((180, 256), (50, 60)), ((100, 120), (100, 120)), "mixed"),
        (((100, 120), (50, 60)), ((100, 120), (100, 120)), "not reproduced"),
        (((100, 120), (50, 66)), ((100, 120), (100, 120)), "not reproduced"),
        (((100, 120), (50, 67)), ((100, 120), (100, 120)), "mixed"),
    ],
)
def test_who_is_ahead(
    name: str, ours: tuple[tuple[int, int], ...], theirs: tuple[tuple[int, int], ...], said: str
) -> None:
    """At n = 64 and 256; what happens at n = 4, and what controls hold, decides nothing."""
    rows = fought(ours, theirs)
    rows += climbed(OURS, 10, 12, 4) + climbed(THEIRS, 500, 600, 4)
    rows += climbed("deep sets", 1000, 1100, 256) + climbed("last token only", 1000, 1100, 64)
    found, told = who_memorizes_more(rows, bars(name))
    assert found == f"context: {said}"
    assert "n = 4: softmax holds 0.017 to 0.024 times flattened, one layer" in told


def test_nobody_is_ahead_by_runs_that_hit_half_the_time() -> None:
    """Brackets far apart, but no N where nearly all runs hit, or nearly none."""
    ends = ((180, 256), (192, 256)), ((100, 120), (100, 128))
    assert who_memorizes_more(fought(*ends, sure=False), bars("map_500"))[0] == "context: mixed"


def test_the_sure_capacity_lies_between_nearly_all_and_nearly_none() -> None:
    rows = climbed(OURS, 100, 120, 64, sure=False) + climbed(OURS, 64, 200, 64)
    found = rates(places(rows)["context", OURS, 64])
    assert sure_capacity(found, 0.9) == Capacity(64, 200)


def test_nothing_is_too_much_below_what_is_enough() -> None:
    """The stored runs of letters, n = 64, about 1,000 parameters: 128 had fewer steps than 129."""
    found = rates(places(runs("map_1000")[1])["letters", "eq. (165), m = 8", 64])
    assert (found[128].hits, found[129].hits, found[182].hits) == (1, 8, 3)
    assert sure_capacity(found, 0.9) == Capacity(0, inf)


@pytest.mark.parametrize("name", ["map_500", "map_1000", "map_1000_again"])
def test_no_sure_capacity_ends_below_the_capacity(name: str) -> None:
    for place, one in measured(runs(name)[1], bars(name)).items():
        assert one.sure.enough <= one.half.enough < one.half.over <= one.sure.over, place


def test_what_the_clearer_rule_changes() -> None:
    """Said on the pages: without it letters would be not reproduced, in one class; no more."""
    changed = {}
    for name in ("map_500", "map_1000", "map_1000_again"):
        rows, numbers = runs(name)[1], bars(name)
        found = measured(rows, numbers)
        before = {}
        for place, some in places(rows).items():
            one = rates(some)
            few = [n for n, r in one.items() if n > found[place].sure.enough and r.hits <= 1]
            sure = Capacity(found[place].sure.enough, min(few, default=inf))
            before[place] = replace(found[place], sure=sure)
        for ours in (numbers["transformers"], [*numbers["transformers"], *numbers["changed"]]):
            now, then = (judged(each, ours, numbers) for each in (found, before))
            changed |= {(name, data): (then[data], now[data]) for data in now
                        if then[data] != now[data]}  # fmt: skip
    assert changed == {("map_1000", "letters"): ("not reproduced", "mixed")}


def test_one_hit_of_ten_is_nearly_none() -> None:
    """In floats 1 - 0.9 is below 1/10."""
    found = {64: statistics.rate(9, 10), 128: statistics.rate(1, 10)}
    assert sure_capacity(found, 0.9) == Capacity(64, 128)


@pytest.mark.parametrize(("parameters", "said"), [(525, "mixed"), (526, "reproduced")])
def test_a_linear_model_fights_where_it_is_no_larger(parameters: int, said: str) -> None:
    rows = fought(((180, 256), (192, 256)), ((100, 120), (100, 128)))
    rows += climbed("linear", 500, 600, 256, parameters=parameters)
    assert who_memorizes_more(rows, bars("map_500"))[0] == f"context: {said}"


def test_where_no_flattened_net_is_built_nothing_is_decided() -> None:
    rows = fought(((100, 120), (50, 60)), ((100, 120), (100, 120)))
    rows += climbed(OURS, 2000, 2048, 1024) + climbed("last 16 tokens", 100, 120, 1024)
    found, told = who_memorizes_more(rows, bars("map_500"))
    assert found == "context: not reproduced"
    assert "n = 1,024: softmax holds 17 to 20 times last 16 tokens" in told


def test_a_change_that_changes_the_verdict_is_told() -> None:
    rows = fought(((100, 120), (50, 60)), ((100, 120), (100, 120)))
    rows += [
        one for n in (64, 256) for one in climbed("standardized mean, m = 8", 400, 500, n)
    ]  # fmt: skip
    found, told = who_memorizes_more(rows, bars("map_500"))
    assert found == "context: not reproduced"
    assert "the change matters: context: reproduced" in told


@pytest.mark.parametrize("name", MAPS)
def test_every_family_is_as_large_as_its_class(name: str) -> None:
    """Within the slack; the one exception is named in the note."""
    config = written(experiment(name), "gpu")
    size, slack = config.bars["size"], config.bars["slack"]
    outside = set()
    for cell_ in config.cells():
        task = dict(cell_.arguments)
        dims = Dims(length=int(task["length"]), dim=int(task["dim"]))
        if cell_.family == "least-squares":
            continue
        count = parameters(cell_.family, dict(cell_.shape), dims)
        if abs(count - size) > slack * size:
            outside.add((cell_.variant.split(": ")[1], dims.length, count))
    assert outside == ({("flattened, two layers", 64, 541)} if size == 500 else set())
    assert (f"has {541}" in config.value["note"]) == (size == 500)


def test_short_sequences_alone_settle_nothing() -> None:
    rows = climbed(OURS, 128, 150, 16) + climbed(THEIRS, 100, 119, 16)
    assert who_memorizes_more(rows, bars("map_500"))[0] == "context: not settled"


def test_errors_are_told_at_one_n() -> None:
    rows = climbed(OURS, 100, 128, 64)
    assert errors(rows, 128) == {("context", OURS, 64): 0.3}
    assert errors(rows, 100) == {("context", OURS, 64): 0.0}
    longer = cell(9, 11, **{
        "variant": f"context: {OURS}", "task.length": 64, "parameters": 500,
        "task.sequences": 128, "set.steps": 4000,
    })  # fmt: skip
    assert errors(rows + longer, 128) == {("context", OURS, 64): 0.0}
    rows += climbed(OURS, 100, 128, 256) + climbed(THEIRS, 128, 256, 64)
    told = who_memorizes_more(rows, bars("map_500"))[1].split("; ")
    assert [line for line in told if line.startswith(ERRORS)] == [
        f"{ERRORS}128, context, {THEIRS}: 0.000 at n = 64",
        f"{ERRORS}128, context, {OURS}: 0.300 at n = 64, 0.300 at n = 256",
    ]


@pytest.mark.parametrize(
    "name", ["t1_change_n10", "t1_change_n100", "t1_change", "t1_change_n10000"]
)
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
