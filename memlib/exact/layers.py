"""Networks as data: the layers of a certificate, and a network as a tuple of them.

A layer acts on a matrix Z whose columns are the tokens of one sequence. Weights are sparse and
exact: a mapping from (row, column) to a nonzero ``int`` or ``Fraction``, a bias from row to number.

Example:
    >>> tent = Network((
    ...     Affine(2, 1, {(0, 0): 2, (1, 0): 4}, {1: -2}), Relu(),
    ...     Affine(1, 2, {(0, 0): 1, (0, 1): -1}, {}),
    ... ))
    >>> [layer.kind for layer in tent.layers]
    ['affine', 'relu', 'affine']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from memlib.data.checks import shown
from memlib.errors import MemlibError

Number = int | Fraction
Weight = Mapping[tuple[int, int], Number]
Bias = Mapping[int, Number]


@dataclass(frozen=True)
class Affine:
    """Z[:,k] ← W Z[:,k] + b, with W of shape (rows_out, rows_in)."""

    rows_out: int
    rows_in: int
    weight: Weight
    bias: Bias
    kind: ClassVar[str] = "affine"

    def __post_init__(self) -> None:
        _check_matrix(self.weight, self.rows_out, self.rows_in, "affine.weight")
        _check_column(self.bias, self.rows_out, "affine.bias")


@dataclass(frozen=True)
class Relu:
    """Z ← max(Z, 0)."""

    kind: ClassVar[str] = "relu"


@dataclass(frozen=True)
class Threshold:
    """Z ← 1 where Z ≥ 0, else 0."""

    kind: ClassVar[str] = "threshold"


@dataclass(frozen=True)
class FeedForward:
    """Z[:,k] ← Z[:,k] + W₂ max(W₁ Z[:,k] + b₁, 0) + b₂ (eq. 3), m rows and q hidden units."""

    m: int
    q: int
    w1: Weight
    b1: Bias
    w2: Weight
    b2: Bias
    kind: ClassVar[str] = "ffn"

    def __post_init__(self) -> None:
        _check_matrix(self.w1, self.q, self.m, "ffn.w1")
        _check_column(self.b1, self.q, "ffn.b1")
        _check_matrix(self.w2, self.m, self.q, "ffn.w2")
        _check_column(self.b2, self.m, "ffn.b2")


@dataclass(frozen=True)
class UniformAttention:
    """Z[:,k] ← Z[:,k] + W · mean of the columns of Z (eq. 39); W stands for W^O W^V."""

    m: int
    weight: Weight
    kind: ClassVar[str] = "uniform_attention"

    def __post_init__(self) -> None:
        _check_matrix(self.weight, self.m, self.m, "uniform_attention.weight")


@dataclass(frozen=True)
class Head:
    """One head of hard attention: query, key, value of shape (s, m), output of shape (m, s)."""

    s: int
    m: int
    query: Weight
    key: Weight
    value: Weight
    output: Weight

    def __post_init__(self) -> None:
        for name, weight in (("query", self.query), ("key", self.key), ("value", self.value)):
            _check_matrix(weight, self.s, self.m, f"hard_attention.{name}")
        _check_matrix(self.output, self.m, self.s, "hard_attention.output")


@dataclass(frozen=True)
class HardAttention:
    """Z ← Z + Σ_h W^O_h W^V_h Z σ_H[(W^K_h Z)ᵀ(W^Q_h Z)] (eq. 2 and 12), ties shared equally."""

    heads: tuple[Head, ...]
    kind: ClassVar[str] = "hard_attention"

    def __post_init__(self) -> None:
        if not self.heads:
            raise MemlibError("hard attention without a head", place="hard_attention.heads")
        if len({head.m for head in self.heads}) != 1:
            raise MemlibError("heads that read different rows", place="hard_attention.heads")


@dataclass(frozen=True)
class SumPool:
    """Z ← the sum of its columns, one column."""

    kind: ClassVar[str] = "sum_pool"


@dataclass(frozen=True)
class Prepend:
    """One more column before the first, the same for every sequence."""

    rows: int
    value: Bias
    kind: ClassVar[str] = "prepend"

    def __post_init__(self) -> None:
        _check_column(self.value, self.rows, "prepend.value")


@dataclass(frozen=True)
class Gather:
    """Z[:,0] ← Z[:,0] + W · mean of the other columns: one token attends to all others."""

    m: int
    weight: Weight
    kind: ClassVar[str] = "gather"

    def __post_init__(self) -> None:
        _check_matrix(self.weight, self.m, self.m, "gather.weight")


@dataclass(frozen=True)
class Scatter:
    """Z[:,k] ← Z[:,k] + W Z[:,0] for every k ≥ 1: all others attend to one token."""

    m: int
    weight: Weight
    kind: ClassVar[str] = "scatter"

    def __post_init__(self) -> None:
        _check_matrix(self.weight, self.m, self.m, "scatter.weight")


@dataclass(frozen=True)
class DropFirst:
    """The first column goes."""

    kind: ClassVar[str] = "drop_first"


@dataclass(frozen=True)
class Embedding:
    """The first layer of a network on token ids 1..ω: id ↦ column of the table, shape (m, ω)."""

    m: int
    vocabulary: int
    weight: Weight
    kind: ClassVar[str] = "embedding"

    def __post_init__(self) -> None:
        _check_matrix(self.weight, self.m, self.vocabulary, "embedding.weight")


@dataclass(frozen=True)
class Flatten:
    """The n columns, one below the other, become one column of m·n rows."""

    m: int
    n: int
    kind: ClassVar[str] = "flatten"


Layer = (
    Affine
    | Relu
    | Threshold
    | FeedForward
    | UniformAttention
    | HardAttention
    | SumPool
    | Prepend
    | Gather
    | Scatter
    | DropFirst
    | Embedding
    | Flatten
)


@dataclass(frozen=True)
class Network:
    """Layers, first to last. The last leaves one row."""

    layers: tuple[Layer, ...]

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)


def _check_matrix(weight: Weight, rows: int, columns: int, place: str) -> None:
    for (i, j), value in weight.items():
        if not (0 <= i < rows and 0 <= j < columns):
            raise MemlibError(f"({i}, {j}) lies outside the shape {rows} × {columns}", place=place)
        _check_number(value, f"{place}[{i},{j}]")


def _check_column(bias: Bias, rows: int, place: str) -> None:
    for i, value in bias.items():
        if not 0 <= i < rows:
            raise MemlibError(f"row {i} lies outside 0 to {rows - 1}", place=place)
        _check_number(value, f"{place}[{i}]")


def _check_number(value: object, place: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise MemlibError(f"{shown(value)} is no exact number", place=place, mend="int or Fraction")
    if value == 0:
        raise MemlibError("a listed zero", place=place, mend="leave zeros out")
