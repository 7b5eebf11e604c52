"""Exercises of *A network with fewer parameters than data* and *How close to the floor?*"""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

from memlib.exercises.answers import check, text, whole


@check(text)
def word_fits(answer: str, rows: Sequence[str], labels: Sequence[int]) -> str:
    """A word as text of 0 and 1: the parity of (row AND word) is each row's label.

    >>> word_fits("10", ["11", "01"], [1, 0])
    'Right: every parity is the label.'
    >>> word_fits("01", ["11", "01"], [1, 0])
    'Row 01 gives 1, its label is 0.'
    """
    if len(answer) != len(rows[0]) or set(answer) - {"0", "1"}:
        return f"A word has {len(rows[0])} signs, each of them 0 or 1."
    for row, label in zip(rows, labels, strict=True):
        parity = (int(row, 2) & int(answer, 2)).bit_count() % 2
        if parity != label:
            return f"Row {row} gives {parity}, its label is {label}."
    return "Right: every parity is the label."


@check(whole)
def best_length(answer: int, items: int, bucket: int, bit: int) -> str:
    """The k that makes bucket · ⌈N/k⌉ + bit · k small: within 1 % of the best sum.

    >>> best_length(10, 100, 1, 1)
    'Right: 20 parameters.'
    >>> best_length(50, 100, 1, 1)
    'k = 50 costs 52; there is a k that costs 20.'
    """
    if answer < 1:
        return "A word has at least one bit."
    guess = isqrt(items * bucket // bit)
    best = min(_cost(items, bucket, bit, k) for k in range(max(1, guess // 2), 2 * guess + 3))
    cost = _cost(items, bucket, bit, answer)
    if 100 * cost <= 101 * best:
        return f"Right: {cost:,} parameters."
    return f"k = {answer} costs {cost:,}; there is a k that costs {best:,}."


def _cost(items: int, bucket: int, bit: int, k: int) -> int:
    return bucket * -(-items // k) + bit * k


@check(whole)
def floor_share(answer: int, total_bits: int, items: int) -> str:
    """How many whole percent of a network's bits the labels themselves need.

    >>> floor_share(25, 400, 100)
    'Right: 25 percent.'
    """
    right = 100 * items // total_bits
    return f"Right: {right} percent." if answer == right else "No. Labels over bits, in percent."
