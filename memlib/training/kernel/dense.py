"""Feed-forward nets on flattened sequences, for one tile after the other.

L sequences lie side by side, one in each lane, and a layer's row j is Σ_i w_ji · (row i below). The
work is cut into pieces of IN rows by OUT rows, whose weights stay in registers for all lanes.
Numbers of rows are padded to multiples of IN; weights of padding are 0 and stay 0.

A layer's weights lie in pairs of outputs: for each OUT outputs, for each input, OUT numbers; then a
bias for each output.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.losses import squares, surprise
from memlib.training.kernel.tiles import ZERO, L
from memlib.training.kernel.unroll import registers, unroll

IN: Final = 4
OUT: Final = 2
LEAK: Final = 0  # the slope below zero as a percentage


def dense_forward(x: Any, y: Any, w: Any, rows: int, outputs: int, hidden: int) -> None:
    """y = W x + b, with ReLU (leaky, where LEAK is not 0) for a hidden layer."""
    above = registers(OUT)
    below = registers(IN)
    weight = registers(IN * OUT)
    for j in range(outputs):
        target = y[j * L : (j + 1) * L]
        bias = w[rows * outputs + j]
        for lane in range(L):
            target[lane] = bias
    for i in range(0, rows, IN):
        for c in unroll(IN):
            below[c] = x[(i + c) * L : (i + c + 1) * L]
        for j in range(0, outputs, OUT):
            piece = w[j * rows + i * OUT : j * rows + (i + IN) * OUT]
            for k in unroll(OUT):
                above[k] = y[(j + k) * L : (j + k + 1) * L]
                for c in unroll(IN):
                    weight[c * OUT + k] = piece[c * OUT + k]
            for lane in range(L):
                for k in unroll(OUT):
                    for c in unroll(IN):
                        above[k][lane] += weight[c * OUT + k] * below[c][lane]
    if hidden:
        if LEAK:
            for place in range(outputs * L):
                y[place] = y[place] if y[place] > ZERO else np.float32(LEAK / 100) * y[place]
        else:
            for place in range(outputs * L):
                y[place] = y[place] if y[place] > ZERO else ZERO


def dense_gradient(x: Any, g: Any, rows: int, outputs: int, grad: Any) -> None:
    """The gradient of a layer's weights; g is the loss by its outputs before ReLU."""
    above = registers(OUT)
    below = registers(IN)
    total = registers(IN * OUT)
    for j in range(outputs):
        source = g[j * L : (j + 1) * L]
        bias = ZERO
        for lane in range(L):
            bias += source[lane]
        grad[rows * outputs + j] += bias
    for i in range(0, rows, IN):
        for c in unroll(IN):
            below[c] = x[(i + c) * L : (i + c + 1) * L]
        for j in range(0, outputs, OUT):
            piece = grad[j * rows + i * OUT : j * rows + (i + IN) * OUT]
            for k in unroll(OUT):
                above[k] = g[(j + k) * L : (j + k + 1) * L]
                for c in unroll(IN):
                    total[c * OUT + k] = ZERO
            for lane in range(L):
                for k in unroll(OUT):
                    for c in unroll(IN):
                        total[c * OUT + k] += above[k][lane] * below[c][lane]
            for k in unroll(OUT):
                for c in unroll(IN):
                    piece[c * OUT + k] += total[c * OUT + k]


def dense_backward(x: Any, g: Any, by_x: Any, w: Any, rows: int, outputs: int) -> None:
    """by_x = Wᵀ g, times the slope of ReLU at x: the loss by the layer below, before its ReLU.

    A unit's output has the sign of its input, so x tells the slope of a leaky one too.
    """
    above = registers(OUT)
    below = registers(IN)
    weight = registers(IN * OUT)
    for i in range(0, rows, IN):
        for c in unroll(IN):
            below[c] = by_x[(i + c) * L : (i + c + 1) * L]
            for lane in range(L):
                below[c][lane] = ZERO
        for j in range(0, outputs, OUT):
            piece = w[j * rows + i * OUT : j * rows + (i + IN) * OUT]
            for k in unroll(OUT):
                above[k] = g[(j + k) * L : (j + k + 1) * L]
                for c in unroll(IN):
                    weight[c * OUT + k] = piece[c * OUT + k]
            for lane in range(L):
                for c in unroll(IN):
                    for k in unroll(OUT):
                        below[c][lane] += weight[c * OUT + k] * above[k][lane]
    if LEAK:
        for place in range(rows * L):
            by_x[place] = by_x[place] if x[place] > ZERO else np.float32(LEAK / 100) * by_x[place]
    else:
        for place in range(rows * L):
            by_x[place] = by_x[place] if x[place] > ZERO else ZERO


def dense_pass(w: Any, grad: Any, data: Any, sizes: Any, work: Any) -> tuple[float, int]:
    """Loss and wrong answers, summed; the gradient of the mean loss is added to ``grad``.

    Args:
        data: x, one tile of rows for each L sequences; y, one label a sequence; the padded number
            of rows of the input and of each layer.
        sizes: :class:`memlib.training.kernel.sizes.DenseSizes`.
    """
    x, y, rows = data
    count, outputs, layers, widest = sizes
    g = work[: widest * L]
    spare = work[widest * L : 2 * widest * L]
    acts = work[2 * widest * L :]
    scale = np.float32(1) / np.float32(count)
    loss = np.float64(0)
    wrong = 0
    for tile in range((count + L - 1) // L):
        used = min(L, count - tile * L)
        first = x[tile * rows[0] * L : (tile + 1) * rows[0] * L]
        below = first
        start = 0
        place = 0
        for k in range(layers):
            target = acts[place * L : (place + rows[k + 1]) * L]
            dense_forward(below, target, w[start:], rows[k], rows[k + 1], int(k < layers - 1))
            start += (rows[k] + 1) * rows[k + 1]
            place += rows[k + 1]
            below = target
        labels = y[tile * L : tile * L + used]
        if outputs == 1:
            more, errors = squares(below, labels, used, scale)
        else:
            more, errors = surprise(below, labels, used, outputs, scale)
        loss += more
        wrong += errors
        for i in range(rows[layers] * L):
            g[i] = below[i] if i < outputs * L else ZERO
        place -= rows[layers]
        for k in range(layers - 1, -1, -1):
            start -= (rows[k] + 1) * rows[k + 1]
            if k == 0:
                dense_gradient(first, g, rows[k], rows[k + 1], grad[start:])
                break
            place -= rows[k]
            below = acts[place * L : (place + rows[k]) * L]
            dense_gradient(below, g, rows[k], rows[k + 1], grad[start:])
            dense_backward(below, g, spare, w[start:], rows[k], rows[k + 1])
            other = g
            g = spare
            spare = other
    return loss, wrong
