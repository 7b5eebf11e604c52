"""Exact numbers as text: the number strings of certificates and data sets.

Four forms: ``"-12"``, ``"3/7"``, ``"0x1f"`` and ``"-0x1fp-12"`` (a hexadecimal mantissa times a
power of two, its exponent in decimal). Floats have no place here.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from memlib.errors import MemlibError

#: Longer decimal numbers are refused (they take quadratic time to read); hexadecimal has no limit.
MAX_DECIMAL_DIGITS: Final = 4_000
#: Exponents of more digits are refused: one short string could fill the memory.
MAX_EXPONENT_DIGITS: Final = 7

_NUMBER = re.compile(
    r"(?P<sign>-?)(?:0x(?P<hex>[0-9a-f]+)(?:p(?P<exp>-?[0-9]+))?"
    r"|(?P<num>[0-9]+)(?:/(?P<den>[0-9]+))?)",
    re.ASCII,
)


def parse(text: object) -> Fraction:
    """The exact value of a number string.

    Raises:
        MemlibError: for anything that is not such a string (floats above all), a zero denominator,
            decimal numbers of more than 4,000 digits, exponents of more than 7 digits.

    Example:
        >>> parse("-3/7"), parse("0x1f"), parse("-0x1fp-2")
        (Fraction(-3, 7), Fraction(31, 1), Fraction(-31, 4))
    """
    if not isinstance(text, str):
        raise MemlibError(
            f"{_shown(text)} is no exact number",
            mend='write numbers as strings: "3", "3/7", "0x1fp-4"',
        )
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise MemlibError(
            f"{_shown(text)} is no exact number", mend='write "3", "-3/7", "0x1f" or "0x1fp-4"'
        )
    sign = -1 if match["sign"] else 1
    if match["hex"] is not None:
        mantissa = sign * int(match["hex"], 16)
        if match["exp"] is None:
            return Fraction(mantissa)
        if len(match["exp"].lstrip("-")) > MAX_EXPONENT_DIGITS:
            raise MemlibError(
                f"the exponent of {_shown(text)} has more than {MAX_EXPONENT_DIGITS} digits",
                mend="write smaller numbers",
            )
        exponent = int(match["exp"])
        if exponent >= 0:
            return Fraction(mantissa << exponent)
        return Fraction(mantissa, 1 << -exponent)
    for part in (match["num"], match["den"] or ""):
        if len(part) > MAX_DECIMAL_DIGITS:
            raise MemlibError(
                f"a decimal number of {len(part)} digits",
                mend=f"write numbers of more than {MAX_DECIMAL_DIGITS} digits in hexadecimal",
            )
    denominator = int(match["den"]) if match["den"] is not None else 1
    if denominator == 0:
        raise MemlibError(
            f"{_shown(text)} has a zero denominator", mend="write denominators of at least 1"
        )
    return Fraction(sign * int(match["num"]), denominator)


def format(x: Fraction | int) -> str:
    """A number string that :func:`parse` reads back to exactly ``x``.

    Short integers and fractions are written in decimal, long integers in hexadecimal, and numbers
    with a power of two below in the form ``0x…p-…``.

    Raises:
        MemlibError: when no form of certificate.md holds ``x``: a fraction whose denominator is no
            power of two and that needs more than 4,000 decimal digits.

    Example:
        >>> format(Fraction(-3, 7)), format(10**30), format(Fraction(31, 2**40))
        ('-3/7', '0xc9f2c9cd04674edea40000000', '0x1fp-40')
    """
    p, q = x.numerator, x.denominator
    short = p.bit_length() <= 64 and q.bit_length() <= 16
    if q == 1:
        return str(p) if short else hex(p)
    if q & (q - 1) == 0 and not short:
        return f"{hex(p)}p-{q.bit_length() - 1}"
    if max(p.bit_length(), q.bit_length()) > 13_000:  # 13,000 bits are at most 3,914 digits
        raise MemlibError(
            f"a fraction of {p.bit_length()} over {q.bit_length()} bits cannot be written",
            mend="use denominators that are powers of two",
        )
    return f"{p}/{q}"


def bits(x: Fraction | int) -> int:
    """The bit complexity of p/q in lowest terms: len(|p|) + len(q), len the binary length.

    >>> bits(Fraction(-3, 4)), bits(1), bits(0)
    (5, 2, 1)
    """
    return x.numerator.bit_length() + x.denominator.bit_length()


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def significand(x: Fraction | int) -> int:
    """The bits of the significand that x needs, a fraction with a power of two below.

    >>> significand(Fraction(5, 16)), significand(48), significand(0)
    (3, 2, 0)
    """
    odd = abs(Fraction(x).numerator)
    return (odd // (odd & -odd)).bit_length() if odd else 0
