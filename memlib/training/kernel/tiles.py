"""Forward and backward passes for one *tile*: L samples side by side, one in each lane.

A tile's rows are coordinates: row i of an activation holds coordinate i of L tokens (or of L
sequences), one after the other in memory. Every inner loop runs over the lanes and nothing else,
so that a vector instruction works on 8 or 16 samples at once, and a weight is one number for all.

M (the embedding dimension m), Q (hidden units q), L (lanes), SPAN (registers that go through
blocks at once), CHUNK (coordinates of a token's vector in one pass) and what follows from them are
numbers after :func:`memlib.training.kernel.unroll.specialize`; the values below let the same text
run as plain Python. Gradients are added to what is there.

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
    load,
    plus,
    relu,
    store,
)

M: Final = 2
Q: Final = 8
L: Final = 128
SPAN: Final = 4
CHUNK: Final = 1
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


def blocks_backward(acts: Any, w: Any, blocks: int, g: Any, spare: Any, grad: Any) -> None:
    """The gradient of :func:`blocks_forward`; hidden units are computed again, not stored.

    Args:
        acts, w, blocks: as left by the forward pass.
        g: M rows; the loss by the last block's output, on return by the first block's input.
        spare: M rows to work in.
        grad: the loss by ``w``.
    """
    bias = registers(M)
    inner = registers(M)
    outer = registers(M)
    by_inner = registers(M)
    by_outer = registers(M)
    source = g
    target = spare
    for k in range(blocks - 1, -1, -1):
        x = acts[(k * M) * L : (k * M + M) * L]
        above = source[: M * L]
        below = target[: M * L]
        for i in unroll(M):
            bias[i] = ZERO
        for lane in range(L):
            for i in unroll(M):
                below[i * L + lane] = above[i * L + lane]
                bias[i] += above[i * L + lane]
        for i in unroll(M):
            grad[k * BLOCK + Q * UNIT + i] += bias[i]
        for j in range(Q):
            at = k * BLOCK + j * UNIT
            inner_bias = w[at + M]
            by_bias = ZERO
            for i in unroll(M):
                inner[i] = w[at + i]
                outer[i] = w[at + M + 1 + i]
                by_inner[i] = ZERO
                by_outer[i] = ZERO
            for lane in range(L):
                h = inner_bias
                t = ZERO
                for i in unroll(M):
                    h += inner[i] * x[i * L + lane]
                    t += outer[i] * above[i * L + lane]
                t = t if h > ZERO else ZERO
                h = h if h > ZERO else ZERO
                by_bias += t
                for i in unroll(M):
                    by_inner[i] += t * x[i * L + lane]
                    by_outer[i] += h * above[i * L + lane]
                    below[i * L + lane] += t * inner[i]
            grad[at + M] += by_bias
            for i in unroll(M):
                grad[at + i] += by_inner[i]
                grad[at + M + 1 + i] += by_outer[i]
        other = source
        source = target
        target = other
    if blocks % 2:
        for place in range(M * L):
            g[place] = spare[place]


def embed_forward(x: Any, z: Any, w: Any, dim: int) -> None:
    """E_in: M rows z from ``dim`` rows x; w is W row by row of x (M numbers each), then b."""
    column = registers(M)
    weight = registers(CHUNK * M)
    rows = z[: M * L]
    for i in unroll(M):
        column[i] = w[dim * M + i]
    for lane in range(L):
        for i in unroll(M):
            rows[i * L + lane] = column[i]
    for k in range(0, dim, CHUNK):
        values = x[k * L : (k + CHUNK) * L]
        for c in unroll(CHUNK):
            for i in unroll(M):
                weight[c * M + i] = w[(k + c) * M + i]
        for lane in range(L):
            for i in unroll(M):
                for c in unroll(CHUNK):
                    rows[i * L + lane] += weight[c * M + i] * values[c * L + lane]


def embed_backward(x: Any, g: Any, dim: int, grad: Any) -> None:
    """The gradient of :func:`embed_forward` by its weights."""
    total = registers(M)
    by_weight = registers(CHUNK * M)
    rows = g[: M * L]
    for i in unroll(M):
        total[i] = ZERO
    for lane in range(L):
        for i in unroll(M):
            total[i] += rows[i * L + lane]
    for i in unroll(M):
        grad[dim * M + i] += total[i]
    for k in range(0, dim, CHUNK):
        values = x[k * L : (k + CHUNK) * L]
        for c in unroll(CHUNK):
            for i in unroll(M):
                by_weight[c * M + i] = ZERO
        for lane in range(L):
            for i in unroll(M):
                for c in unroll(CHUNK):
                    by_weight[c * M + i] += rows[i * L + lane] * values[c * L + lane]
        for c in unroll(CHUNK):
            for i in unroll(M):
                grad[(k + c) * M + i] += by_weight[c * M + i]
