"""Answers to the exercises, right and wrong, and what the checks say to them: needed."""

from __future__ import annotations

from fractions import Fraction

from memlib.bounds.dichotomies import share
from memlib.bounds.shapes import Shape
from memlib.exercises import (
    compact,
    constants,
    counting,
    history,
    measured,
    patterns,
    softmax_rivals,
)

from .case import Case

CASES = [
    Case(
        counting.fewest_nonzero,
        [],
        {"items": 100, "places": 200, "bits": 8},
        [
            (8, "Right: 8 numbers"),
            (13, "fixed pattern"),
            (7, "Not 7: that holds"),
            (50, "so do fewer"),
            (201, "between 0 and 200"),
        ],
    ),
    Case(
        counting.share_bits,
        [],
        {"items": 100, "bits": 8, "surprise": 10},
        [
            (12, "Right"),
            (13, "all labelings"),
            (5, "5 × 8 = 40 bits"),
        ],
    ),
    Case(
        counting.fewer_cells,
        [],
        {},
        [
            ([0, 1, 2, 3], "Right: 7 cells"),
            ([1, 2, 3, -4], "11 cells"),
            ([1, 1, 2, 3], "four different"),
        ],
    ),
    Case(
        counting.most_cells,
        [7],
        {},
        [
            (29, "Right"),
            (128, "all labelings"),
            (30, "6 lines make at most 22"),
        ],
    ),
    Case(
        counting.operations,
        [Shape(depth=1, hidden=1)],
        {},
        [
            (14, "Right: 14 steps, with 8"),
            (12, "two steps"),
            (3, "more"),
            (99, "few"),
        ],
    ),
    Case(
        counting.first_ruled_out,
        [Shape(depth=1, hidden=1)],
        {},
        [
            (0, "at least 1"),
            (1, "not ruled out"),
            (147, "Right: 147 labels"),
            (400, "so is a smaller"),
        ],
    ),
    Case(
        patterns.questions,
        [5, 4],
        {"heads": 2},
        [
            (480, "Right"),
            (640, "always 0"),
            (240, "both orders"),
            (7, "Not 7"),
        ],
    ),
    Case(
        patterns.free_labels,
        [["abc", "cab", "abb", "bbb"]],
        {},
        [
            (6, "Right"),
            (12, "all letters"),
            (5, "more"),
            (7, "fewer"),
        ],
    ),
    Case(
        patterns.exponentials,
        [5, 3],
        {"heads": 2},
        [
            (110, "Right"),
            (150, "Only one output"),
            (30, "all tokens"),
            (1, "Not 1"),
        ],
    ),
    Case(
        patterns.first_win,
        [],
        {"labels": 4, "parameters": 8},
        [
            (8, "Right"),
            (4, "still gives"),
            (16, "wins before"),
            (12, "no power of two"),
            (0, "no power of two"),
        ],
    ),
    Case(
        constants.largest_term,
        [{"scores: find": 2, "scores: read": 10, "labels: read": 20, "rest": 1}],
        {},
        [
            ("labels: read", "Right"),
            ("rest", "Not rest: it has 3 %"),
            ("x", "no x"),
        ],
    ),
    Case(
        constants.halved_bits,
        [{"scores: find": 2, "scores: read": 10, "labels: read": 20, "rest": 1}],
        {},
        [
            (18, "Right: 18"),
            (16, "Not 16"),
            (33, "Not 33"),
        ],
    ),
    Case(
        compact.word_fits,
        [["1101", "0110", "1000"], [1, 0, 0]],
        {},
        [
            ("0010", "Row 1101 gives 0, its label is 1"),
            ("01", "4 signs"),
            ("01a1", "4 signs"),
            ("0001", "Right"),
        ],
    ),
    Case(
        compact.best_length,
        [10**6, 16, 45],
        {},
        [
            (591, "Right"),
            (100, "100 costs"),
            (0, "at least one"),
        ],
    ),
    Case(
        compact.floor_share,
        [133_285, 65_536],
        {},
        [
            (49, "Right"),
            (50, "No."),
        ],
    ),
    Case(
        history.chance,
        [20, 9],
        {},
        [
            (Fraction(1, 2), "Right: 1/2"),
            (0.5, "Right: 1/2"),
            (2, "between 0 and 1"),
            (1, "no longer reaches all"),
            (share(20, 9, bias=False), "through the origin"),
            (0.7, "too much"),
            (0.1, "too little"),
        ],
    ),
    Case(
        history.changes,
        [[(0, 0), (4, 1), (1, 7), (3, 3)], [1, 2, 2, 1], (1, 0)],
        {},
        [
            (3, "Right: the labels are 1, 2, 1, 2, and they change 3 times"),
            (1, "from left to right the labels are 1, 2, 1, 2"),
        ],
    ),
    Case(
        history.out_of_position,
        [[(0, 0), (4, 1), (1, 7), (3, 3)]],
        {},
        [
            ((5, 5), "Right: (5, 5) lies on the line through (0, 0) and (3, 3)"),
            ((4, 1), "one of the points"),
            ((10, 9), "on no line"),
        ],
    ),
    Case(
        history.labels_that_fit,
        [],
        {"parameters": 10**6, "bits": Fraction(36, 10), "classes": 16},
        [
            (900_000, "Right: 3600000 bits, 4 a label"),
            (225_000, "fewer than 16 bits"),
            (3_600_000, "holds 4 bits"),
        ],
    ),
    Case(
        history.depth_for_width,
        [],
        {"points": 10_000, "log_separation": 16, "width": 20},
        [
            (20, "Right: 20² · 20² = 160000"),
            (19, "160000 are needed"),
            (21, "smaller depth"),
        ],
    ),
    Case(
        history.changes,
        [[(0, 0), (4, 1), (1, 7), (3, 3)], [1, 1, 2, 2], (1, 0)],
        {},
        [
            (3, "promise"),
        ],
    ),
    Case(
        softmax_rivals.precision,
        [Fraction(1, 2**20), 128],
        {},
        [
            (110, "Right: with 110 bits it is narrower than ½, with 109 it is not"),
            (109, "Not yet: with 109 bits it is 1/2 wide"),
            (10, "Not yet: with 10 bits it is more than a million wide."),
            (128, "less than a millionth wide, and fewer bits do"),
        ],
    ),
    Case(
        softmax_rivals.flat_minor,
        [(0, 1, 3), [1, 2, -3]],
        {},
        [
            ([3, 4, -7], "Right: the minor of 3, 4, -7 is 0"),
            ([2, 4, -6], "multiples"),
            ([1, 2, 3], "is 12"),
            ([1, -1, 0], "none of them 0"),
            ([1, 1, -2], "distinct"),
            ([1, -1], "Give 3 numbers"),
        ],
    ),
    Case(
        softmax_rivals.heads,
        [100, 8],
        {},
        [
            (15, "Right: 15 heads take 106"),
            (14, "take 99"),
            (16, "so are fewer"),
        ],
    ),
    Case(
        softmax_rivals.larger,
        [{"a": [9, 5, 1], "b": [3, 9, 4], "c": [8, 7, 6]}],
        {},
        [
            ("b", "Right: b"),
            ("a", "the next number of a is the larger one"),
            ("c", "the largest number of c is 8, and 9 is larger"),
            ("x", "Give one of a, b, c"),
        ],
    ),
    Case(
        measured.first_below,
        [
            {"a": {16: 9, 32: 20, 64: 30, 128: 40}, "b": {16: 10, 32: 20, 64: 40, 128: 80, 256: 1}},
            "a",
            "b",
        ],
        {},
        [
            (64, "Right: at N = 64 a has 30"),
            (128, "begins earlier"),
            (32, "At N = 32 a has 20 parameters and b has 20."),
            (16, "At N = 16 a has 9 parameters and b has 10."),
            (256, "take one of 16, 32, 64, 128"),
        ],
    ),
    Case(
        measured.neurons_cross,
        [32],
        {},
        [
            (16_384, "Right"),
            (16_000, "Right"),
            (1024, "Not 1024: there N/d is 32.0"),
        ],
    ),
    Case(
        measured.fewest_bits,
        [
            [
                {"construction": "x", "labels": 8, "sizes": {"total_bits": 40}},
                {"construction": "y", "labels": 8, "sizes": {"total_bits": 24}},
                {"construction": "z", "labels": 8, "sizes": None},
            ]
        ],
        {},
        [
            ("y", "Right: y has 24 bits for 8 labels, 3.0 a label."),
            ("x", "1 of the others"),
            ("z", "No network is called 'z' here. Take one of x, y."),
        ],
    ),
]
