"""Kajitsuka and Sato 2023: one softmax layer, one head, weight matrices of rank 1.

*Are transformers with one layer self-attention using low-rank weight matrices universal
approximators?* (ICLR 2024, arXiv 2307.14023), for sequences of distinct tokens, none of them 0:

1. **Contextual mapping** (their Theorem 2). Query, key and value are multiples of one linear form
   w: the last token q scores x with c·w(q)·w(x), and hears Σ share · w(x), which is boltz(scores)
   over c·w(q). Where c makes unequal scores more than 2 ln n + 3 apart, the Boltzmann operator
   tells sets apart (their Lemma 1; :mod:`memlib.rivals.boltzmann`). What is heard is added to the
   token, scaled so small that it does not bridge the gap to another last token.
2. **Memorization** (their Corollary 1). A ReLU layer with one neuron a point, as Zhang et al. 2017
   have it, takes any values on the distinct vectors: 2nN + d numbers for each of d coordinates.
   An integer label is one coordinate, and next-token data has N points, not nN.

Built from the statement, as the abstract and public reviews give it (4(s + d) + d(2nN + d)
parameters, δ > 2 log n + 3); the original proof was not at hand. Two choices are ours. The linear
form is not drawn once with the constants of a worst case, but chosen among some hundred for the
data: a drawn form may bring |V| tokens within a |V|²-th of their spread, and last tokens as close
to 0, so that scores reach about |V|⁴, which no exponential survives. And w is asked to be nonzero
on last tokens alone, as no other token is a query here.

The price of the Boltzmann operator shows: the outputs of two sets that differ only in tokens of low
score are exponentially close, and the ReLU layer has to pull them apart with numbers as long.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.lemmas.contexts import check_task
from memlib.constructions.statement import Statement
from memlib.data.consistency import check_consistent, multiset
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.analytic import SoftmaxAttention, SoftmaxHead
from memlib.exact.layers import Affine, Layer, Network, Relu
from memlib.interval.enclosure import Enclosures
from memlib.interval.evaluate import Bounds, read_columns
from memlib.interval.linear import PrecisionError
from memlib.rivals.boltzmann import Item, Line, best_line
from memlib.rivals.enclosed_rival import (
    FIRST_BITS,
    LAST_BITS,
    IntervalRival,
    enclose,
    with_more_bits,
)
from memlib.rivals.line import whole
from memlib.rivals.rival import Measure, check_no_repeats, plain

NAME: Final = "kajitsuka-2023"


def construct(dataset: Dataset, **how: Unpack[How]) -> IntervalRival:
    """Project, attend with the projection as query, key and value, then one hinge an item.

    Args:
        dataset: consistent next-token data of one length, no token twice in a sequence, no last
            token zero.
        how: seed (of the directions) and progress; the form is plain.

    Raises:
        MemlibError: other data, or two items so close that no precision at hand parts them.

    Source: Kajitsuka and Sato 2023, Theorem 2 and Corollary 1, from the statements.

    Example:
        >>> data = Dataset.next_token([[1], [2], [3]], [[1, 0], [2, 0], [0, 1]], [5, 7, 4])
        >>> [(m.name, m.built, m.promised) for m in construct(data).measures]
        [('free_numbers', 11, 21), ('tied_copies', 3, 3)]
    """
    with context(operation=f"construct {NAME}"):
        seed, tell = plain(**how)
        check_task(dataset, NEXT_TOKEN)
        n = dataset.length  # one length
        check_consistent(dataset)
        check_no_repeats(
            dataset, "the theorem takes sequences of distinct tokens; add positions to them"
        )
        items = distinct_items(dataset)
        every = [label for _, _, label in dataset.each_item()]
        labels = [every[i] for i in items.values()]
        common, tokens = whole(dataset.tokens)
        line = best_line(tokens, list(items), Random(seed))
        mapping = contextual_mapping(line, common)
        start = likely_bits(line)
        tell(1, 3)

        def attempt(bits: int) -> IntervalRival:
            ids = context_ids(mapping, dataset, items, bits)
            hinges = one_hinge_an_item(list(zip(ids, labels, strict=True)))
            network = Network((*mapping, *hinges))
            tell(2, 3)
            return IntervalRival(
                NAME, dataset, network,
                measures(len(items), dataset), "dnN + d² parameters", seed,
                constants={"exponent": ceil(line.exponent), "length": n},
                notes={"scale": line.scale},
                precision=bits, outputs=enclose(network, dataset, bits),
            )  # fmt: skip

        made = with_more_bits(attempt, start)
        tell(3, 3)
        return made


def distinct_items(dataset: Dataset) -> dict[Item, int]:
    """Each (last token, set of tokens), with the first sequence that has it."""
    first: dict[Item, int] = {}
    for i, sequence in enumerate(dataset.sequences):
        first.setdefault(Item(sequence[-1], multiset(sequence)), i)
    return first


def likely_bits(line: Line) -> int:
    """A precision that parts the items: e^{−exponent} / 2, and the scores' own length.

    Raises:
        MemlibError: more than :data:`LAST_BITS` bits.
    """
    exponent = ceil(line.exponent * Fraction(3, 2))  # 1 / ln 2 < 3/2
    far = max(map(abs, line.numbers))
    bits = exponent + 4 * far.bit_length() + ceil(line.scale).bit_length() + 64
    if bits > LAST_BITS:
        raise MemlibError(
            f"two sequences come within e^-{ceil(line.exponent)} of each other: {bits} bits",
            mend=f"the limit is {LAST_BITS}; use fewer tokens, or sequences that differ in more",
        )
    return max(FIRST_BITS, bits)


def contextual_mapping(line: Line, common: int) -> tuple[Layer, ...]:
    """Attention of rank 1, then the projection of the sum: one number for every item.

    The token moves by direction_j · 2**-shift times what it hears, at most 1/4 on the line, where
    last tokens are at least 1 apart.
    """
    dim = len(line.direction)
    form = {(0, j): common * v for j, v in enumerate(line.direction) if v}
    pushed = next(j for j, v in enumerate(line.direction) if v)
    far = max(map(abs, line.numbers)) * abs(form[0, pushed])
    push = Fraction(1, 1 << (4 * far).bit_length())
    head = SoftmaxHead(
        s=1,
        query={place: line.scale * v for place, v in form.items()},
        key=form,
        value=form,
        output={(pushed, 0): push},
    )
    return SoftmaxAttention(dim, dim, True, (head,)), Affine(1, dim, form, {})


def context_ids(
    mapping: tuple[Layer, ...], dataset: Dataset, items: dict[Item, int], bits: int
) -> list[Bounds]:
    """The number of every item, enclosed."""
    enclosures = Enclosures(bits)
    shown = dataset.choose(list(items.values()))
    return [enclosures.bounds(x) for (x,) in read_columns(Network(mapping), shown, bits)]


def one_hinge_an_item(points: list[tuple[Bounds, int]]) -> tuple[Layer, ...]:
    """Zhang et al. 2017: straight lines from point to point; the slope turns at each of them.

    Hinges are the points, rounded to a small part of the gap to the next one; the first lies one
    before the first point, where the value is 0.

    Raises:
        PrecisionError: two enclosures are too wide for their distance.
    """
    line = sorted(points)
    values = [label for _, label in line]
    fine = 12 + (max(map(abs, values)) + 1).bit_length() + len(line).bit_length()
    gaps = [after[0] - before[1] for (before, _), (after, _) in pairwise(line)]
    places: list[Fraction] = []
    for k, ((low, high), _) in enumerate(line):
        near = min([Fraction(1), *gaps[max(k - 1, 0) : k + 1]])
        if near <= 0 or high - low > near / (1 << fine):
            raise PrecisionError("two items are not known to have distinct numbers")
        places.append(to_a_part((low + high) / 2, near / (1 << fine)))
    hinges = [places[0] - 1, *places[:-1]]
    far = places[-1] - hinges[0]
    slopes: list[Fraction] = []
    for hinge, place, before, value in zip(hinges, places, [0, *values], values, strict=False):
        exact = (value - before) / (place - hinge)
        slopes.append(to_a_part(exact, Fraction(1, ceil(far) << fine)))
    turns = [slopes[0], *(b - a for a, b in pairwise(slopes))]
    size = len(line)
    return (
        Affine(
            size, 1, {(i, 0): 1 for i in range(size)}, {i: -h for i, h in enumerate(hinges) if h}
        ),
        Relu(),
        Affine(1, size, {(0, i): turn for i, turn in enumerate(turns) if turn}, {}),
    )


def to_a_part(x: Fraction, part: Fraction) -> Fraction:
    """x rounded to a multiple of a power of two that is at most ``part``.

    >>> to_a_part(Fraction(1, 3), Fraction(1, 5))
    Fraction(3, 8)
    """
    places = max(0, (part.denominator // part.numerator).bit_length())
    return Fraction(round(x * (1 << places)), 1 << places)


def measures(items: int, dataset: Dataset) -> tuple[Measure, ...]:
    """4(s + d) + 2nN + d numbers with s = 1 and one output; copies of the projection apart."""
    dim, size = dataset.token_dim, len(dataset)
    promised = 4 * (1 + dim) + 2 * dataset.length * size + dim
    return (
        Measure("free_numbers", 4 * dim + dim + 2 * items, promised),
        Measure("tied_copies", items, size),
    )


STATEMENT: Final = Statement(
    NAME, construct, title="Kajitsuka & Sato 2023", intervals=True,
    claim="Kajitsuka and Sato 2023: one softmax layer, one head of rank 1 (intervals)",
    data="next-token, one length, no token twice in a sequence, no last token zero",
)  # fmt: skip
