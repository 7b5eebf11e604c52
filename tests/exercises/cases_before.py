"""Answers to the exercises on those who came before, and what the checks say to them."""

from __future__ import annotations

from fractions import Fraction

from memlib.bounds.dichotomies import share
from memlib.exercises import history, measured, softmax_rivals

from .case import Case

CASES = [
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
            (900_000, "Right: 3600000 bits, 4 per label"),
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
            ("y", "Right: y has 24 bits for 8 labels, 3.0 per label."),
            ("x", "1 of the others"),
            ("z", "No network is called 'z' here. Take one of x, y."),
        ],
    ),
]
