"""Layer norm (Ba et al. 2016) of the M rows of a tile, lane by lane.

The weights are M factors, then M shifts.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.tiles import ZERO, L, M

#: Added to a variance before its root is taken, as torch does.
NORM_TINY: Final = np.float32(1e-5)


def norm_scale(x: Any, mean: Any, root: Any) -> None:
    """Fill one row with the mean of the M rows x, one with 1 / their deviation."""
    for lane in range(L):
        mean[lane] = ZERO
        root[lane] = ZERO
    for i in range(M):
        row = x[i * L : (i + 1) * L]
        for lane in range(L):
            mean[lane] += row[lane] * np.float32(1 / M)
    for i in range(M):
        row = x[i * L : (i + 1) * L]
        for lane in range(L):
            root[lane] += (row[lane] - mean[lane]) * (row[lane] - mean[lane])
    for lane in range(L):
        root[lane] = np.float32(1) / np.sqrt(root[lane] * np.float32(1 / M) + NORM_TINY)


def norm_forward(x: Any, y: Any, w: Any) -> None:
    """y = factor · (x − mean of x) / deviation of x + shift."""
    mean = np.empty(L, np.float32)
    root = np.empty(L, np.float32)
    norm_scale(x, mean, root)
    for i in range(M):
        row = x[i * L : (i + 1) * L]
        above = y[i * L : (i + 1) * L]
        factor, shift = w[i], w[M + i]
        for lane in range(L):
            above[lane] = factor * ((row[lane] - mean[lane]) * root[lane]) + shift


def norm_backward(x: Any, g: Any, w: Any, grad: Any) -> None:
    """The gradient of :func:`norm_forward`: g, by y, becomes that by x.

    With h = factor · g and z the normed x, averages ⟨·⟩ over rows: (h − ⟨h⟩ − z ⟨h z⟩) / deviation.
    """
    mean = np.empty(L, np.float32)
    root = np.empty(L, np.float32)
    level = np.zeros(L, np.float32)
    along = np.zeros(L, np.float32)
    norm_scale(x, mean, root)
    for i in range(M):
        row = x[i * L : (i + 1) * L]
        above = g[i * L : (i + 1) * L]
        factor = w[i] * np.float32(1 / M)
        by_factor, by_shift = ZERO, ZERO
        for lane in range(L):
            by_factor += above[lane] * ((row[lane] - mean[lane]) * root[lane])
            by_shift += above[lane]
        for lane in range(L):
            level[lane] += factor * above[lane]
            along[lane] += factor * above[lane] * ((row[lane] - mean[lane]) * root[lane])
        grad[i] += by_factor
        grad[M + i] += by_shift
    for i in range(M):
        row = x[i * L : (i + 1) * L]
        above = g[i * L : (i + 1) * L]
        factor = w[i]
        for lane in range(L):
            normed = (row[lane] - mean[lane]) * root[lane]
            above[lane] = (factor * above[lane] - level[lane] - normed * along[lane]) * root[lane]
