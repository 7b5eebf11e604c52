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
