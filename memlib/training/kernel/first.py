"""F₁: what is done with each token alone, before sequences look at them.

:func:`first_forward` and :func:`first_backward` are put in before compilation: the residual blocks
of :mod:`memlib.training.kernel.tiles`, or layer norm as if it were one block, or, with no blocks,
nothing.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.norm import norm_backward, norm_forward
from memlib.training.kernel.tiles import L, M
from memlib.training.kernel.vectors import V

#: How many weights softmax attention has to ask with; they lie between F₁ and E_in.
ASK: Final = 0
#: 1 where the token that is read passes F₁ by: attention reads normed tokens, its skip plain ones.
RAW: Final = 0


def first_forward(acts: Any, w: Any, blocks: int) -> None:
    """The place of F₁, from the first M rows to the last of ``acts``."""
    raise NotImplementedError("F₁ is put in here before compilation")


def first_backward(acts: Any, w: Any, blocks: int, g: Any, sums: Any) -> None:
    """The place of its backward pass; g, by its output, becomes the loss by its input."""
    raise NotImplementedError("F₁ is put in here before compilation")


def normed_forward(acts: Any, w: Any, blocks: int) -> None:
    """Layer norm in the place of one block."""
    if blocks:
        norm_forward(acts, acts[M * L :], w)


def normed_backward(acts: Any, w: Any, blocks: int, g: Any, sums: Any) -> None:
    """The gradient of :func:`normed_forward`."""
    if blocks:
        grad = np.zeros(2 * M, np.float32)
        norm_backward(acts, g, w, grad)
        for i in range(2 * M):
            sums[i * V] += grad[i]
