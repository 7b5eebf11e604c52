"""The checks of the √N chapter accept right answers and say what is wrong with others."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.exercises import NOT_YET, sqrt_n

WORDS = ["aab", "abb", "abc", "cba"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ({"a": 1, "b": 2}, "letter c has no score"),
        ({"a": 0, "b": 2, "c": 3}, "score of a is 0"),
        ({"a": 2, "b": 3, "c": 2}, "aab and abc both have the sum 7"),
        ({"a": 1, "b": 2, "c": 9}, "3 is enough"),
        ({"a": 1, "b": 2, "c": 3}, "Right"),
    ],
)
def test_small_scores(answer: dict[str, int] | None, says: str) -> None:
    assert says in sqrt_n.small_scores(answer, WORDS)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ([Fraction(7, 8), Fraction(1, 4)], "Right: 7/8, 1/4."),
        ([Fraction(7, 8)], "fold 2 it is missing"),
        ([Fraction(7, 8), Fraction(7, 4)], "fold 2 it is not at 7/4"),
        ([Fraction(7, 8), Fraction(1, 4), Fraction(1, 2)], "so 2 folds"),
    ],
)
def test_fold_heights(answer: list[Fraction] | None, says: str) -> None:
    assert says in sqrt_n.fold_heights(answer, "10")


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (0, "1 to 100"), (5, "Right: 20 buckets and 5 slots"), (9, "Not 9")],
)
def test_best_slots(answer: int | None, says: str) -> None:
    assert says in sqrt_n.best_slots(answer, 100, 10, 40)
