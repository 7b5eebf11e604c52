"""The search for one line: what it answers is right, and both searches answer the same."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from random import Random

import pytest

from memlib.constructions.line.starts import Starts
from memlib.constructions.line.words import AHEAD, PLACES, Question, masks, search


def drawn(rng: Random, long: bool = False) -> Question:
    """A question of a random shape: digits with gaps, wide and narrow buckets.

    Args:
        long: many digits side by side, so that bits are tested again some digits later.
    """
    if long:
        digits = list(accumulate(rng.choice((1, 1, 2, 3)) for _ in range(rng.randint(5, 9))))
    else:
        digits = sorted(rng.sample(range(1, 8), rng.randint(1, 3)))
    width = rng.randint(1, 10 ** rng.randint(1, 9))
    asked = sorted(
        (rng.choice(digits), rng.randint(0, width), rng.randint(0, 1))
        for _ in range(rng.randint(1, 2 * len(digits) if long else 12))
    )
    begins = [sum(digit < d for digit, _, _ in asked) for d in digits] + [len(asked)]
    scale = width.bit_length()
    one = 1 << digits[0] + AHEAD + scale
    gap = rng.randint(1, width)
    value, slope = rng.randint(-one // 4, one), rng.randint(-one // width, one // width)
    starts = Starts(
        rng.random() < 0.2, value, value - slope * gap, gap, width, one, scale
    )  # fmt: skip
    beams = [rng.choice((5, 15, 30)) for _ in digits]
    return Question(
        digits, begins, [delta for delta, _, _ in asked], [bit for _, _, bit in asked],
        scale, starts, beams, 4, rng.randint(1, 2**40),
    )  # fmt: skip


def test_answers_are_lines_that_give_every_bit() -> None:
    rng, answered = Random(1), 0
    for _ in range(25):
        question = drawn(rng)
        for p, s in search(question):
            answered += 1
            for number, digit in enumerate(question.digits):
                for i in range(question.begins[number], question.begins[number + 1]):
                    value = Fraction(p) + Fraction(s * question.deltas[i], 1 << question.scale)
                    turn = value / (1 << question.level) * Fraction(2) ** (digit - 1) % 1
                    inside = Fraction(1, 4) <= turn < Fraction(3, 4)
                    assert inside == bool(question.bits[i])
    assert answered > 20


def test_the_search_in_machine_words_answers_the_same() -> None:
    pytest.importorskip("numba")
    from memlib.fast import words

    rng = Random(2)
    answers = [(search(question), words.search(question)) for question in map(drawn, [rng] * 80)]
    assert all(slow == quick for slow, quick in answers)
    assert sum(bool(slow) for slow, _ in answers) > 10


def test_bits_that_are_not_in_doubt_need_no_test() -> None:
    """In machine words a box is asked once which bits of earlier digits its pieces may lose."""
    pytest.importorskip("numba")
    from memlib.fast import words

    rng = Random(3)
    answers = [
        (search(question), words.search(question))
        for question in (drawn(rng, long=True) for _ in range(90))
    ]
    assert all(slow == quick for slow, quick in answers)
    assert sum(bool(slow) for slow, _ in answers) > 10


def test_masks_by_definition() -> None:
    """A place is allowed just where some point of the covered interval gives the bit."""
    for bit in (0, 1):
        for place in range(PLACES):
            for r in range(PLACES):
                points = [Fraction(2 * (r + place) + k, 2 * PLACES) % 1 for k in range(1, 4)]
                seen = {Fraction(1, 4) <= x < Fraction(3, 4) for x in points}
                assert (masks()[bit][place][0] >> r & 1) == (bool(bit) in seen)
