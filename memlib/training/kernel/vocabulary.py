"""Tokens that recur: F₁ works once on each *distinct* token.

The look gathers the results, and its gradient is added up over all places where the token stands.
The data are x, one tile of ``dim`` rows for each L distinct tokens; y; ``where``, the token of each
term of each mean; ``weight``, that of the term: how often the token stands in the sequence, by n;
``starts``, where a sequence's terms begin. The first term is the token that is read.
"""

from __future__ import annotations

from typing import Any

from memlib.training.kernel.passes import FIXED, LINEAR, TABLE
from memlib.training.kernel.tiles import (
    BLOCK,
    ZERO,
    L,
    M,
    blocks_backward,
    blocks_forward,
    embed_backward,
    embed_forward,
)


def vocabulary_prepare(w: Any, data: Any, sizes: Any, work: Any) -> None:
    """E_in and F₁ on all distinct tokens; no gradient yet."""
    x = data[0]
    blocks, dim, entry = sizes[0], sizes[4], sizes[5]
    rows = M * L
    slot = (blocks + 1) * rows
    tiles = len(x) // (dim * L)
    start = blocks * BLOCK
    by_token = work[tiles * slot : tiles * (slot + rows)]
    for tile in range(tiles):
        mine = work[tile * slot : (tile + 1) * slot]
        values = x[tile * dim * L : (tile + 1) * dim * L]
        if entry == LINEAR:
            embed_forward(values, mine, w[start:], dim)
        else:
            source = (
                w[start + tile * rows : start + (tile + 1) * rows] if entry == TABLE else values
            )
            for i in range(rows):
                mine[i] = source[i]
        blocks_forward(mine, w, blocks)
    for i in range(len(by_token)):
        by_token[i] = ZERO


def vocabulary_gather(
    tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The read token of each sequence of a tile, and the weighted sum over its terms."""
    _, _, where, weight, starts = data
    blocks, count = sizes[0], sizes[3]
    rows = M * L
    slot = (blocks + 1) * rows
    for i in range(rows):
        read[i] = ZERO
        mean[i] = ZERO
    for lane in range(min(L, count - tile * L)):
        begin, end = starts[tile * L + lane], starts[tile * L + lane + 1]
        for i in range(M):
            total = ZERO
            for term in range(begin, end):
                address = where[term] // L * slot + blocks * rows + where[term] % L
                total += weight[term] * work[address + i * L]
            address = where[begin] // L * slot + blocks * rows + where[begin] % L
            mean[i * L + lane] = total
            read[i * L + lane] = work[address + i * L]


def vocabulary_scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The gradients by read token and mean are added up over the distinct tokens."""
    x, _, where, weight, starts = data
    blocks, count, dim = sizes[0], sizes[3], sizes[4]
    rows = M * L
    tiles = len(x) // (dim * L)
    by_token = work[tiles * (blocks + 1) * rows : tiles * (blocks + 2) * rows]
    for lane in range(min(L, count - tile * L)):
        begin, end = starts[tile * L + lane], starts[tile * L + lane + 1]
        for i in range(M):
            share = mean[i * L + lane]
            for term in range(begin, end):
                address = where[term] // L * rows + where[term] % L
                by_token[address + i * L] += weight[term] * share
            address = where[begin] // L * rows + where[begin] % L
            by_token[address + i * L] += read[i * L + lane]


def vocabulary_finish(w: Any, grad: Any, data: Any, sizes: Any, work: Any) -> None:
    """Back through F₁ and E_in of all distinct tokens."""
    x = data[0]
    blocks, dim, entry = sizes[0], sizes[4], sizes[5]
    rows = M * L
    slot = (blocks + 1) * rows
    tiles = len(x) // (dim * L)
    start = blocks * BLOCK
    by_token = work[tiles * slot : tiles * (slot + rows)]
    spare = work[tiles * (slot + rows) : tiles * (slot + rows) + rows]
    if blocks == 0 and entry == FIXED:
        return
    for tile in range(tiles):
        mine = work[tile * slot : (tile + 1) * slot]
        g = by_token[tile * rows : (tile + 1) * rows]
        blocks_backward(mine, w, blocks, g, spare, grad)
        if entry == LINEAR:
            embed_backward(x[tile * dim * L : (tile + 1) * dim * L], g, dim, grad[start:])
        elif entry == TABLE:
            target = grad[start + tile * rows : start + (tile + 1) * rows]
            for i in range(rows):
                target[i] += g[i]
