"""How large the tokens are and how far they lie apart: r and δ of Assumption 4.1, exactly.

Lengths of rational vectors are square roots, so both come as exact squares: r² is the largest
squared norm and δ² the smallest squared distance over all tokens of the table.
All arithmetic is on integers, over one common denominator; only where that denominator would fill
the memory, on fractions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from operator import mul
from typing import Final

from memlib.data.checks import shown
from memlib.data.closest_pair import Point, closest_pair
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError

_COMMON_BITS: Final = 1 << 28  # 32 MB of integers: above, stay with fractions


def squared_radius(ds: Dataset) -> Fraction:
    """r²: the largest squared Euclidean norm of a token.

    >>> squared_radius(Dataset.next_token([[1, 2], [0, -3]], [[0]], [0]))
    Fraction(9, 1)
    """
    points, unit = _on_one_denominator(ds.tokens)
    return Fraction(max(sum(map(mul, p, p)) for p in points)) / (unit * unit)


def squared_separation(ds: Dataset) -> Fraction | None:
    """δ²: the smallest squared distance of two tokens; None when there is only one token.

    >>> squared_separation(Dataset.next_token([[0, 0], [3, 4], [9, 9]], [[0]], [0]))
    Fraction(25, 1)
    """
    points, unit = _on_one_denominator(ds.tokens)
    if len(points) == 1:
        return None
    return Fraction(closest_pair(points)) / (unit * unit)


def is_separated(ds: Dataset, r: Fraction | int, delta: Fraction | int) -> bool:
    """Whether the tokens are token-wise (r, δ)-separated (Assumption 4.1).

    That is: every token has Euclidean norm at most r, and any two tokens lie at least δ apart.

    Raises:
        MemlibError: r is negative, δ is not positive, or one of them is no exact number.

    >>> ds = Dataset.next_token([[1, 2], [0, -3]], [[0]], [0])
    >>> is_separated(ds, 3, 5), is_separated(ds, 3, Fraction(51, 10))
    (True, False)
    """
    for name, value, good in (("r", r, r >= 0), ("delta", delta, delta > 0)):
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)) or not good:
            raise MemlibError(
                f"{shown(value)} is no such length",
                place=name,
                mend="give an exact r >= 0 and an exact delta > 0",
            )
    apart = squared_separation(ds)
    return squared_radius(ds) <= r * r and (apart is None or apart >= delta * delta)


def _on_one_denominator(tokens: Sequence[tuple[Fraction, ...]]) -> tuple[Sequence[Point], int]:
    """The tokens times one integer, and that integer; (tokens, 1) where it would be huge."""
    unit = 1
    entries = len(tokens) * len(tokens[0])
    for denominator in {x.denominator for token in tokens for x in token}:
        unit = math.lcm(unit, denominator)
        if unit.bit_length() * entries > _COMMON_BITS:
            return tokens, 1
    if unit == 1:
        return [tuple(x.numerator for x in token) for token in tokens], 1
    return [tuple(x.numerator * (unit // x.denominator) for x in token) for token in tokens], unit
