"""Exercises of *Memorizing vectors*."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from memlib.constructions.lemmas.bit_extraction import pack
from memlib.exercises.answers import check, pair, text, whole


@check(whole)
def best_bucket(answer: int, points: int, bucket: int, slot: int) -> str:
    """The whole k for which bucket · N/k + slot · k is least.

    >>> best_bucket(5, 100, 1, 1)
    'Not yet: k = 5 costs 25 weights, 20 of them for buckets and 5 for slots.'
    """
    if not 1 <= answer <= points:
        return f"A bucket holds from 1 to {points:,} points."

    def cost(k: int) -> Fraction:
        return Fraction(bucket * points, k) + slot * k

    root = isqrt(bucket * points // slot)
    best = min((k for k in (root, root + 1) if 1 <= k <= points), key=cost)
    paid = f"k = {answer} costs {round(cost(answer)):,} weights"
    if cost(answer) == cost(best):
        return f"Right: {paid}."
    if answer == isqrt(slot * points // bucket):
        return f"Not {answer}: which of the two prices belongs below the fraction line?"
    slots = slot * answer
    buckets = round(cost(answer) - slots)
    return f"Not yet: {paid}, {buckets:,} of them for buckets and {slots:,} for slots."


@check(whole)
def key_word(answer: int, keys: Sequence[int], bits: int) -> str:
    """The integer that holds the keys side by side, the first in front.

    >>> key_word(0b1001_0101, [5, 9], 4)
    'Not 149: that has the keys in the opposite order.'
    """
    right = pack(keys, bits, len(keys))
    if answer == right:
        return f"Right: {answer} is {answer:0{bits * len(keys)}b} in binary."
    if answer == pack([*reversed(keys)], bits, len(keys)):
        return f"Not {answer}: that has the keys in the opposite order."
    if answer < 0 or answer.bit_length() > bits * len(keys):
        return f"Not {answer}: the word has {bits * len(keys)} bits."
    slots = [answer >> bits * (len(keys) - 1 - i) & (2**bits - 1) for i in range(len(keys))]
    return f"Not {answer}: its slots hold {', '.join(map(str, slots))}."


@check(pair(text, text, "two words in quotes, in brackets"))
def only_order(answer: tuple[str, str], shown: tuple[str, str]) -> str:
    """Two words with the same letters and the same last one, in another order.

    >>> only_order(("abc", "cab"), ("abc", "bac"))
    'Not yet: abc ends in c and cab in b, so a transformer may label them differently.'
    """
    one, other = answer
    if set(answer) == set(shown):
        return "Those are the words of the text: find others."
    if one == other:
        return f"{one} is one word: no network gives it two labels."
    if len(one) != len(other):
        return f"{one} and {other} have different lengths: flattened networks read one length."
    if strange := sorted(set(one + other) - set("abc")):
        return f"{strange[0]!r} is not one of a, b, c."
    if sorted(one) != sorted(other):
        return f"Not yet: {one} and {other} have different letters, so different multisets."
    if one[-1] != other[-1]:
        return (
            f"Not yet: {one} ends in {one[-1]} and {other} in {other[-1]}, so a transformer may "
            "label them differently."
        )
    return f"Right: {one} and {other} are one item for the transformer and two vectors."
