"""One forward and backward pass of a net with one look over all N sequences, tile by tile.

E_out ∘ F₂ ∘ look ∘ F₁ ∘ E_in, read at one token, so that F₂ works on one column a sequence. What
comes before the look is one of three ways to meet the tokens, put in before compilation:
:mod:`memlib.training.kernel.grid`, all tokens different; :mod:`memlib.training.kernel.vocabulary`,
tokens recur; :mod:`memlib.training.kernel.counts`, there are few. Each is four functions, named
here; where softmax attention looks, :mod:`memlib.training.kernel.softmax` has two of them.

``w`` holds the packed weights: first those of :mod:`memlib.training.kernel.columns`, then F₁, then
E_in (or the table itself).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from memlib.training.kernel.columns import column_tile
from memlib.training.kernel.tiles import L, M, clear, fold
from memlib.training.kernel.vectors import V

LINEAR = 0  # E_in on vectors
TABLE = 1  # a trained vector for each token
FIXED = 2  # the vectors enter as they are


def prepare(w: Any, data: Any, sizes: Any, work: Any) -> None:
    """The place of what is done with tokens before any tile of sequences."""
    raise NotImplementedError("a way to meet the tokens is put in here before compilation")


def gather(tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any) -> None:
    """The place of: the read token of each sequence of a tile, and the mean over its tokens."""
    raise NotImplementedError("a way to meet the tokens is put in here before compilation")


def scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The place of: the gradients by the read token and by the mean go to the tokens."""
    raise NotImplementedError("a way to meet the tokens is put in here before compilation")


def finish(w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any) -> None:
    """The place of what is done with tokens after all tiles of sequences."""
    raise NotImplementedError("a way to meet the tokens is put in here before compilation")


def one_look_pass(w: Any, grad: Any, data: Any, sizes: Any, work: Any) -> tuple[float, int]:
    """Loss and wrong answers, summed; the gradient of the mean loss is added to ``grad``.

    Args:
        data: the tokens; y, one label a sequence; more of the tokens, as the way to meet them says.
        sizes: :class:`memlib.training.kernel.sizes.Sizes`.
    """
    y = data[1]
    count, column, room = sizes.sequences, sizes.column, sizes.column_room
    rows = M * L
    read = work[:rows]
    mean = work[rows : 2 * rows]
    space = work[2 * rows : 2 * rows + room]
    end = 2 * rows + room + sizes.summed * V
    sums = work[2 * rows + room : end]
    rest = work[end:]
    lower, lower_grad = w[column:], grad[column:]
    scale = np.float32(1) / np.float32(count)
    loss = np.float64(0)
    wrong = 0
    clear(sums)
    prepare(lower, data, sizes, rest)
    for tile in range((count + L - 1) // L):
        used = min(L, count - tile * L)
        labels = y[tile * L : tile * L + used]
        gather(tile, read, mean, lower, data, sizes, rest)
        more, errors = column_tile(read, mean, labels, used, sizes, w, grad, space, scale)
        loss += more
        wrong += errors
        scatter(tile, read, mean, lower, lower_grad, sums, data, sizes, rest)
    finish(lower, lower_grad, sums, data, sizes, rest)
    fold(sums, lower_grad)
    return loss, wrong
