"""From one tile of sequences to the loss and back: the look, F₂, E_out, the loss.

``w`` holds the packed weights of this part: F₂, those of the look, those of layer norms, E_out.
"""

from __future__ import annotations

from typing import Any, Final

from memlib.training.kernel.looks import look_backward, look_forward
from memlib.training.kernel.losses import read_out, read_out_backward, squares, surprise
from memlib.training.kernel.norm import norm_backward, norm_forward
from memlib.training.kernel.tiles import (
    BLOCK,
    L,
    M,
    blocks_backward,
    blocks_forward,
    clear,
    fold,
)
from memlib.training.kernel.vectors import V

#: How many weights the look has.
LOOK: Final = M * M


def answer_tile(
    top: Any, out: Any, y: Any, used: int, outputs: int, g: Any, w: Any, grad: Any, scale: Any
) -> tuple[float, int]:
    """E_out and the loss from the rows ``top``; the loss by them is put into g."""
    read_out(top, out, w, outputs)
    if outputs == 1:
        loss, wrong = squares(out, y, used, scale)
    else:
        loss, wrong = surprise(out, y, used, outputs, scale)
    read_out_backward(top, out, g, w, outputs, grad)
    return loss, wrong


def column_tile(
    read: Any, mean: Any, y: Any, used: int, sizes: Any, w: Any, grad: Any, work: Any, scale: Any
) -> tuple[float, int]:
    """Loss and wrong answers of a tile, summed.

    ``read`` and ``mean`` are the read token and the mean over tokens, as F₁ leaves them; on return
    they hold the gradients by them.
    """
    blocks = sizes.upper
    stack = blocks * BLOCK
    look, look_grad = w[stack : stack + LOOK], grad[stack : stack + LOOK]
    last, last_grad = w[stack + LOOK :], grad[stack + LOOK :]
    rows = M * L
    acts = work[: (blocks + 1) * rows]
    g = work[(blocks + 1) * rows : (blocks + 2) * rows]
    spare = work[(blocks + 2) * rows : (blocks + 3) * rows]
    out = work[(blocks + 3) * rows :]
    sums = out[sizes.outputs * L : sizes.outputs * L + stack * V]

    look_forward(read, mean, acts, look, spare)
    blocks_forward(acts, w, blocks)
    top = acts[blocks * rows : (blocks + 1) * rows]
    loss, wrong = answer_tile(top, out, y, used, sizes.outputs, g, last, last_grad, scale)
    clear(sums)
    blocks_backward(acts, w, blocks, g, sums)
    fold(sums, grad)
    look_backward(read, mean, g, look, look_grad, spare)
    return loss, wrong


def normed_column_tile(
    read: Any, mean: Any, y: Any, used: int, sizes: Any, w: Any, grad: Any, work: Any, scale: Any
) -> tuple[float, int]:
    """The same with one block, and layer norm before the block and before E_out.

    The block's skip connection passes the norm by: with a the column and b the block on r = norm a,
    E_out reads norm (a + b − r).
    """
    look, look_grad = w[BLOCK : BLOCK + LOOK], grad[BLOCK : BLOCK + LOOK]
    norm, norm_grad = w[BLOCK + LOOK :], grad[BLOCK + LOOK :]
    last_norm, last_norm_grad = norm[2 * M :], norm_grad[2 * M :]
    last, last_grad = norm[4 * M :], norm_grad[4 * M :]
    rows = M * L
    column = work[:rows]
    acts = work[rows : 3 * rows]
    total = work[3 * rows : 4 * rows]
    top = work[4 * rows : 5 * rows]
    g = work[5 * rows : 6 * rows]
    by_acts = work[6 * rows : 7 * rows]
    spare = work[7 * rows : 8 * rows]
    out = work[8 * rows :]
    sums = out[sizes.outputs * L : sizes.outputs * L + BLOCK * V]

    look_forward(read, mean, column, look, spare)
    norm_forward(column, acts, norm)
    blocks_forward(acts, w, 1)
    for i in range(rows):
        total[i] = column[i] + (acts[rows + i] - acts[i])
    norm_forward(total, top, last_norm)
    loss, wrong = answer_tile(top, out, y, used, sizes.outputs, g, last, last_grad, scale)
    norm_backward(total, g, last_norm, last_norm_grad)
    for i in range(rows):
        by_acts[i] = g[i]
    clear(sums)
    blocks_backward(acts, w, 1, by_acts, sums)
    fold(sums, grad)
    for i in range(rows):
        by_acts[i] -= g[i]
    norm_backward(column, by_acts, norm, norm_grad)
    for i in range(rows):
        g[i] += by_acts[i]
    look_backward(read, mean, g, look, look_grad, spare)
    return loss, wrong
