"""Rows of integers over one scale: one coordinate of many columns at once.

A row holds integers and one positive rational scale; the value at column j is integer · scale. The
scale of a sum is the greatest common divisor of what is added, so all inner loops see integers,
and multiplying a row by a positive constant costs nothing.

>>> half = Row([1, 2, 3], Fraction(1, 2))
>>> combine([(half, 4), (half, Fraction(-1, 3))], 1, 3).values()
[Fraction(17, 6), Fraction(14, 3), Fraction(13, 2)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from operator import or_

from memlib.exact.layers import Number


@dataclass(frozen=True)
class Row:
    """Integers times a positive scale. A number that is the same in all columns is kept once."""

    integers: list[int]
    scale: Number = 1
    nonnegative: bool = False

    @classmethod
    def of(cls, values: Sequence[Fraction]) -> Row:
        """The row of given values."""
        unit = lcm(*(v.denominator for v in values))
        return cls([v.numerator * (unit // v.denominator) for v in values], Fraction(1, unit))

    def values(self) -> list[Fraction]:
        return [Fraction(v * self.scale) for v in self.integers]

    def take(self, columns: Sequence[int]) -> Row:
        """The row at the chosen columns."""
        integers = self.integers
        return Row([integers[j] for j in columns], self.scale, self.nonnegative)

    def relu(self) -> Row:
        if self.nonnegative:
            return self
        return Row([v if v > 0 else 0 for v in self.integers], self.scale, True)

    def threshold(self) -> Row:
        return Row([1 if v >= 0 else 0 for v in self.integers])


def combine(terms: Sequence[tuple[Row, Number]], bias: Number, columns: int) -> Row:
    """Σ weight · row + bias over so many columns."""
    if not terms:
        return _constant(bias, columns)
    if len(terms) == 1 and not bias:
        row, weight = terms[0]
        if weight > 0:
            return Row(row.integers, row.scale * weight, row.nonnegative)
    products = [weight * row.scale for row, weight in terms]
    scale = _common_scale([*products, bias])
    factors = [_whole(product, scale) for product in products]
    added = _whole(bias, scale)
    return _shortened(_weighted_sum([row.integers for row, _ in terms], factors, added), scale)


def joined(left: Row, right: Row) -> Row:
    """The columns of both, over one scale.

    >>> joined(Row([1], Fraction(1, 2)), Row([2])).values()
    [Fraction(1, 2), Fraction(2, 1)]
    """
    scale = _common_scale([left.scale, right.scale])
    a, b = _whole(left.scale, scale), _whole(right.scale, scale)
    integers = [*(a * x for x in left.integers), *(b * x for x in right.integers)]
    return Row(integers, scale, left.nonnegative and right.nonnegative)


def _weighted_sum(rows: list[list[int]], factors: list[int], added: int) -> list[int]:
    """The inner loop, written out for the few shapes that nearly all coordinates have."""
    match rows, factors:
        case [a], [1]:
            return [x + added for x in a]
        case [a], [u]:
            return [u * x + added for x in a]
        case [a, b], [1, -1] if not added:
            return [x - y for x, y in zip(a, b, strict=True)]
        case [a, b], [1, v] if not added:
            return [x + v * y for x, y in zip(a, b, strict=True)]
        case [a, b], [u, v]:
            return [u * x + v * y + added for x, y in zip(a, b, strict=True)]
    head = _weighted_sum(rows[:2], factors[:2], added)
    tail = _weighted_sum(rows[2:], factors[2:], 0)
    return [x + y for x, y in zip(head, tail, strict=True)]


def _shortened(integers: list[int], scale: Number) -> Row:
    """The same row with common factors of two moved into the scale (folding makes many)."""
    if scale.denominator == 1:
        return Row(integers, scale)
    together = reduce(or_, integers, 0)
    if not together or together & 1:
        return Row(integers, scale)
    twos = (together & -together).bit_length() - 1
    return Row([v >> twos for v in integers], scale * (1 << twos))


def _common_scale(numbers: Sequence[Number]) -> Number:
    """The greatest positive rational of which all numbers are multiples."""
    below = lcm(*(x.denominator for x in numbers))
    above = gcd(*(x.numerator * (below // x.denominator) for x in numbers))
    return above if below == 1 else Fraction(above, below)


def _whole(number: Number, scale: Number) -> int:
    quotient = number / Fraction(scale)
    return quotient.numerator


def _constant(value: Number, columns: int) -> Row:
    if value == 0:
        return Row([0] * columns)
    sign = 1 if value > 0 else -1
    return Row([sign] * columns, value * sign)
