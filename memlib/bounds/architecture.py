"""The sign-pattern count for any network of certificate layers: how many labelings it can reach.

Every layer kind of a certificate is piecewise polynomial in its weights (there is no softmax), so
the proof of Theorem 4.3 runs through it on *any* data, layer by layer, with the layer's own counts.
Two readings:

* **fixed pattern**: only the listed (nonzero) weights move; all networks with this sparsity
  pattern.
* **free pattern**: in each layer, how many and which of the D places are nonzero is free too:
  log₂(D + 1) + log₂ C(D, P) bits a layer more. That is the right reading for a construction that
  chose its nonzero places after it saw the labels.

The layers are the plain dictionaries of a certificate's ``network.layers``; only shapes and the
number of listed entries are read, never a weight.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from memlib.bounds.bits import NEXT_TOKEN
from memlib.bounds.logarithms import log2_binomial, positive_integer
from memlib.bounds.sign_patterns import Step, total_bits
from memlib.errors import MemlibError

Layer = Mapping[str, Any]
MIXING = frozenset(
    {"uniform_attention", "hard_attention", "sum_pool", "gather", "scatter", "flatten"}
)


@dataclass
class _Walk:
    """Where the polynomials stand while the layers pass by."""

    rows: int
    columns: int  # of all sequences together
    lengths: tuple[int, ...]  # tokens of each sequence
    degree: int = 0
    variables: int = 0
    listed: int = 0
    places: int = 0
    pattern_bits: float = 0.0
    steps: list[Step] = field(default_factory=list)

    def weights(self, entries: int, places: int, dense: bool) -> None:
        self.listed += entries
        self.places += places
        # Which places are used, after how many are.
        self.pattern_bits += math.log2(places + 1) + log2_binomial(places, entries)
        self.variables += places if dense else entries

    def only_last_columns(self) -> None:
        self.columns, self.lengths = len(self.lengths), (1,) * len(self.lengths)

    def refine(self, what: str, polynomials: int, degree: int) -> None:
        self.steps.append(Step(what, polynomials, max(degree, 1), self.variables))


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
        layers: ``network["layers"]`` of a certificate. task: "next-token" or "seq-to-seq".
        lengths: tokens of each sequence. token_dim: d. classes: C, how many labels an item may
        have. dense: let all places move, not only the listed ones.

    >>> net = [{"kind": "affine", "shape": [2, 1], "weight": [[0, 0, "1"], [1, 0, "1"]],
    ...         "bias": [[1, "-3"]]}, {"kind": "relu"},
    ...        {"kind": "affine", "shape": [1, 2], "weight": [[0, 0, "1"]], "bias": [[0, "1"]]}]
    >>> found = reach(net, task="next-token", lengths=[1] * 1000, token_dim=1)
    >>> found.parameters, found.places, [step[1:] for step in found.steps]
    (5, 7, [(2000, 1, 3), (1000, 2, 5)])
    >>> found.bits < 1000
    True
    """
    for length in lengths:
        positive_integer(length, "length")
    walk = _Walk(token_dim, sum(lengths), tuple(lengths))
    last_mixing = max(
        (i for i, layer in enumerate(layers) if layer.get("kind") in MIXING), default=-1
    )
    if task == NEXT_TOKEN and last_mixing < 0:
        walk.only_last_columns()
    for index, layer in enumerate(layers):
        kind = layer.get("kind")
        visit = _VISIT.get(str(kind))
        if visit is None:
            raise MemlibError(
                f"unknown layer kind {kind!r}", operation="bounds", place=f"layers[{index}]"
            )
        visit(walk, layer, index, dense)
        if task == NEXT_TOKEN and index == last_mixing:
            walk.only_last_columns()  # from here on no other column matters
    items = len(lengths) if task == NEXT_TOKEN else sum(lengths)
    if classes > 1:
        walk.refine("output signs", items * (classes - 1), walk.degree)
    return Reach(
        tuple(walk.steps),
        total_bits(walk.steps, two_valued=True),
        walk.listed,
        walk.places,
        walk.pattern_bits,
    )


def _affine(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    rows, columns = layer["shape"]
    walk.weights(len(layer["weight"]) + len(layer["bias"]), rows * columns + rows, dense)
    walk.rows, walk.degree = rows, walk.degree + 1


def _relu(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    walk.refine(f"ReLU patterns of layer {index}", walk.rows * walk.columns, walk.degree)


def _threshold(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    walk.refine(f"threshold patterns of layer {index}", walk.rows * walk.columns, walk.degree)
    walk.degree = walk.variables = 0  # on a cell every value is a constant 0 or 1


def _ffn(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    m, q = layer["shape"]
    walk.weights(len(layer["w1"]) + len(layer["b1"]), m * q + q, dense)
    walk.refine(f"ReLU patterns of layer {index}", q * walk.columns, walk.degree + 1)
    walk.weights(len(layer["w2"]) + len(layer["b2"]), m * q + m, dense)
    walk.degree += 2


def _linear_mix(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    rows, columns = layer["shape"]
    walk.weights(len(layer["weight"]), rows * columns, dense)
    walk.degree += 1


def _hard_attention(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    heads = layer["heads"]
    scores, before = 2 * walk.degree + 2, walk.variables
    for head in heads:
        s, m = head["shape"]
        walk.weights(len(head["query"]) + len(head["key"]), 2 * s * m, dense)
    # Ordered pairs of different keys, for each query: n²(n−1) a head and sequence.
    pairs = sum(n * n * (n - 1) for n in walk.lengths)
    walk.refine(f"hardmax patterns of layer {index}", len(heads) * pairs, scores)
    walk.variables = before  # queries and keys appear in no later polynomial
    for head in heads:
        s, m = head["shape"]
        walk.weights(len(head["value"]) + len(head["output"]), 2 * s * m, dense)
    walk.degree += 2


def _sum_pool(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    walk.only_last_columns()


def _prepend(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    walk.weights(len(layer["value"]), int(layer["rows"]), dense)
    walk.lengths = tuple(n + 1 for n in walk.lengths)
    walk.columns, walk.degree = sum(walk.lengths), max(walk.degree, 1)


def _drop_first(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    walk.lengths = tuple(max(n - 1, 1) for n in walk.lengths)
    walk.columns = sum(walk.lengths)


def _embedding(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    rows, vocabulary = layer["shape"]
    walk.weights(len(layer["weight"]), rows * vocabulary, dense)
    walk.rows, walk.degree = rows, 1


def _flatten(walk: _Walk, layer: Layer, index: int, dense: bool) -> None:
    rows, length = layer["shape"]
    walk.rows = rows * length
    walk.only_last_columns()


_VISIT: dict[str, Callable[[_Walk, Layer, int, bool], None]] = {
    "affine": _affine,
    "relu": _relu,
    "threshold": _threshold,
    "ffn": _ffn,
    "uniform_attention": _linear_mix,
    "gather": _linear_mix,
    "scatter": _linear_mix,
    "hard_attention": _hard_attention,
    "sum_pool": _sum_pool,
    "prepend": _prepend,
    "drop_first": _drop_first,
    "embedding": _embedding,
    "flatten": _flatten,
}
