"""Bounds of other works, for context: what they bound differs, and each function says how.

Siegel 2024 (*Sharp lower bounds on interpolation by deep ReLU neural networks at irregularly spaced
data*) is a statement without a constant, so it is not a function: when the N points of a unit ball
may be as close as δ = e^(−cN), a ReLU network needs Ω(N) parameters. √N networks therefore *must*
use that the data are separated (δ no smaller than a power of 1/N), and theirs indeed grow with
log(1/δ).
"""

from __future__ import annotations

from memlib.bounds.logarithms import positive_integer

SIEGEL = (
    "points of a unit ball that may be exponentially close in N: any ReLU network needs "
    "Ω(N) parameters (no constant given)"
)


def sontag(items: int) -> float:
    """Sontag 1997: to shatter *all* sets of N points in general position takes W ≥ (N − 1)/2.

    Some nonempty open set of samples of 2W + 2 points is not shattered by W parameters, for
    functions that are analytic in them (a slightly weaker statement for piecewise analytic ones).
    Without any separation, √N is out of reach; the √N networks rely on separated data.

    Args:
        items: N, points in general position.

    >>> sontag(1001)
    500.0
    """
    return (positive_integer(items, "items") - 1) / 2


def madden_capacity(parameters: int, vocabulary: int, *, constant: int = 2) -> float:
    """Madden, Fox, Thrampoulidis 2024, Theorem 13: contexts that k smooth parameters can fit.

    Empirical next-token prediction capacity ≤ (2 + 1/(ζ − 1))·k/(ζ − 1) + 2. It counts next-token
    *distributions* over ζ tokens (ζ − 1 real numbers a context), not labels, for models that are
    continuously differentiable and definable (softmax with tanh, GELU and so on; no ReLU).

    Args:
        parameters: k. vocabulary: ζ ≥ 2.
        constant: 2 as in the theorem, or 1 as in their Table 1. Both hold: the proof finds
            a corpus of at most so many contexts (with + 2) that *cannot* be fitted, so the capacity
            is at least one less, which is the table's + 1.

    >>> madden_capacity(100, 2)
    302.0
    """
    positive_integer(vocabulary, "vocabulary", least=2)
    free = vocabulary - 1
    return (2 + 1 / free) * parameters / free + constant


def madden(contexts: int, vocabulary: int, *, constant: int = 2) -> float:
    """The least k with contexts ≤ :func:`madden_capacity`: parameters, linear in N, not √N.

    >>> madden(302, 2)
    100.0
    """
    positive_integer(vocabulary, "vocabulary", least=2)
    free = vocabulary - 1
    return max(0.0, (positive_integer(contexts, "contexts") - constant) * free / (2 + 1 / free))


def madden_every_distribution(contexts: int, vocabulary: int) -> float:
    """Their Lemma 9, arbitrary distributions: n contexts need k ≥ n(ζ − 1), by Sard's theorem.

    >>> madden_every_distribution(100, 5)
    400
    """
    positive_integer(vocabulary, "vocabulary", least=2)
    return positive_integer(contexts, "contexts") * (vocabulary - 1)
