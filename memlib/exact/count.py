"""Counting a network: width, depth, parameters, bits, as certificate.md defines them.

A softmax head counts as a hard one, an activation as a ReLU, positions as the matrix that they are.

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

from dataclasses import dataclass

from memlib.exact.layers import Network
from memlib.numbers import bits


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
    sizes = [bits(value) for layer in network for value in layer.parameters()]
    return Counts(
        width(network, token_dim),
        sum(layer.deep for layer in network),
        len(sizes),
        sum(layer.dense_parameters for layer in network),
        max(sizes, default=0),
        sum(sizes),
    )


def width(network: Network, token_dim: int) -> int:
    """The most rows that a layer gives or uses inside.

    The input's own rows and those that ``flatten`` gives do not count, but a later layer that
    keeps them does.

    >>> from memlib.exact.layers import Relu
    >>> width(Network((Relu(),)), token_dim=5)
    5
    """
    most, rows = 0, token_dim
    for layer in network:
        rows = layer.rows_after(rows)
        most = max(most, layer.width(rows))
    return most


def rows_left(network: Network, token_dim: int) -> int:
    """How many rows the last layer leaves.

    Raises:
        MemlibError: a layer does not fit the one before.

    >>> from memlib.exact.layers import Affine, Relu
    >>> rows_left(Network((Affine(3, 2, {}, {}), Relu())), token_dim=2)
    3
    """
    rows = token_dim
    for layer in network:
        layer.fit(rows)
        rows = layer.rows_after(rows)
    return rows
