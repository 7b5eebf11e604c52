"""Networks as data: the kinds of layers of exact certificates, and a network as a tuple of layers.

A layer acts on a matrix Z whose columns are the tokens of one sequence. Weights are sparse and
exact: a mapping from (row, column) to a nonzero ``int`` or ``Fraction``, a bias from row to number.
A new kind is one class, here or in :mod:`memlib.exact.mixing_layers` (what a class must tell of
itself stands in :mod:`memlib.exact.layer`), and its twin in :mod:`memlib.exact.verify`.

Example:
    >>> tent = Network((
    ...     Affine(2, 1, {(0, 0): 2, (1, 0): 4}, {1: -2}), Relu(),
    ...     Affine(1, 2, {(0, 0): 1, (0, 1): -1}, {}),
    ... ))
    >>> [layer.kind for layer in tent.layers]
    ['affine', 'relu', 'affine']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from memlib.exact.layer import FEED_FORWARD, LINEAR, Bias, Layer, Number, Part, Sizes, Weight, Z
from memlib.exact.mixing_layers import (
    DropFirst,
    Flatten,
    Gather,
    HardAttention,
    Head,
    Prepend,
    Scatter,
    SumPool,
    UniformAttention,
)
from memlib.exact.vocabulary import Vocabulary


@dataclass(frozen=True)
class Affine(Layer):
    """Z[:,k] ← W Z[:,k] + b, with W of shape (rows_out, rows_in)."""

    rows_out: int
    rows_in: int
    weight: Weight
    bias: Bias
    kind: ClassVar = "affine"
    form: ClassVar = {
        "shape": Sizes(("rows_out", "rows_in")),
        "weight": Part(("rows_out", "rows_in"), "weight"),
        "bias": Part(("rows_out",), "bias"),
    }
    reads: ClassVar = "rows_in"
    gives: ClassVar = "rows_out"
    deep: ClassVar = False
    block_part: ClassVar = LINEAR
    enclosed: ClassVar = True

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.affine(z, self.matrix("weight"), self.matrix("bias"))


@dataclass(frozen=True)
class Relu(Layer):
    """Z ← max(Z, 0)."""

    kind: ClassVar = "relu"
    enclosed: ClassVar = True

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.relu(z)


@dataclass(frozen=True)
class Threshold(Layer):
    """Z ← 1 where Z ≥ 0, else 0."""

    kind: ClassVar = "threshold"

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.threshold(z)


@dataclass(frozen=True)
class FeedForward(Layer):
    """Z[:,k] ← Z[:,k] + W₂ max(W₁ Z[:,k] + b₁, 0) + b₂ (eq. 3), m rows and q hidden units."""

    m: int
    q: int
    w1: Weight
    b1: Bias
    w2: Weight
    b2: Bias
    kind: ClassVar = "ffn"
    form: ClassVar = {
        "shape": Sizes(("m", "q")),
        "w1": Part(("q", "m"), "inner.weight"),
        "b1": Part(("q",), "inner.bias"),
        "w2": Part(("m", "q"), "outer.weight"),
        "b2": Part(("m",), "outer.bias"),
    }
    reads: ClassVar = "m"
    block_part: ClassVar = FEED_FORWARD

    @property
    def inside(self) -> int:
        return self.q

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        hidden = op.relu(op.affine(z, self.matrix("w1"), self.matrix("b1")))
        return op.add(z, self.matrix("w2"), hidden, self.matrix("b2"))


@dataclass(frozen=True)
class Embedding(Layer):
    """The first layer of a network on token ids 1..ω: id ↦ column of the table, shape (m, ω)."""

    m: int
    vocabulary: int
    weight: Weight
    kind: ClassVar = "embedding"
    form: ClassVar = {
        "shape": Sizes(("m", "vocabulary")),
        "weight": Part(("m", "vocabulary"), "table.weight", transposed=True),
    }
    gives: ClassVar = "m"
    deep: ClassVar = False
    takes_ids: ClassVar = True

    @property
    def takes(self) -> int:
        return 1

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.lookup(z, self.matrix("weight"))


@dataclass(frozen=True)
class Network:
    """Layers, first to last. The last leaves one row."""

    layers: tuple[Layer, ...]

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    @property
    def last_placed(self) -> int:
        """The place of the last layer in which a column's place or neighbors matter; −1: none.

        After it every column stands alone: next-token data need only each last one.
        """
        return max((k for k, layer in enumerate(self) if not layer.alone), default=-1)


__all__ = [
    "Affine",
    "Bias",
    "DropFirst",
    "Embedding",
    "FeedForward",
    "Flatten",
    "Gather",
    "HardAttention",
    "Head",
    "Layer",
    "Network",
    "Number",
    "Prepend",
    "Relu",
    "Scatter",
    "SumPool",
    "Threshold",
    "UniformAttention",
    "Weight",
]
