"""Theorem 4.3 / B.3 (pages 10, 24–28) as numbers: every token of every sequence carries a label.

What is bounded: a *fixed architecture* of eq. (4) with hardmax (eq. 12) whose parameters can be
set, for every one of the 2^(nN) labelings, so that the outputs equal the labels; the N sequences
have length n and their nN tokens are all distinct (with repeats, ``items`` counts distinct (token,
multiset) pairs and takes the place of nN on the left). One labeling alone may need far less.

How: block by block the parameter space is cut into cells in which the hardmax patterns and the
firing ReLUs do not change. In a cell all values are polynomials, so Lemma B.4 counts the next cut.

==========================  ==============  ==============  ==============================
step (page 25–27)           polynomials M   degree D        variables
==========================  ==============  ==============  ==============================
hardmax of block l (79)     n³HN            8l − 4          W_{l−1} + 2msH
ReLUs of block l (84)       nqN             4l              W_{l−1} + 2msH + (m+1)q
output signs (89)           nN              4L + 2          W
==========================  ==============  ==============  ==============================

Three bounds come out: :func:`product_form` multiplies the steps as they are, :func:`tight_form`
merges them by the weighted mean inequality (90)–(94), :func:`closed_form` also bounds W̄ by 3W²
(95)–(96). Each relaxes the one before, so on the same family product ≥ tight ≥ closed, always.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from memlib.bounds.bits import total
from memlib.bounds.logarithms import least_integer, positive_integer
from memlib.bounds.search import least_depth
from memlib.bounds.shapes import NARROW, Shape
from memlib.bounds.sign_patterns import Step, total_bits


def block_steps(shape: Shape, block: int, sequences: int, length: int) -> tuple[Step, Step]:
    """The two refinements of block l = 1..L: hardmax patterns (79), then ReLU patterns (84).

    Together they are eq. (72), with true parameter counts.

    >>> hardmax, relu = block_steps(Shape(hidden=1), 1, sequences=10, length=2)
    >>> hardmax.polynomials, hardmax.degree, hardmax.variables
    (80, 4, 3)
    >>> relu.polynomials, relu.degree, relu.variables
    (20, 4, 5)
    """
    before = shape.up_to(block - 1)
    hardmax = Step(
        f"hardmax patterns of block {block}",
        length**3 * shape.heads * sequences,
        8 * block - 4,
        before + shape.key_query,
    )
    # On a cell only W^V and W^O of this block's attention are left, again 2msH parameters.
    relu = Step(
        f"ReLU patterns of block {block}",
        length * shape.hidden * sequences,
        4 * block,
        before + shape.key_query + shape.hidden_layer,
    )
    return hardmax, relu


def output_step(
    shape: Shape, sequences: int, length: int, items: int | None = None, classes: int = 2
) -> Step:
    """The last refinement (89): the signs of the outputs, nN polynomials of degree 4L + 2.

    Labels 0 and 1 have different signs. For C classes the thresholds between neighbouring labels
    are C − 1 polynomials an item.
    """
    labeled = sequences * length if items is None else items
    return Step("output signs", labeled * (classes - 1), 4 * shape.depth + 2, shape.parameters)


def steps(
    shape: Shape, sequences: int, length: int, items: int | None = None, classes: int = 2
) -> Iterator[Step]:
    """All 2L + 1 refinements of (72) and (89) in order: where the count comes from."""
    for block in range(1, shape.depth + 1):
        yield from block_steps(shape, block, sequences, length)
    yield output_step(shape, sequences, length, items, classes)


def product_bits(
    shape: Shape, sequences: int, length: int, *, items: int | None = None, classes: int = 2
) -> float:
    """log₂ K of eq. (89) with |S_L| from (72): no more labelings are reached, in bits.

    Where a step has more variables than polynomials, Lemma B.4 does not apply and 3^M stands in.

    >>> product_bits(Shape(hidden=1), 1000, 1) < 1000      # one block, 10 parameters, 1000 tokens
    True
    """
    _check(sequences, length)
    return total_bits(steps(shape, sequences, length, items, classes))


def sharpened_steps(shape: Shape, block: int, sequences: int, length: int) -> tuple[Step, Step]:
    """The refinements of block l with nothing counted that is not needed; see sharpened_bits."""
    hardmax, relu = block_steps(shape, block, sequences, length)
    spent = (block - 1) * shape.key_query
    return (
        hardmax._replace(
            polynomials=length * length * (length - 1) * shape.heads * sequences,
            variables=hardmax.variables - spent,
        ),
        relu._replace(variables=relu.variables - spent),
    )


def sharpened_bits(
    shape: Shape, sequences: int, length: int, *, items: int | None = None, classes: int = 2
) -> float:
    """The same product with three counts improved (this project's remark, same proof), in bits.

    1. Every question of the proof has two answers: is a_k − a_k'' > 0 for *ordered* pairs k ≠ k''
       (both orders are asked, so ties are seen), does a ReLU fire, is the output above the
       threshold. So 2(2eMD/W)^W of Bartlett et al. 2019 replaces (8eMD/W)^W.
    2. The pairs with k = k'' ask nothing: n²(n−1) differences instead of n³.
    3. Once the hardmax patterns of a block are fixed, its W^K and W^Q appear in no later
       polynomial: 2msH variables less for each earlier block.
    """
    _check(sequences, length)
    bits = 0.0
    for block in range(1, shape.depth + 1):
        bits += total_bits(sharpened_steps(shape, block, sequences, length), two_valued=True)
    return bits + _sharpened_output(shape, sequences, length, items, classes).two_valued_bits()


def _sharpened_output(
    shape: Shape, sequences: int, length: int, items: int | None, classes: int
) -> Step:
    step = output_step(shape, sequences, length, items, classes)
    return step._replace(variables=step.variables - shape.depth * shape.key_query)


def tight_bits(shape: Shape, sequences: int, length: int) -> float:
    """W̄ log₂(48e n³N), eq. (94)–(95), with the true W̄ of the architecture, in bits.

    >>> round(tight_bits(Shape(hidden=1), 1000, 1), 1)     # W̄ = 18
    305.9
    """
    _check(sequences, length)
    return shape.weighted_parameters * math.log2(48 * math.e * length**3 * sequences)


def closed_form(sequences: int, length: int, *, items: int | None = None) -> float:
    """Theorem 4.3 in closed form, eq. (95)–(96): nN ≤ 9W² log₂(48e·nN). The least real W.

    Args:
        sequences: N. length: n, tokens a sequence. items: free labels when tokens repeat (default
        nN).

    Returns:
        √(nN / (9 log₂(48e·nN))), parameters. A whole number of parameters is at least its ceiling.
        It holds for every shape of eq. (4), whatever m, s, H, q, d and L are.

    >>> [round(closed_form(tokens, 1), 2) for tokens in (10**4, 10**6, 10**8)]
    [7.4, 64.2, 575.03]
    """
    _check(sequences, length)
    tokens = sequences * length
    labeled = tokens if items is None else items
    return math.sqrt(labeled / (9 * math.log2(48 * math.e * tokens)))


def tight_any_shape(sequences: int, length: int, *, items: int | None = None) -> int:
    """The tight form for *every* shape: the least W with nN ≤ (W + (W−2)²/8) log₂(48e n³N).

    Why: with B ≥ 8 parameters a block and md ≤ W − LB − m, eq. (91) gives
    W̄ ≤ W + L(W + md − m − 2) ≤ W + L(2W − LB − 2m − 2) ≤ W + L(2W − 8L − 4), which grows with L up
    to the largest possible L = (W − 2)/8, where it is W + (W−2)²/8. The paper's 3W² is 24 times
    more.

    >>> tight_any_shape(10**6, 1), math.ceil(closed_form(10**6, 1))
    (543, 65)
    """
    _check(sequences, length)
    labeled = sequences * length if items is None else items
    scale = math.log2(48 * math.e * length**3 * sequences)
    return least_integer(lambda w: labeled <= (w + (w - 2) ** 2 / 8) * scale, start=2)


def tight_form(
    sequences: int, length: int, family: Shape = NARROW, *, items: int | None = None
) -> Shape:
    """The smallest member of a family (any depth) that :func:`tight_bits` does not rule out.

    >>> tight_form(10**6, 1).parameters
    801
    """
    _check(sequences, length)
    labeled = sequences * length if items is None else items
    depth = least_integer(lambda L: tight_bits(family.with_depth(L), sequences, length) >= labeled)
    return family.with_depth(depth)


def product_form(
    sequences: int,
    length: int,
    family: Shape = NARROW,
    *,
    items: int | None = None,
    classes: int = 2,
    sharpened: bool = False,
) -> Shape:
    """The smallest member of a family (any depth) that the product (72) · (89) does not rule out.

    Args:
        sequences: N. length: n. family: the widths m, s, H, q, d; default m = s = H = d = 1, q = 4.
        items: free labels when tokens repeat (default nN). classes: C ≥ 2 labels per item.
        sharpened: use :func:`sharpened_bits`.

    Returns:
        The shape; its ``parameters`` are the bound. All smaller depths of the family are
        impossible.

    >>> product_form(10**6, 1).parameters
    852
    """
    _check(sequences, length)
    positive_integer(classes, "classes", least=2)
    labeled = sequences * length if items is None else items
    needed = total(labeled, classes)

    def blocks(block: int) -> tuple[Step, ...]:
        count = sharpened_steps if sharpened else block_steps
        return count(family, block, sequences, length)

    def output(depth: int) -> Step:
        spent = depth * family.key_query if sharpened else 0
        variables = family.up_to(depth) + family.embedding - spent
        return Step("output signs", labeled * (classes - 1), 4 * depth + 2, variables)

    depth = least_depth(blocks, output, needed, two_valued=sharpened)
    return family.with_depth(depth)


def _check(sequences: int, length: int) -> None:
    positive_integer(sequences, "sequences")
    positive_integer(length, "length")
