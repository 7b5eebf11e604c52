"""Softmax attention with one head in the place of a mean: how a sequence's tokens are looked at.

The token that is read asks; :mod:`memlib.training.kernel.attend` says how. How slots are filled,
and where their gradients go, is put in before compilation: tokens that are all different, or that
recur. Where there are few, :mod:`memlib.training.kernel.crowd` stands in the place of all this.

The weights that ask lie after those of F₁: W^Q row by row, then the columns of W^K.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from memlib.training.kernel.attend import attend_backward, attend_forward
from memlib.training.kernel.looks import matrix_backward, matrix_forward
from memlib.training.kernel.tiles import BLOCK, ZERO, L, M


def fill(tile: int, read: Any, asking: Any, w: Any, data: Any, sizes: Any, work: Any) -> None:
    """The place of: tokens go to the slots of a tile; the token that is read, and that asks."""
    raise NotImplementedError("a way to meet the tokens is put in here before compilation")


def spread(
    tile: int, read: Any, asking: Any, w: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The place of: the gradients by the slots, and by the token that is read, go to the tokens."""
    raise NotImplementedError("a way to meet the tokens is put in here before compilation")


def own_room(sizes: Any, work: Any) -> Any:
    """Rows of a tile's own: the token that asks, its query, its question, one more; the shares."""
    return work[sizes.token_room - (4 * M + sizes.slots + 1) * L : sizes.token_room]


def question_forward(own: Any, weights: Any) -> None:
    """The token that is read asks: W^Q, then W^K turned, and over √M; what keys are met with."""
    rows = M * L
    asking, query, asked = own[:rows], own[rows : 2 * rows], own[2 * rows : 3 * rows]
    for i in range(2 * rows):
        own[rows + i] = ZERO
    matrix_forward(asking, query, weights)
    matrix_forward(query, asked, weights[M * M :])
    for i in range(rows):
        asked[i] *= np.float32(1 / M**0.5)


def question_backward(own: Any, weights: Any, grad: Any) -> None:
    """The gradient of :func:`question_forward`, by the question: the fourth part of ``own``."""
    rows = M * L
    asking, query, by_asked = own[:rows], own[rows : 2 * rows], own[3 * rows : 4 * rows]
    for i in range(rows):
        by_asked[i] *= np.float32(1 / M**0.5)
    matrix_backward(query, by_asked, weights[M * M :], grad[M * M :])
    matrix_backward(asking, query, weights, grad)


def softmax_gather(
    tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The read token of each sequence of a tile, and the average of its tokens by their scores."""
    rows = M * L
    slots = sizes.slots
    own = own_room(sizes, work)
    fill(tile, read, own[:rows], w, data, sizes, work)
    question_forward(own, w[sizes.blocks * BLOCK :])
    logs = data[3][tile * slots * L : (tile + 1) * slots * L]
    asked, shares = own[2 * rows : 3 * rows], own[4 * rows :]
    attend_forward(work[sizes.keys :], sizes.stride, slots, logs, asked, shares, mean)


def softmax_scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The gradient of :func:`softmax_gather`, by ``read`` and ``mean``."""
    rows = M * L
    start = sizes.blocks * BLOCK
    own = own_room(sizes, work)
    asked, by_asked, shares = own[2 * rows : 3 * rows], own[3 * rows : 4 * rows], own[4 * rows :]
    attend_backward(work[sizes.keys :], sizes.stride, sizes.slots, asked, shares, mean, by_asked)
    question_backward(own, w[start:], grad[start:])
    spread(tile, read, own[:rows], w, sums, data, sizes, work)
