"""What each layer does to the matrix of one sequence: the definition, in plain fractions.

This is slow and obvious. :mod:`memlib.exact.batch` evaluates whole data sets on integers and is
compared with it; chapters use :func:`trace` to look inside a network.

Example:
    >>> from memlib.exact.layers import Affine, Relu
    >>> tent = Network((
    ...     Affine(2, 1, {(0, 0): 2, (1, 0): 4}, {1: -2}), Relu(),
    ...     Affine(1, 2, {(0, 0): 1, (0, 1): -1}, {}),
    ... ))
    >>> evaluate(tent, [[Fraction(1, 4)], [Fraction(3, 4)]])
    [[Fraction(1, 2)], [Fraction(1, 2)]]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from memlib.errors import MemlibError, context
from memlib.exact.layers import (
    Affine,
    Bias,
    DropFirst,
    Embedding,
    FeedForward,
    Flatten,
    Gather,
    HardAttention,
    Head,
    Layer,
    Network,
    Number,
    Prepend,
    Relu,
    Scatter,
    SumPool,
    Threshold,
    UniformAttention,
    Weight,
)

#: One column: the coordinates of one token.
Column = list[Fraction]
#: The columns of one sequence, first token first.
Columns = list[Column]


def evaluate(network: Network, columns: Sequence[Sequence[Number]]) -> Columns:
    """The columns that a network gives for one sequence of tokens.

    Args:
        network: the layers.
        columns: the tokens, each a sequence of d exact numbers.

    Raises:
        MemlibError: a layer that does not fit what it gets.
    """
    *_, last = trace(network, columns)
    return last


def trace(network: Network, columns: Sequence[Sequence[Number]]) -> Iterator[Columns]:
    """The columns before the first layer, then after each layer."""
    state = [[Fraction(x) for x in column] for column in columns]
    yield state
    for place, layer in enumerate(network):
        with context(operation="evaluate", place=f"layers[{place}]"):
            state = apply(layer, state)
        yield state


def apply(layer: Layer, z: Columns) -> Columns:
    """One layer on the columns of one sequence (the table of certificate.md, row by row).

    Raises:
        MemlibError: the layer does not fit the columns.
    """
    check_fit(layer, len(z[0]))
    match layer:
        case Affine():
            return [_plus(_times(layer.weight, x, layer.rows_out), layer.bias) for x in z]
        case Relu():
            return [[max(v, Fraction(0)) for v in x] for x in z]
        case Threshold():
            return [[Fraction(1 if v >= 0 else 0) for v in x] for x in z]
        case FeedForward():
            return [_block(layer, x) for x in z]
        case UniformAttention():
            change = _times(layer.weight, _mean(z), layer.m)
            return [_add(x, change) for x in z]
        case HardAttention():
            return _hard_attention(layer.heads, z)
        case SumPool():
            return [[sum(values, Fraction(0)) for values in zip(*z, strict=True)]]
        case Prepend():
            first = [Fraction(layer.value.get(i, 0)) for i in range(layer.rows)]
            return [first, *z]
        case Gather():
            return [_add(z[0], _times(layer.weight, _mean(z[1:]), layer.m)), *z[1:]]
        case Scatter():
            change = _times(layer.weight, z[0], layer.m)
            return [z[0], *(_add(x, change) for x in z[1:])]
        case DropFirst():
            if len(z) == 1:
                raise MemlibError("drop_first leaves no column")
            return z[1:]
        case Embedding():
            return [_table_column(layer, x) for x in z]
        case Flatten():
            if len(z) != layer.n:
                raise MemlibError(f"flatten takes {layer.n} columns, not {len(z)}")
            return [[v for x in z for v in x]]
    raise AssertionError(f"unknown layer {layer!r}")


def check_fit(layer: Layer, rows: int) -> None:
    """Raise unless the layer takes columns of so many rows."""
    match layer:
        case Affine():
            taken = layer.rows_in
        case HardAttention():
            taken = layer.heads[0].m
        case Prepend():
            taken = layer.rows
        case Embedding():
            taken = 1
        case FeedForward() | UniformAttention() | Gather() | Scatter() | Flatten():
            taken = layer.m
        case Relu() | Threshold() | SumPool() | DropFirst():
            return
    if taken != rows:
        raise MemlibError(f"{layer.kind} takes columns of {taken} rows, not {rows}")


def _block(layer: FeedForward, x: Column) -> Column:
    hidden = _plus(_times(layer.w1, x, layer.q), layer.b1)
    hidden = [max(v, Fraction(0)) for v in hidden]
    return _add(x, _plus(_times(layer.w2, hidden, layer.m), layer.b2))


def _hard_attention(heads: Sequence[Head], z: Columns) -> Columns:
    result = z
    for head in heads:
        keys = [_times(head.key, x, head.s) for x in z]
        values = [_times(head.value, x, head.s) for x in z]
        changed = []
        for x, old in zip(z, result, strict=True):
            query = _times(head.query, x, head.s)
            scores = [sum(a * b for a, b in zip(key, query, strict=True)) for key in keys]
            chosen = [v for v, score in zip(values, scores, strict=True) if score == max(scores)]
            changed.append(_add(old, _times(head.output, _mean(chosen), head.m)))
        result = changed
    return result


def _table_column(layer: Embedding, x: Column) -> Column:
    token = x[0]
    if token.denominator != 1 or not 1 <= token <= layer.vocabulary:
        raise MemlibError(f"an embedding takes one id from 1 to {layer.vocabulary}")
    return [Fraction(layer.weight.get((i, int(token) - 1), 0)) for i in range(layer.m)]


def _times(weight: Weight, x: Column, rows: int) -> Column:
    result = [Fraction(0)] * rows
    for (i, j), value in weight.items():
        result[i] += value * x[j]
    return result


def _plus(x: Column, bias: Bias) -> Column:
    for i, value in bias.items():
        x[i] += value
    return x


def _add(x: Column, y: Column) -> Column:
    return [a + b for a, b in zip(x, y, strict=True)]


def _mean(z: Columns) -> Column:
    if not z:
        raise MemlibError("the mean of no columns")
    return [sum(values, Fraction(0)) / len(z) for values in zip(*z, strict=True)]
