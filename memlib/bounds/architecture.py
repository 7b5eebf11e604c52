"""The sign-pattern count for any network of certificate layers: how many labelings it can reach.

Every layer kind of a certificate is piecewise polynomial in its weights (there is no softmax), so
the proof of Theorem 4.3 runs through it on *any* data, layer by layer, with the layer's own counts.
Two readings:

* **fixed pattern**: only the listed (nonzero) weights move; all networks with this sparsity
  pattern.
* **free pattern**: in each layer, how many and which of the D places are nonzero is free too:
  log₂(D + 1) + log₂ C(D, P) bits per layer more. That is the right reading for a construction that
  chose its nonzero places after it saw the labels.

Only shapes and the number of listed entries are read, never a weight: each layer says in its own
words what it does (:meth:`memlib.exact.layer.Layer.act`), here to polynomials of which only the
degree is known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from memlib.bounds.bits import NEXT_TOKEN
from memlib.bounds.logarithms import log2_binomial, positive_integer
from memlib.bounds.sign_patterns import Step, total_bits
from memlib.exact.layer import Layer, Matrix
from memlib.exact.layers import Head
from memlib.exact.vocabulary import Vocabulary


@dataclass(frozen=True)
class Polynomials:
    """The entries of all columns: how many rows, tokens of each sequence, the degree."""

    rows: int
    lengths: tuple[int, ...]
    degree: int = 0

    @property
    def entries(self) -> int:
        return self.rows * sum(self.lengths)

    @property
    def one_column(self) -> Polynomials:
        """One column per sequence."""
        return replace(self, lengths=(1,) * len(self.lengths))


@dataclass
class _Walk(Vocabulary[Polynomials]):
    """What has been met while the layers pass by."""

    dense: bool
    sequences: int
    layer: int = 0
    variables: int = 0
    listed: int = 0
    all_places: int = 0
    pattern_bits: float = 0.0
    steps: list[Step] = field(default_factory=list)

    def weights(self, *parts: Matrix | None) -> None:
        """Parameters that from here on are variables."""
        met = [part for part in parts if part is not None]
        entries = sum(len(part.entries) for part in met)
        places = sum(math.prod(part.shape) for part in met)
        self.listed += entries
        self.all_places += places
        # Which places are used, after how many are.
        self.pattern_bits += math.log2(places + 1) + log2_binomial(places, entries)
        self.variables += places if self.dense else entries

    def refine(self, what: str, polynomials: int, degree: int) -> None:
        self.steps.append(Step(what, polynomials, max(degree, 1), self.variables))

    def affine(self, z: Polynomials, weight: Matrix, bias: Matrix | None = None) -> Polynomials:
        self.weights(weight, bias)
        return replace(z, rows=weight.rows, degree=z.degree + 1)

    def add(
        self, z: Polynomials, weight: Matrix, change: Polynomials, bias: Matrix | None = None
    ) -> Polynomials:
        added = self.affine(change, weight, bias)
        return replace(z, degree=max(z.degree, added.degree))

    def relu(self, z: Polynomials) -> Polynomials:
        self.refine(f"ReLU patterns of layer {self.layer}", z.entries, z.degree)
        return z

    def threshold(self, z: Polynomials) -> Polynomials:
        self.refine(f"threshold patterns of layer {self.layer}", z.entries, z.degree)
        self.variables = 0  # on a cell every value is a constant 0 or 1
        return replace(z, degree=0)

    def mean(self, z: Polynomials, weight: Matrix) -> Polynomials:
        return z.one_column

    def total(self, z: Polynomials) -> Polynomials:
        return z.one_column

    def first(self, z: Polynomials) -> Polynomials:
        return z.one_column

    def rest(self, z: Polynomials) -> Polynomials:
        return replace(z, lengths=tuple(max(n - 1, 1) for n in z.lengths))

    def join(self, left: Polynomials, right: Polynomials) -> Polynomials:
        lengths = tuple(a + b for a, b in zip(left.lengths, right.lengths, strict=True))
        return Polynomials(left.rows, lengths, max(left.degree, right.degree))

    def column(self, value: Matrix) -> Polynomials:
        self.weights(value)
        return Polynomials(value.rows, (1,) * self.sequences, 1)

    def lookup(self, z: Polynomials, table: Matrix) -> Polynomials:
        self.weights(table)
        return replace(z, rows=table.rows, degree=1)

    def stack(self, z: Polynomials, columns: int) -> Polynomials:
        return replace(z.one_column, rows=z.rows * columns)

    def hard_attention(self, z: Polynomials, heads: Sequence[Head]) -> Polynomials:
        before = self.variables
        for head in heads:
            self.weights(head.matrix("query"), head.matrix("key"))
        # Ordered pairs of different keys, for each query: n²(n−1) a head and sequence.
        pairs = sum(n * n * (n - 1) for n in z.lengths)
        what = f"hardmax patterns of layer {self.layer}"
        self.refine(what, len(heads) * pairs, 2 * z.degree + 2)
        self.variables = before  # queries and keys appear in no later polynomial
        for head in heads:
            self.weights(head.matrix("value"), head.matrix("output"))
        return replace(z, degree=z.degree + 2)


@dataclass(frozen=True)
class Reach:
    """How many labelings an architecture reaches on given inputs.

    Attributes:
        steps: the refinements. bits: log₂ of their product (two-valued form).
        parameters: P, listed entries. places: D, all places. pattern_bits: what the choice of
        places costs.
    """

    steps: tuple[Step, ...]
    bits: float
    parameters: int
    places: int
    pattern_bits: float

    @property
    def free_pattern_bits(self) -> float:
        """log₂ of the labelings of all networks of this shape, entries wherever they like."""
        return self.bits + self.pattern_bits


def reach(
    layers: Sequence[Layer],
    *,
    task: str,
    lengths: Sequence[int],
    token_dim: int,
    classes: int = 2,
    dense: bool = False,
) -> Reach:
    """Count the labelings that the weights of these layers can produce on N given inputs.

    Args:
        layers: of a network, or :func:`memlib.exact.layer_json.listed` from its certificate.
        task: "next-token" or "seq-to-seq". lengths: tokens of each sequence. token_dim: d.
        classes: C, how many labels an item may have. dense: let all places move, not only the
        listed ones.

    >>> from memlib.exact.layers import Affine, Relu
    >>> net = [Affine(2, 1, {(0, 0): 1, (1, 0): 1}, {1: -3}), Relu(),
    ...        Affine(1, 2, {(0, 0): 1}, {0: 1})]
    >>> found = reach(net, task="next-token", lengths=[1] * 1000, token_dim=1)
    >>> found.parameters, found.places, [step[1:] for step in found.steps]
    (5, 7, [(2000, 1, 3), (1000, 2, 5)])
    >>> found.bits < 1000
    True
    """
    for length in lengths:
        positive_integer(length, "length")
    walk = _Walk(dense, len(lengths))
    z = Polynomials(token_dim, tuple(lengths))
    last = max((i for i, layer in enumerate(layers) if layer.mixes), default=-1)
    if task == NEXT_TOKEN and last < 0:
        z = z.one_column
    for walk.layer, layer in enumerate(layers):
        z = layer.act(walk, z)
        if task == NEXT_TOKEN and walk.layer == last:
            z = z.one_column  # from here on no other column matters
    items = len(lengths) if task == NEXT_TOKEN else sum(lengths)
    if classes > 1:
        walk.refine("output signs", items * (classes - 1), z.degree)
    return Reach(
        tuple(walk.steps),
        total_bits(walk.steps, two_valued=True),
        walk.listed,
        walk.all_places,
        walk.pattern_bits,
    )
