"""How many sign vectors can polynomials take? The engine of every parameter bound of this package.

Fix the data and let the W parameters of a model move through ℝ^W. Whatever decides a label (a ReLU
that fires, a score that wins, an output above 1/2) is the sign of a polynomial in the parameters.
Few sign vectors means few labelings, and a model that fits *every* labeling must reach them all.

All results are log₂ of a count, in bits. Sources: H. E. Warren (1968); P. Goldberg and M. Jerrum,
Machine Learning 18 (1995); M. Anthony and P. Bartlett, *Neural Network Learning* (1999), chapter 8;
P. Bartlett, N. Harvey, C. Liaw, A. Mehrabian, JMLR 20 (2019); Lemma B.4 of the paper (page 24).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from memlib.bounds.logarithms import least_integer, log2_binomial, log2_sum, positive_integer
from memlib.errors import MemlibError

LOG2_3 = math.log2(3)
_2E, _8E = 2 * math.e, 8 * math.e


class Step(NamedTuple):
    """One refinement of the parameter space: M polynomials of degree ≤ D in W variables.

    Attributes:
        what: which decisions the signs stand for ("hardmax patterns of block 2").
        polynomials: M, how many polynomials.
        degree: D, their largest degree in the parameters.
        variables: W, how many parameters they depend on.
    """

    what: str
    polynomials: int
    degree: int
    variables: int

    def three_valued_bits(self) -> float:
        """log₂ of the sign vectors with entries −1, 0, 1: :func:`sign_vectors` of this step."""
        return sign_vectors(self.polynomials, self.degree, self.variables)

    def two_valued_bits(self) -> float:
        """log₂ of the vectors of answers to "is it > 0?": :func:`positive_patterns`."""
        return positive_patterns(self.polynomials, self.degree, self.variables)


def total_bits(steps: Iterable[Step], *, two_valued: bool = False) -> float:
    """log₂ of the product over all refinements, in bits: no more labelings can be reached."""
    if two_valued:
        return math.fsum(step.two_valued_bits() for step in steps)
    return math.fsum(step.three_valued_bits() for step in steps)


def warren(polynomials: int, degree: int, variables: int) -> float:
    """Warren 1968: at most (4eMD/W)^W sign vectors *without a zero*, for W ≤ M.

    Args:
        polynomials: M. degree: D ≥ 1. variables: W ≥ 1.

    Returns:
        W log₂(4eMD/W), in bits.

    >>> round(warren(10, 1, 2), 3)           # ten lines cut the plane into 56 cells at most
    11.529
    """
    _check(polynomials, degree, variables)
    return variables * math.log2(4 * math.e * polynomials * degree / variables)


def lemma_b4(polynomials: int, degree: int, variables: int) -> float:
    """Lemma B.4 (page 24), Goldberg & Jerrum 1995: at most (8eMD/W)^W sign vectors, for W ≤ M.

    Here a sign is −1, 0 or 1. From Warren's bound: take one point for each sign vector and ε > 0
    smaller than every nonzero |P_i| there. The 2M polynomials P_i − ε and P_i + ε are nonzero at
    all these points and their signs tell the old ones apart, hence (4e·2M·D/W)^W.

    Returns:
        W log₂(8eMD/W), in bits.

    Raises:
        MemlibError: when W > M. There the formula can even fall below the truth, see
            :func:`sign_vectors`; the paper uses the lemma without a word on this (its bounds
            stand: if W > nN there is nothing left to prove, otherwise every M is at least nN ≥ W).

    >>> round(lemma_b4(10, 1, 2), 3)
    13.529
    """
    _check(polynomials, degree, variables)
    return variables * math.log2(8 * math.e * polynomials * degree / variables)


def sign_vectors(polynomials: int, degree: int, variables: int) -> float:
    """log₂ of the number of sign vectors in {−1, 0, 1}^M, valid for every M and W.

    The smaller of M log₂ 3 (all vectors there are) and, when W ≤ M, Lemma B.4.

    >>> sign_vectors(1, 1, 50) == math.log2(3)
    True
    >>> 50 * math.log2(8 * math.e / 50) < 0     # what the formula alone would claim: less than one
    True
    """
    if polynomials == 0:
        return 0.0
    everything = polynomials * LOG2_3
    if variables == 0:
        return 0.0
    if variables > polynomials:
        return everything
    return min(everything, variables * math.log2(_8E * polynomials * degree / variables))


def positive_patterns(polynomials: int, degree: int, variables: int) -> float:
    """log₂ of the number of vectors (1[P₁ > 0], …, 1[P_M > 0]): at most 2(2eMD/W)^W for W ≤ M.

    Anthony & Bartlett 1999, Theorem 8.3; it is what Bartlett et al. 2019 multiply layer by layer.
    The constant is quoted, not checked against the book; (4eMD/W)^W follows from Warren's bound.
    Without W ≤ M the trivial M bits remain.

    >>> round(positive_patterns(10, 1, 2), 3)
    10.0
    >>> round(positive_patterns(1000, 1, 2), 3)
    23.817
    """
    if polynomials == 0 or variables == 0:
        return 0.0
    everything = float(polynomials)
    if variables > polynomials:
        return everything
    return min(everything, 1 + variables * math.log2(_2E * polynomials * degree / variables))


def one_variable(polynomials: int, degree: int) -> float:
    """log₂ of the exact maximum in one variable: MD roots, MD + 1 gaps, so 2MD + 1 sign vectors.

    >>> one_variable(2, 1) == math.log2(5)
    True
    """
    return math.log2(2 * polynomials * degree + 1)


def sauer(items: int, vc_dimension: int) -> float:
    """Sauer–Shelah: log₂ of C(N,0) + … + C(N,v), the most labelings with VC dimension v.

    >>> round(2 ** sauer(4, 2))
    11
    """
    positive_integer(items, "items")
    top = min(items, positive_integer(vc_dimension, "VC dimension", least=0))
    if top == items:
        return float(items)
    return log2_sum([log2_binomial(items, i) for i in range(top + 1)])


def goldberg_jerrum_vc(parameters: int, operations: int) -> int:
    """Goldberg & Jerrum 1995: VCdim ≤ 4W(t + 2) for a program of at most t steps.

    A step is +, −, ×, /, a jump on a comparison (>, ≥, <, ≤, =, ≠), or the output of 0 or 1.
    Constants and inputs are free. In this form it is Theorem 8.4 of Anthony & Bartlett 1999.

    Proof from Lemma B.4: on one input the program is a tree with fewer than 2^t comparisons, of
    rational functions in which numerator times denominator has degree ≤ 2^t. N inputs give 2^t·N
    polynomials, so 2^N ≤ (8e·4^t·N/W)^W, that is x ≤ 2t + log₂(8e) + log₂ x with x = N/W, and that
    fails for every x > 4(t + 2). :func:`operation_count_bits` keeps the inequality as it is.

    Args:
        parameters: W. operations: t.

    >>> goldberg_jerrum_vc(10, 25)
    1080
    """
    positive_integer(parameters, "parameters")
    return 4 * parameters * (positive_integer(operations, "operations") + 2)


def operation_count_bits(items: int, parameters: int, operations: int) -> float:
    """log₂ of the labelings of N inputs that a program of t steps reaches: W(2t + log₂(8eN/W)).

    The inequality inside the proof of :func:`goldberg_jerrum_vc`; N bits when that is less.

    >>> operation_count_bits(10, 3, 5) == 10.0
    True
    """
    if parameters == 0:
        return 0.0
    if parameters > items:
        return float(items)
    inside = math.log2(8 * math.e * items / parameters)
    return min(float(items), parameters * (2 * operations + inside))


def operation_count_vc(parameters: int, operations: int) -> int:
    """The largest N with N ≤ W(2t + log₂(8eN/W)): never more than 4W(t + 2), about half of it.

    >>> operation_count_vc(10, 25), goldberg_jerrum_vc(10, 25)
    (603, 1080)
    """
    positive_integer(parameters, "parameters")

    def ruled_out(items: int) -> bool:
        inside = 8 * math.e * items / parameters
        return items > parameters * (2 * operations + math.log2(inside))

    return least_integer(ruled_out, start=parameters) - 1


def _check(polynomials: int, degree: int, variables: int) -> None:
    positive_integer(polynomials, "polynomials")
    positive_integer(degree, "degree")
    positive_integer(variables, "variables")
    if variables > polynomials:
        raise MemlibError(
            f"{variables} variables but only {polynomials} polynomials",
            operation="bounds",
            place="sign vectors",
            mend="the lemma asks for W ≤ M; sign_vectors() handles both cases",
        )
