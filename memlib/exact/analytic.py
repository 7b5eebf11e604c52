"""Layers that no exact arithmetic can run: softmax attention and analytic activations.

They have exact weights all the same. What they compute is enclosed between two numbers
(:mod:`memlib.interval.evaluate`), and interval certificates hold them beside
:class:`memlib.exact.layers.Affine` and :class:`memlib.exact.layers.Relu`:

| kind | fields | what it does |
|---|---|---|
| ``positions`` | ``shape`` [m, T], ``weight`` | Z[:,k] ← Z[:,k] + U[:,k] |
| ``activation`` | ``function``: exp, logistic or tanh | Z ← ψ(Z), entry by entry |
| ``softmax_attention`` | ``shape`` [o, m], ``skip``, ``heads`` | eq. (2); without ``skip`` no + Z |

A head is ``{"size": s, "query", "key", "value", "output"}``.

Example:
    >>> head = SoftmaxHead(1, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1})
    >>> SoftmaxAttention(1, 1, False, (head,)).dense_parameters
    4
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from memlib.data.checks import shown
from memlib.errors import MemlibError
from memlib.exact.layer import Formed, Heads, Layer, Part, Plain, Sizes, Weight, Z
from memlib.exact.vocabulary import Vocabulary

#: What an activation layer can apply to every entry.
FUNCTIONS: Final = ("exp", "logistic", "tanh")


@dataclass(frozen=True)
class Positions(Layer):
    """Z[:,k] ← Z[:,k] + U[:,k]: a vector for every place; U has shape (m, longest length)."""

    m: int
    longest: int
    weight: Weight
    kind: ClassVar = "positions"
    form: ClassVar = {"shape": Sizes(("m", "longest")), "weight": Part(("m", "longest"))}
    reads: ClassVar = "m"
    alone: ClassVar = False
    deep: ClassVar = False
    exact: ClassVar = False
    enclosed: ClassVar = True

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.places(z, self.matrix("weight"))


@dataclass(frozen=True)
class Activation(Layer):
    """Z ← ψ(Z), entry by entry, for an analytic ψ that is no polynomial."""

    function: str
    kind: ClassVar = "activation"
    form: ClassVar = {"function": Plain(str)}
    exact: ClassVar = False
    enclosed: ClassVar = True

    def __post_init__(self) -> None:
        if self.function not in FUNCTIONS:
            raise MemlibError(
                f"no activation is called {shown(self.function)}",
                place="activation.function",
                mend=f"use {', '.join(FUNCTIONS)}",
            )

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.function(z, self.function)


@dataclass(frozen=True)
class SoftmaxHead(Formed):
    """One head: query, key, value of shape (s, m), output of shape (rows out, s)."""

    s: int
    query: Weight
    key: Weight
    value: Weight
    output: Weight
    kind: ClassVar = "softmax_attention"
    form: ClassVar = {
        "size": Sizes(("s",), listed=False),
        "query": Part(("s", "m")),
        "key": Part(("s", "m")),
        "value": Part(("s", "m")),
        "output": Part(("rows_out", "s")),
    }


@dataclass(frozen=True)
class SoftmaxAttention(Layer):
    """Z ← [Z +] Σ_h W^O_h W^V_h Z σ_S[(W^K_h Z)ᵀ(W^Q_h Z)] (eq. 1 and 2), m rows in.

    With ``skip`` the old columns are added, as in eq. (2); without, they are gone, and the number
    of rows may change.
    """

    rows_out: int
    m: int
    skip: bool
    heads: tuple[SoftmaxHead, ...]
    kind: ClassVar = "softmax_attention"
    form: ClassVar = {
        "shape": Sizes(("rows_out", "m")),
        "skip": Plain(bool),
        "heads": Heads(SoftmaxHead),
    }
    reads: ClassVar = "m"
    gives: ClassVar = "rows_out"
    alone: ClassVar = False
    mixes: ClassVar = True
    exact: ClassVar = False
    enclosed: ClassVar = True

    def __post_init__(self) -> None:
        if not self.heads:
            raise MemlibError("attention without a head", place="softmax_attention.heads")
        if self.skip and self.rows_out != self.m:
            raise MemlibError(
                f"{self.m} rows cannot be added to {self.rows_out}", place="softmax_attention.skip"
            )
        for head in self.heads:
            head.check(self.sizes)

    @property
    def inside(self) -> int:
        return sum(head.s for head in self.heads)

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        return op.softmax_attention(z, self.heads, self.rows_out, self.skip)
