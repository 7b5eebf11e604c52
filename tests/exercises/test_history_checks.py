"""Checks of the chapters on the history and on the work since then."""

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


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (900_000, "Right: 3600000 bits, 4 a label"),
        (225_000, "fewer than 16 bits"),
        (3_600_000, "holds 4 bits"),
    ],
)
def test_labels_that_fit(answer: int | None, says: str) -> None:
    bits = Fraction(36, 10)
    assert says in history.labels_that_fit(answer, parameters=10**6, bits=bits, classes=16)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (20, "Right: 20² · 20² = 160000"),
        (19, "160000 are needed"),
        (21, "smaller depth"),
    ],
)
def test_depth_for_width(answer: int | None, says: str) -> None:
    assert says in history.depth_for_width(answer, points=10_000, log_separation=16, width=20)
