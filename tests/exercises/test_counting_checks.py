"""The checks of the counting chapters accept right answers and say what is wrong with others."""

from __future__ import annotations

import pytest

from memlib.bounds.shapes import Shape
from memlib.exercises import NOT_YET, counting

SMALL = Shape(depth=1, hidden=1)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (8, "Right: 8 numbers"),
        (13, "fixed pattern"),
        (7, "Not 7: that holds"),
        (50, "so do fewer"),
        (201, "between 0 and 200"),
    ],
)
def test_fewest_nonzero(answer: int | None, says: str) -> None:
    assert says in counting.fewest_nonzero(answer, items=100, places=200, bits=8)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (12, "Right"), (13, "all labelings"), (5, "5 × 8 = 40 bits")],
)
def test_share_bits(answer: int | None, says: str) -> None:
    assert says in counting.share_bits(answer, items=100, bits=8, surprise=10)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ([0, 1, 2, 3], "Right: 7 cells"),
        ([1, 2, 3, -4], "11 cells"),
        ([1, 1, 2, 3], "four different"),
    ],
)
def test_fewer_cells(answer: list[int] | None, says: str) -> None:
    assert says in counting.fewer_cells(answer)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (29, "Right"), (128, "all labelings"), (30, "6 lines make at most 22")],
)
def test_most_cells(answer: int | None, says: str) -> None:
    assert says in counting.most_cells(answer, 7)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (14, "Right: 14 steps, with 8"), (12, "two steps"), (3, "more"), (99, "few")],
)
def test_operations(answer: int | None, says: str) -> None:
    assert says in counting.operations(answer, SMALL)


def test_first_ruled_out() -> None:
    answers = {n: counting.first_ruled_out(n, SMALL) for n in range(1, 400)}
    (right,) = [n for n, said in answers.items() if said.startswith("Right")]
    assert "not ruled out" in answers[right - 1]
    assert f"so is N = {right}" in answers[right + 1]
    assert counting.first_ruled_out(None, SMALL) == NOT_YET
    assert "at least 1" in counting.first_ruled_out(0, SMALL)
