"""Exercises of *Softmax, certified by intervals*."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from math import prod

from memlib.exercises.answers import check, several, text, whole


@check(whole)
def precision(answer: int, widest: Fraction, bits: int) -> str:
    """The least precision at which an enclosure is narrower than ½, if each bit halves it.

    >>> precision(10, Fraction(1, 8), 10)
    'Not yet: with 10 bits it is 1/8 wide, and fewer bits do.'
    """

    if not 0 < answer < 100 * bits:
        return f"Not {answer}: try between 1 and {100 * bits} bits."

    def width(at: int) -> Fraction:
        return widest * Fraction(2) ** (bits - at)

    least = bits
    while 2 * width(least) >= 1:
        least += 1
    while 2 * width(least - 1) < 1:
        least -= 1
    if answer == least:
        return f"Right: with {least} bits it is narrower than ½, with {least - 1} it is not."
    if answer < least:
        return f"Not yet: with {answer} bits it is {_short(width(answer))} wide."
    return f"Not yet: with {answer} bits it is {_short(width(answer))} wide, and fewer bits do."


def _short(x: Fraction) -> str:
    if x >= 10**6:
        return "more than a million"
    return str(x) if x.denominator <= 10**6 else "less than a millionth"


@check(several(whole, "a list of whole numbers"))
def flat_minor(answer: list[int], powers: tuple[int, ...], shown: Sequence[int]) -> str:
    """Distinct nonzero numbers for which det[b_j^k] over the powers k is 0, not those shown.

    >>> flat_minor([1, 2, 3], (0, 1, 3), [1, 2, -3])
    'Not yet: the minor of 1, 2, 3 is 12.'
    """
    b = list(answer)
    if len(b) != len(powers):
        return f"Give {len(powers)} numbers, not {len(b)}."
    if len(set(b)) < len(b) or 0 in b:
        return "They must be distinct, and none of them 0."
    listed = ", ".join(map(str, b))
    scale = Fraction(b[0], shown[0])
    if sorted(b) == sorted(scale * x for x in shown) or sorted(b) == sorted(shown):
        return "Those are the numbers of the text, or multiples of them: find others."
    minor = 0
    for order in permutations(range(len(b))):
        turns = sum(order[i] > order[j] for i in range(len(b)) for j in range(i + 1, len(b)))
        minor += (-1) ** turns * prod(b[j] ** powers[i] for i, j in enumerate(order))
    if minor:
        return f"Not yet: the minor of {listed} is {minor}."
    return f"Right: the minor of {listed} is 0, so the three columns are dependent for all weights."


@check(whole)
def heads(answer: int, examples: int, n: int) -> str:
    """The least H with H(n − 1) + 1 ≥ N.

    >>> heads(13, 100, 8)
    'Not yet: 13 heads of this kind take 92 examples.'
    """
    least = -((1 - examples) // (n - 1))
    if answer == least:
        return f"Right: {least} heads take {least * (n - 1) + 1} examples."
    if answer < least:
        return f"Not yet: {answer} heads of this kind take {max(answer, 0) * (n - 1) + 1} examples."
    return f"{answer} heads are enough, but so are fewer."


@check(text)
def larger(answer: str, sets: dict[str, Sequence[int]]) -> str:
    """Which of the sets has the largest Boltzmann value, if its numbers are far apart.

    >>> larger("a", {"a": [9, 5, 1], "b": [9, 4, 3]})
    'Not yet: after the 9 that both have, the next number of a is the larger one.'
    """
    if answer not in sets:
        return f"Give one of {', '.join(sets)}."
    falling = {name: sorted(numbers, reverse=True) for name, numbers in sets.items()}
    # The largest first number wins; after it, what is added pulls down, and less so if it is low.
    right = max(falling, key=lambda name: (falling[name][0], [-x for x in falling[name][1:]]))
    if answer == right:
        return f"Right: {right}."
    mine, best = falling[answer], falling[right]
    place = next(k for k, (x, y) in enumerate(zip(mine, best, strict=True)) if x != y)
    if place == 0:
        return f"Not yet: the largest number of {answer} is {mine[0]}, and {best[0]} is larger."
    both = " and ".join(map(str, mine[:place]))
    return (
        f"Not yet: after the {both} that both have, the next number of {answer} is the larger one."
    )
