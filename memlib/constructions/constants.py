"""Integer bounds for the paper's irrational constants.

The proofs use √π, logarithms and square roots; the networks are exact. Every such constant is
replaced by an integer (or rational) at least as large, so that each bound of the paper still holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Final

from memlib.data.dataset import Dataset
from memlib.data.separation import squared_radius, squared_separation

#: 333/106 < π < 355/113.
PI_BELOW: Final = Fraction(333, 106)
PI_ABOVE: Final = Fraction(355, 113)


def ceil_sqrt(square: Fraction | int) -> int:
    """The least integer whose square is at least ``square`` ≥ 0.

    >>> ceil_sqrt(16), ceil_sqrt(Fraction(33, 2)), ceil_sqrt(0)
    (4, 5, 0)
    """
    whole = -(-square.numerator // square.denominator)
    return isqrt(whole - 1) + 1 if whole > 0 else 0


def floor_sqrt(square: Fraction | int) -> int:
    """The greatest integer whose square is at most ``square`` ≥ 0.

    >>> floor_sqrt(17), floor_sqrt(Fraction(1, 2))
    (4, 0)
    """
    return isqrt(square.numerator // square.denominator)


def ceil_log2(n: int) -> int:
    """⌈log₂ n⌉ for n ≥ 1, and at least 1, so that it can divide.

    >>> [ceil_log2(n) for n in (1, 2, 3, 4, 5, 4096)]
    [1, 1, 2, 2, 3, 12]
    """
    return max(1, (n - 1).bit_length())


@dataclass(frozen=True)
class Separation:
    """Squares of r and δ of Assumption 4.1, as exact rationals, with r ≥ 1 and δ ≤ 1.

    The paper assumes r ≥ 1 and δ ≤ 1. Data may have r < 1 or δ > 1; then r := 1 or δ := 1 is a
    weaker, still true statement about them.
    """

    squared_radius: Fraction
    squared_distance: Fraction

    @classmethod
    def clamped(
        cls, squared_radius: Fraction | int, squared_distance: Fraction | int | None
    ) -> Separation:
        """From measured values; ``None`` (a single token) counts as δ = 1.

        >>> Separation.clamped(Fraction(1, 4), None)
        Separation(squared_radius=Fraction(1, 1), squared_distance=Fraction(1, 1))
        """
        one = Fraction(1)
        distance = one if squared_distance is None else min(one, Fraction(squared_distance))
        return cls(max(one, Fraction(squared_radius)), distance)

    @classmethod
    def of(cls, dataset: Dataset) -> Separation:
        """r and δ of the tokens that occur in the sequences of a data set."""
        used = dataset.used_tokens()
        return cls.clamped(squared_radius(used), squared_separation(used))


def key_bound(points: int, dim: int, separation: Separation) -> int:
    """R := 20 r V² δ⁻¹ √(πd) of Lemma C.1, rounded up: the bound on projected points.

    Args:
        points: V, the number of points.
        dim: d, their dimension.
        separation: r and δ of the points.

    Source: Lemma C.1, page 28.

    >>> key_bound(4, 1, Separation.clamped(9, 1))
    1702
    """
    return ceil_sqrt(
        400 * separation.squared_radius * points**4 * PI_ABOVE * dim / separation.squared_distance
    )
