"""Checks of *Softmax, certified by intervals*."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.exercises import NOT_YET
from memlib.exercises import softmax_rivals as check


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (110, "Right: with 110 bits it is narrower than ½, with 109 it is not"),
        (109, "Not yet: with 109 bits it is 1/2 wide"),
        (10, "Not yet: with 10 bits it is more than a million wide."),
        (128, "less than a millionth wide, and fewer bits do"),
    ],
)
def test_precision(answer: int | None, says: str) -> None:
    assert says in check.precision(answer, Fraction(1, 2**20), 128)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ([3, 4, -7], "Right: the minor of 3, 4, -7 is 0"),
        ([2, 4, -6], "multiples"),
        ([1, 2, 3], "is 12"),
        ([1, -1, 0], "none of them 0"),
        ([1, 1, -2], "distinct"),
        ([1, -1], "Give 3 numbers"),
    ],
)
def test_flat_minor(answer: list[int] | None, says: str) -> None:
    assert says in check.flat_minor(answer, (0, 1, 3), [1, 2, -3])


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (15, "Right: 15 heads take 106"), (14, "take 99"), (16, "so are fewer")],
)
def test_heads(answer: int | None, says: str) -> None:
    assert says in check.heads(answer, 100, 8)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ("b", "Right: b"),
        ("a", "the next number of a is the larger one"),
        ("c", "the largest number of c is 8, and 9 is larger"),
        ("x", "Give one of a, b, c"),
    ],
)
def test_larger(answer: str | None, says: str) -> None:
    sets = {"a": [9, 5, 1], "b": [3, 9, 4], "c": [8, 7, 6]}
    assert says in check.larger(answer, sets)
