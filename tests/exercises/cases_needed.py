"""Answers to the exercises, right and wrong, and what the checks say to them: what is necessary."""

from __future__ import annotations

from memlib.bounds.shapes import Shape
from memlib.exercises import cascade, compact, constants, counting, patterns

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
        cascade.passes_two,
        [{"a": 1, "u": 2, "v": 2, "x": 0}],
        {},
        [
            ({"u", "v"}, "Right"),
            (["v", "u"], "Right"),
            ({"u"}, "1 more"),
            ({"a", "u"}, "Not a"),
            ({"q"}, "no such key"),
        ],
    ),
    Case(
        cascade.all_slots,
        [64],
        {},
        [(3840, "Right: 60"), (256, "4 levels"), (0, "4 levels")],
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
]
