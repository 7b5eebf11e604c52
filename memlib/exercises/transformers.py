"""Exercises of *Transformers as the paper writes them*."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from memlib.exact import Network, evaluate
from memlib.exact.layers import FeedForward, HardAttention, Head
from memlib.exercises.answers import check, made_by

#: More hidden units, or a larger head, are not evaluated.
MOST: Final = 100

VALUES: Final = tuple(Fraction(k, 2) for k in range(-6, 7))

#: First coordinates of the tokens of a sequence; the second one is 1. Ties and signs included.
SEQUENCES: Final = ((1, 5, 2), (-3, -1), (4,), (2, 2, 0), (0, 0), (Fraction(1, 2), Fraction(1, 3)))


@check(made_by(FeedForward, "a FeedForward(…)"))
def absolute_value(answer: FeedForward) -> str:
    """A block of eq. (3) with one row that computes |z|.

    >>> absolute_value(FeedForward(1, 1, {(0, 0): 1}, {}, {(0, 0): 1}, {}))
    'Not yet: at z = 1/2 the block gives 1, not 1/2.'
    """
    if answer.m != 1:
        return f"The block should have one row (m = 1); yours has {answer.m}."
    if answer.q > MOST:
        return f"A block with at most {MOST} hidden units is enough; yours has {answer.q:,}."
    for z in sorted(VALUES, key=lambda z: (abs(z), z < 0)):
        ((given,),) = evaluate(Network((answer,)), [[z]])
        if given != abs(z):
            return f"Not yet: at z = {z} the block gives {given}, not {abs(z)}."
    return f"Right at all {len(VALUES)} values tried, with {answer.q} hidden units."


@check(made_by(Head, "a Head(…)"))
def add_largest(answer: Head) -> str:
    """A head on tokens (v, 1) after which every token is (v + the largest v, 1).

    >>> add_largest(Head(1, 2, {}, {}, {(0, 0): 1}, {(0, 0): 1}))
    'Not yet: tokens 1, 5, 2 become 11/3, 23/3, 14/3, not 6, 10, 7.'
    """
    if answer.m != 2:
        return f"The head should read two rows (m = 2); yours reads {answer.m}."
    if answer.s > MOST:
        return f"A head of size at most {MOST} is enough; yours has {answer.s:,}."
    for values in SEQUENCES:
        after = evaluate(Network((HardAttention((answer,)),)), [[v, 1] for v in values])
        before = f"tokens {', '.join(map(str, values))} become"
        given, ones = ([column[i] for column in after] for i in (0, 1))
        wanted = [v + max(values) for v in values]
        if given != wanted:
            return (
                f"Not yet: {before} {', '.join(map(str, given))}, "
                f"not {', '.join(map(str, wanted))}."
            )
        if any(one != 1 for one in ones):
            return f"The first row is right, but the second became {', '.join(map(str, ones))}."
    return f"Right on all {len(SEQUENCES)} sequences tried, ties and negative numbers included."
