"""From one tile of sequences to the loss and back: the look, F₂, E_out, the loss.

``w`` holds the packed weights of this part: F₂, those of the look, E_out.
"""

from __future__ import annotations

from typing import Any, Final

from memlib.training.kernel.looks import look_backward, look_forward
from memlib.training.kernel.losses import read_out, read_out_backward, squares, surprise
from memlib.training.kernel.tiles import BLOCK, L, M, blocks_backward, blocks_forward

#: How many weights the look has.
LOOK: Final = M * M


def column_tile(
    read: Any, mean: Any, y: Any, used: int, sizes: Any, w: Any, grad: Any, work: Any, scale: Any
) -> tuple[float, int]:
    """Loss and wrong answers of a tile, summed.

    ``read`` and ``mean`` are the read token and the mean over tokens, as F₁ leaves them; on return
    they hold the gradients by them.
    """
    blocks, outputs = sizes[0], sizes[1]
    stack = blocks * BLOCK
    look, look_grad = w[stack : stack + LOOK], grad[stack : stack + LOOK]
    last = w[stack + LOOK : stack + LOOK + outputs * (M + 1)]
    last_grad = grad[stack + LOOK : stack + LOOK + outputs * (M + 1)]
    rows = M * L
    acts = work[: (blocks + 1) * rows]
    g = work[(blocks + 1) * rows : (blocks + 2) * rows]
    spare = work[(blocks + 2) * rows : (blocks + 3) * rows]
    out = work[(blocks + 3) * rows : (blocks + 3) * rows + outputs * L]

    look_forward(read, mean, acts, look)
    blocks_forward(acts, w, blocks)
    top = acts[blocks * rows : (blocks + 1) * rows]
    read_out(top, out, last, outputs)
    if outputs == 1:
        loss, wrong = squares(out, y, used, scale)
    else:
        loss, wrong = surprise(out, y, used, outputs, scale)
    read_out_backward(top, out, g, last, outputs, last_grad)
    blocks_backward(acts, w, blocks, g, spare, grad)
    look_backward(read, mean, g, look, look_grad)
    return loss, wrong
