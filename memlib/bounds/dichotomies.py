"""How many ways a hyperplane can cut N points in two: Cover's function counting theorem.

One threshold unit 1[w·x + b > 0] on N points of ℝ^d in general position (no d + 1 of them on one
hyperplane; for fewer points, none in the flat of the others) reaches exactly

    C(N, d) = 2 · [binom(N − 1, 0) + … + binom(N − 1, d)]

of the 2^N dichotomies: all of them up to N = d + 1, exactly half of them at N = 2(d + 1), hardly
any beyond. The count depends on N and d alone, not on where the points lie.

Source: T. M. Cover, *Geometrical and statistical properties of systems of linear inequalities with
applications in pattern recognition*, 1965, Theorem 1 (there for hyperplanes through the origin,
whose number of free weights d takes the place of our d + 1).
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Final

from memlib.errors import MemlibError

_OPERATION: Final = "count dichotomies"


def dichotomies(points: int, dimension: int, *, bias: bool = True) -> int:
    """The dichotomies of N points in general position that one threshold unit reaches.

    Args:
        points: N ≥ 1.
        dimension: d ≥ 0 of the points; ≥ 1 without a bias.
        bias: whether the unit has one. Without it, the hyperplane passes through the origin, and
            *general position* says that any d of the points are linearly independent.

    Raises:
        MemlibError: N or d is too small.

    Source: Cover 1965, Theorem 1.

    Example:
        >>> [dichotomies(n, 2) for n in (1, 2, 3, 4, 5, 6)]    # of 2, 4, 8, 16, 32, 64
        [2, 4, 8, 14, 22, 32]
    """
    free = dimension + bias
    if points < 1 or dimension < 0 or free < 1:
        raise MemlibError(
            f"needs a point and a weight, not N = {points}, d = {dimension}", operation=_OPERATION
        )
    return 2 * sum(comb(points - 1, k) for k in range(free))


def share(points: int, dimension: int, *, bias: bool = True) -> Fraction:
    """The part of all 2^N dichotomies that one unit reaches: the chance that random labels fit.

    >>> share(6, 2), share(2 * 101, 100)                       # half of them at N = 2(d + 1)
    (Fraction(1, 2), Fraction(1, 2))
    """
    return Fraction(dichotomies(points, dimension, bias=bias), 2**points)
