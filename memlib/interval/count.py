"""The sizes of a network with softmax or analytic activations, by the rules of the exact format.

A softmax head counts as a hard one, an activation as a ReLU, positions as the matrix that they are.

Example:
    >>> from memlib.interval.layers import Activation, Affine
    >>> count(Network((Affine(2, 1, {(0, 0): 2}, {1: -2}), Activation("tanh"))), token_dim=1)
    Counts(width=2, depth=1, parameters=2, dense_parameters=4, max_bits=3, total_bits=6)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from memlib.exact.count import Counts, tally
from memlib.exact.count import dense_parameters as exact_dense_parameters
from memlib.exact.count import parameters as exact_parameters
from memlib.exact.layers import Number
from memlib.interval.layers import (
    Activation,
    Affine,
    Layer,
    Network,
    Positions,
    Relu,
    SoftmaxAttention,
    rows_after,
)

#: Layers that count for the depth.
DEEP = (Relu, Activation, SoftmaxAttention)


def count(network: Network, token_dim: int) -> Counts:
    """All sizes of a network that reads tokens of dimension ``token_dim``.

    Raises:
        MemlibError: a layer does not fit the one before.
    """
    return tally(
        width(network, token_dim),
        sum(isinstance(layer, DEEP) for layer in network),
        sum(dense_parameters(layer) for layer in network),
        (value for layer in network for value in parameters(layer)),
    )


def parameters(layer: Layer) -> Iterator[Number]:
    """The listed (nonzero) parameters of a layer."""
    match layer:
        case Affine() | Relu():
            return exact_parameters(layer)
        case Positions():
            return iter(layer.weight.values())
        case SoftmaxAttention():
            return chain.from_iterable(
                part.values()
                for head in layer.heads
                for part in (head.query, head.key, head.value, head.output)
            )
    return iter(())


def dense_parameters(layer: Layer) -> int:
    """All places of the layer's matrices and biases, zero or not."""
    match layer:
        case Affine() | Relu():
            return exact_dense_parameters(layer)
        case Positions():
            return layer.m * layer.longest
        case SoftmaxAttention():
            return sum(head.s * (3 * layer.m + layer.rows_out) for head in layer.heads)
    return 0


def width(network: Network, token_dim: int) -> int:
    """The most rows that a layer gives or uses inside; the input's own rows do not count."""
    most, rows = 0, token_dim
    for layer in network:
        rows = rows_after(layer, rows)
        inside = sum(h.s for h in layer.heads) if isinstance(layer, SoftmaxAttention) else 0
        most = max(most, rows, inside)
    return most
