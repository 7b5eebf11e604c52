"""Answers to the exercises on what training finds, and what the checks say to them."""

from __future__ import annotations

from fractions import Fraction

from memlib.exercises import double_descent, few_bits, mixers, the_map, training

from .case import Case

CASES = [
    Case(
        the_map.first_unbuilt,
        [500],
        {},
        [
            (262, "Right"),
            (261, "525 are allowed"),
            (300, "shorter length"),
            (0, "at least one token"),
        ],
    ),
    Case(
        training.parameters,
        ["uniform", (10, 6)],
        {"m": 2, "q": 8, "blocks": 8},
        [
            (693, "Right: 693"),
            (692, "too few"),
            (700, "too many"),
        ],
    ),
    Case(
        training.runs_without_a_hit,
        [0.05],
        {},
        [
            (0, "one run"),
            (71, "still ends"),
            (72, "Right"),
            (90, "fewer runs"),
        ],
    ),
    Case(
        training.best_of,
        [0.1, 2],
        {},
        [
            (0.19, "Right"),
            (0.2, "twice"),
            (0.01, "all 2 trials"),
        ],
    ),
    Case(
        training.words_of_their_own,
        [["the cat sat", "the dog sat", "the cat"]],
        {},
        [
            ({1}, "Right: 1 of 3"),
            (set(), "text 1 (the dog sat) is missing, see dog"),
            ({0, 1}, "Not text 0"),
            ({1, 7}, "from 0 to 2"),
        ],
    ),
    Case(
        training.lowest_loss,
        [2000, 4],
        {},
        [
            (0.00277, "Right"),
            (0.001386, "both members"),
            (0.1, "one half"),
            (float("inf"), "Give a number, not inf."),
        ],
    ),
    Case(
        training.exponent,
        [(10, 3), (20, 12)],
        {},
        [
            (2.0, "Right"),
            (0.5, "a power of"),
            (1.0, "divide"),
        ],
    ),
    Case(
        training.same_size,
        [517, (16, 2)],
        {},
        [
            (0, "one hidden"),
            (15, "Right"),
            (16, "another width comes closer to 517"),
        ],
    ),
    Case(
        training.linear_enough,
        [11, 2],
        {},
        [
            (3, "7 numbers"),
            (5, "Right"),
            (6, "a smaller n"),
        ],
    ),
    Case(
        training.by_bits,
        [40, 4, 32],
        {},
        [
            (3, "Right: 3"),
            (2, "64 bits, for 40"),
        ],
    ),
    Case(
        mixers.hidden_units,
        [8, 16],
        {},
        [
            (27, "Right: 531"),
            (26, "Not 26"),
            (28, "Not 28"),
        ],
    ),
    Case(
        mixers.layers_of_pooling,
        [4],
        {},
        [
            (3, "Right"),
            (2, "not heard from all 4"),
            (4, "fewer"),
        ],
    ),
    Case(
        double_descent.trained_weights,
        [400, 10],
        {},
        [
            (4000, "Right"),
            (400, "one output"),
            (10, "How many equations"),
        ],
    ),
    Case(
        double_descent.features_needed,
        [400, Fraction(1, 5)],
        {},
        [
            (500, "Right"),
            (499, "only 399 are alive"),
            (501, "fewer are enough"),
        ],
    ),
    Case(
        double_descent.shortest,
        [[3, 4], 25],
        {},
        [
            ([3], "Give 2 numbers"),
            ([1, 1], "No solution: 3·1 + 4·1 = 7"),
            ([Fraction(25, 3), 0], "not the shortest"),
            ([3, 4], "Right"),
        ],
    ),
    Case(
        few_bits.whole_numbers,
        [[Fraction(9, 10), Fraction(-4, 10), Fraction(1, 10), Fraction(5, 10)], 3],
        {},
        [
            ([3, -1, 0, 2], "Right: the scale is 3/10"),
            ([3, -1, 0], "4 weights"),
            ([4, -2, 0, 2], "no 4: only -3 to 3"),
            ([3, 1, 0, 2], "Not 1 for -2/5"),
            ([3, -1, 1, 2], "Not 1 for 1/10"),
        ],
    ),
    Case(
        few_bits.bits_held,
        [34, 32, 7, 2],
        {},
        [
            (34 * 31 * 5, "Right"),
            (34 * 32 * 5, "first token"),
            (34 * 31 * 2, "still to be written"),
            (34 * 32 * 7, "what the strings hold"),
            (7, "Not yet"),
        ],
    ),
    Case(
        few_bits.gpt_parameters,
        [32, 2048, 64],
        {},
        [
            (80352, "Right"),
            (80352 + 65536, "count it once"),
            (80352 - 2048, "positions are trained"),
            (80352 - 64, "after the last layer"),
            (80352 - 288, "biases"),
            (80352 - 192, "a factor and a shift"),
            (80351, "part by part"),
        ],
    ),
]
