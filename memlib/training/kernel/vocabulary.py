"""Tokens that recur: F₁ works once on each *distinct* token.

The look gathers the results, and its gradient is added up over all places where the token stands.
The data are x, one tile of ``dim`` rows for each L distinct tokens; y; ``where``, the address of
the token of each term of each mean; ``weight``, that of the term: how often the token stands in the
sequence, by n; ``starts``, where a sequence's terms begin. The first term is the token that is
read. For softmax attention, ``where`` holds an address for each slot and lane, and ``weight`` what
is added to its score; the first slot is the token that is read.

The first numbers to work in are F₁'s outputs, M rows for each tile of tokens, then, in the same
order, the gradients by them; where the token that is read passes F₁ by (RAW), F₁'s inputs and the
gradients by those follow. An address is that of a token's first number there.
"""

from __future__ import annotations

from typing import Any

from memlib.training.kernel.first import ASK, RAW, first_backward, first_forward
from memlib.training.kernel.passes import FIXED, LINEAR, TABLE
from memlib.training.kernel.tiles import BLOCK, ZERO, L, M, embed_backward, embed_forward
from memlib.training.kernel.vectors import V


def vocabulary_prepare(w: Any, data: Any, sizes: Any, work: Any) -> None:
    """E_in and F₁ on all distinct tokens; no gradient yet."""
    x = data[0]
    rows, box = M * L, sizes.dim * L
    tiles = len(x) // box
    slot = (sizes.blocks + 1) * rows
    start = sizes.blocks * BLOCK + ASK
    acts = work[(2 + 2 * RAW) * tiles * rows :]
    for tile in range(tiles):
        mine = acts[tile * slot : (tile + 1) * slot]
        values = x[tile * box : (tile + 1) * box]
        if sizes.entry == LINEAR:
            embed_forward(values, mine, w[start:], sizes.dim)
        else:
            source = values
            if sizes.entry == TABLE:
                source = w[start + tile * rows : start + (tile + 1) * rows]
            for i in range(rows):
                mine[i] = source[i]
        first_forward(mine, w, sizes.blocks)
        for i in range(rows):
            work[tile * rows + i] = mine[slot - rows + i]
            work[(tiles + tile) * rows + i] = ZERO
        if RAW:
            for i in range(rows):
                work[(2 * tiles + tile) * rows + i] = mine[i]
                work[(3 * tiles + tile) * rows + i] = ZERO


def vocabulary_gather(
    tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The read token of each sequence of a tile, and the weighted sum over its terms."""
    _, _, where, weight, starts = data
    for i in range(M * L):
        read[i] = ZERO
        mean[i] = ZERO
    for lane in range(min(L, sizes.sequences - tile * L)):
        begin, end = starts[tile * L + lane], starts[tile * L + lane + 1]
        for i in range(M):
            total = ZERO
            for term in range(begin, end):
                total += weight[term] * work[where[term] + i * L]
            mean[i * L + lane] = total
            read[i * L + lane] = work[where[begin] + i * L]


def vocabulary_scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The gradients by read token and mean are added up over the distinct tokens."""
    x, _, where, weight, starts = data
    ends = len(x) // sizes.dim * M
    by_token = work[ends : 2 * ends]
    for lane in range(min(L, sizes.sequences - tile * L)):
        begin, end = starts[tile * L + lane], starts[tile * L + lane + 1]
        for i in range(M):
            share = mean[i * L + lane]
            for term in range(begin, end):
                by_token[where[term] + i * L] += weight[term] * share
            by_token[where[begin] + i * L] += read[i * L + lane]


def vocabulary_finish(w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any) -> None:
    """Back through F₁ and E_in of all distinct tokens."""
    x = data[0]
    rows, box = M * L, sizes.dim * L
    tiles = len(x) // box
    slot = (sizes.blocks + 1) * rows
    start = sizes.blocks * BLOCK + ASK
    by_token = work[tiles * rows : 2 * tiles * rows]
    by_raw = work[3 * tiles * rows : 4 * tiles * rows]
    acts = work[(2 + 2 * RAW) * tiles * rows :]
    if sizes.blocks == 0 and sizes.entry == FIXED:
        return
    for tile in range(tiles):
        g = by_token[tile * rows : (tile + 1) * rows]
        mine = acts[tile * slot : (tile + 1) * slot]
        first_backward(mine, w, sizes.blocks, g, sums)
        if RAW:
            for i in range(rows):
                g[i] += by_raw[tile * rows + i]
        if sizes.entry == LINEAR:
            embed_backward(x[tile * box : (tile + 1) * box], g, sizes.dim, sums[start * V :])
        elif sizes.entry == TABLE:
            target = grad[start + tile * rows : start + (tile + 1) * rows]
            for i in range(rows):
                target[i] += g[i]


def read_tokens(first: int, read: Any, asking: Any, where: Any, ends: int, work: Any) -> None:
    """The token that is read, before F₁ where it passes it by, and the one that asks, after F₁.

    Args:
        first: where the addresses of a tile begin in ``where``.
        ends: how many numbers F₁'s outputs are.
    """
    raws = work[2 * RAW * ends :]
    for i in range(M):
        for lane in range(L):
            asking[i * L + lane] = work[where[first + lane] + i * L]
            read[i * L + lane] = raws[where[first + lane] + i * L]


def read_tokens_backward(
    first: int, read: Any, asking: Any, where: Any, ends: int, work: Any
) -> None:
    """The gradients by both are added to those by tokens."""
    by_token = work[ends:]
    by_raw = work[ends + 2 * RAW * ends :]
    for i in range(M):
        for lane in range(L):
            by_token[where[first + lane] + i * L] += asking[i * L + lane]
            by_raw[where[first + lane] + i * L] += read[i * L + lane]


def vocabulary_fill(
    tile: int, read: Any, asking: Any, w: Any, data: Any, sizes: Any, work: Any
) -> None:
    """For softmax attention: a sequence's distinct tokens are copied to its slots."""
    x, where = data[0], data[2]
    keys = work[sizes.keys :]
    for k in range(sizes.slots):
        begin = (tile * sizes.slots + k) * L
        for i in range(M):
            key = keys[(k * M + i) * L : (k * M + i + 1) * L]
            for lane in range(L):
                key[lane] = work[where[begin + lane] + i * L]
    read_tokens(tile * sizes.slots * L, read, asking, where, len(x) // sizes.dim * M, work)


def vocabulary_spread(
    tile: int, read: Any, asking: Any, w: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The slots' gradients are added up over the distinct tokens."""
    x, where = data[0], data[2]
    ends = len(x) // sizes.dim * M
    keys = work[sizes.keys :]
    by_token = work[ends : 2 * ends]
    for k in range(sizes.slots):
        begin = (tile * sizes.slots + k) * L
        for i in range(M):
            key = keys[(k * M + i) * L : (k * M + i + 1) * L]
            for lane in range(L):
                by_token[where[begin + lane] + i * L] += key[lane]
    read_tokens_backward(tile * sizes.slots * L, read, asking, where, ends, work)
