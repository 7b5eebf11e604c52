"""From exact numbers to integers: a scale for each neuron, a string of digits for each weight.

A neuron's value is an integer times its scale 2^e / d with d odd. The scale of a sum is the largest
for which all its weights become integers, so no denominator is ever dropped: powers of two go into
the exponent, odd denominators (a third, a mean over seven tokens) into d.

Example:
    >>> half = Scale(-1, 1)
    >>> integers([(3, half), (Fraction(1, 3), half)], bias=2)
    (Scale(exponent=-1, divisor=3), [9, 1], 12)
    >>> digits(2**40 - 1)
    [(0, -1), (2, 256)]
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Final, NamedTuple

from memlib.exact.layers import Number

#: Weights are cut into signed digits of this many bits: half a limb.
DIGIT_BITS: Final = 16


class Scale(NamedTuple):
    """The positive number 2^exponent / divisor, the divisor odd."""

    exponent: int
    divisor: int

    def value(self, integer: int) -> Fraction:
        """The number that an integer over this scale stands for.

        >>> Scale(-2, 3).value(6)
        Fraction(1, 2)
        """
        if self.exponent >= 0:
            return Fraction(integer << self.exponent, self.divisor)
        return Fraction(integer, self.divisor << -self.exponent)


ONE: Final = Scale(0, 1)


def twos(integer: int) -> int:
    """How often two divides an integer that is not zero.

    >>> twos(40)
    3
    """
    return (integer & -integer).bit_length() - 1


def power_of_two(weight: Number) -> int | None:
    """The k of a weight 2^k; None for any other weight.

    >>> power_of_two(Fraction(1, 8)), power_of_two(12), power_of_two(-4)
    (-3, None, None)
    """
    above, below = weight.numerator, weight.denominator
    if above <= 0 or above & (above - 1) or below & (below - 1):
        return None
    return above.bit_length() - below.bit_length()


def integers(
    terms: Sequence[tuple[Number, Scale]], bias: Number = 0
) -> tuple[Scale, list[int], int]:
    """The scale of Σ weight · value + bias, and weights and bias over that scale.

    Args:
        terms: each weight (not zero) with the scale of the value that it multiplies.
        bias: any number.

    Returns:
        the scale; for each term the integer factor; the bias as an integer.
    """
    parts = [_odd_part(weight, scale) for weight, scale in terms]
    if bias:
        parts.append(_odd_part(bias, ONE))
    if not parts:
        return ONE, [], 0
    exponent = min(part[1] for part in parts)
    divisor = lcm(*(part[2] for part in parts))
    factors = [odd * (divisor // below) << e - exponent for odd, e, below in parts]
    return Scale(exponent, divisor), factors[: len(terms)], factors[-1] if bias else 0


def _odd_part(weight: Number, scale: Scale) -> tuple[int, int, int]:
    """weight · scale = odd · 2^e / d in lowest terms, as (odd, e, d)."""
    above, below = weight.numerator, weight.denominator
    up, down = twos(above), twos(below)
    above, below = above >> up, (below >> down) * scale.divisor
    if below > 1:
        common = gcd(above, below)
        above, below = above // common, below // common
    return above, scale.exponent + up - down, below


def digits(integer: int) -> list[tuple[int, int]]:
    """The nonzero digits of an integer in base 2^16 as (place, digit), digits from -2^15 to 2^15.

    Signed digits keep both powers of two and their neighbors short: 2^k - 1 has two digits.
    """
    if -(1 << 15) < integer <= 1 << 15:
        return [(0, integer)] if integer else []
    if not integer & integer - 1:  # a power of two has one digit, wherever it is
        place, up = divmod(twos(integer), DIGIT_BITS)
        return [(place, 1 << up)]
    result = []
    size = (integer.bit_length() + 1) // DIGIT_BITS + 1
    raw = integer.to_bytes(2 * size, "little", signed=True)
    carry = 0
    for place in range(size):
        digit = int.from_bytes(raw[2 * place : 2 * place + 2], "little") + carry
        carry = int(digit > 1 << 15)
        if digit & 0xFFFF:
            result.append((place, digit - (carry << DIGIT_BITS)))
    return result
