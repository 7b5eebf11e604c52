"""Softmax: what is known for sequence to sequence, and how weak it is.

Theorem 4.3 counts polynomials, and e^x is none. The known way out counts solutions of equations
with exponentials (Khovanskii; Karpinski & Macintyre 1997). With constants, as Anthony & Bartlett
1999, Theorem 8.14, is quoted (the book was not at hand, so constants here and in Theorem 8.13 are
not checked against it): a program of t steps, at most q of them exponentials, W parameters, has

    VCdim ≤ (W(q + 1))² + 11 W(q + 1)(t + log₂(9W(q + 1))).

In a transformer q itself is about L·H·n², so this allows nN ≈ (W·L·H·n²)² items: with W ≈ L it only
asks for W ≳ (nN)^{1/4}/n, far below √(nN), and soon below anything that is not obvious. The paper
leaves open whether softmax needs Ω(√(nN)) (page 10). Nothing here settles that.
"""

from __future__ import annotations

import math

from memlib.bounds.logarithms import least_integer, positive_integer
from memlib.bounds.shapes import NARROW, Shape


def exponentials(shape: Shape, length: int) -> int:
    """q: how often e^x is taken to find one token's output: Hn² a block, Hn in the last one.

    >>> exponentials(Shape(depth=3, heads=2), 10)
    420
    """
    n = positive_integer(length, "length")
    if shape.depth == 0:
        return 0
    return shape.heads * (n * n * (shape.depth - 1) + n)


def operations(shape: Shape, length: int) -> int:
    """t: at most so many steps find one token's label: all tokens through all blocks, in full.

    Per token and block: three projections 6msH, n scores of 2s + 2 steps (product sum, e^x, sum of
    weights), n divisions, mixing 2sn, W^O 2msH, and the feed-forward part 4mq + 2q + m; plus E_in,
    E_out, answer.

    >>> operations(Shape(depth=1, hidden=1), 2)
    65
    """
    n = positive_integer(length, "length")
    m, s, heads, q = shape.embedding, shape.head_size, shape.heads, shape.hidden
    attention = heads * (6 * m * s + n * (2 * s + 2) + n + 2 * s * n + 2 * m * s)
    feed_forward = 4 * m * q + 2 * q + m
    return n * (2 * m * shape.token_dim + shape.depth * (attention + feed_forward)) + 2 * m + 1


def exponential_vc(parameters: int, operations: int, exponentials: int) -> float:
    """Anthony & Bartlett 1999, Theorem 8.14: VCdim of t steps, q exponentials among them.

    Args:
        parameters: W. operations: t. exponentials: q.

    >>> round(exponential_vc(10, 69, 2))
    26335
    """
    positive_integer(parameters, "parameters")
    wq = parameters * (positive_integer(exponentials, "exponentials", least=0) + 1)
    return float(wq) ** 2 + 11 * wq * (operations + math.log2(9 * wq))


def sigmoid_vc(parameters: int, units: int) -> float:
    """Karpinski & Macintyre 1997 in the form of Anthony & Bartlett, Theorem 8.13: sigmoid networks.

    VCdim ≤ (Wk)² + 11Wk log₂(18Wk²) with k units. Koiran & Sontag's networks only show W² from
    below.

    >>> round(sigmoid_vc(10, 3))
    4418
    """
    wk = positive_integer(parameters, "parameters") * positive_integer(units, "units")
    return float(wk) ** 2 + 11 * wk * math.log2(18 * wk * units)


def known_form(items: int, length: int, family: Shape = NARROW) -> Shape:
    """The smallest member of a family, with softmax, that :func:`exponential_vc` allows.

    Args:
        items: free labels, nN for seq-to-seq. length: n. family: the widths.

    >>> known_form(10**12, 10).parameters
    410
    """
    positive_integer(items, "items")

    def allowed(depth: int) -> bool:
        shape = family.with_depth(depth)
        steps, exps = operations(shape, length), exponentials(shape, length)
        return exponential_vc(shape.parameters, steps, exps) >= items

    return family.with_depth(least_integer(allowed))
