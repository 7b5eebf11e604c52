"""T1: one half of the runs, one run, none, and too few runs to say so."""

from __future__ import annotations

import pytest
from answers import bars, cell

from memlib.errors import MemlibError
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import rate
from memlib.experiments.verdicts.t1 import blocks_suffice


@pytest.mark.parametrize("name", ["t1_n10", "t1_n100", "t1_n1000", "t1_n10000"])
@pytest.mark.parametrize(
    ("hits", "runs", "said"),
    [
        (17, 33, "reproduced"),
        (16, 33, "partly"),
        (3, 6, "reproduced"),
        (2, 6, "partly"),
        (1, 33, "partly"),
        (0, 33, "not reproduced"),
        (0, 6, "not reproduced"),
        (0, 5, "not settled: too few runs"),
    ],
)
def test_what_happens_at_four_blocks(name: str, hits: int, runs: int, said: str) -> None:
    rows = cell(hits, runs, **{"shape.blocks": 4}) + cell(33 - hits, **{"shape.blocks": 8})
    assert blocks_suffice(rows, bars(name))[0] == said


def test_an_interval_that_just_reaches_the_share_settles_nothing() -> None:
    edge = Bars({"blocks": 4, "share": rate(0, 6).high}, "t1")
    rows = cell(0, 6, **{"shape.blocks": 4})
    assert blocks_suffice(rows, edge)[0] == "not settled: too few runs"


def test_no_run_at_four_blocks() -> None:
    with pytest.raises(MemlibError, match="has 4 blocks"):
        blocks_suffice(cell(3, **{"shape.blocks": 8}), bars("t1_n10"))


def test_the_smallest_change_is_named_at_each_length() -> None:
    from memlib.experiments.verdicts.t1_change import smallest_change

    def some(length: int, hits: int, size: int, variant: str) -> list[dict[str, object]]:
        where = {"task.length": length, "set.steps": 2000}
        return cell(hits, 11, variant=variant, parameters=size, **where)

    rows = some(10, 6, 900, "m = 4") + some(10, 5, 400, "m = 2") + some(100, 11, 400, "m = 2")
    said, told = smallest_change(rows, bars("t1_change"))
    assert said == "n = 10: the smallest change: m = 4; n = 100: the smallest change: m = 2"
    assert "n = 100: m = 2 (400 parameters): 11/11" in told
    assert smallest_change([], bars("t1_change"))[0] == "no change was tried yet"
