"""Checks of the chapters on training."""

from __future__ import annotations

import pytest

from memlib.exercises import NOT_YET
from memlib.exercises import training as check


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (693, "Right: 693"), (692, "1 too few"), (700, "7 too many")],
)
def test_parameters(answer: int | None, says: str) -> None:
    """84 numbers a block in each pair of stacks, 4 in W, 14 in E_in, 3 in E_out."""
    assert 8 * 84 + 4 + 14 + 3 == 693
    assert says in check.parameters(answer, "uniform", (10, 6), m=2, q=8, blocks=8)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (0, "one run"), (71, "still ends"), (72, "Right"), (90, "89 runs")],
)
def test_runs_without_a_hit(answer: int | None, says: str) -> None:
    """The interval ends at 1 − 0.025^(1/k)."""
    assert 1 - 0.025 ** (1 / 71) > 0.05 > 1 - 0.025 ** (1 / 72)
    assert says in check.runs_without_a_hit(answer, 0.05)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (0.19, "Right"), (0.2, "twice"), (0.01, "all 2 trials")],
)
def test_best_of(answer: float | None, says: str) -> None:
    assert says in check.best_of(answer, 0.1, 2)


TEXTS = ["the cat sat", "the dog sat", "the cat"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ({1}, "Right: 1 of 3"),
        (set(), "text 1 (the dog sat) is missing, see dog"),
        ({0, 1}, "Not text 0"),
        ({1, 7}, "from 0 to 2"),
    ],
)
def test_words_of_their_own(answer: set[int] | None, says: str) -> None:
    assert says in check.words_of_their_own(answer, TEXTS)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (0.00277, "Right"),
        (0.001386, "both members"),
        (0.1, "one half"),
        (float("inf"), "Give a number, not inf."),
    ],
)
def test_lowest_loss(answer: float | None, says: str) -> None:
    assert says in check.lowest_loss(answer, 2000, 4)


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (2.0, "Right"), (0.5, "a power of"), (1.0, "divide")]
)
def test_exponent(answer: float | None, says: str) -> None:
    assert says in check.exponent(answer, (10, 3), (20, 12))


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (0, "one hidden"), (15, "Right"), (16, "width 15")]
)
def test_same_size(answer: int | None, says: str) -> None:
    """A width w trains (n·d + 2)·w + 1 numbers: 34·15 + 1 = 511, 34·16 + 1 = 545."""
    assert says in check.same_size(answer, 517, (16, 2))


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (3, "7 numbers"), (5, "Right"), (6, "n = 5 is enough")]
)
def test_linear_enough(answer: int | None, says: str) -> None:
    assert says in check.linear_enough(answer, 11, 2)


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (3, "Right: 3"), (2, "64 bits, for 40")]
)
def test_by_bits(answer: int | None, says: str) -> None:
    assert says in check.by_bits(answer, 40, 4, 32)
