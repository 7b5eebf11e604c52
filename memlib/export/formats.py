"""What a floating-point number can hold: significand bits and a range of exponents.

A number of a binary format is ±k · 2^e with |k| ≤ 2^p. So p bits of significand are held, the
leading one among them, which is not stored. An integer is exact up to 2^p; a sum is exact when its
value, from its highest bit to its lowest, spans at most p bits.

==========  ====  =========================  ====================
format      p     least normal number        below
==========  ====  =========================  ====================
float64     53    2^−1022                    2^1024
float32     24    2^−126                     2^128
bfloat16    8     2^−126                     2^128
float16     11    2^−14                      2^16
==========  ====  =========================  ====================

Source: IEEE 754-2019, Table 3.5; bfloat16 is float32 with 16 bits of significand cut off.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, ldexp
from typing import Final

from memlib.errors import MemlibError
from memlib.exact.layers import Number


@dataclass(frozen=True)
class Format:
    """A binary floating-point format.

    Attributes:
        name: as torch calls it.
        precision: p, the bits of the significand, the leading one included.
        least_exponent: 2 to it is the least normal number.
        greatest_exponent: all finite numbers are below 2 to one more than it.
    """

    name: str
    precision: int
    least_exponent: int
    greatest_exponent: int

    def rounded(self, x: Number) -> float:
        """The number of this format nearest to x, ties to even; infinite when x is too large.

        Python's own float is float64, which holds the numbers of all four formats.

        >>> FORMATS["bfloat16"].rounded(257), FORMATS["float16"].rounded(Fraction(1, 3))
        (256.0, 0.333251953125)
        >>> FORMATS["float16"].rounded(-70_000)
        -inf
        """
        q = x.denominator
        lowest, highest = 1 - q.bit_length(), x.numerator.bit_length() - q.bit_length()
        if (
            q & (q - 1) == 0
            and x.numerator.bit_length() <= self.precision
            and lowest >= self.least_exponent
            and highest <= self.greatest_exponent
        ):
            return ldexp(x.numerator, lowest)  # held as it is, which most weights are
        exact = abs(Fraction(x))
        exponent = exact.numerator.bit_length() - exact.denominator.bit_length()
        if exact < _power(exponent):
            exponent -= 1  # now 2^exponent ≤ |x| < 2^(exponent + 1)
        unit = max(exponent, self.least_exponent) - (self.precision - 1)
        steps: int = round(exact / _power(unit))  # Fraction rounds ties to even
        if steps.bit_length() + unit > self.greatest_exponent + 1:
            return inf if x > 0 else -inf
        return ldexp(steps if x > 0 else -steps, unit)

    def holds(self, x: Number) -> bool:
        """Whether x is a number of this format.

        >>> FORMATS["float32"].holds(2**24 + 1), FORMATS["float64"].holds(2**24 + 1)
        (False, True)
        """
        nearest = self.rounded(x)
        return abs(nearest) != inf and Fraction(nearest) == x


def _power(exponent: int) -> Fraction:
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)


#: The formats that a network can be exported to, by torch's names.
FORMATS: Final[dict[str, Format]] = {
    format.name: format
    for format in (
        Format("float64", 53, -1022, 1023),
        Format("float32", 24, -126, 127),
        Format("bfloat16", 8, -126, 127),
        Format("float16", 11, -14, 15),
    )
}


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        MemlibError: there is none; the message lists them.
    """
    if name not in FORMATS:
        raise MemlibError(f"no format is called {name!r}", mend=f"use {', '.join(FORMATS)}")
    return FORMATS[name]
