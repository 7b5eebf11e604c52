"""One forward and backward pass of eq. (165) over all N sequences, tile by tile.

E_out ∘ F₂ ∘ uniform attention ∘ F₁ ∘ E_in, read at one token, so that F₂ works on one column a
sequence. Two ways to meet the tokens:

* :func:`grid_pass`, all tokens different: token k of L sequences fills a tile; forward and backward
  of the L sequences follow each other, while their activations are still in the cache;
* :func:`vocabulary_pass`, tokens recur: F₁ works once on each *distinct* token, attention gathers
  the results, and its gradient is added up over all places where the token stands.

``w`` holds the packed weights: F₁, F₂, W of attention, E_out, then E_in (or the table itself).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from memlib.training.kernel.losses import read_out, read_out_backward, squares, surprise
from memlib.training.kernel.tiles import (
    BLOCK,
    ZERO,
    L,
    M,
    blocks_backward,
    blocks_forward,
    embed_backward,
    embed_forward,
    mix_backward,
    mix_forward,
)

LINEAR = 0  # E_in on vectors
TABLE = 1  # a trained vector for each token
FIXED = 2  # the vectors enter as they are


def sequence_tile(
    read: Any, mean: Any, y: Any, used: int, sizes: Any, w: Any, grad: Any, work: Any, scale: Any
) -> tuple[float, int]:
    """From one tile of F₁'s outputs to the loss and back.

    ``read`` and ``mean`` (M rows each) are the read token and the mean over tokens; on return they
    hold the gradients: by the read token alone, and the share of each token in the mean.
    """
    blocks, outputs, length = sizes[0], sizes[1], sizes[2]
    stack = blocks * BLOCK
    second, second_grad = w[stack : 2 * stack], grad[stack : 2 * stack]
    mix, mix_grad = w[2 * stack : 2 * stack + M * M], grad[2 * stack : 2 * stack + M * M]
    at = 2 * stack + M * M
    last = w[at : at + outputs * (M + 1)]
    last_grad = grad[at : at + outputs * (M + 1)]
    rows = M * L
    acts = work[: (blocks + 1) * rows]
    g = work[(blocks + 1) * rows : (blocks + 2) * rows]
    spare = work[(blocks + 2) * rows : (blocks + 3) * rows]
    out = work[(blocks + 3) * rows : (blocks + 3) * rows + outputs * L]

    mix_forward(read, mean, acts, mix)
    blocks_forward(acts, second, blocks)
    top = acts[blocks * rows : (blocks + 1) * rows]
    read_out(top, out, last, outputs)
    if outputs == 1:
        loss, wrong = squares(out, y, used, scale)
    else:
        loss, wrong = surprise(out, y, used, outputs, scale)
    read_out_backward(top, out, g, last, outputs, last_grad)
    blocks_backward(acts, second, blocks, g, spare, second_grad)
    mix_backward(mean, g, spare, mix, np.float32(1) / np.float32(length), mix_grad)
    for place in range(rows):
        read[place] = g[place]
        mean[place] = spare[place]
    return loss, wrong


def grid_pass(w: Any, grad: Any, data: Any, sizes: Any, work: Any) -> tuple[float, int]:
    """Loss and wrong answers, summed; the gradient of the mean loss is added to ``grad``.

    Args:
        data: x, one tile of ``dim`` rows for each (tile of sequences, token); y, one label a
            sequence; two arrays that this way of working does not use.
        sizes: blocks, outputs, n, N, dim, the place that is read, and how tokens enter.
    """
    x, y, _, _, _ = data
    blocks, outputs, length, count, dim, place, entry = sizes
    rows = M * L
    slot = (blocks + 1) * rows
    acts = work[: length * slot]
    read = work[length * slot : length * slot + rows]
    mean = work[length * slot + rows : length * slot + 2 * rows]
    g = work[length * slot + 2 * rows : length * slot + 3 * rows]
    spare = work[length * slot + 3 * rows : length * slot + 4 * rows]
    rest = work[length * slot + 4 * rows :]
    start = 2 * blocks * BLOCK + M * M + outputs * (M + 1)
    scale = np.float32(1) / np.float32(count)
    part = np.float32(1) / np.float32(length)
    loss = np.float64(0)
    wrong = 0
    for tile in range((count + L - 1) // L):
        for i in range(rows):
            mean[i] = ZERO
        for k in range(length):
            values = x[(tile * length + k) * dim * L : (tile * length + k + 1) * dim * L]
            mine = acts[k * slot : (k + 1) * slot]
            if entry == LINEAR:
                embed_forward(values, mine, w[start:], dim)
            else:
                for i in range(rows):
                    mine[i] = values[i]
            blocks_forward(mine, w, blocks)
            end = mine[blocks * rows : (blocks + 1) * rows]
            for i in range(rows):
                mean[i] += end[i]
        end = acts[place * slot + blocks * rows : (place + 1) * slot]
        for i in range(rows):
            mean[i] *= part
            read[i] = end[i]
        used = min(L, count - tile * L)
        labels = y[tile * L : tile * L + used]
        more, errors = sequence_tile(read, mean, labels, used, sizes, w, grad, rest, scale)
        loss += more
        wrong += errors
        if blocks == 0 and entry != LINEAR:
            continue
        for k in range(length):
            values = x[(tile * length + k) * dim * L : (tile * length + k + 1) * dim * L]
            mine = acts[k * slot : (k + 1) * slot]
            for i in range(rows):
                g[i] = mean[i]
            if k == place:
                for i in range(rows):
                    g[i] += read[i]
            blocks_backward(mine, w, blocks, g, spare, grad)
            if entry == LINEAR:
                embed_backward(values, g, dim, grad[start:])
    return loss, wrong


def vocabulary_pass(w: Any, grad: Any, data: Any, sizes: Any, work: Any) -> tuple[float, int]:
    """As :func:`grid_pass`, with F₁ computed once for each distinct token.

    Args:
        data: x, one tile of ``dim`` rows for each L distinct tokens; y; ``where``, the token of
            each term of each mean; ``weight``, how often it stands in the sequence, by n;
            ``starts``, where a sequence's terms begin. The first term is the token that is read.
        sizes: as before.
    """
    x, y, where, weight, starts = data
    blocks, outputs, length, count, dim, _, entry = sizes
    rows = M * L
    slot = (blocks + 1) * rows
    tiles = len(x) // (dim * L)
    acts = work[: tiles * slot]
    by_token = work[tiles * slot : tiles * (slot + rows)]
    rest = work[tiles * (slot + rows) :]
    read = rest[:rows]
    mean = rest[rows : 2 * rows]
    spare = rest[2 * rows : 3 * rows]
    rest = rest[3 * rows :]
    start = 2 * blocks * BLOCK + M * M + outputs * (M + 1)
    scale = np.float32(1) / np.float32(count)
    for tile in range(tiles):
        mine = acts[tile * slot : (tile + 1) * slot]
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
    loss = np.float64(0)
    wrong = 0
    for tile in range((count + L - 1) // L):
        used = min(L, count - tile * L)
        for i in range(rows):
            read[i] = ZERO
            mean[i] = ZERO
        for lane in range(used):
            begin, end = starts[tile * L + lane], starts[tile * L + lane + 1]
            for i in range(M):
                total = ZERO
                for term in range(begin, end):
                    address = where[term] // L * slot + blocks * rows + where[term] % L
                    total += weight[term] * acts[address + i * L]
                address = where[begin] // L * slot + blocks * rows + where[begin] % L
                mean[i * L + lane] = total
                read[i * L + lane] = acts[address + i * L]
        labels = y[tile * L : tile * L + used]
        more, errors = sequence_tile(read, mean, labels, used, sizes, w, grad, rest, scale)
        loss += more
        wrong += errors
        for lane in range(used):
            begin, end = starts[tile * L + lane], starts[tile * L + lane + 1]
            for i in range(M):
                share = mean[i * L + lane] * np.float32(length)
                for term in range(begin, end):
                    address = where[term] // L * rows + where[term] % L
                    by_token[address + i * L] += weight[term] * share
                address = where[begin] // L * rows + where[begin] % L
                by_token[address + i * L] += read[i * L + lane]
    if blocks == 0 and entry == FIXED:
        return loss, wrong
    for tile in range(tiles):
        mine = acts[tile * slot : (tile + 1) * slot]
        g = by_token[tile * rows : (tile + 1) * rows]
        blocks_backward(mine, w, blocks, g, spare, grad)
        if entry == LINEAR:
            embed_backward(x[tile * dim * L : (tile + 1) * dim * L], g, dim, grad[start:])
        elif entry == TABLE:
            target = grad[start + tile * rows : start + (tile + 1) * rows]
            for i in range(rows):
                target[i] += g[i]
    return loss, wrong
