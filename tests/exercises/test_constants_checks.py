"""The checks of *The constants matter* accept right answers and mend wrong ones."""

from __future__ import annotations

import pytest

from memlib.exercises import NOT_YET, constants

TERMS = {"scores: find": 2, "scores: read": 10, "labels: read": 20, "rest": 1}


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), ("labels: read", "Right"), ("rest", "Not rest: it has 3 %"), ("x", "no x")],
)
def test_largest_term(answer: str | None, says: str) -> None:
    assert says in constants.largest_term(answer, TERMS)


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (18, "Right: 18"), (16, "Not 16"), (33, "Not 33")]
)
def test_halved_bits(answer: int | None, says: str) -> None:
    assert says in constants.halved_bits(answer, TERMS)
