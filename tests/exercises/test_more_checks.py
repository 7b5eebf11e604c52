"""Checks of the chapters on vectors, sequence ids and bit extraction."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.exercises import NOT_YET, bit_extraction, sequence_ids, vectors

WORDS = ["bc", "aa", "cc", "ab"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (30, "Right: k = 30 costs 6,000"), (333, "fraction line"), (60, "Not yet")],
)
def test_best_bucket(answer: int | None, says: str) -> None:
    assert says in vectors.best_bucket(answer, 10_000, 9, 100)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (1436, "Right: 1436 is 010110011100"),
        (12 * 256 + 9 * 16 + 5, "opposite"),
        (5912, "12 bits"),
        (1, "slots hold 0, 0, 1"),
    ],
)
def test_key_word(answer: int | None, says: str) -> None:
    assert says in vectors.key_word(answer, [5, 9, 12], 4)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (("acb", "cab"), "Right"),
        (("bac", "abc"), "of the text"),
        (("aa", "aa"), "one word"),
        (("ab", "aab"), "lengths"),
        (("ad", "da"), "'d'"),
        (("aab", "abb"), "different letters"),
        (("ab", "ba"), "ends in b"),
    ],
)
def test_only_order(answer: tuple[str, str] | None, says: str) -> None:
    assert says in vectors.only_order(answer, ("abc", "bac"))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ("ab", "Right"),
        ("abc", "2 letters are enough"),
        ("c", "ac and bc have the same counts of c"),
    ],
)
def test_smallest_watch(answer: str | None, says: str) -> None:
    assert says in sequence_ids.smallest_watch(answer, ["ab", "ac", "bc", "cc"])


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (((0, 2), (1, 0), (0, -1)), "Right"),
        (((2, 1), (0, 2), (-1, 0)), "Right"),
        (((2, 0), (0, 1), (-1, 0)), "of the text"),
        (((1, 0), (0, 1), (-1, 0)), "distinct"),
        (((1, 0), (0, 1), (1, 1)), "too close"),
        (((1, 0), (1, 0), (1, 1)), "agree"),
        (((1, -1), (0, 1), (1, 1)), "0 or more"),
    ],
)
def test_collision(
    answer: tuple[tuple[int, int], tuple[int, int], tuple[int, int]] | None, says: str
) -> None:
    assert says in sequence_ids.collision(answer)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ({"a": 1, "b": 2, "c": 3}, "Right: the sums are bc: 5, aa: 2, cc: 6, ab: 3"),
        ({"a": 1, "b": 1, "c": 3}, "aa and ab both"),
        ({"a": 1, "b": 8, "c": 3}, "from 1 to 7"),
        ({"a": 1, "b": 2}, "no score for c"),
    ],
)
def test_scores(answer: dict[str, int] | None, says: str) -> None:
    assert says in sequence_ids.scores(answer, WORDS)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (Fraction(1, 2), "Right: 5/16 → 5/8 → 3/4 → 1/2"),
        (Fraction(3, 4), "after 2 folds"),
        (2, "stay in [0, 1]"),
        (Fraction(1, 3), "each fold"),
    ],
)
def test_folded(answer: Fraction | None, says: str) -> None:
    assert says in bit_extraction.folded(answer, Fraction(5, 16), 3)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (136, "Right"),
        (120, "compare the key"),
        (135, "placed first"),
        (176, "same time"),
        (7, "How many layers a bit"),
    ],
)
def test_reader_depth(answer: int | None, says: str) -> None:
    assert says in bit_extraction.reader_depth(answer, 5, 12, 4)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (22, "Right"), (23, "needs 25"), (20, "so do those of 21"), (0, "at least")],
)
def test_longest_word(answer: int | None, says: str) -> None:
    assert says in bit_extraction.longest_word(answer, 24)
