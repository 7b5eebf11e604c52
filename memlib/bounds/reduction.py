"""The reduction of Theorem B.2 (eq. 63–65, page 23): on repeated tokens attention is linear.

A transformer of eq. (4) with exact weights, a literal evaluator, and the collapsed network that
needs only one token. Weights are lists of rows of any exact numbers (``Fraction``, ``int``, or a
test's counting numbers); columns of Z are tokens.

Example:
    >>> import random
    >>> net = random_transformer(Shape(depth=2, embedding=3, head_size=1), random.Random(0))
    >>> token = [Fraction(2)]
    >>> small = [on_one_token(net, token)] * 4
    >>> [evaluate(net, [token] * 4, name) == small for name in ("softmax", "hardmax", "uniform")]
    [True, True, True]
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from memlib.bounds.shapes import Shape
from memlib.errors import MemlibError

Number = Any  # int, Fraction, or anything with exact +, − and ×, ordered
Column = Sequence[Number]
Matrix = Sequence[Sequence[Number]]


@dataclass(frozen=True)
class Head:
    """W^Q, W^K, W^V of s×m and W^O of m×s."""

    query: Matrix
    key: Matrix
    value: Matrix
    output: Matrix


@dataclass(frozen=True)
class Block:
    """Attention (eq. 2) and feed-forward (eq. 3): W⁽¹⁾ of q×m, b⁽¹⁾, W⁽²⁾ of m×q, b⁽²⁾."""

    heads: tuple[Head, ...]
    w1: Matrix
    b1: Column
    w2: Matrix
    b2: Column


@dataclass(frozen=True)
class Transformer:
    """E_out ∘ F_L ∘ … ∘ F_1 ∘ E_in of eq. (4): E_in of m×d, E_out of 1×m."""

    e_in: Matrix
    blocks: tuple[Block, ...]
    e_out: Matrix


def random_transformer(shape: Shape, rng: random.Random) -> Transformer:
    """Random exact weights of a given shape (quotients of small integers), for checks."""
    m, s, q = shape.embedding, shape.head_size, shape.hidden

    def matrix(rows: int, columns: int) -> Matrix:
        return [
            [Fraction(rng.randint(-9, 9), rng.randint(1, 4)) for _ in range(columns)]
            for _ in range(rows)
        ]

    def block() -> Block:
        heads = tuple(
            Head(matrix(s, m), matrix(s, m), matrix(s, m), matrix(m, s)) for _ in range(shape.heads)
        )
        return Block(heads, matrix(q, m), matrix(1, q)[0], matrix(m, q), matrix(1, m)[0])

    blocks = tuple(block() for _ in range(shape.depth))
    return Transformer(matrix(m, shape.token_dim), blocks, matrix(1, m))


def count_parameters(net: Transformer) -> int:
    """How many numbers the network stores, counted one by one."""

    def size(matrix: Matrix) -> int:
        return sum(len(row) for row in matrix)

    count = size(net.e_in) + size(net.e_out)
    for block in net.blocks:
        count += size(block.w1) + size(block.w2) + len(block.b1) + len(block.b2)
        for head in block.heads:
            count += size(head.query) + size(head.key) + size(head.value) + size(head.output)
    return count


def evaluate(net: Transformer, columns: Sequence[Column], attention: str) -> list[Number]:
    """The outputs of eq. (4) on a sequence, one per token, with nothing simplified.

    Args:
        columns: the tokens. attention: "softmax", "hardmax" (eq. 12) or "uniform" (eq. 39).

    Raises:
        MemlibError: softmax over unequal scores is irrational and has no exact value.
    """
    weigh = _ATTENTION.get(attention)
    if weigh is None:
        raise MemlibError(f"there is no attention {attention!r}", mend=", ".join(_ATTENTION))
    z = [_apply(net.e_in, column) for column in columns]
    for block in net.blocks:
        z = [
            _add(*parts)
            for parts in zip(z, *(_attend(h, z, weigh) for h in block.heads), strict=True)
        ]
        z = [_feed_forward(block, column) for column in z]
    return [_apply(net.e_out, column)[0] for column in z]


def on_one_token(net: Transformer, token: Column) -> Number:
    """The reduced network: attention replaced by h + Σ W^O(W^V h), one token, no W^K and no W^Q.

    The two factors are applied one after the other, so it stores nothing that the transformer
    does not; :func:`memlib.bounds.next_token.operations` counts its steps.
    """
    h = _apply(net.e_in, token)
    for block in net.blocks:
        h = _add(h, *(_apply(head.output, _apply(head.value, h)) for head in block.heads))
        h = _feed_forward(block, h)
    return _apply(net.e_out, h)[0]


def attention_matrix(block: Block) -> list[list[Number]]:
    """I + Σ_h W^O_h W^V_h, the m×m matrix of eq. (65)."""
    size = len(block.b2)
    total = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    for head in block.heads:
        for i in range(size):
            for j in range(size):
                total[i][j] += sum(
                    out * value[j] for out, value in zip(head.output[i], head.value, strict=True)
                )
    return total


def _softmax(scores: Sequence[Number]) -> list[Number]:
    if any(score != scores[0] for score in scores):
        raise MemlibError(
            "softmax of unequal scores is irrational",
            operation="evaluate",
            mend="repeat one token, or take hardmax or uniform attention",
        )
    return [Fraction(1, len(scores))] * len(scores)  # e^a / (n e^a)


def _hardmax(scores: Sequence[Number]) -> list[Number]:
    top = max(scores)
    winners = sum(score == top for score in scores)
    return [Fraction(int(score == top), winners) for score in scores]


def _uniform(scores: Sequence[Number]) -> list[Number]:
    return [Fraction(1, len(scores))] * len(scores)


_ATTENTION: dict[str, Callable[[Sequence[Number]], list[Number]]] = {
    "softmax": _softmax,
    "hardmax": _hardmax,
    "uniform": _uniform,
}


def _attend(
    head: Head, z: Sequence[Column], weigh: Callable[[Sequence[Number]], list[Number]]
) -> list[Column]:
    keys = [_apply(head.key, column) for column in z]
    outputs: list[Column] = []
    for column in z:
        query = _apply(head.query, column)
        weights = weigh([_dot(key, query) for key in keys])
        mixed = [
            sum((weights[k] * z[k][row] for k in range(len(z))), start=Fraction(0))
            for row in range(len(column))
        ]
        outputs.append(_apply(head.output, _apply(head.value, mixed)))
    return outputs


def _feed_forward(block: Block, h: Column) -> list[Number]:
    hidden = _apply(block.w1, h, start=block.b1)
    fired = [x if x > 0 else x - x for x in hidden]
    return _add(_apply(block.w2, fired, start=h), block.b2)


def _apply(matrix: Matrix, column: Column, start: Column | None = None) -> list[Number]:
    if start is None:
        return [_dot(row, column) for row in matrix]
    out = []
    for row, first in zip(matrix, start, strict=True):
        value = first
        for weight, x in zip(row, column, strict=True):
            value = value + weight * x
        out.append(value)
    return out


def _dot(row: Column, column: Column) -> Number:
    value = row[0] * column[0]
    for weight, x in zip(row[1:], column[1:], strict=True):
        value = value + weight * x
    return value


def _add(*columns: Column) -> list[Number]:
    out = []
    for entries in zip(*columns, strict=True):
        value = entries[0]
        for entry in entries[1:]:
            value = value + entry
        out.append(value)
    return out
