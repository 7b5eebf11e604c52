"""One coordinate of many columns at once, exact, together with the bits that its numbers need.

A line holds integers; its values are integer · 2^exponent / odd. Powers of two are kept apart
because they cost a floating-point number nothing. This is :mod:`memlib.exact.rows` with a meter:
every sum that is computed is measured, in any order that it could be added up.

>>> line = Line.of([Fraction(1, 2), Fraction(3, 2)])
>>> line.integers, line.exponent, line.need.bits
([1, 3], -1, 2)
>>> made = combine([(line, 4), (line, -1)], 0, 2, Meters())
>>> made.values()
[Fraction(3, 2), Fraction(9, 2)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from operator import or_

from memlib.budget import UNLIMITED, Budget
from memlib.exact.layers import Number
from memlib.exact.vocabulary import RowWise
from memlib.export.bits import Need, of_numbers, significand
from memlib.numbers import bits


@dataclass(frozen=True)
class Line:
    """Integers · 2^exponent / odd, and what the values need (an upper bound after ReLU)."""

    integers: list[int]
    exponent: int = 0
    odd: int = 1
    need: Need = field(default_factory=Need)

    @classmethod
    def of(cls, values: Sequence[Number]) -> Line:
        """A line of given values, measured."""
        unit = lcm(*(v.denominator for v in values))
        twos = (unit & -unit).bit_length() - 1
        integers = [v.numerator * (unit // v.denominator) for v in values]
        return cls(integers, -twos, unit >> twos, of_numbers(values))

    def values(self) -> list[Fraction]:
        scale = Fraction(2) ** self.exponent / self.odd
        return [v * scale for v in self.integers]

    @property
    def bits(self) -> int:
        """The length of the longest integer."""
        return max(max(self.integers).bit_length(), min(self.integers).bit_length())

    def take(self, columns: Sequence[int]) -> Line:
        """The line at the chosen columns."""
        integers = [self.integers[j] for j in columns]
        return Line(integers, self.exponent, self.odd, self.need)

    def relu(self) -> Line:
        integers = [v if v > 0 else 0 for v in self.integers]
        return Line(integers, self.exponent, self.odd, self.need)

    def threshold(self) -> Line:
        integers = [1 if v >= 0 else 0 for v in self.integers]
        return Line(integers, need=of_numbers([1]))


@dataclass
class Meters:
    """What one layer needs: the sums that it computes, in any order, and the values it gives."""

    sums: Need = field(default_factory=Need)
    values: Need = field(default_factory=Need)


@dataclass
class Lines(RowWise[Line]):
    """Layers that act on each column alone, every sum measured."""

    columns: int
    meters: Meters
    budget: Budget = UNLIMITED
    held: int = 0

    def combine(self, terms: Sequence[tuple[Line, Number]], bias: Number) -> Line:
        long = max((line.bits + bits(weight) for line, weight in terms), default=64)
        self.held += self.columns * max(64, long) // 8
        self.budget.hold(3 * self.held, "what a layer computes")
        self.budget.spend(len(terms) * self.columns * (1e-6 + long * 1e-9))
        return combine(terms, bias, self.columns, self.meters)

    def relu_of(self, row: Line) -> Line:
        return row.relu()

    def threshold_of(self, row: Line) -> Line:
        return row.threshold()


def combine(
    terms: Sequence[tuple[Line, Number]], bias: Number, columns: int, meters: Meters
) -> Line:
    """Σ weight · line + bias, measured."""
    if not terms:
        line = Line.of([bias])
        _tell(meters, line.need, line.need)
        return Line(line.integers * columns, line.exponent, line.odd, line.need)
    shift = _power_of_two(terms[0][1]) if len(terms) == 1 and not bias else None
    if shift is not None:
        return _shifted(*terms[0], shift, meters)
    products, constant, exponent, odd = _common(terms, bias)
    if constant:
        products.append([constant] * columns)
    totals = [sum(column) for column in zip(*products, strict=True)]
    sums, values = Need(), Need()
    if odd == 1:
        _see_columns(sums, products, totals, exponent)
        _see_columns(values, [totals], totals, exponent)
    else:
        for column, total in zip(zip(*products, strict=True), totals, strict=True):
            sums.see_whole(column, exponent, odd)
            values.see_whole((total,), exponent, odd)
    _tell(meters, sums, values)
    return _shortened(totals, exponent, odd, values)


def _see_columns(
    need: Need, products: Sequence[list[int]], totals: Sequence[int], exponent: int
) -> None:
    """``need.see_whole`` of every column, all columns at once: most of the time goes here."""
    up = [v if v > 0 else 0 for v in products[0]]
    together = products[0]
    for line in products[1:]:
        up = [u + v if v > 0 else u for u, v in zip(up, line, strict=True)]
        together = list(map(or_, together, line))
    # What is positive less the total is what is negative.
    most = [max(u, u - total) for u, total in zip(up, totals, strict=True)]
    units = [(t & -t).bit_length() - 1 for t in together]  # −1 where all terms are 0
    whole = [m >> unit for m, unit in zip(most, units, strict=True) if unit >= 0]
    if whole:
        low = exponent + min(unit for unit in units if unit >= 0)
        high = exponent + max(most).bit_length() - 1
        need.see_range(significand(max(whole)), low, high)


def _shifted(line: Line, weight: Number, shift: int, meters: Meters) -> Line:
    """The line times ± a power of two: the same significands."""
    need = Need()
    need.merge(line.need, shift)
    _tell(meters, need, need)
    integers = line.integers if weight > 0 else [-v for v in line.integers]
    return Line(integers, line.exponent + shift, line.odd, need)


def _common(
    terms: Sequence[tuple[Line, Number]], bias: Number
) -> tuple[list[list[int]], int, int, int]:
    """The products and the bias as integers · 2^exponent / odd, with that exponent and odd."""
    factors = [weight * Fraction(2) ** line.exponent / line.odd for line, weight in terms]
    unit = lcm(*(f.denominator for f in factors), bias.denominator)
    exact = [f.numerator * (unit // f.denominator) for f in factors]
    constant = bias.numerator * (unit // bias.denominator)
    twos = (unit & -unit).bit_length() - 1
    products = [
        line.integers if f == 1 else [f * v for v in line.integers]
        for (line, _), f in zip(terms, exact, strict=True)
    ]
    return products, constant, -twos, unit >> twos


def _shortened(totals: list[int], exponent: int, odd: int, need: Need) -> Line:
    """The line with common factors taken out, so that numbers stay short."""
    if odd > 1:
        common = gcd(odd, *totals)
        totals, odd = [v // common for v in totals], odd // common
    together = reduce(or_, totals, 0)
    if together and not together & 1:
        twos = (together & -together).bit_length() - 1
        totals, exponent = [v >> twos for v in totals], exponent + twos
    return Line(totals, exponent, odd, need)


def _power_of_two(x: Number) -> int | None:
    """k when x = ±2^k."""
    p, q = abs(x.numerator), x.denominator
    if p & (p - 1) or q & (q - 1):
        return None
    return p.bit_length() - q.bit_length()


def _tell(meters: Meters, sums: Need, values: Need) -> None:
    meters.sums.merge(sums)
    meters.values.merge(values)
