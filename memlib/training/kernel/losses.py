"""The end of a forward pass for one tile: output, loss, wrong answers, and their gradients.

Layout and constants are those of :mod:`memlib.training.kernel.tiles`. ``used`` is how many lanes
hold a sample; the others are padding and get no gradient. An answer is wrong when o·y ≤ 0 for the
one output o, or when another class scores at least as high as the true one: a tie is wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from memlib.training.kernel.tiles import ZERO, L, M
from memlib.training.kernel.unroll import registers, unroll


def squares(out: Any, y: Any, used: int, scale: Any) -> tuple[float, int]:
    """(o − y)² summed, and wrong answers; ``out`` becomes the gradient 2(o − y)·scale."""
    total = ZERO
    for lane in range(used):
        total += (out[lane] - y[lane]) * (out[lane] - y[lane])
    wrong = 0
    for lane in range(used):
        wrong += 1 if out[lane] * y[lane] <= ZERO else 0
    double = scale + scale
    for lane in range(used):
        out[lane] = (out[lane] - y[lane]) * double
    for lane in range(used, L):
        out[lane] = ZERO
    return np.float64(total), wrong


def surprise(out: Any, y: Any, used: int, classes: int, scale: Any) -> tuple[float, int]:
    """Cross-entropy summed, and wrong answers; ``out`` becomes (softmax − one-hot)·scale."""
    loss = np.float64(0)
    wrong = 0
    for lane in range(used):
        label = int(y[lane])
        true = out[label * L + lane]
        top = true
        rivals = 0
        for c in range(classes):
            score = out[c * L + lane]
            rivals += 1 if score >= true else 0  # the true class counts itself
            top = score if score > top else top
        wrong += 1 if rivals > 1 or true != true else 0
        total = ZERO
        for c in range(classes):
            power = np.exp(out[c * L + lane] - top)
            total += power
            out[c * L + lane] = power
        loss += np.float64(np.log(total) - (true - top))
        factor = scale / total
        for c in range(classes):
            out[c * L + lane] *= factor
        out[label * L + lane] -= scale
    for c in range(classes):
        for lane in range(used, L):
            out[c * L + lane] = ZERO
    return loss, wrong


def read_out(z: Any, out: Any, w: Any, outputs: int) -> None:
    """E_out: ``outputs`` rows from the M rows z; w has M weights and a bias for each output."""
    rows = z[: M * L]
    for c in range(outputs):
        target = out[c * L : (c + 1) * L]
        at = c * (M + 1)
        bias = w[at + M]
        for lane in range(L):
            value = bias
            for i in unroll(M):
                value += w[at + i] * rows[i * L + lane]
            target[lane] = value


def read_out_backward(z: Any, g_out: Any, g: Any, w: Any, outputs: int, grad: Any) -> None:
    """The gradient of :func:`read_out`; g, by z, is overwritten."""
    total = registers(M)
    rows = z[: M * L]
    below = g[: M * L]
    for i in unroll(M):
        for lane in range(L):
            below[i * L + lane] = ZERO
    for c in range(outputs):
        above = g_out[c * L : (c + 1) * L]
        at = c * (M + 1)
        bias = ZERO
        for i in unroll(M):
            total[i] = ZERO
        for lane in range(L):
            value = above[lane]
            bias += value
            for i in unroll(M):
                total[i] += value * rows[i * L + lane]
                below[i * L + lane] += w[at + i] * value
        grad[at + M] += bias
        for i in unroll(M):
            grad[at + i] += total[i]
