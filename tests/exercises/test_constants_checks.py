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


def test_crossing_lies_between_or_beyond() -> None:
    roots = [(n, 8 * round(n**0.5)) for n in (1, 4, 16, 64)]
    lines = [(n, 2 * n) for n, _ in roots]
    assert constants.crossing(roots, lines) == 16
    assert constants.crossing(roots[:2], lines[:2]) == 16  # 8 √n = 2 n: a forecast
