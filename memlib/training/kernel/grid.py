"""Tokens that are all different: token k of L sequences fills a tile.

Forward and backward of the L sequences follow each other, while their activations are still in the
cache. Where a tile has too many tokens for that, they are not kept but made again on the way back
(KEEP is 0): that takes less time than reading them.

The data are x, one tile of ``dim`` rows for each (tile of sequences, token); y; then ``weight``,
one number, that of each token in the mean. The last token is read.
"""

from __future__ import annotations

from typing import Any, Final

from memlib.training.kernel.first import ASK, RAW, first_backward, first_forward
from memlib.training.kernel.passes import LINEAR
from memlib.training.kernel.tiles import BLOCK, ZERO, L, M, embed_backward, embed_forward
from memlib.training.kernel.vectors import V

#: 1 where the activations of all tokens of a tile are kept, each in its slot; 0: one slot for all.
KEEP: Final = 1


def grid_prepare(w: Any, data: Any, sizes: Any, work: Any) -> None:
    """Nothing: no token is shared."""
    return


def grid_token(values: Any, mine: Any, w: Any, sizes: Any) -> None:
    """E_in and F₁ on one tile of tokens."""
    if sizes.entry == LINEAR:
        embed_forward(values, mine, w[sizes.blocks * BLOCK + ASK :], sizes.dim)
    else:
        for i in range(M * L):
            mine[i] = values[i]
    first_forward(mine, w, sizes.blocks)


def grid_token_backward(
    values: Any, mine: Any, g: Any, raw: Any, w: Any, sums: Any, sizes: Any
) -> None:
    """Back through F₁ and E_in; ``raw``, which may be empty, is the loss by F₁'s input itself."""
    first_backward(mine, w, sizes.blocks, g, sums)
    for i in range(len(raw)):
        g[i] += raw[i]
    if sizes.entry == LINEAR:
        embed_backward(values, g, sizes.dim, sums[(sizes.blocks * BLOCK + ASK) * V :])


def grid_gather(tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any) -> None:
    """E_in and F₁ on all tokens of a tile."""
    x, weight = data[0], data[3]
    length = sizes.length
    rows, box = M * L, sizes.dim * L
    slot = (sizes.blocks + 1) * rows
    for i in range(rows):
        mean[i] = ZERO
    for k in range(length):
        mine = work[k * KEEP * slot : (k * KEEP + 1) * slot]
        grid_token(x[(tile * length + k) * box : (tile * length + k + 1) * box], mine, w, sizes)
        end = mine[slot - rows : slot]
        for i in range(rows):
            mean[i] += end[i]
            read[i] = end[i]  # the last one stays
    for i in range(rows):
        mean[i] *= weight[0]


def grid_scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """Back through F₁ and E_in of all tokens of a tile."""
    x, weight = data[0], data[3]
    length = sizes.length
    rows, box = M * L, sizes.dim * L
    slot = (sizes.blocks + 1) * rows
    slots = KEEP * (length - 1) + 1
    g = work[slots * slot : slots * slot + rows]
    if sizes.blocks == 0 and sizes.entry != LINEAR:
        return
    for i in range(rows):
        mean[i] *= weight[0]
    for k in range(length - 1, -1, -1):  # what was made last is still in the cache
        for i in range(rows):
            g[i] = mean[i]
        if k == length - 1:
            for i in range(rows):
                g[i] += read[i]
        values = x[(tile * length + k) * box : (tile * length + k + 1) * box]
        mine = work[k * KEEP * slot : (k * KEEP + 1) * slot]
        if not KEEP:
            grid_token(values, mine, w, sizes)
        grid_token_backward(values, mine, g, read[:0], w, sums, sizes)


def grid_finish(w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any) -> None:
    """Nothing: every token has had its gradient."""
    return


def grid_fill(tile: int, read: Any, asking: Any, w: Any, data: Any, sizes: Any, work: Any) -> None:
    """For softmax attention: a slot is a token, where F₁ leaves it."""
    x = data[0]
    length = sizes.length
    rows, box = M * L, sizes.dim * L
    slot = (sizes.blocks + 1) * rows
    for k in range(length):
        values = x[(tile * length + k) * box : (tile * length + k + 1) * box]
        grid_token(values, work[k * slot : (k + 1) * slot], w, sizes)
    end = work[(length - 1) * slot : length * slot]
    for i in range(rows):
        read[i] = end[i]
        asking[i] = end[slot - rows + i]


def grid_spread(
    tile: int, read: Any, asking: Any, w: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """Back from the slots' gradients, and from those by the token that asks."""
    x = data[0]
    length = sizes.length
    rows, box = M * L, sizes.dim * L
    slot = (sizes.blocks + 1) * rows
    g = work[length * slot : length * slot + rows]
    for k in range(length):
        values = x[(tile * length + k) * box : (tile * length + k + 1) * box]
        mine = work[k * slot : (k + 1) * slot]
        for i in range(rows):
            g[i] = mine[slot - rows + i]
        last = int(k == length - 1)
        if last:
            for i in range(rows):
                g[i] += asking[i]
        if last and not RAW:
            for i in range(rows):
                g[i] += read[i]
        grid_token_backward(values, mine, g, read[: last * RAW * rows], w, sums, sizes)
