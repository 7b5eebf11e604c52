"""The checks of the chapters on all tokens accept right answers and explain wrong ones."""

from __future__ import annotations

import pytest

from memlib.exercises import NOT_YET, patterns


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (480, "Right"),
        (640, "always 0"),
        (240, "both orders"),
        (7, "Not 7"),
    ],
)
def test_questions(answer: int | None, says: str) -> None:
    assert says in patterns.questions(answer, 5, 4, heads=2)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (6, "Right"), (12, "all letters"), (5, "more"), (7, "fewer")],
)
def test_free_labels(answer: int | None, says: str) -> None:
    assert says in patterns.free_labels(answer, ["abc", "cab", "abb", "bbb"])


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (110, "Right"),
        (150, "Only one output"),
        (30, "all tokens"),
        (1, "Not 1"),
    ],
)
def test_exponentials(answer: int | None, says: str) -> None:
    assert says in patterns.exponentials(answer, 5, 3, heads=2)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (8, "Right"),
        (4, "still gives"),
        (16, "wins before"),
        (12, "no power of two"),
        (0, "no power of two"),
    ],
)
def test_first_win(answer: int | None, says: str) -> None:
    assert says in patterns.first_win(answer, labels=4, parameters=8)
