"""Exercises of *How many bits does a weight need?*."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from memlib.exercises.answers import check, several, whole
from memlib.numbers import significand


@check(several(whole, "a list of whole numbers"))
def needs(answer: list[int], numbers: Sequence[Fraction | int]) -> str:
    """How many bits of significand each number needs.

    >>> needs([3, 3], [Fraction(5, 16), 48])
    '48 does not need 3 bits. Divide by 2 until it is odd, then write it in binary.'
    """
    if len(answer) != len(numbers):
        return f"There are {len(numbers)} numbers."
    for given, x in zip(answer, numbers, strict=True):
        if given != significand(x):
            return (
                f"{x} does not need {given} bits. "
                "Divide by 2 until it is odd, then write it in binary."
            )
    return "Right: " + ", ".join(map(str, answer)) + "."


@check(whole)
def smallest_lost(answer: int, held: int) -> str:
    """The smallest positive integer that a format with that many bits does not hold.

    >>> smallest_lost(9, 3), smallest_lost(10, 3)
    ('Right: 9 needs 4 bits.', 'Not 10: the format holds it.')
    """
    if answer < 1:
        return "A positive integer, please."
    least = 2**held + 1
    if answer == least:
        return f"Right: {least} needs {significand(least)} bits."
    if significand(answer) <= held:
        return f"Not {answer}: the format holds it."
    return f"{answer} is not held, but a smaller one is not held either."


@check(whole)
def keys_a_word(answer: int, held: int, key_bits: int) -> str:
    """How many keys of so many bits fit into one word of a format, and so what a bucket can hold.

    >>> keys_a_word(2, 53, 25)
    'Right: 2 keys of 25 bits are 50 bits, and 53 are held.'
    """
    right = held // key_bits
    if answer != right:
        return f"Not {answer}: that would be {answer * key_bits} bits; {held} are held."
    if not right:
        return f"Right: not one. A key has {key_bits} bits, and {held} are held."
    return (
        f"Right: {right} keys of {key_bits} bits are {right * key_bits} bits, and {held} are held."
    )
