"""Theorem 4.2 / B.2 (pages 8, 23–24) as numbers: one label a sequence, at its last token.

What is bounded: a *fixed architecture* of eq. (4), softmax or hardmax alike, whose parameters can
be set, for every one of the 2^N labelings, so that the last output equals the label, on N distinct
sequences each of which repeats one token. A model that must fit *every* consistent data set must
fit these.

Why repeated tokens: if all columns of Z are equal, all scores in a column of KᵀQ are equal,
attention averages equal columns, and the layer is the linear map I + Σ_h W^O_h W^V_h (eq. 65),
token by token. So the transformer is a ReLU network on the first token;
:mod:`memlib.bounds.reduction` runs this exactly. W^K and W^Q play no role there:
:func:`working_parameters` leaves them out.

The paper then says that a feed-forward network "with equal or fewer parameters" does the same. A
plain network would store the m×m matrix W^O W^V, more than 2msH numbers when 2sH < m. The repair
used here: do not change the network, count the *operations* of evaluating it (Goldberg & Jerrum),
or let the polynomials live in the transformer's own parameters (the product over layers).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from memlib.bounds.bits import total
from memlib.bounds.logarithms import least_integer, positive_integer
from memlib.bounds.search import least_depth
from memlib.bounds.shapes import NARROW, Shape
from memlib.bounds.sign_patterns import (
    Step,
    goldberg_jerrum_vc,
    operation_count_vc,
    total_bits,
)


def working_parameters(shape: Shape) -> int:
    """Parameters that act on repeated tokens: all but W^K and W^Q, W − 2msH·L.

    >>> shape = Shape(depth=2)
    >>> shape.parameters, working_parameters(shape)
    (36, 32)
    """
    return shape.parameters - shape.depth * shape.key_query


def operations(shape: Shape) -> int:
    """Steps of a program that evaluates the reduced network on one token and answers 0 or 1.

    Per matrix of a×b: ab products and ab sums into an accumulator, less a where nothing is there
    yet; bias, ReLU (one comparison, one operation that clears), residuals, and two steps for the
    answer. With w working parameters this is 2w + 1 − m − L(sH + m), so at most 2w. (A test runs
    the reduced network on numbers that count.)

    ======================  ==================================================
    E_in                    2md − m
    W^V, W^O of a block     (2ms − s)H + 2msH (the residual is the start)
    W⁽¹⁾, b⁽¹⁾              2mq
    ReLU                    2q
    W⁽²⁾, b⁽²⁾, residual    2mq + m
    E_out, answer           2m − 1 + 2
    ======================  ==================================================

    >>> operations(Shape(depth=1, hidden=1))
    14
    """
    m, s, heads, q = shape.embedding, shape.head_size, shape.heads, shape.hidden
    attention = (4 * m * s - s) * heads
    feed_forward = 4 * m * q + 2 * q + m
    block = attention + feed_forward
    return 2 * m * shape.token_dim - m + shape.depth * block + 2 * m + 1


def goldberg_jerrum(shape: Shape) -> int:
    """VCdim ≤ 4w(t + 2) of one architecture on repeated tokens: no more sequences are shattered.

    w are the working parameters, t the operations.

    >>> goldberg_jerrum(Shape(depth=1, hidden=1))          # 4·8·(14 + 2)
    512
    """
    return goldberg_jerrum_vc(working_parameters(shape), operations(shape))


def closed_form(sequences: int) -> float:
    """Theorem 4.2 with its constant: N ≤ 4W(t + 2) and t ≤ 2W give N ≤ 8W² + 8W. The least real W.

    It holds for every shape of eq. (4) and for any attention.

    Args:
        sequences: N.

    Returns:
        (√(4 + 2N) − 2)/4, parameters.

    >>> [round(closed_form(count), 2) for count in (10**4, 10**6, 10**8)]
    [34.86, 353.05, 3535.03]
    """
    positive_integer(sequences, "sequences")
    return (math.sqrt(4 + 2 * sequences) - 2) / 4


def tight_form(sequences: int, family: Shape = NARROW) -> Shape:
    """The smallest member of a family that N ≤ 4w(t + 2), with its own w and t, does not rule out.

    >>> tight_form(10**6).parameters
    427
    """
    return _least(sequences, family, goldberg_jerrum)


def operation_form(sequences: int, family: Shape = NARROW) -> Shape:
    """The same before the rounding to 4w(t + 2): N ≤ w(2t + log₂(8eN/w)), from inside the proof.

    >>> operation_form(10**6).parameters
    597
    """
    return _least(
        sequences, family, lambda s: operation_count_vc(working_parameters(s), operations(s))
    )


def relu_step(shape: Shape, block: int, sequences: int) -> Step:
    """The refinement of block l on repeated tokens: qN polynomials of degree 4l.

    Entering values have degree 4l − 3, the two matrices of attention make it 4l − 1, W⁽¹⁾ 4l. The
    variables are the working parameters so far: those of E_in and blocks 1..l−1, then W^V, W^O,
    W⁽¹⁾, b⁽¹⁾.

    >>> relu_step(Shape(hidden=1), 1, sequences=10)
    Step(what='ReLU patterns of block 1', polynomials=10, degree=4, variables=5)
    """
    before = shape.up_to(block - 1) - (block - 1) * shape.key_query
    variables = before + shape.key_query + shape.hidden_layer
    return Step(f"ReLU patterns of block {block}", shape.hidden * sequences, 4 * block, variables)


def output_step(shape: Shape, sequences: int, classes: int = 2) -> Step:
    """The last refinement: N(C − 1) output signs of degree 4L + 2 in all working parameters."""
    return Step(
        "output signs", sequences * (classes - 1), 4 * shape.depth + 2, working_parameters(shape)
    )


def steps(shape: Shape, sequences: int, classes: int = 2) -> Iterator[Step]:
    """All L + 1 refinements in order."""
    for block in range(1, shape.depth + 1):
        yield relu_step(shape, block, sequences)
    yield output_step(shape, sequences, classes)


def product_bits(
    shape: Shape, sequences: int, *, classes: int = 2, two_valued: bool = False
) -> float:
    """log₂ of the labelings of N repeated-token sequences that one architecture reaches, in bits.

    The layer-by-layer count of Bartlett et al. 2019 on the reduced network, each layer by Lemma B.4
    or (``two_valued``) by their own 2(2eMD/W)^W.
    """
    positive_integer(sequences, "sequences")
    return total_bits(steps(shape, sequences, classes), two_valued=two_valued)


def product_form(
    sequences: int, family: Shape = NARROW, *, classes: int = 2, two_valued: bool = False
) -> Shape:
    """The smallest member of a family (any depth) that the product over layers does not rule out.

    Args:
        sequences: N. family: the widths, default m = s = H = d = 1, q = 4. classes: C ≥ 2.
        two_valued: the constant of Bartlett et al. 2019 in place of Lemma B.4.

    Returns:
        The shape; its ``parameters`` (W^K and W^Q included) are the bound.

    >>> product_form(10**6).parameters, product_form(10**6, two_valued=True).parameters
    (1243, 1294)
    """
    positive_integer(classes, "classes", least=2)
    needed = total(sequences, classes)

    def output(depth: int) -> Step:
        variables = family.up_to(depth) + family.embedding - depth * family.key_query
        return Step("output signs", sequences * (classes - 1), 4 * depth + 2, variables)

    depth = least_depth(
        lambda block: (relu_step(family, block, sequences),),
        output,
        needed,
        two_valued=two_valued,
    )
    return family.with_depth(depth)


def _least(sequences: int, family: Shape, shattered: Callable[[Shape], int]) -> Shape:
    positive_integer(sequences, "sequences")
    depth = least_integer(lambda deep: shattered(family.with_depth(deep)) >= sequences)
    return family.with_depth(depth)
