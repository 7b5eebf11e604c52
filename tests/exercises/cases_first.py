"""Answers to the exercises of the first part, and what the checks say to them."""

from __future__ import annotations

from memlib.exact.layers import FeedForward, Head
from memlib.exercises import memorization, transformers

from .case import Case

CASES = [
    Case(
        memorization.consistent_labelings,
        [[[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 1, 1]]],
        {},
        [
            (8, "Right: 8 of the 16"),
            (16, "all of them"),
            (5, "power"),
            (4, "Not 4"),
        ],
    ),
    Case(
        memorization.conflict,
        [["aab", "abb", "abc"], [1, 2, 1]],
        {"shown": "bab"},
        [
            (("bac", 3), "Right: abc and bac"),
            (("bab", 3), "word of the text"),
            (("bac", 1), "same label 1"),
            (("bba", 3), "ends in a and has the letters a, b, b"),
            (("bad", 3), "'d' is no token"),
            (("", 3), "at least one"),
        ],
    ),
    Case(
        memorization.fewest_parameters,
        [1000, 4, 16],
        {},
        [
            (125, "Right: 125 × 16 = 2000"),
            (63, "two classes"),
            (124, "hold 1984 bits"),
        ],
    ),
    Case(
        transformers.absolute_value,
        [],
        {},
        [
            (FeedForward(1, 1, {(0, 0): -1}, {}, {(0, 0): 2}, {}), "Right at all 13"),
            (FeedForward(1, 1, {(0, 0): -1}, {}, {(0, 0): 1}, {}), "at z = -1/2 the block gives 0"),
            (FeedForward(2, 1, {}, {}, {}, {}), "yours has 2"),
        ],
    ),
    Case(
        transformers.add_largest,
        [],
        {},
        [
            (Head(1, 2, {(0, 1): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}), "Right on all 6"),
            (Head(1, 2, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}), "-3, -1 become"),
            (Head(1, 2, {}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}), "1, 5, 2 become"),
            (
                Head(1, 2, {(0, 1): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1, (1, 0): 1}),
                "the second became 6, 6, 6",
            ),
            (Head(1, 3, {}, {}, {}, {}), "yours reads 3"),
        ],
    ),
]
