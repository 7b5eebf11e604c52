"""Lemma B.2 as printed, to see where it holds and where it does not; nothing is built on it.

The printed proof takes a unit vector v that keeps the multisets apart (eq. 20), rounds it to
integers h, which separate the sums (eqs. 21 to 26), and in its last line adds one constant to all
of them, f := h + constant, to make them positive. The constant moves the sum of a multiset by
constant · (its size). Multisets of one size all move alike. Others do not, and their sums can meet.

Everything here is exact. Directions are given by integer vectors g, with v = g/‖g‖; √π stands
between bounds of 40 digits that are checked to give the same integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import isqrt
from typing import Final

from memlib.constructions.lemmas.distinguish import Multiset
from memlib.errors import MemlibError

_PI_BELOW: Final = Fraction(31415926535897932384626433832795028841971, 10**40)
_PI_ABOVE: Final = _PI_BELOW + Fraction(1, 10**40)


@dataclass(frozen=True)
class PrintedScores:
    """What the proof of Lemma B.2 makes of one direction.

    Attributes:
        tokens: S, in the order of the direction's entries.
        direction: g; the proof's v is g/‖g‖.
        allowed: whether v keeps the multisets apart as eq. (20) asks.
        rounded: h(x) = ⌈N²|S|√π v_x⌉.
        shift: the constant ⌊2N²|S|√π⌋.
        sums_before: Σ m(x) h(x), a multiset each: distinct whenever v is allowed.
        sums_after: Σ m(x) f(x) with f = h + shift.
    """

    tokens: tuple[int, ...]
    direction: tuple[int, ...]
    allowed: bool
    rounded: tuple[int, ...]
    shift: int
    sums_before: tuple[int, ...]
    sums_after: tuple[int, ...]

    @property
    def scores(self) -> tuple[int, ...]:
        """f = h + shift."""
        return tuple(h + self.shift for h in self.rounded)

    @property
    def collides(self) -> bool:
        """Whether two multisets have equal sums after the shift."""
        return len(set(self.sums_after)) < len(self.sums_after)


def printed_scores(
    multisets: Sequence[Multiset], tokens: Sequence[int], direction: Sequence[int]
) -> PrintedScores:
    """Follow the printed proof for N multisets and one direction.

    Args:
        multisets: N distinct multisets over ``tokens``; other tokens are ignored.
        tokens: S.
        direction: |S| integers, not all 0.

    Raises:
        MemlibError: the direction is zero or has another length than S.

    Source: Lemma B.2, eqs. (17) to (27), pages 16 to 18 (with |S| for N in the definition of v̄).

    Example:
        >>> told = printed_scores([{0: 2}, {1: 1}], (0, 1), (-1, 0))
        >>> told.allowed, told.rounded, told.shift, told.sums_before, told.sums_after
        (True, (-14, 0), 28, (-28, 0), (28, 28))
    """
    length = sum(g * g for g in direction)
    if len(direction) != len(tokens) or length == 0:
        raise MemlibError(
            f"the direction {tuple(direction)} does not fit {len(tokens)} tokens",
            operation="printed scores",
            mend="give one integer a token, not all 0",
        )
    count, size = len(multisets), len(tokens)
    vectors = [[m.get(x, 0) for x in tokens] for m in multisets]
    scale = Fraction((count**2 * size) ** 2, length)  # of g², before the root
    rounded = tuple(_signed_ceil(g, scale) for g in direction)
    shift = _floor_root_pi(Fraction((2 * count**2 * size) ** 2))
    before = tuple(_inner(rounded, vector) for vector in vectors)
    after = tuple(
        total + shift * sum(vector) for total, vector in zip(before, vectors, strict=True)
    )
    allowed = _keeps_apart(vectors, direction)
    return PrintedScores(tuple(tokens), tuple(direction), allowed, rounded, shift, before, after)


def _keeps_apart(vectors: Sequence[Sequence[int]], direction: Sequence[int]) -> bool:
    """eq. (20): (v·Δ)² ≥ 8‖Δ‖²/(π|S|N⁴) for all differences Δ; the other half is Cauchy's."""
    count, size = len(vectors), len(direction)
    length = sum(g * g for g in direction)
    for one, other in combinations(vectors, 2):
        delta = [a - b for a, b in zip(one, other, strict=True)]
        norm = sum(x * x for x in delta)
        if norm == 0:
            raise MemlibError("two multisets agree on all tokens", operation="printed scores")
        left = _inner(direction, delta) ** 2 * size * count**4  # times π, all in integers
        if left * _PI_BELOW.numerator < 8 * norm * length * _PI_BELOW.denominator:
            return False
    return True


def _inner(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _signed_ceil(g: int, scale: Fraction) -> int:
    """⌈g√(scale · π)⌉; the root is irrational, so there is no tie."""
    whole = _floor_root_pi(g * g * scale)
    return whole + 1 if g > 0 else -whole


def _floor_root_pi(square: Fraction) -> int:
    """⌊√(square · π)⌋."""
    low, high = (isqrt((square * pi).__floor__()) for pi in (_PI_BELOW, _PI_ABOVE))
    if low != high:
        raise MemlibError("40 digits of π are too few here", operation="printed scores")
    return low
