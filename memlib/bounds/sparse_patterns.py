"""A floor on nonzero parameters: what counting them alone, however they are placed, allows.

The bounds of :mod:`memlib.bounds.next_token` count every place of eq. (4)'s matrices. A sparse
network has few of them filled; this is the same argument for the filled ones. First by counting
operations (:func:`least_nonzero`), then, four times higher, by counting branches
(:func:`least_fixed_pattern`).

The second argument. Fix *where* the W nonzero parameters are, and let N sequences each repeat one
token: attention of uniform weights and pooling then mix nothing, so the network is a ReLU network.
Let U of its ReLU units read at least one parameter of their own; the others are constant or know
their sign. Scaling a unit by a positive number, and what reads it by the inverse, changes no
output; so one nonzero parameter of each such unit may be taken to be ±1. That leaves 2^U choices of
signs, and W − U real numbers. For one input, follow the network unit by unit: each asks for the
sign of a polynomial in those numbers and branches in two, so there are at most 2^(U + 1) − 1
polynomials, the outputs minus the threshold among them. A path through the layers meets a parameter
at most once, so their degree is at most W − U. The N labels are decided by the signs of all
N(2^(U + 1) − 1) polynomials, and Warren's theorem counts those: for each choice of signs at most
(8e·N·2^(U + 1))^(W − U). Hence, if all 2^N labelings are reached,

    N ≤ U + (W − U)(U + log₂(16eN))    for some U from 0 to W.

(Were there fewer polynomials than numbers, N < W − U, and that holds as well.) The right side is
about W²/4 at best, so W ≥ 2√N − O(log N).
"""

from __future__ import annotations

import math

from memlib.bounds.logarithms import least_integer, log2_binomial, log2_sum, positive_integer
from memlib.bounds.sign_patterns import goldberg_jerrum_vc


def least_nonzero(sequences: int) -> int:
    """Least W: no fixed pattern of fewer nonzero parameters shatters N sequences, in any layout.

    On sequences that repeat one token uniform attention adds a multiple of the rows to the rows, so
    the network is a ReLU network. To run it takes a product and a sum a weight, a sum a bias, and
    two steps a ReLU unit (a comparison, and clearing); a unit without a weight or bias is 0 and
    needs no step. With two for the answer that is t ≤ 4W + 2, and Goldberg and Jerrum's
    VCdim ≤ 4W(t + 2) is at most 16W(W + 1).

    Args:
        sequences: N, labeled freely with two classes.

    >>> [least_nonzero(n) for n in (1_000, 1_000_000)]
    [8, 250]
    """
    positive_integer(sequences, "sequences")
    least = max(1, (math.isqrt(4 + sequences) - 2) // 4 - 1)
    while goldberg_jerrum_vc(least, 4 * least + 2) < sequences:
        least += 1
    return least


def reachable_labels(parameters: int, sequences: int) -> float:
    """The largest right side: max over U of U + (W − U)(U + log₂(16eN)), in bits.

    Args:
        parameters: W, nonzero, in places that were fixed before the labels.
        sequences: N.

    >>> round(reachable_labels(48, 1_024))  # 48 are not enough
    1023
    """
    extra = math.log2(16 * math.e) + math.log2(sequences)
    best = (parameters + 1 - extra) / 2
    near = (math.floor(best), math.ceil(best), 0)
    return max(
        units + (parameters - units) * (units + extra) for units in near if 0 <= units <= parameters
    )


def least_fixed_pattern(sequences: int) -> int:
    """Least W, places fixed *before* the labels: with fewer, some labeling of N is not reached.

    The network: affine maps whose ReLU units read them, or blocks of eq. (3); uniform attention or
    pooling; two classes, told apart by a threshold. The sequences each repeat one token.

    Args:
        sequences: N.

    >>> [least_fixed_pattern(n) for n in (1_024, 65_536, 1_000_000)]
    [49, 490, 1974]
    """
    positive_integer(sequences, "sequences")
    return least_integer(lambda w: reachable_labels(w, sequences) >= sequences)


def least_chosen_pattern(sequences: int, places: int) -> int:
    """Least W, places chosen *after* the labels among those of layers that are fixed before.

    The W places are one of at most (D choose W) sets, so log₂ of that comes to the right side. Some
    labelings may take fewer places than others, so all numbers up to W count together. (One place
    more adds at least (W + log₂(16eN))/2 − log₂(W + 1) > 1 bits, so few of them are felt.)

    Args:
        sequences: N.
        places: D, all places of all matrices and biases (the dense count).

    >>> least_chosen_pattern(1_024, 49), least_chosen_pattern(1_024, 860)
    (48, 41)
    """
    positive_integer(sequences, "sequences")
    positive_integer(places, "places")

    def labelings(w: int) -> float:
        return reachable_labels(w, sequences) + (log2_binomial(places, w) if w < places else 0)

    def enough(w: int) -> bool:
        return log2_sum([labelings(v) for v in range(max(0, w - 64), w + 1)]) >= sequences

    return least_integer(enough)
