"""The kinds of layers of exact certificates that mix the columns of a sequence, or move them.

>>> mean = UniformAttention(2, {(0, 1): 3})
>>> mean.takes, mean.dense_parameters, list(mean.parameters())
(2, 4, [3])
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from memlib.errors import MemlibError
from memlib.exact.layer import ATTENTION, Bias, Formed, Heads, Layer, Part, Sizes, Weight, Z
from memlib.exact.vocabulary import Vocabulary


@dataclass(frozen=True)
class _Mixing(Layer):
    """What a column becomes depends on others."""

    alone: ClassVar = False
    mixes: ClassVar = True


@dataclass(frozen=True)
class _Square(_Mixing):
    """It has one square matrix, which stands for W^O W^V of an attention."""

    m: int
    weight: Weight
    form: ClassVar = {"shape": Sizes(("m", "m")), "weight": Part(("m", "m"), "mix.weight")}
    reads: ClassVar = "m"


@dataclass(frozen=True)
class UniformAttention(_Square):
    """Z[:,k] ← Z[:,k] + W · mean of the columns of Z (eq. 39); W stands for W^O W^V."""

    kind: ClassVar = "uniform_attention"
    pools: ClassVar = True
    block_part: ClassVar = ATTENTION

    @property
    def head_sizes(self) -> list[int]:
        return [self.m]  # keys and queries 0, and W as value

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        weight = self.matrix("weight")
        return op.add(op.read(z), weight, op.mean(z, weight))


@dataclass(frozen=True)
class Head(Formed):
    """One head of hard attention: query, key, value of shape (s, m), output of shape (m, s)."""

    s: int
    m: int
    query: Weight
    key: Weight
    value: Weight
    output: Weight
    kind: ClassVar = "hard_attention"
    form: ClassVar = {
        "shape": Sizes(("s", "m")),
        "query": Part(("s", "m"), "query.weight"),
        "key": Part(("s", "m"), "key.weight"),
        "value": Part(("s", "m"), "value.weight"),
        "output": Part(("m", "s"), "output.weight"),
    }

    def __post_init__(self) -> None:
        self.check()


@dataclass(frozen=True)
class HardAttention(_Mixing):
    """Z ← Z + Σ_h W^O_h W^V_h Z σ_H[(W^K_h Z)ᵀ(W^Q_h Z)] (eq. 2 and 12), ties shared equally."""

    heads: tuple[Head, ...]
    kind: ClassVar = "hard_attention"
    form: ClassVar = {"heads": Heads(Head)}
    block_part: ClassVar = ATTENTION

    def __post_init__(self) -> None:
        if not self.heads:
            raise MemlibError("hard attention without a head", place="hard_attention.heads")
        if len({head.m for head in self.heads}) != 1:
            raise MemlibError("heads that read different rows", place="hard_attention.heads")

    @property
    def takes(self) -> int:
        return self.heads[0].m

    @property
    def head_sizes(self) -> list[int]:
        return [head.s for head in self.heads]

    @property
    def inside(self) -> int:
        return sum(self.head_sizes)

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.hard_attention(z, self.heads)


@dataclass(frozen=True)
class SumPool(_Mixing):
    """Z ← the sum of its columns, one column."""

    kind: ClassVar = "sum_pool"
    tells_apart: ClassVar = "multisets"
    pools: ClassVar = True

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.total(z)


@dataclass(frozen=True)
class Prepend(Layer):
    """One more column before the first, the same for every sequence."""

    rows: int
    value: Bias
    kind: ClassVar = "prepend"
    form: ClassVar = {"value": Part(("rows",), "value"), "rows": Sizes(("rows",), listed=False)}
    reads: ClassVar = "rows"
    alone: ClassVar = False
    deep: ClassVar = False

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.join(op.column(self.matrix("value")), z)


@dataclass(frozen=True)
class Gather(_Square):
    """Z[:,0] ← Z[:,0] + W · mean of the other columns: one token attends to all others."""

    kind: ClassVar = "gather"

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        weight, others = self.matrix("weight"), op.rest(z)
        return op.join(op.add(op.first(z), weight, op.mean(others, weight)), others)


@dataclass(frozen=True)
class Scatter(_Square):
    """Z[:,k] ← Z[:,k] + W Z[:,0] for every k ≥ 1: all others attend to one token."""

    kind: ClassVar = "scatter"

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        first = op.first(z)
        return op.join(first, op.add(op.rest(z), self.matrix("weight"), first))


@dataclass(frozen=True)
class DropFirst(Layer):
    """The first column goes."""

    kind: ClassVar = "drop_first"
    alone: ClassVar = False
    deep: ClassVar = False

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.rest(z)


@dataclass(frozen=True)
class Flatten(_Mixing):
    """The n columns, one below the other, become one column of m·n rows."""

    m: int
    n: int
    kind: ClassVar = "flatten"
    tells_apart: ClassVar = "sequences"
    form: ClassVar = {"shape": Sizes(("m", "n"))}
    reads: ClassVar = "m"
    deep: ClassVar = False

    def rows_after(self, rows: int) -> int:
        return self.m * self.n

    def width(self, rows: int) -> int:
        return 0  # its own rows do not count; a later layer that keeps them does

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.stack(z, self.n)
