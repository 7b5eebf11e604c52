"""Answers to the exercises, right and wrong, and what the checks say to them: what is enough."""

from __future__ import annotations

from fractions import Fraction

from memlib.exercises import (
    bit_extraction,
    constants,
    how_many_bits,
    sequence_ids,
    sqrt_n,
    variations,
    vectors,
)

from .case import Case

CASES = [
    Case(
        sqrt_n.small_scores,
        [["aab", "abb", "abc", "cba"]],
        {},
        [
            ({"a": 1, "b": 2}, "letter c has no score"),
            ({"a": 0, "b": 2, "c": 3}, "score of a is 0"),
            ({"a": 2, "b": 3, "c": 2}, "aab and abc both have the sum 7"),
            ({"a": 1, "b": 2, "c": 9}, "lower ones are enough"),
            ({"a": 1, "b": 2, "c": 3}, "Right"),
        ],
    ),
    Case(
        bit_extraction.fold_heights,
        ["10"],
        {},
        [
            ([Fraction(7, 8), Fraction(1, 4)], "Right: 7/8, 1/4."),
            ([Fraction(7, 8)], "fold 2 it is missing"),
            ([Fraction(7, 8), Fraction(7, 4)], "fold 2 it is not at 7/4"),
            ([Fraction(7, 8), Fraction(1, 4), Fraction(1, 2)], "so 2 folds"),
        ],
    ),
    Case(
        constants.best_slots,
        [100, 10, 40],
        {},
        [
            (0, "1 to 100"),
            (5, "Right: 20 buckets and 5 slots"),
            (9, "Not 9"),
        ],
    ),
    Case(
        vectors.best_bucket,
        [10_000, 9, 100],
        {},
        [
            (30, "Right: k = 30 costs 6,000"),
            (333, "fraction line"),
            (60, "Not yet"),
        ],
    ),
    Case(
        vectors.key_word,
        [[5, 9, 12], 4],
        {},
        [
            (1436, "Right: 1436 is 010110011100"),
            (12 * 256 + 9 * 16 + 5, "opposite"),
            (5912, "12 bits"),
            (1, "slots hold 0, 0, 1"),
        ],
    ),
    Case(
        vectors.only_order,
        [("abc", "bac")],
        {},
        [
            (("acb", "cab"), "Right"),
            (("bac", "abc"), "of the text"),
            (("aa", "aa"), "one word"),
            (("ab", "aab"), "lengths"),
            (("ad", "da"), "'d'"),
            (("aab", "abb"), "different letters"),
            (("ab", "ba"), "ends in b"),
        ],
    ),
    Case(
        sequence_ids.smallest_watch,
        [["ab", "ac", "bc", "cc"]],
        {},
        [
            ("ab", "Right"),
            ("abc", "2 letters are enough"),
            ("c", "ac and bc have the same counts of c"),
        ],
    ),
    Case(
        sequence_ids.collision,
        [],
        {},
        [
            (((0, 2), (1, 0), (0, -1)), "Right"),
            (((2, 1), (0, 2), (-1, 0)), "Right"),
            (((2, 0), (0, 1), (-1, 0)), "of the text"),
            (((1, 0), (0, 1), (-1, 0)), "distinct"),
            (((1, 0), (0, 1), (1, 1)), "too close"),
            (((1, 0), (1, 0), (1, 1)), "agree"),
            (((1, -1), (0, 1), (1, 1)), "0 or more"),
        ],
    ),
    Case(
        sequence_ids.scores,
        [["bc", "aa", "cc", "ab"]],
        {},
        [
            ({"a": 1, "b": 2, "c": 3}, "Right: the sums are bc: 5, aa: 2, cc: 6, ab: 3"),
            ({"a": 1, "b": 1, "c": 3}, "aa and ab both"),
            ({"a": 1, "b": 8, "c": 3}, "from 1 to 7"),
            ({"a": 1, "b": 2}, "no score for c"),
        ],
    ),
    Case(
        bit_extraction.reader_depth,
        [5, 12, 4],
        {},
        [
            (136, "Right"),
            (120, "compare the key"),
            (135, "placed first"),
            (176, "same time"),
            (7, "How many layers per bit"),
        ],
    ),
    Case(
        bit_extraction.longest_word,
        [24],
        {},
        [
            (22, "Right"),
            (23, "needs 25"),
            (20, "so do those of 21"),
            (0, "at least"),
        ],
    ),
    Case(
        variations.forced,
        ["bcad", [4, 1, 1, 2], "dabc"],
        {},
        [
            ([2, 1], "4 labels"),
            ([2, 1, 1, 4], "Letter 3 of dabc, b: not 1"),
            ([2, 1, 4, 1], "Right: 2, 1, 4, 1."),
        ],
    ),
    Case(
        variations.parts_them,
        ["next-token", "deep-sets"],
        {},
        [
            ([], "no data set"),
            ([("ab", 1), ("ba", 1)], "deep-sets builds a network for it too"),
            ([("ab", 1), ("abb", 2)], "next-token refuses it"),
            ([("aab", 1), ("aba", 2)], "Right. deep-sets says"),
        ],
    ),
    Case(
        variations.table_outgrows,
        [[(16, 9), (64, 50), (256, 500)], 100],
        {},
        [
            (256, "Not 256"),
            (64, "Right: at N = 64"),
        ],
    ),
    Case(
        variations.parts_them,
        ["deep-sets", "next-token"],
        {},
        [
            ([("a", 1), ("aa", 2)], "Right. next-token says"),
        ],
    ),
    Case(
        variations.table_outgrows,
        [[(16, 900)], 100],
        {},
        [
            (0, "larger at every N"),
        ],
    ),
    Case(
        how_many_bits.needs,
        [[Fraction(7, 16), 96, -10, 1025]],
        {},
        [
            ([3, 2], "There are 4"),
            ([3, 2, 4, 11], "-10 does not need 4"),
            ([3, 2, 3, 11], "Right"),
        ],
    ),
    Case(
        how_many_bits.smallest_lost,
        [8],
        {},
        [
            (-1, "positive"),
            (256, "holds it"),
            (259, "a smaller one is not held either"),
            (257, "Right"),
        ],
    ),
    Case(
        how_many_bits.keys_a_word,
        [53, 26],
        {},
        [
            (1, "Not 1: that would be 26 bits"),
            (2, "Right: 2 keys"),
        ],
    ),
]
