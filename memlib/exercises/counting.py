"""Exercises of the counting chapters: bits, sign patterns, why √N is optimal."""

from __future__ import annotations

from fractions import Fraction

from memlib.bounds import next_token
from memlib.bounds.arrangement import cells
from memlib.bounds.logarithms import least_integer, log2_binomial
from memlib.bounds.shapes import Shape
from memlib.exercises.answers import check, number, several, whole


@check(whole)
def fewest_nonzero(answer: int, items: int, places: int, bits: int) -> str:
    """The fewest nonzero parameters when their places may depend on the labels (two classes).

    >>> fewest_nonzero(9, items=100, places=200, bits=8)
    'Not 9: 9 numbers of 8 bits and their places hold 122.1 bits, so do fewer.'
    """

    def held(count: int) -> float:
        return log2_binomial(places, count) + count * bits

    least = least_integer(lambda count: held(min(count, places // 2)) >= items)
    if answer == least:
        return f"Right: {least} numbers and their places hold {held(least):.1f} bits."
    if answer == -(-items // bits):
        return f"{answer} is for a fixed pattern; here the choice of the places carries bits too."
    if not 0 <= answer <= places:
        return f"There are {places} places: the answer lies between 0 and {places}."
    if answer < least:
        return f"Not {answer}: that holds {held(answer):.1f} bits, and {items} are needed."
    return (
        f"Not {answer}: {answer} numbers of {bits} bits and their places hold "
        f"{held(answer):.1f} bits, so do fewer."
    )


@check(whole)
def share_bits(answer: int, items: int, bits: int, surprise: int) -> str:
    """The fewest parameters of so many bits with which one labeling in 2^surprise can be fitted.

    >>> share_bits(12, items=100, bits=8, surprise=10)
    'Right: 12 × 8 = 96 bits, 90 are needed.'
    """
    needed = items - surprise
    if answer == -(-needed // bits):
        return f"Right: {answer} × {bits} = {answer * bits} bits, {needed} are needed."
    if answer == -(-items // bits):
        return f"{answer} is for all labelings; here one in 2^{surprise} is enough."
    return f"Not {answer}: {answer} × {bits} = {answer * bits} bits, {needed} are needed."


@check(several(number, "a list of numbers"))
def fewer_cells(answer: list[Fraction]) -> str:
    """Four different points where 1 + θ₁x + θ₂x² > 0 reaches fewer labelings than usual.

    >>> fewer_cells([1, 2, 3, 4])
    'These four points have 11 cells, as many as four lines can make. Which line could go missing?'
    """
    points = list(answer)
    if len(points) != 4 or len(set(points)) != 4:
        return f"Give four different numbers, not {points}."
    found = len(cells([(x, x * x, 1) for x in points], inside=[(0, 0, 1)]))
    most = most_cells_of(4)
    if found == most:
        return (
            f"These four points have {found} cells, as many as four lines can make. "
            "Which line could go missing?"
        )
    return f"Right: {found} cells in place of {most}."


def most_cells_of(lines: int) -> int:
    """1 + M + M(M − 1)/2, the most cells of M lines in the plane.

    >>> [most_cells_of(count) for count in range(5)]
    [1, 2, 4, 7, 11]
    """
    return 1 + lines + lines * (lines - 1) // 2


@check(whole)
def most_cells(answer: int, lines: int) -> str:
    """The most cells into which so many lines cut the plane.

    >>> most_cells(128, 7)
    '128 is the number of all labelings; 7 lines make fewer cells.'
    """
    right = most_cells_of(lines)
    if answer == right:
        return f"Right: {lines} lines make at most {right} cells."
    if answer == 2**lines:
        return f"{answer} is the number of all labelings; {lines} lines make fewer cells."
    less = lines - 1
    return (
        f"Not {answer}: {less} lines make at most {most_cells_of(less)} cells. How many of them "
        "can one more line cut?"
    )


@check(whole)
def operations(answer: int, shape: Shape) -> str:
    """How many steps the network on one token takes, with comparisons and the answer.

    >>> operations(12, Shape(depth=1, hidden=1))
    'Not 12, but close: the comparison with ½ and the answer are two steps.'
    """
    right = next_token.operations(shape)
    if answer == right:
        return f"Right: {right} steps, with {next_token.working_parameters(shape)} parameters."
    if answer == right - 2:
        return f"Not {answer}, but close: the comparison with ½ and the answer are two steps."
    side = "more" if answer < right else "fewer"
    return f"Not {answer}: there are {side}. Go through it line by line; each +, × and > counts."


@check(whole)
def first_ruled_out(answer: int, shape: Shape) -> str:
    """The least N for which the product over layers allows fewer than 2^N labelings.

    >>> first_ruled_out(1, Shape(depth=1, hidden=1))
    'N = 1 is not ruled out: the product allows 3.2 bits.'
    """
    if answer < 1:
        return "N is at least 1."

    def out(count: int) -> bool:
        return next_token.product_bits(shape, count) < count

    allowed = next_token.product_bits(shape, answer)
    if not out(answer):
        return f"N = {answer} is not ruled out: the product allows {allowed:.1f} bits."
    if answer > 1 and out(answer - 1):
        return f"N = {answer} is ruled out, but so is a smaller one."
    return f"Right: {answer} labels, and the product allows only {allowed:.1f} bits."
