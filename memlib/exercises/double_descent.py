"""Exercises of *The peak at the threshold*."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from memlib.exercises.answers import check, number, several, whole


@check(whole)
def trained_weights(answer: int, items: int, classes: int) -> str:
    """How many weights the labels decide at the threshold, all outputs together.

    >>> trained_weights(400, 400, 10)
    'Not 400: those are the weights of one output, and there are 10.'
    """
    right = items * classes
    if answer == right:
        return f"Right: {items:,} weights for each of {classes} outputs."
    if answer == items:
        return f"Not {answer}: those are the weights of one output, and there are {classes}."
    return f"Not {answer}. How many equations has one output, how many outputs are there?"


@check(whole)
def features_needed(answer: int, items: int, dead: Fraction) -> str:
    """How many features give as many live ones as items, if this share is 0 on all items.

    >>> features_needed(480, 400, Fraction(1, 5))
    'Not 480: of 480 features only 384 are alive, and 400 are needed.'
    """
    alive = answer * (1 - dead)
    if alive < items:
        few = f"of {answer} features only {int(alive)} are alive"
        return f"Not {answer}: {few}, and {items} are needed."
    if (answer - 1) * (1 - dead) >= items:
        return f"Not {answer}: fewer are enough."
    return f"Right: {answer} features, {items} of them alive."


@check(several(number, "a list of numbers"))
def shortest(answer: list[Fraction], row: Sequence[Fraction | int], value: int) -> str:
    """The solution of one equation ⟨row, w⟩ = value with the smallest norm.

    >>> shortest([5, 0], [3, 4], 25)
    'No solution: 3·5 + 4·0 = 15, not 25.'
    >>> shortest([3, 4], [3, 4], 25)
    'Right: the squared norm is 25.'
    """
    if len(answer) != len(row):
        return f"Give {len(row)} numbers."
    reached = sum((Fraction(a) * b for a, b in zip(answer, row, strict=True)), Fraction(0))
    if reached != value:
        told = " + ".join(f"{b}·{a}" for a, b in zip(answer, row, strict=True))
        return f"No solution: {told} = {reached}, not {value}."
    norm = sum((Fraction(a) ** 2 for a in answer), Fraction(0))
    least = Fraction(value**2) / sum((Fraction(b) ** 2 for b in row), Fraction(0))
    if norm > least:
        return f"A solution, but not the shortest: {norm} is its squared norm, {least} is possible."
    return f"Right: the squared norm is {norm}."
