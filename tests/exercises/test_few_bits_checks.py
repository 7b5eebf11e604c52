"""Checks of the chapter on the bits that training uses."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from memlib.exercises import NOT_YET, few_bits

WEIGHTS = [Fraction(9, 10), Fraction(-4, 10), Fraction(1, 10), Fraction(5, 10)]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ([3, -1, 0, 2], "Right: the scale is 3/10"),
        ([3, -1, 0], "4 weights"),
        ([4, -2, 0, 2], "no 4: only -3 to 3"),
        ([3, 1, 0, 2], "Not 1 for -2/5"),
        ([3, -1, 1, 2], "Not 1 for 1/10"),
    ],
)
def test_whole_numbers(answer: Sequence[int] | None, says: str) -> None:
    assert says in few_bits.whole_numbers(answer, WEIGHTS, 3)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (34 * 31 * 5, "Right"),
        (34 * 32 * 5, "first token"),
        (34 * 31 * 2, "still to be written"),
        (34 * 32 * 7, "what the strings hold"),
        (7, "Not yet"),
    ],
)
def test_bits_held(answer: int | None, says: str) -> None:
    assert says in few_bits.bits_held(answer, 34, 32, 7, 2)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (80352, "Right"),
        (80352 + 65536, "count it once"),
        (80352 - 2048, "positions are trained"),
        (80352 - 64, "after the last layer"),
        (80352 - 288, "biases"),
        (80352 - 192, "a factor and a shift"),
        (80351, "part by part"),
    ],
)
def test_gpt_parameters(answer: int | None, says: str) -> None:
    assert says in few_bits.gpt_parameters(answer, 32, 2048, 64)
