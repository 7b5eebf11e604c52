"""Forward and backward passes for one *tile*: L samples side by side, one in each lane.

A tile's rows are coordinates: row i of an activation holds coordinate i of L tokens (or of L
sequences), one after the other in memory. Every inner loop runs over the lanes and nothing else,
so that a vector instruction works on 8 or 16 samples at once, and a weight is one number for all.

M (the embedding dimension m), Q (hidden units q), L (lanes), SPAN and BACK (registers of lanes that
go through blocks at once, forward and backward) and what follows from them are numbers after
:func:`memlib.training.kernel.unroll.specialize`; the values below let the same text run as plain
Python. Gradients are added to what is there: V sums for each weight, which :func:`fold` makes one
when a step is over, because adding up the lanes of a register costs as much as several products.

A block's weights lie hidden unit by hidden unit: M inner weights, the inner bias, M outer weights
(UNIT numbers); the M outer biases end the block (BLOCK numbers in all).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.unroll import registers, unroll
from memlib.training.kernel.vectors import (
    V,
    broadcast,
    fma,
    fma_where_positive,
    load,
    plus,
    relu,
    store,
    sum_of,
    times,
    where_positive,
)

M: Final = 2
Q: Final = 8
L: Final = 128
SPAN: Final = 4
BACK: Final = 2
UNIT: Final = 2 * M + 1
BLOCK: Final = Q * UNIT + M
ZERO: Final = np.float32(0)


def blocks_forward(acts: Any, w: Any, blocks: int) -> None:
    """x ↦ x + W₂ ReLU(W₁x + b₁) + b₂, block after block (eq. 3).

    SPAN registers of lanes go through all blocks before the next ones do.

    Args:
        acts: (blocks + 1)·M rows; the first M are the input, each further M a block's output.
        w: the weights of all blocks.
        blocks: how many.
    """
    x = registers(M * SPAN)
    y = registers(M * SPAN)
    h = registers(SPAN)
    for lane in range(0, L, SPAN * V):
        for i in unroll(M):
            for c in unroll(SPAN):
                y[i * SPAN + c] = load(acts, i * L + lane + c * V)
        for k in range(blocks):
            for i in unroll(M):
                bias = broadcast(w, k * BLOCK + Q * UNIT + i)
                for c in unroll(SPAN):
                    x[i * SPAN + c] = y[i * SPAN + c]
                    y[i * SPAN + c] = plus(y[i * SPAN + c], bias)
            for j in range(Q):
                at = k * BLOCK + j * UNIT
                for c in unroll(SPAN):
                    h[c] = broadcast(w, at + M)
                for i in unroll(M):
                    weight = broadcast(w, at + i)
                    for c in unroll(SPAN):
                        h[c] = fma(weight, x[i * SPAN + c], h[c])
                for c in unroll(SPAN):
                    h[c] = relu(h[c])
                for i in unroll(M):
                    weight = broadcast(w, at + M + 1 + i)
                    for c in unroll(SPAN):
                        y[i * SPAN + c] = fma(weight, h[c], y[i * SPAN + c])
            for i in unroll(M):
                for c in unroll(SPAN):
                    store(acts, ((k + 1) * M + i) * L + lane + c * V, y[i * SPAN + c])


def blocks_backward(acts: Any, w: Any, blocks: int, g: Any, sums: Any) -> None:
    """The gradient of :func:`blocks_forward`; hidden units are computed again, not stored.

    BACK registers of lanes go through a block at once. Where a hidden unit is positive, its input's
    gradient t is ⟨outer weights, above⟩.

    Args:
        acts, w, blocks: as left by the forward pass.
        g: M rows; the loss by the last block's output, on return by the first block's input.
        sums: the loss by ``w``, V sums for each weight.
    """
    x = registers(M * BACK)
    above = registers(M * BACK)
    below = registers(M * BACK)
    h = registers(BACK)
    t = registers(BACK)
    for k in range(blocks - 1, -1, -1):
        for lane in range(0, L, BACK * V):
            for i in unroll(M):
                bias = (k * BLOCK + Q * UNIT + i) * V
                total = load(sums, bias)
                for c in unroll(BACK):
                    x[i * BACK + c] = load(acts, (k * M + i) * L + lane + c * V)
                    above[i * BACK + c] = load(g, i * L + lane + c * V)
                    below[i * BACK + c] = above[i * BACK + c]
                    total = plus(total, above[i * BACK + c])
                store(sums, bias, total)
            for j in range(Q):
                at = k * BLOCK + j * UNIT
                weight = broadcast(w, at + M + 1)
                for c in unroll(BACK):
                    h[c] = broadcast(w, at + M)
                    t[c] = times(weight, above[c])
                for i in unroll(M):
                    weight = broadcast(w, at + i)
                    for c in unroll(BACK):
                        h[c] = fma(weight, x[i * BACK + c], h[c])
                for i in unroll(1, M):
                    weight = broadcast(w, at + M + 1 + i)
                    for c in unroll(BACK):
                        t[c] = fma(weight, above[i * BACK + c], t[c])
                total = load(sums, (at + M) * V)
                for c in unroll(BACK):
                    t[c] = where_positive(h[c], t[c])
                    total = plus(total, t[c])
                store(sums, (at + M) * V, total)
                for i in unroll(M):
                    outer = (at + M + 1 + i) * V
                    total = load(sums, outer)
                    for c in unroll(BACK):
                        total = fma_where_positive(h[c], h[c], above[i * BACK + c], total)
                    store(sums, outer, total)
                for i in unroll(M):
                    inner = (at + i) * V
                    weight = broadcast(w, at + i)
                    total = load(sums, inner)
                    for c in unroll(BACK):
                        total = fma(t[c], x[i * BACK + c], total)
                        below[i * BACK + c] = fma(weight, t[c], below[i * BACK + c])
                    store(sums, inner, total)
            for i in unroll(M):
                for c in unroll(BACK):
                    store(g, i * L + lane + c * V, below[i * BACK + c])


def clear(sums: Any) -> None:
    """Nothing has been added yet."""
    for place in range(len(sums)):
        sums[place] = ZERO


def fold(sums: Any, grad: Any) -> None:
    """V sums for each weight are added to its gradient."""
    for place in range(len(sums) // V):
        grad[place] += sum_of(sums, place * V)


def embed_forward(x: Any, z: Any, w: Any, dim: int) -> None:
    """E_in: M rows z from ``dim`` rows x; w is W row by row of x (M numbers each), then b."""
    values = registers(SPAN)
    rows = registers(M * SPAN)
    for lane in range(0, L, SPAN * V):
        for i in unroll(M):
            for c in unroll(SPAN):
                rows[i * SPAN + c] = broadcast(w, dim * M + i)
        for k in range(dim):
            for c in unroll(SPAN):
                values[c] = load(x, k * L + lane + c * V)
            for i in unroll(M):
                weight = broadcast(w, k * M + i)
                for c in unroll(SPAN):
                    rows[i * SPAN + c] = fma(weight, values[c], rows[i * SPAN + c])
        for i in unroll(M):
            for c in unroll(SPAN):
                store(z, i * L + lane + c * V, rows[i * SPAN + c])


def embed_backward(x: Any, g: Any, dim: int, sums: Any) -> None:
    """The gradient of :func:`embed_forward` by its weights, V sums for each."""
    values = registers(SPAN)
    above = registers(M * SPAN)
    for lane in range(0, L, SPAN * V):
        for i in unroll(M):
            bias = (dim * M + i) * V
            total = load(sums, bias)
            for c in unroll(SPAN):
                above[i * SPAN + c] = load(g, i * L + lane + c * V)
                total = plus(total, above[i * SPAN + c])
            store(sums, bias, total)
        for k in range(dim):
            for c in unroll(SPAN):
                values[c] = load(x, k * L + lane + c * V)
            for i in unroll(M):
                weight = (k * M + i) * V
                total = load(sums, weight)
                for c in unroll(SPAN):
                    total = fma(values[c], above[i * SPAN + c], total)
                store(sums, weight, total)
