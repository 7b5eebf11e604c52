"""How large the tokens are and how far they lie apart: r and δ of Assumption 4.1, exactly.

Lengths of rational vectors are square roots, so both come as exact squares: r² is the largest
squared norm and δ² the smallest squared distance over all tokens of the table.
All arithmetic is on integers, over one common denominator; only where that denominator would fill
the memory, on fractions. Coordinates of a million bits and more are legal data, but their squares
and common factors would take minutes or hours: here they are refused.
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

#: Longer coordinates are refused.
MAX_COORDINATE_BITS: Final = 1 << 20

_COMMON_BITS: Final = 1 << 28  # 32 MB of integers: above, stay with fractions
_LONG_BITS: Final = 1 << 12  # coordinates beyond this count as long, and all of them together ...
_MAX_LONG_BITS: Final = 1 << 28  # ... may have so many bits


def squared_radius(ds: Dataset) -> Fraction:
    """r²: the largest squared Euclidean norm of a token.

    Raises:
        MemlibError: as :func:`check_short`.

    >>> squared_radius(Dataset.next_token([[1, 2], [0, -3]], [[0]], [0]))
    Fraction(9, 1)
    """
    check_short(ds)
    points, unit = _on_one_denominator(ds.tokens)
    return Fraction(max(sum(map(mul, p, p)) for p in points)) / (unit * unit)


def squared_separation(ds: Dataset) -> Fraction | None:
    """δ²: the smallest squared distance of two tokens; None when there is only one token.

    Raises:
        MemlibError: as :func:`check_short`.

    >>> squared_separation(Dataset.next_token([[0, 0], [3, 4], [9, 9]], [[0]], [0]))
    Fraction(25, 1)
    """
    if len(ds.tokens) == 1:
        return None
    check_short(ds)
    points, unit = _on_one_denominator(ds.tokens)
    return Fraction(closest_pair(points)) / (unit * unit)


def check_short(ds: Dataset) -> None:
    """Whether the coordinates are short enough for arithmetic with them.

    Raises:
        MemlibError: a coordinate has more than :data:`MAX_COORDINATE_BITS` bits, or there are many
            long ones.

    >>> check_short(Dataset.next_token([[1], [Fraction(1, 2**99)]], [[0]], [0]))
    """
    total = 0
    for i, token in enumerate(ds.tokens):
        most = max(max(x.numerator.bit_length(), x.denominator.bit_length()) for x in token)
        if most > _LONG_BITS:
            total += most * len(token)
        if most > MAX_COORDINATE_BITS or total > _MAX_LONG_BITS:
            raise MemlibError(
                f"has a coordinate of {most} bits"
                + (", and there are many" if most <= MAX_COORDINATE_BITS else ""),
                place=f"tokens[{i}]",
                mend="use shorter coordinates: arithmetic with these takes too long",
            )


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
