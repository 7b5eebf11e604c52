"""Tokens that are all different: token k of L sequences fills a tile.

Forward and backward of the L sequences follow each other, while their activations are still in the
cache. The data are x, one tile of ``dim`` rows for each (tile of sequences, token); y; then
``weight``, one number, that of each token in the mean.
"""

from __future__ import annotations

from typing import Any

from memlib.training.kernel.passes import LINEAR
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


def grid_prepare(w: Any, data: Any, sizes: Any, work: Any) -> None:
    """Nothing: no token is shared."""
    return


def grid_gather(tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any) -> None:
    """E_in and F₁ on all tokens of a tile, the last of which is read."""
    x, weight = data[0], data[3]
    blocks, length, dim, entry = sizes[0], sizes[2], sizes[4], sizes[5]
    rows = M * L
    slot = (blocks + 1) * rows
    for i in range(rows):
        mean[i] = ZERO
    for k in range(length):
        values = x[(tile * length + k) * dim * L : (tile * length + k + 1) * dim * L]
        mine = work[k * slot : (k + 1) * slot]
        if entry == LINEAR:
            embed_forward(values, mine, w[blocks * BLOCK :], dim)
        else:
            for i in range(rows):
                mine[i] = values[i]
        blocks_forward(mine, w, blocks)
        end = mine[blocks * rows : (blocks + 1) * rows]
        for i in range(rows):
            mean[i] += end[i]
    end = work[length * slot - rows : length * slot]
    for i in range(rows):
        mean[i] *= weight[0]
        read[i] = end[i]


def grid_scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, data: Any, sizes: Any, work: Any
) -> None:
    """Back through F₁ and E_in of all tokens of a tile."""
    x, weight = data[0], data[3]
    blocks, length, dim, entry = sizes[0], sizes[2], sizes[4], sizes[5]
    rows = M * L
    slot = (blocks + 1) * rows
    g = work[length * slot : length * slot + rows]
    spare = work[length * slot + rows : length * slot + 2 * rows]
    if blocks == 0 and entry != LINEAR:
        return
    for i in range(rows):
        mean[i] *= weight[0]
    for k in range(length):
        values = x[(tile * length + k) * dim * L : (tile * length + k + 1) * dim * L]
        mine = work[k * slot : (k + 1) * slot]
        for i in range(rows):
            g[i] = mean[i]
        if k == length - 1:
            for i in range(rows):
                g[i] += read[i]
        blocks_backward(mine, w, blocks, g, spare, grad)
        if entry == LINEAR:
            embed_backward(values, g, dim, grad[blocks * BLOCK :])


def grid_finish(w: Any, grad: Any, data: Any, sizes: Any, work: Any) -> None:
    """Nothing: every token has had its gradient."""
    return
