"""Counting a network: width, depth, parameters, bits, as certificate.md defines them.

Example:
    >>> from memlib.exact.layers import Affine, Relu
    >>> tent = Network((
    ...     Affine(2, 1, {(0, 0): 2, (1, 0): 4}, {1: -2}), Relu(),
    ...     Affine(1, 2, {(0, 0): 1, (0, 1): -1}, {}),
    ... ))
    >>> count(tent, token_dim=1)
    Counts(width=2, depth=1, parameters=5, dense_parameters=7, max_bits=4, total_bits=14)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from memlib.exact.layers import (
    Affine,
    Embedding,
    FeedForward,
    Flatten,
    Gather,
    HardAttention,
    Layer,
    Network,
    Number,
    Prepend,
    Relu,
    Scatter,
    SumPool,
    Threshold,
    UniformAttention,
)
from memlib.numbers import bits

#: Layers that count for the depth.
DEEP = (Relu, Threshold, FeedForward, UniformAttention, HardAttention, Gather, Scatter, SumPool)


@dataclass(frozen=True)
class Counts:
    """The sizes of a network; bits of p/q in lowest terms are len(p) + len(q).

    Attributes:
        width: the most rows any layer gives or uses inside; the input's own rows do not count.
        depth: the number of relu, threshold, block, attention and pooling layers.
        parameters: nonzero weights, biases and prepended values.
        dense_parameters: all places of all matrices, biases and prepended columns.
        max_bits: the most bits of a parameter.
        total_bits: the bits of all parameters together.
    """

    width: int
    depth: int
    parameters: int
    dense_parameters: int
    max_bits: int
    total_bits: int


def count(network: Network, token_dim: int) -> Counts:
    """All sizes of a network that reads tokens of dimension ``token_dim``."""
    return tally(
        width(network, token_dim),
        sum(isinstance(layer, DEEP) for layer in network),
        sum(dense_parameters(layer) for layer in network),
        (value for layer in network for value in parameters(layer)),
    )


def tally(width: int, depth: int, dense: int, listed: Iterable[Number]) -> Counts:
    """All sizes, from the width, the depth, the number of places, and the listed parameters.

    >>> tally(1, 0, 3, [1, -6]).total_bits
    6
    """
    sizes = [bits(value) for value in listed]
    return Counts(width, depth, len(sizes), dense, max(sizes, default=0), sum(sizes))


def parameters(layer: Layer) -> Iterator[Number]:
    """The listed (nonzero) parameters of a layer."""
    match layer:
        case Affine():
            return chain(layer.weight.values(), layer.bias.values())
        case FeedForward():
            return chain(*(part.values() for part in (layer.w1, layer.b1, layer.w2, layer.b2)))
        case UniformAttention() | Gather() | Scatter() | Embedding():
            return iter(layer.weight.values())
        case HardAttention():
            return chain.from_iterable(
                part.values()
                for head in layer.heads
                for part in (head.query, head.key, head.value, head.output)
            )
        case Prepend():
            return iter(layer.value.values())
    return iter(())


def dense_parameters(layer: Layer) -> int:
    """All places of the layer's matrices, biases and columns, zero or not."""
    match layer:
        case Affine():
            return layer.rows_out * layer.rows_in + layer.rows_out
        case FeedForward():
            return 2 * layer.m * layer.q + layer.q + layer.m
        case UniformAttention() | Gather() | Scatter():
            return layer.m * layer.m
        case Embedding():
            return layer.m * layer.vocabulary
        case HardAttention():
            return sum(4 * head.s * head.m for head in layer.heads)
        case Prepend():
            return layer.rows
    return 0


def width(network: Network, token_dim: int) -> int:
    """The most rows that a layer gives or uses inside.

    The input's own rows and those that ``flatten`` gives do not count, but a later layer that
    keeps them does.

    >>> width(Network((Relu(),)), token_dim=5)
    5
    """
    most, rows = 0, token_dim
    for layer in network:
        rows = rows_after(layer, rows)
        given = 0 if isinstance(layer, Flatten) else rows
        most = max(most, given, rows_inside(layer))
    return most


def rows_after(layer: Layer, rows: int) -> int:
    """How many rows a layer gives when it gets so many."""
    match layer:
        case Affine():
            return layer.rows_out
        case Embedding():
            return layer.m
        case Flatten():
            return layer.m * layer.n
    return rows


def rows_inside(layer: Layer) -> int:
    """The hidden rows of a layer: q of a block, s·H of its heads, 0 elsewhere."""
    match layer:
        case FeedForward():
            return layer.q
        case HardAttention():
            return sum(head.s for head in layer.heads)
    return 0
