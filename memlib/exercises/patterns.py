"""Exercises of the chapters on all tokens: questions of hardmax, free items, exponentials."""

from __future__ import annotations

import math

from memlib.bounds import softmax
from memlib.bounds.bits import distinct_items
from memlib.bounds.shapes import Shape
from memlib.exercises.answers import check, whole


@check(whole)
def questions(answer: int, sequences: int, length: int, heads: int) -> str:
    """How many comparisons of scores can differ from 0: two different keys, each query, each head.

    >>> questions(54, sequences=1, length=3, heads=2)
    '54 are the differences that the paper counts, n³HN. Which of them are always 0?'
    """
    heads_and_sequences = heads * sequences
    right = length * length * (length - 1) * heads_and_sequences
    if answer == right:
        return f"Right: {right} differences of scores of two different keys."
    if answer == length**3 * heads_and_sequences:
        return (
            f"{answer} are the differences that the paper counts, n³HN. Which of them are always 0?"
        )
    if 2 * answer == right:
        return (
            f"{answer} pairs of keys. The proof takes both orders: then the two signs "
            "of one pair also tell a tie."
        )
    return f"Not {answer}: count queries, then ordered pairs of two different keys, then heads."


@check(whole)
def free_labels(answer: int, words: list[str]) -> str:
    """How many labels one can choose freely: distinct pairs of a letter and its word's multiset.

    >>> free_labels(9, ["abc", "cab", "abb"])
    '9 is the number of all letters. Some are the same letter in the same multiset.'
    """
    right = distinct_items("seq-to-seq", words)
    if answer == right:
        return f"Right: {right} free labels, of {sum(map(len, words))} letters."
    if answer == sum(map(len, words)):
        return (
            f"{answer} is the number of all letters. Some are the same letter in the same multiset."
        )
    side = "more" if answer < right else "fewer"
    return f"Not {answer}: there are {side}. Write each letter with its word in alphabetical order."


@check(whole)
def exponentials(answer: int, length: int, depth: int, heads: int) -> str:
    """How many exponentials one token's output takes: all queries before the last block, then one.

    >>> exponentials(150, length=5, depth=3, heads=2)
    '150 serves every token in the last block too. Only one output is asked for.'
    """
    right = softmax.exponentials(Shape(depth=depth, heads=heads), length)
    if answer == right:
        return f"Right: {right} exponentials."
    if answer == heads * depth * length**2:
        return f"{answer} serves every token in the last block too. Only one output is asked for."
    if answer == heads * depth * length:
        return f"{answer} is one query a block, but later keys need all tokens of earlier blocks."
    return f"Not {answer}: count scores per head, first in the last block, then before it."


@check(whole)
def first_win(answer: int, labels: int, parameters: int) -> str:
    """The first power of two N at which parameters·√(N / labels) is smaller than 2N.

    >>> first_win(2, labels=4, parameters=8)
    'Not 2: there the root still gives 5.7, and 2N is 4.'
    """

    def size(count: int) -> float:
        return parameters * math.sqrt(count / labels)

    if answer < 1 or answer & (answer - 1):
        return f"{answer} is no power of two."
    if size(answer) >= 2 * answer:
        return (
            f"Not {answer:,}: there the root still gives {size(answer):,.1f}, "
            f"and 2N is {2 * answer:,}."
        )
    if answer > 1 and size(answer // 2) < answer:
        return f"At {answer:,} the root wins, but it wins before."
    return f"Right: at N = {answer:,} the root gives {size(answer):,.1f}, and 2N is {2 * answer:,}."
