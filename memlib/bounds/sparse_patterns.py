"""A floor on nonzero parameters: what counting them alone, however they are placed, allows.

The bounds of :mod:`memlib.bounds.next_token` count every place of eq. (4)'s matrices. A sparse
network has few of them filled; this is the same argument for the filled ones.
"""

from __future__ import annotations

import math

from memlib.bounds.logarithms import positive_integer
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
