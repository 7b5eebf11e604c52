"""Exercises of *How many bits does training use?*."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from memlib.exercises.answers import check, several, whole


@check(several(whole, "a list of whole numbers"))
def whole_numbers(answer: list[int], weights: Sequence[Fraction], levels: int) -> str:
    """The whole numbers that stand for weights in a format with −levels … levels.

    >>> tenths = [Fraction(9, 10), Fraction(-4, 10), Fraction(1, 10), Fraction(5, 10)]
    >>> whole_numbers([3, -1, 0, 2], tenths, 3)
    'Right: the scale is 3/10, and the largest error is 1/10.'
    >>> whole_numbers([9, -4, 1, 5], tenths, 3)
    'The format has no 9: only -3 to 3.'
    """
    if len(answer) != len(weights):
        return f"There are {len(weights)} weights."
    for number in answer:
        if abs(number) > levels:
            return f"The format has no {number}: only {-levels} to {levels}."
    scale = max(map(abs, weights)) / levels
    for number, weight in zip(answer, weights, strict=True):
        if abs(weight - number * scale) > scale / 2:
            return f"Not {number} for {weight}: the scale is {scale}, and {weight / scale} is far."
    worst = max(abs(w - k * scale) for k, w in zip(answer, weights, strict=True))
    return f"Right: the scale is {scale}, and the largest error is {worst}."


@check(whole)
def bits_held(answer: int, strings: int, length: int, token_bits: int, left: int) -> str:
    """The bits that a model holds of strings whose tokens it predicts with ``left`` bits each.

    Args:
        answer: the bits.
        strings, length: N and S; the first token is not predicted.
        token_bits: log₂V.
        left: the mean loss of a predicted token, in bits.

    >>> bits_held(5270, 34, 32, 7, 2)
    'Right: 31 tokens of each of 34 strings, 5 bits each: 5,270.'
    >>> bits_held(5440, 34, 32, 7, 2)
    'Almost: the first token of a string is not predicted.'
    """
    saved = token_bits - left
    if answer == strings * (length - 1) * saved:
        return (
            f"Right: {length - 1} tokens of each of {strings} strings, {saved} bits each: "
            f"{answer:,}."
        )
    if answer == strings * length * saved:
        return "Almost: the first token of a string is not predicted."
    if answer in (strings * (length - 1) * left, strings * length * left):
        return "That is what is still to be written. What has been saved?"
    if answer == strings * length * token_bits:
        return "That is what the strings hold. What does the model hold of it?"
    return "Not yet. How many bits does the model save on one token, and how many tokens are there?"


@check(whole)
def gpt_parameters(answer: int, d: int, vocabulary: int, length: int) -> str:
    """The parameters of one layer in the form of GPT-2, the table used at both ends.

    >>> gpt_parameters(80352, 32, 2048, 64)
    'Right: 65,536 in the table, 2,048 in the positions, 12,704 in the layer, 64 at the end.'
    >>> gpt_parameters(145888, 32, 2048, 64)
    'The same table reads and writes: count it once.'
    """
    table, positions, end = vocabulary * d, length * d, 2 * d
    layer = 4 * d * d + 4 * d + 8 * d * d + 5 * d + 4 * d
    right = table + positions + layer + end
    if answer == right:
        return (
            f"Right: {table:,} in the table, {positions:,} in the positions, {layer:,} in the "
            f"layer, {end:,} at the end."
        )
    slips = {
        table: "The same table reads and writes: count it once.",
        -positions: "The positions are trained too.",
        -table: "And the table?",
        -end: "There is a layer norm after the last layer.",
        -4 * d: "Each of the two parts of the layer begins with a layer norm.",
        -4 * d - end: "Layer norms have parameters: a factor and a shift for each coordinate.",
        -9 * d: "Linear maps have biases here.",
    }
    return slips.get(answer - right, f"Not {answer:,}. Count part by part, as in the text.")
