"""Linear systems whose matrix is known up to an interval: rank with a certificate, and a solution.

A matrix A of enclosures is kept as integers over 2**bits with one radius for all entries. To show
that every matrix inside has full rank, take any R that is close to an inverse and bound ‖I − RA‖ in
the maximum norm: below 1, RA is invertible, and so is A. R comes from elimination in rounded
integers and is never believed; the bound is computed in exact integers.

Example:
    >>> half = (Fraction(1, 2), Fraction(1, 2))
    >>> zero, one = (Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))
    >>> found = certified_inverse([[half, one], [one, zero]], bits=64)
    >>> found.residual < Fraction(1, 2**50), found.solve([2, 1])
    (True, {1: Fraction(3, 2), 0: Fraction(1, 1)})
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from memlib.errors import MemlibError
from memlib.interval.evaluate import Bounds

Integers = list[list[int]]


class PrecisionError(MemlibError):
    """At this precision something is not known; more bits may show it."""


@dataclass(frozen=True)
class Inverse:
    """A certificate that a square matrix inside the enclosures is invertible.

    Attributes:
        columns: which columns of the given matrix the square one has.
        integers: R, over 2**bits.
        bits: of both.
        residual: a bound on ‖I − RA‖ in the maximum norm, below 1.
    """

    columns: tuple[int, ...]
    integers: Integers
    bits: int
    residual: Fraction

    def solve(self, values: Sequence[int]) -> dict[int, Fraction]:
        """R · values: nearly the solution of A v = values, in dyadic numbers, by column."""
        unit = 1 << self.bits
        return {
            column: Fraction(sum(r * y for r, y in zip(row, values, strict=True)), unit)
            for column, row in zip(self.columns, self.integers, strict=True)
        }


def certified_inverse(matrix: Sequence[Sequence[Bounds]], bits: int) -> Inverse:
    """Choose as many columns as there are rows, invert, and bound the residual.

    Args:
        matrix: rows of (lower, upper), at least as many columns as rows.
        bits: of the integers that stand for them.

    Raises:
        PrecisionError: no pivot is left, or the residual is not below 1.
    """
    unit = 1 << bits
    middles = [[floor((low + high) * unit / 2) for low, high in row] for row in matrix]
    radius = max(
        max(ceil(high * unit) - middle, middle - floor(low * unit))
        for row, centers in zip(matrix, middles, strict=True)
        for (low, high), middle in zip(row, centers, strict=True)
    )
    columns = pivots(middles, bits)
    square = [[row[j] for j in columns] for row in middles]
    inverse = rounded_inverse(square, bits)
    residual = distance_from_identity(inverse, square, radius, bits)
    if residual >= 1:
        raise PrecisionError(f"the residual is only known to be below {ceil(residual)}")
    return Inverse(columns, inverse, bits, residual)


def pivots(rows: Integers, bits: int) -> tuple[int, ...]:
    """Columns that elimination meets, one a row, the largest entry first."""
    left = [list(row) for row in rows]
    chosen: list[int] = []
    for k, row in enumerate(left):
        best = max(range(len(row)), key=lambda j: -1 if j in chosen else abs(row[j]))
        if best in chosen or row[best] == 0:
            raise PrecisionError(f"row {k} depends on those before it, at this precision")
        chosen.append(best)
        inverse = (1 << 2 * bits) // row[best]
        free = [j for j in range(len(row)) if j not in chosen]
        for other in left[k + 1 :]:
            if factor := other[best] * inverse >> bits:
                for j in free:
                    other[j] -= factor * row[j] >> bits
    return tuple(chosen)


def rounded_inverse(square: Integers, bits: int) -> Integers:
    """Gauss–Jordan with row pivots in integers over 2**bits, each step rounded down."""
    size = len(square)
    unit = 1 << bits
    work = [[*row, *(unit if i == j else 0 for j in range(size))] for i, row in enumerate(square)]
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(work[i][k]))
        work[k], work[best] = work[best], work[k]
        if work[k][k] == 0:
            raise PrecisionError(f"pivot {k} vanishes at this precision")
        inverse = (1 << 2 * bits) // work[k][k]
        row = work[k] = [x * inverse >> bits for x in work[k]]
        live = [j for j in range(k, 2 * size) if row[j]]
        for i, other in enumerate(work):
            if i != k and (factor := other[k]):
                for j in live:
                    other[j] -= factor * row[j] >> bits
    return [row[size:] for row in work]


def distance_from_identity(inverse: Integers, square: Integers, radius: int, bits: int) -> Fraction:
    """max over rows of Σ |I − RA|, at most, for every A within the radius; exact."""
    unit = 1 << 2 * bits
    columns = list(zip(*square, strict=True))
    most = 0
    for i, row in enumerate(inverse):
        total = sum(map(abs, row)) * radius * len(square)
        for j, column in enumerate(columns):
            product = sum(r * a for r, a in zip(row, column, strict=True))
            total += abs((unit if i == j else 0) - product)
        most = max(most, total)
    return Fraction(most, unit)
