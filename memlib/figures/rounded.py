"""Arithmetic with a few significant bits: what a number format of that precision computes.

Every result is rounded to the nearest number with p significant bits, ties to the even one; there
is no smallest and no largest number.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Rounded:
    """A number of p significant bits; sums and products are rounded again.

    >>> third = Rounded.of(Fraction(1, 3), 4)
    >>> str(third.value), str((third + third).value), str((third * 3 - 1).value)
    ('11/32', '11/16', '0')
    """

    value: Fraction
    bits: int

    @classmethod
    def of(cls, value: Fraction | int, bits: int) -> Rounded:
        """The nearest number of so many significant bits.

        >>> [str(Rounded.of(n, 3).value) for n in (7, 9, 11, 15)]
        ['7', '8', '12', '16']
        """
        value = Fraction(value)
        if not value:
            return cls(value, bits)
        size = abs(value)
        exponent = size.numerator.bit_length() - size.denominator.bit_length()
        exponent -= size < Fraction(2) ** exponent  # now 2^exponent ≤ |value| < 2^(exponent + 1)
        unit = Fraction(2) ** (exponent - bits + 1)
        return cls(round(value / unit) * unit, bits)

    def __add__(self, other: Rounded | Fraction | int) -> Rounded:
        return Rounded.of(self.value + _plain(other), self.bits)

    __radd__ = __add__

    def __sub__(self, other: Rounded | Fraction | int) -> Rounded:
        return Rounded.of(self.value - _plain(other), self.bits)

    def __neg__(self) -> Rounded:
        return Rounded(-self.value, self.bits)

    def __mul__(self, other: Rounded | Fraction | int) -> Rounded:
        return Rounded.of(self.value * _plain(other), self.bits)

    __rmul__ = __mul__

    def __gt__(self, other: Rounded | Fraction | int) -> bool:
        return self.value > _plain(other)

    def __lt__(self, other: Rounded | Fraction | int) -> bool:
        return self.value < _plain(other)


def _plain(number: Rounded | Fraction | int) -> Fraction | int:
    return number.value if isinstance(number, Rounded) else number
