"""How many parameters the network of Theorem B.1 has, without its weights.

A bucket costs the same wherever it lies, and so does a slot whatever its bits say. So the number of
nonzero weights is base + Σ (buckets · their price) + Σ (slots · their price), and the prices are
read off small networks with stand-in words. This gives sizes for N in the millions at once; no
weight of such a network is chosen, and nothing is memorized.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from memlib.constructions.constants import Separation, key_bound
from memlib.constructions.lemmas.contextual import (
    IDENTITY,
    MEAN,
    PHI,
    UNIFORM,
    assemble,
    context_separation_of,
)
from memlib.constructions.lemmas.point_memorizer import (
    RESULT,
    PointMemorizer,
    Shape,
    find_and_read,
    initial_values,
)
from memlib.constructions.lemmas.projection import Projection
from memlib.constructions.lemmas.scores import score_bound
from memlib.exact.count import count
from memlib.exact.plain import compile_plain


@dataclass(frozen=True)
class Prices:
    """What the parts of the plain network cost in parameters.

    Attributes:
        base: what is there once.
        bucket_1, slot_1: of one more bucket and one more slot in F₁.
        bucket_2, slot_2: the same in F₂.
    """

    base: int
    bucket_1: int
    slot_1: int
    bucket_2: int
    slot_2: int


def prices(first: Shape, second: Shape, dim: int) -> Prices:
    """The prices for slots with the key and label bits of the two shapes.

    Exact for two key bits or more, as long as no weight happens to be zero.

    >>> a = Shape(4, 2, slots=2, key_bits=5, label_bits=3, key_bound=31)
    >>> prices(a, a, dim=1).bucket_1 > prices(a, a, dim=1).bucket_2 > 0
    True
    """
    return _prices((first.key_bits, first.label_bits), (second.key_bits, second.label_bits), dim)


def parameters(first: Shape, second: Shape, dim: int, *, scored: int, contexts: int) -> int:
    """Nonzero weights and biases of the plain network.

    Args:
        first, second: the shapes of F₁ and F₂.
        dim: d.
        scored: |A|, the number of tokens with a score, at least 1.
        contexts: the number of distinct contexts, at least 1.
    """
    price = prices(first, second, dim)
    return (
        price.base
        + price.bucket_1 * -(-scored // first.slots)
        + price.slot_1 * first.slots
        + price.bucket_2 * -(-contexts // second.slots)
        + price.slot_2 * second.slots
    )


def shapes(
    sequences: int, length: int, dim: int, classes: int, separation: Separation, tokens: int
) -> tuple[Shape, Shape]:
    """The shapes of F₁ and F₂ for data of this size, all of whose contexts are distinct.

    Args:
        sequences, length, dim, classes: N, n, d, C.
        separation: r and δ of the tokens.
        tokens: V, the number of distinct tokens; nN at most.
    """
    apart = context_separation_of(separation, sequences, length, dim)
    return (
        Shape.of(sequences, score_bound(sequences), key_bound(tokens, dim, separation)),
        Shape.of(sequences, classes, key_bound(sequences, 3, apart)),
    )


@dataclass(frozen=True)
class Growing:
    """Data sets that differ in N alone, all of whose contexts are distinct.

    Attributes:
        length, dim, classes: n, d, C.
        separation: r and δ of the tokens.
        tokens: V, all of them scored; None for the worst case: nN tokens, N − 1 of them scored.
    """

    length: int
    dim: int
    classes: int
    separation: Separation
    tokens: int | None

    def parameters(self, sequences: int, *, scored: int | None = None) -> int:
        """Nonzero weights and biases of the plain network for N sequences.

        >>> family = Growing(8, 3, 10, Separation.clamped(100, 1), tokens=512)
        >>> family.parameters(1024) < family.parameters(4096) < 4 * family.parameters(1024)
        True
        """
        most = sequences - 1 if self.tokens is None else min(self.tokens, sequences - 1)
        found = self.length * sequences if self.tokens is None else self.tokens
        first, second = shapes(
            sequences, self.length, self.dim, self.classes, self.separation, found
        )
        return parameters(
            first, second, self.dim, scored=most if scored is None else scored, contexts=sequences
        )


def crossover(
    length: int, dim: int, classes: int, separation: Separation, *, tokens: int | None
) -> int:
    """About the least N from which the network has at most 2N + d parameters.

    Near it the difference changes its sign a few times: buckets and slots are whole numbers.
    The arguments are those of :class:`Growing`.
    """
    family = Growing(length, dim, classes, separation, tokens)

    def larger(sequences: int) -> bool:
        return family.parameters(sequences) > 2 * sequences + dim

    high = 2
    while larger(high):
        high *= 2
    low = high // 2
    while high - low > high // 1000 + 1:
        middle = (low + high) // 2
        low, high = (middle, high) if larger(middle) else (low, middle)
    return high


Bits = tuple[int, int]  # ρ, c: the key and the label bits of a slot


def _prices(first: Bits, second: Bits, dim: int) -> Prices:
    """The prices for the key and label bits of F₁ and of F₂."""
    counts = (2, 2, 2, 2)
    start = _affine_in_bits(first, second, dim, counts)
    more = [
        _affine_in_bits(first, second, dim, tuple(n + (i == j) for j, n in enumerate(counts)))
        - start
        for i in range(4)
    ]
    base = start - sum(n * price for n, price in zip(counts, more, strict=True))
    return Prices(base, *more)


def _affine_in_bits(first: Bits, second: Bits, dim: int, counts: tuple[int, ...]) -> int:
    """The count for long slots from the counts for slots of two or three bits.

    Each bit that both words have costs the same, and so does each bit that only one has. (The very
    first ones cost less: there is no entry to carry yet.)
    """
    two = (2, 2)
    total = start = _count(two, two, dim, counts)
    for place, (key, label) in enumerate((first, second)):

        def small(bits: Bits, place: int = place) -> int:
            return _count(*((bits, two) if place == 0 else (two, bits)), dim, counts)

        total += (min(key, label) - 2) * (small((3, 3)) - start)
        if key != label:
            one, more = ((3, 2), (4, 2)) if key > label else ((2, 3), (2, 4))
            total += small(one) - start
            total += (abs(key - label) - 1) * (small(more) - small(one))
    return total


@cache
def _count(first: Bits, second: Bits, dim: int, counts: tuple[int, ...]) -> int:
    """The parameters of a network with so many buckets and slots in F₁, then in F₂."""
    inputs = tuple(f"x{j + 1}" for j in range(dim))
    phi = _memorizer(first, counts[0], counts[1], inputs, "phi.")
    lookup = _memorizer(second, counts[2], counts[3], (PHI, IDENTITY, MEAN), "out.")
    identity = Projection((1,) * dim, 1, (), 1)
    return count(compile_plain(assemble(inputs, phi, identity, UNIFORM, lookup, 0)), dim).parameters


def _memorizer(
    bits: Bits, buckets: int, slots: int, inputs: Sequence[str], prefix: str
) -> PointMemorizer:
    """Lemma C.1 with made-up points 2, 4, 6, … and labels 1."""
    points = buckets * slots
    shape = Shape(points, buckets, slots, *bits, key_bound=2 * points)
    line = [(2 * i + 2, 1) for i in range(points)]
    found, steps = find_and_read(line, shape, prefix)
    projection = Projection((1,) * len(inputs), 1, (), 1)
    first = initial_values(projection, inputs, prefix)
    return PointMemorizer(projection, shape, found, first, steps, prefix + RESULT)
