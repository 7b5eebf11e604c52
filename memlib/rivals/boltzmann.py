"""The Boltzmann operator tells sets of numbers apart, if the numbers themselves are far apart.

boltz(a) = Σ_i a_i e^{a_i} / Σ_i e^{a_i} is what softmax attention computes when scores and values
are the same n numbers.

**Lemma** (Kajitsuka and Sato 2023; proof ours). Let a and b be falling lists of n numbers. Within
and across the two, unequal numbers are more than δ ≥ 2 ln n + 3 apart. Let them first differ at
place k, with a_k > b_k. Then boltz(a) > boltz(b) + 1 if k = 1, and otherwise boltz(a) is *smaller*,
by at least e^{−(a_1 − a_k)} / 2.

* The function g e^{−g} falls for g ≥ 1, and e^{−δ} ≤ e⁻³/n². So all numbers below the largest move
  boltz by at most n δ e^{−δ} < 1: for k = 1, boltz(b) ≤ b_1 < a_1 − δ and boltz(a) ≥ a_1 − 1.
* For k > 1 let C = Σ_{i<k} e^{a_i} and μ the mean of the common numbers under those weights. Then
  μ − boltz(a) = Σ_{i≥k} (μ − a_i) e^{a_i} / Σ e^{a_i}. With h = μ − a_k ≥ δ − 1 the numerator is at
  least h e^{a_k}; for b it is at most n (h + δ) e^{a_k − δ}, less than h e^{a_k} / 6. The
  denominators lie between C and C (1 + e⁻³), and C ≤ e^{a_1} (1 + e⁻³).

A number of the list that is low hardly counts: two sets that differ only there are exponentially
close. :func:`closeness` says how close, as the exponent a_1 − a_k, and :func:`best_line` looks for
a projection of the tokens in which no two sets are too close.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Final

from memlib.errors import MemlibError

#: Directions that are drawn from every cube.
DRAWS: Final = 12


@dataclass(frozen=True)
class Item:
    """What a next-token label depends on, in integers.

    Attributes:
        last: the number of the last token.
        tokens: the numbers of all tokens, the last among them.
    """

    last: int
    tokens: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """A projection of the tokens to distinct integers, and the scale of the scores.

    Attributes:
        direction: d integers; a token x is the number direction · x.
        numbers: of every token.
        scale: c; the last token q scores the token x with c · number(q) · number(x).
        exponent: a bound on how close two items with one last token come: e^{−exponent} / 2.
    """

    direction: tuple[int, ...]
    numbers: tuple[int, ...]
    scale: Fraction
    exponent: Fraction


def separation(n: int) -> Fraction:
    """δ, a little more than 2 ln n + 3.

    >>> separation(1), separation(8)
    (Fraction(25, 8), Fraction(293, 40))
    """
    doublings = (n - 1).bit_length()  # n ≤ 2**doublings, and ln 2 < 7/10
    return Fraction(25, 8) + Fraction(7, 5) * doublings


def best_line(tokens: Sequence[Sequence[int]], items: Sequence[Item], rng: Random) -> Line:
    """The best of some hundred drawn directions: the one with the least exponent.

    Args:
        tokens: integer vectors, all of them different.
        items: with the places of tokens in that table as their numbers.
        rng: for the directions.

    Raises:
        MemlibError: a last token is zero: its query is zero in every direction.
    """
    lasts = {item.last for item in items}
    for last in lasts:
        if not any(tokens[last]):
            raise MemlibError(
                f"token {last} is zero and a last token: its scores are all 0",
                mend="the theorem takes tokens with norms above some r_min > 0",
            )
    used = sorted({x for item in items for x in item.tokens})
    found: list[Line] = []
    side = 1
    while side <= 4 * len(used) ** 2 or not found:
        for _ in range(DRAWS):
            direction = tuple(rng.randint(-side, side) for _ in tokens[0])
            numbers = tuple(_dot(direction, token) for token in tokens)
            if len({numbers[x] for x in used}) == len(used) and all(numbers[x] for x in lasts):
                found.append(on_line(direction, numbers, items))
        side *= 2
    return min(found, key=lambda line: line.exponent)


def on_line(direction: tuple[int, ...], numbers: tuple[int, ...], items: Sequence[Item]) -> Line:
    """The scale that separates all scores of one query by δ, and the exponent that it leads to."""
    projected = [Item(numbers[i.last], tuple(numbers[x] for x in i.tokens)) for i in items]
    by_last: dict[int, list[tuple[int, ...]]] = {}
    for item in projected:
        by_last.setdefault(item.last, []).append(item.tokens)
    delta = separation(len(items[0].tokens))
    scale = max(
        delta / (abs(last) * least_gap(x for tokens in lists for x in tokens))
        for last, lists in by_last.items()
    )
    exponent = max(scale * closeness(last, lists) for last, lists in by_last.items())
    return Line(direction, numbers, scale, exponent)


def least_gap(numbers: Iterable[int]) -> int:
    """The least distance of two different numbers; 1 where there is only one.

    >>> least_gap([7, 1, 4, 7])
    3
    """
    line = sorted(set(numbers))
    return min((b - a for a, b in pairwise(line)), default=1)


def closeness(last: int, lists: Sequence[tuple[int, ...]]) -> int:
    """max |last| · (a_1 − a_k) over pairs of lists, in the order of their scores.

    >>> closeness(2, [(5, 1, 3), (5, 3, 0), (4, 3, 0)])
    8
    """
    sign = 1 if last > 0 else -1
    falling = sorted(sorted((sign * x for x in tokens), reverse=True) for tokens in lists)
    most = 0
    for a, b in pairwise(falling):  # in this order neighbors have the longest common part
        place = next((k for k, (x, y) in enumerate(zip(a, b, strict=True)) if x != y), None)
        if place:
            most = max(most, abs(last) * (a[0] - max(a[place], b[place])))
    return most


def _dot(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))
