"""Layers that no exact arithmetic can run: softmax attention and analytic activations.

They stand beside :class:`memlib.exact.layers.Affine` and :class:`memlib.exact.layers.Relu`, with
exact weights all the same. What they compute is enclosed between two numbers
(:mod:`memlib.interval.evaluate`).

Example:
    >>> head = SoftmaxHead(1, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1})
    >>> [layer.kind for layer in Network((SoftmaxAttention(1, 1, False, (head,)),))]
    ['softmax_attention']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from memlib.data.checks import shown
from memlib.errors import MemlibError
from memlib.exact.layers import Affine, Relu, Weight

#: What an activation layer can apply to every entry.
FUNCTIONS: Final = ("exp", "logistic", "tanh")


@dataclass(frozen=True)
class Positions:
    """Z[:,k] ← Z[:,k] + U[:,k]: a vector for every place; U has shape (m, longest length)."""

    m: int
    longest: int
    weight: Weight
    kind: ClassVar[str] = "positions"

    def __post_init__(self) -> None:
        Affine(self.m, self.longest, self.weight, {})  # the same checks


@dataclass(frozen=True)
class Activation:
    """Z ← ψ(Z), entry by entry, for an analytic ψ that is no polynomial."""

    function: str
    kind: ClassVar[str] = "activation"

    def __post_init__(self) -> None:
        if self.function not in FUNCTIONS:
            raise MemlibError(
                f"no activation is called {shown(self.function)}",
                place="activation.function",
                mend=f"use {', '.join(FUNCTIONS)}",
            )


@dataclass(frozen=True)
class SoftmaxHead:
    """One head: query, key, value of shape (s, m), output of shape (rows out, s)."""

    s: int
    query: Weight
    key: Weight
    value: Weight
    output: Weight


@dataclass(frozen=True)
class SoftmaxAttention:
    """Z ← [Z +] Σ_h W^O_h W^V_h Z σ_S[(W^K_h Z)ᵀ(W^Q_h Z)] (eq. 1 and 2), m rows in.

    With ``skip`` the old columns are added, as in eq. (2); without, they are gone, and the number
    of rows may change.
    """

    rows_out: int
    m: int
    skip: bool
    heads: tuple[SoftmaxHead, ...]
    kind: ClassVar[str] = "softmax_attention"

    def __post_init__(self) -> None:
        if not self.heads:
            raise MemlibError("attention without a head", place="softmax_attention.heads")
        if self.skip and self.rows_out != self.m:
            raise MemlibError(
                f"{self.m} rows cannot be added to {self.rows_out}", place="softmax_attention.skip"
            )
        for head in self.heads:
            for weight in (head.query, head.key, head.value):
                Affine(head.s, self.m, weight, {})
            Affine(self.rows_out, head.s, head.output, {})


Layer = Affine | Relu | Positions | Activation | SoftmaxAttention
#: Layers that treat every column alone, whatever its place.
TOKENWISE = (Affine, Relu, Activation)


@dataclass(frozen=True)
class Network:
    """Layers, first to last. The last leaves one row."""

    layers: tuple[Layer, ...]

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)


def rows_after(layer: Layer, rows: int) -> int:
    """How many rows a layer gives when it gets so many.

    Raises:
        MemlibError: the layer reads another number of rows.

    >>> rows_after(Affine(3, 2, {}, {}), 2)
    3
    """
    match layer:
        case Affine():
            reads, gives = layer.rows_in, layer.rows_out
        case Positions():
            reads, gives = layer.m, layer.m
        case SoftmaxAttention():
            reads, gives = layer.m, layer.rows_out
        case _:
            return rows
    if reads != rows:
        raise MemlibError(f"the {layer.kind} layer reads {reads} rows, but there are {rows}")
    return gives


def rows_left(network: Network, token_dim: int) -> int:
    """How many rows the last layer leaves.

    Raises:
        MemlibError: a layer does not fit the one before.

    >>> rows_left(Network((Affine(3, 2, {}, {}), Relu())), token_dim=2)
    3
    """
    rows = token_dim
    for layer in network:
        rows = rows_after(layer, rows)
    return rows


__all__ = [
    "FUNCTIONS",
    "TOKENWISE",
    "Activation",
    "Affine",
    "Layer",
    "Network",
    "Positions",
    "Relu",
    "SoftmaxAttention",
    "SoftmaxHead",
    "rows_after",
    "rows_left",
]
