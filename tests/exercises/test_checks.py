"""The checks accept right answers and say what is wrong with others."""

from __future__ import annotations

import pytest

from memlib.exact.layers import FeedForward, Head
from memlib.exercises import NOT_YET, memorization, transformers

SEQUENCES = [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 1, 1]]
WORDS, LABELS = ["aab", "abb", "abc"], [1, 2, 1]


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (8, "Right: 8 of the 16"), (16, "all of them"), (5, "power"), (4, "Not 4")],
)
def test_consistent_labelings(answer: int | None, says: str) -> None:
    assert says in memorization.consistent_labelings(answer, SEQUENCES)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (("bab", 3), "Right: abb and bab"),
        (("bab", 2), "same label 2"),
        (("bba", 3), "ends in a and has the letters a, b, b"),
        (("bad", 3), "'d' is no token"),
        (("", 3), "at least one"),
    ],
)
def test_conflict(answer: tuple[str, int] | None, says: str) -> None:
    assert says in memorization.conflict(answer, WORDS, LABELS)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (125, "Right: 125 × 16 = 2000"),
        (63, "two classes"),
        (124, "124 parameters"),
    ],
)
def test_fewest_parameters(answer: int | None, says: str) -> None:
    assert says in memorization.fewest_parameters(answer, 1000, 4, 16)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (FeedForward(1, 1, {(0, 0): -1}, {}, {(0, 0): 2}, {}), "Right at all 13"),
        (FeedForward(1, 1, {(0, 0): -1}, {}, {(0, 0): 1}, {}), "at z = -1/2 the block gives 0"),
        (FeedForward(2, 1, {}, {}, {}, {}), "yours has 2"),
    ],
)
def test_absolute_value(answer: FeedForward | None, says: str) -> None:
    assert says in transformers.absolute_value(answer)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (Head(1, 2, {(0, 1): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}), "Right on all 6"),
        (Head(1, 2, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}), "-3, -1 become"),
        (Head(1, 2, {}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}), "1, 5, 2 become"),
        (
            Head(1, 2, {(0, 1): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1, (1, 0): 1}),
            "the second became 6, 6, 6",
        ),
        (Head(1, 3, {}, {}, {}, {}), "yours reads 3"),
    ],
)
def test_add_largest(answer: Head | None, says: str) -> None:
    assert says in transformers.add_largest(answer)
