"""Interval arithmetic: numbers of which only a lower and an upper bound are known.

Sums, products and quotients are mpmath's, whose ends are rounded outward. The exponential is
mpmath's too; its last digit rests on guard digits, not on a proof, so every value is widened by
four units in the last place on both sides.

Example:
    >>> enclose = Enclosures(bits=64)
    >>> low, high = enclose.bounds(enclose.exp(enclose.number(1)))
    >>> low < high, 0 < high - low < Fraction(1, 2**58)
    (True, True)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.exact.layers import Number

#: The precisions that are worked with, in bits.
MIN_BITS: Final = 16
MAX_BITS: Final = 1 << 16
#: Exponents beyond ± 2**40 are refused: their exponentials say nothing.
MAX_EXPONENT: Final = 1 << 40
#: Numbers with more binary places, before or after the point, are not written out as fractions.
MAX_PLACES: Final = 1 << 26

Interval = Any  # mpmath's type, which has no stubs


class Enclosures:
    """Arithmetic on intervals whose ends have so many bits.

    Attributes:
        bits: the working precision.

    Raises:
        MemlibError: fewer than :data:`MIN_BITS` or more than :data:`MAX_BITS` bits, or no mpmath.
    """

    def __init__(self, bits: int) -> None:
        if type(bits) is not int or not MIN_BITS <= bits <= MAX_BITS:
            raise MemlibError(
                f"a precision of {bits} bits", mend=f"work with {MIN_BITS} to {MAX_BITS} bits"
            )
        try:  # here, so that who only lists what can be built needs no mpmath
            from mpmath.ctx_iv import MPIntervalContext
        except ImportError as error:
            raise MemlibError(
                "mpmath is not installed",
                operation="interval",
                mend="pip install 'memlib[interval]'",
            ) from error
        self.bits = bits
        self._context = MPIntervalContext()
        self._context.prec = bits
        self.zero: Interval = self._context.mpf(0)
        one = self._context.mpf(1)
        unit = self._context.mpf(2) ** (2 - bits)
        self._widened = self._context.mpf([(one - unit).a, (one + unit).b])
        self._one = one

    def number(self, x: Number) -> Interval:
        """The smallest interval of this precision around an exact number."""
        whole = self._context.mpf(x.numerator)
        return whole if x.denominator == 1 else whole / self._context.mpf(x.denominator)

    def between(self, low: Number, high: Number) -> Interval:
        """An interval around all numbers from low to high."""
        return self._context.mpf([self.number(low).a, self.number(high).b])

    def exp(self, x: Interval) -> Interval:
        """eˣ, widened.

        Raises:
            MemlibError: an end of x is beyond about :data:`MAX_EXPONENT`.
        """
        # An end is (sign, mantissa, exponent, bits of the mantissa): below 2**(exponent + bits).
        if any(exponent + size > MAX_EXPONENT.bit_length() for _, _, exponent, size in x._mpi_):
            raise MemlibError("an exponential of a number beyond 2**40", mend="scale the weights")
        return self._context.exp(x) * self._widened

    def logistic(self, x: Interval) -> Interval:
        """1 / (1 + e⁻ˣ)."""
        return self._one / (self._one + self.exp(-x))

    def tanh(self, x: Interval) -> Interval:
        """1 − 2 / (1 + e²ˣ): x stands once, so the enclosure is as narrow as x allows."""
        return self._one - (self._one + self._one) / (self._one + self.exp(x + x))

    def relu(self, x: Interval) -> Interval:
        """max(x, 0)."""
        (low_is_negative, *_), (high_is_negative, *_) = x._mpi_
        if not low_is_negative:
            return x
        return self.zero if high_is_negative else self._context.mpf([0, x.b])

    def dot(self, weights: Sequence[tuple[int, Interval]], column: Sequence[Interval]) -> Interval:
        """Σ weight · entry over the listed places."""
        total = self.zero
        for place, weight in weights:
            total = total + weight * column[place]
        return total

    def bounds(self, x: Interval) -> tuple[Fraction, Fraction]:
        """Both ends, exactly."""
        low, high = x._mpi_
        return self.exact(low), self.exact(high)

    @staticmethod
    def exact(end: Any) -> Fraction:
        """An end of an interval as a fraction.

        Raises:
            MemlibError: it is infinite, or has more than :data:`MAX_PLACES` binary places.
        """
        sign, mantissa, exponent, _ = end
        if not mantissa:
            if exponent:
                raise MemlibError("an enclosure without end", mend="raise the precision")
            return Fraction(0)
        if abs(exponent) > MAX_PLACES:
            raise MemlibError("a number beyond 2**(2**26), or as close to 0", mend="scale it")
        signed = -int(mantissa) if sign else int(mantissa)
        if exponent >= 0:
            return Fraction(signed << exponent)
        return Fraction(signed, 1 << -exponent)
