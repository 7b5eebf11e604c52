"""Checks of the chapter on the history."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.bounds.dichotomies import share
from memlib.exercises import NOT_YET, history

POINTS = [(0, 0), (4, 1), (1, 7), (3, 3)]
LABELS = [1, 2, 2, 1]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (Fraction(1, 2), "Right: 1/2"),
        (0.5, "Right: 1/2"),
        (2, "between 0 and 1"),
        (1, "no longer reaches all"),
        (share(20, 9, bias=False), "through the origin"),
        (0.7, "too much"),
        (0.1, "too little"),
    ],
)
def test_chance(answer: Fraction | float | None, says: str) -> None:
    assert says in history.chance(answer, 20, 9)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (3, "Right: the labels are 1, 2, 1, 2, and they change 3 times"),
        (1, "from left to right the labels are 1, 2, 1, 2"),
    ],
)
def test_changes(answer: int | None, says: str) -> None:
    assert says in history.changes(answer, POINTS, LABELS, (1, 0))


def test_changes_names_the_promise() -> None:
    assert "promise" in history.changes(3, POINTS, [1, 1, 2, 2], (1, 0))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ((5, 5), "Right: (5, 5) lies on the line through (0, 0) and (3, 3)"),
        ((4, 1), "one of the points"),
        ((10, 9), "on no line"),
    ],
)
def test_out_of_position(answer: tuple[int, int] | None, says: str) -> None:
    assert says in history.out_of_position(answer, POINTS)
