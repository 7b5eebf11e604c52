"""Tables of a protocol that no run can be made of are refused when the file is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_ladder import CLIMB, play
from tiny import TINY, tiny

from memlib.errors import MemlibError
from memlib.experiments.config import load
from memlib.experiments.protocol_checks import RATES

RATES_OF_CLIMB = "[0.001, 0.003162, 0.01, 0.03162, 0.1, 0.3162, 1.0]"
FEW = 'task = { recipe = "context", tokens = 8 }'


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ("[0.0, 0.1]", "tune.learning_rate: 0.0 is not allowed (a number from 1e-12 to 1e+06)"),
        ("[0.1, 1e7]", "tune.learning_rate: 10000000.0 is not allowed"),
        ("[0.1, 0.1]", "tune.learning_rate: 0.1 stands twice"),
        ("[1, 1.0]", "tune.learning_rate: 1.0 stands twice"),
        ("[]", "tune.learning_rate: [] is no list of values"),
    ],
)
def test_rates_that_no_climb_can_start_from(tmp_path: Path, rates: str, words: str) -> None:
    with pytest.raises(MemlibError, match=re.escape(words)):
        load(tiny(tmp_path, CLIMB.replace(RATES_OF_CLIMB, rates)))


def test_a_rate_that_stands_twice_would_be_tuned_twice(tmp_path: Path) -> None:
    with pytest.raises(MemlibError, match=r"tune.learning_rate: 0.01 stands twice"):
        load(tiny(tmp_path, TINY.replace("[0.01, 0.03]", "[0.01, 0.03, 0.01]")))


def test_rates_of_a_climb_stay_where_searches_stay(tmp_path: Path) -> None:
    """Each extension would multiply the best rate by a million."""
    text = CLIMB.replace(RATES_OF_CLIMB, "[1.0, 1e6]").replace("extensions = 2", "extensions = 9")
    asked = play(tiny(tmp_path, text), 100, best=1e30)
    assert max(one.run.settings.learning_rate for one in asked) == RATES[1]


def test_steps_that_doubling_makes_too_many(tmp_path: Path) -> None:
    text = CLIMB.replace("steps = 100", "steps = 9_000_000")
    with pytest.raises(MemlibError, match="drawn: all: steps: 18000000 is not allowed"):
        load(tiny(tmp_path, text))
