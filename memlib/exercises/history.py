"""Exercises of *A short history of memorizing* and of *Since then*."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from memlib.bounds.dichotomies import share
from memlib.exercises.answers import check, number, pair, whole

Point = tuple[int, int]


@check(number)
def chance(answer: Fraction, points: int, dimension: int) -> str:
    """The chance that one threshold unit fits N coin tosses on N points in general position.

    >>> chance(1, 6, 2)
    'Not 1: with 6 points of 3 weights a unit no longer reaches all labelings.'
    """
    right = share(points, dimension)
    if abs(Fraction(answer) - right) < Fraction(1, 10**6):
        return f"Right: {right} of all labelings."
    if not 0 <= answer <= 1:
        return "A chance lies between 0 and 1."
    if abs(Fraction(answer) - share(points, dimension, bias=False)) < Fraction(1, 10**6):
        return f"Not {answer}: that is for hyperplanes through the origin. A unit has a bias too."
    if answer == 1:
        return (
            f"Not 1: with {points} points of {dimension + 1} weights a unit no longer reaches all "
            "labelings."
        )
    return f"Not {answer}: that is too {'much' if answer > right else 'little'}."


@check(whole)
def changes(answer: int, points: Sequence[Point], labels: Sequence[int], direction: Point) -> str:
    """How many units Nilsson's idea takes when it looks at the points from a given direction.

    >>> changes(1, [(0, 0), (1, 5), (2, 1)], [1, 2, 1], (1, 0))
    'Not 1: from left to right the labels are 1, 2, 1.'
    """
    keys = [direction[0] * x + direction[1] * y for x, y in points]
    row = [label for _, label in sorted(zip(keys, labels, strict=True))]
    right = sum(a != b for a, b in pairwise(row))
    told = ", ".join(map(str, row))
    if answer == right:
        return f"Right: the labels are {told}, and they change {right} times."
    if answer == len(points) - 1:
        return f"Not {answer}: that is the promise. Two neighbors of one label need no unit."
    return f"Not {answer}: from left to right the labels are {told}."


@check(pair(whole, whole, "two whole numbers in brackets"))
def out_of_position(answer: Point, points: Sequence[Point]) -> str:
    """A new point of the plane on a line through two of the old ones.

    >>> out_of_position((5, 5), [(0, 0), (1, 1), (3, 0)])
    'Right: (5, 5) lies on the line through (0, 0) and (1, 1).'
    """
    if tuple(answer) in {tuple(p) for p in points}:
        return f"{answer} is one of the points: find a new one."
    x, y = answer
    for (a, b), (c, d) in combinations(points, 2):
        if (c - a) * (y - b) == (d - b) * (x - a):
            return f"Right: {answer} lies on the line through {(a, b)} and {(c, d)}."
    return f"Not yet: {answer} lies on no line through two of the points."


@check(whole)
def labels_that_fit(answer: int, *, parameters: int, bits: Fraction, classes: int) -> str:
    """How many labels of C classes, a power of two, parameters of so many bits each hold.

    >>> labels_that_fit(72, parameters=10, bits=Fraction(36, 10), classes=4)
    'Not 72: a label of 4 classes holds 2 bits, and there are 36 bits.'
    """
    each = classes.bit_length() - 1
    total = parameters * bits
    right = total // each
    if answer == right:
        return f"Right: {total} bits, {each} per label."
    if answer == total // classes:
        return f"Not {answer}: one of {classes} classes takes fewer than {classes} bits."
    return (
        f"Not {answer}: a label of {classes} classes holds {each} bits, and there are {total} bits."
    )


@check(whole)
def depth_for_width(answer: int, *, points: int, log_separation: int, width: int) -> str:
    """The least L with W²L² ≥ N log₂(1/δ).

    >>> depth_for_width(11, points=100, log_separation=4, width=2)
    'Not 11: 2² · 11² = 484; 400 are enough, and a smaller depth reaches them.'
    """
    needed = points * log_separation
    reached = width**2 * answer**2
    if reached < needed:
        return f"Not {answer}: {width}² · {answer}² = {reached}, and {needed} are needed."
    if width**2 * (answer - 1) ** 2 < needed:
        return f"Right: {width}² · {answer}² = {reached} ≥ {needed}."
    return (
        f"Not {answer}: {width}² · {answer}² = {reached}; {needed} are enough, and a smaller depth "
        "reaches them."
    )
