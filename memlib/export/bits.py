"""Bits needed: how wide the significands are, and how far the exponents reach.

A sum is computed in some order, perhaps with fused steps, perhaps in blocks: nobody promises which.
So we ask for more than the sum. Every number that any order can meet is the sum of some of the
terms. All of these are multiples of one unit, the lowest bit of any term, and none is larger than
the sum of the positive terms or than that of the negative ones. If these two bounds fit in a format
then no order of summation rounds anything.

>>> need = Need()
>>> need.see_sum([8, 3, -5])  # units of 1, at most 8 + 3 = 11: four bits
>>> need.bits, need.lowest, need.highest
(4, 0, 3)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lcm

from memlib.exact.layers import Number
from memlib.export.formats import Format


@dataclass
class Need:
    """What a format has to hold for all numbers seen so far.

    Attributes:
        bits: the widest significand. A power of two needs 1.
        lowest: exponent of the lowest bit seen; None when all numbers were 0.
        highest: exponent of the highest bit seen; None when all numbers were 0.
        endless: some number has no finite binary form (1/3).
    """

    bits: int = 0
    lowest: int | None = None
    highest: int | None = None
    endless: bool = False

    def see(self, x: Number) -> None:
        """Take one number in.

        >>> from fractions import Fraction
        >>> need = Need()
        >>> need.see(Fraction(-5, 8)); need.bits, need.lowest, need.highest
        (3, -3, -1)
        """
        self.see_sum([x])

    def see_sum(self, terms: Sequence[Number]) -> None:
        """Take in every number that adding up the terms can meet, in whatever order."""
        if all(isinstance(x, int) for x in terms):
            self.see_whole([int(x) for x in terms], 0)
            return
        unit = lcm(*(x.denominator for x in terms))
        twos = _twos(unit)
        whole = [x.numerator * (unit // x.denominator) for x in terms]
        self.see_whole(whole, -twos, unit >> twos)

    def see_whole(self, terms: Iterable[int], exponent: int, odd: int = 1) -> None:
        """The same for terms (integer) · 2^exponent / odd."""
        up = down = together = 0
        for term in terms:
            if odd > 1:
                if term % odd:
                    self.endless = True
                    term = _cut(term, odd)
                else:
                    term //= odd
            together |= term
            if term > 0:
                up += term
            else:
                down -= term
        self.see_bound(max(up, down), together, exponent)

    def see_bound(self, most: int, together: int, exponent: int) -> None:
        """Multiples of the lowest bit of ``together``, at most ``most`` of either sign, · 2^e."""
        if not together:
            return
        unit = _twos(together)
        bits = significand(most >> unit)
        self.see_range(bits, exponent + unit, exponent + most.bit_length() - 1)

    def see_range(self, bits: int, low: int, high: int) -> None:
        """Numbers of so many bits, their lowest bit at 2^low or above, their highest at 2^high."""
        self.bits = max(self.bits, bits)
        self.lowest = low if self.lowest is None else min(self.lowest, low)
        self.highest = high if self.highest is None else max(self.highest, high)

    def merge(self, other: Need, shift: int = 0) -> None:
        """Take in all that another one has seen, times 2^shift."""
        self.bits = max(self.bits, other.bits)
        self.endless = self.endless or other.endless
        if other.lowest is not None and other.highest is not None:
            self.see_range(0, other.lowest + shift, other.highest + shift)

    def fits(self, format: Format) -> bool:
        """Whether the format holds all of it, without a subnormal number.

        Subnormal numbers are exact too, but processors may be told to treat them as 0.
        """
        if self.endless or self.bits > format.precision:
            return False
        if self.lowest is None or self.highest is None:
            return True
        return self.lowest >= format.least_exponent and self.highest <= format.greatest_exponent


def merged(needs: Iterable[Need]) -> Need:
    """What a format has to hold for all of them."""
    total = Need()
    for need in needs:
        total.merge(need)
    return total


def of_numbers(numbers: Iterable[Number]) -> Need:
    """What a format has to hold for each of the numbers, one by one.

    >>> from fractions import Fraction
    >>> of_numbers([6, Fraction(1, 4)])
    Need(bits=2, lowest=-2, highest=2, endless=False)
    """
    need = Need()
    for x in numbers:
        need.see(x)
    return need


def significand(most: int) -> int:
    """The bits that hold every integer up to ``most`` ≥ 1 in size.

    |k| ≤ 2^p is held in p bits, 2^p itself as a power of two.

    >>> significand(7), significand(8), significand(9)
    (3, 3, 4)
    """
    return max(1, (most - 1).bit_length())


def _twos(x: int) -> int:
    """How often 2 divides x ≠ 0."""
    return (x & -x).bit_length() - 1


def _cut(term: int, odd: int) -> int:
    """term/odd, away from 0 to an integer: stands in where only the size still matters."""
    return -(-term // odd) if term > 0 else term // odd
