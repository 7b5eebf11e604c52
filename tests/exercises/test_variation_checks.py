"""The checks of the last chapters on upper bounds accept right answers and mend wrong ones."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.exercises import NOT_YET, how_many_bits, variations


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (12, "Not 12"), (4, "Right: 4 distinct items in 12")]
)
def test_free_labels(answer: int | None, says: str) -> None:
    assert says in variations.free_labels(answer, ["aabb", "abab", "abbb"])


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ([2, 1], "4 labels"),
        ([2, 1, 1, 4], "Letter 3 of dabc, b: not 1"),
        ([2, 1, 4, 1], "Right: 2, 1, 4, 1."),
    ],
)
def test_forced(answer: list[int] | None, says: str) -> None:
    assert says in variations.forced(answer, "bcad", [4, 1, 1, 2], "dabc")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ([], "no data set"),
        ([("ab", 1), ("ba", 1)], "deep-sets builds a network for it too"),
        ([("ab", 1), ("abb", 2)], "next-token refuses it"),
        ([("aab", 1), ("aba", 2)], "Right. deep-sets says"),
    ],
)
def test_parts_them(answer: list[tuple[str, int]] | None, says: str) -> None:
    assert says in variations.parts_them(answer, "next-token", "deep-sets")


def test_parts_them_the_other_way() -> None:
    told = variations.parts_them([("a", 1), ("aa", 2)], "deep-sets", "next-token")
    assert told.startswith("Right. next-token says")


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (256, "Not 256"), (64, "Right: at N = 64")]
)
def test_table_outgrows(answer: int | None, says: str) -> None:
    assert says in variations.table_outgrows(answer, [(16, 9), (64, 50), (256, 500)], 100)


def test_no_table_outgrows() -> None:
    assert "larger at every N" in variations.table_outgrows(0, [(16, 900)], 100)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ([3, 2], "There are 4"),
        ([3, 2, 4, 11], "-10 does not need 4"),
        ([3, 2, 3, 11], "Right"),
    ],
)
def test_needs(answer: list[int] | None, says: str) -> None:
    assert says in how_many_bits.needs(answer, [Fraction(7, 16), 96, -10, 1025])


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (-1, "positive"), (256, "holds it"), (259, "257 is smaller"), (257, "Right")],
)
def test_smallest_lost(answer: int | None, says: str) -> None:
    assert says in how_many_bits.smallest_lost(answer, 8)


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (1, "Not 1: that would be 26 bits"), (2, "Right: 2 keys")]
)
def test_keys_a_word(answer: int | None, says: str) -> None:
    assert says in how_many_bits.keys_a_word(answer, 53, 26)


def test_floats_hold_what_the_significand_says() -> None:
    for x in (1, 3, 2**53, 2**53 + 1, 2**53 + 2, 2**60 + 2**7, Fraction(1025, 2**90)):
        assert (Fraction(float(x)) == x) == (how_many_bits.significand(x) <= 53), x
