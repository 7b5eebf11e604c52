"""Layer norm (Ba et al. 2016) of the M rows of a tile, lane by lane.

The weights are M factors, then M shifts.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.tiles import ZERO, L, M
from memlib.training.kernel.unroll import registers, unroll

#: Added to a variance before its root is taken, as torch does.
NORM_TINY: Final = np.float32(1e-5)


def norm_forward(x: Any, y: Any, w: Any) -> None:
    """y = factor · (x − mean of x) / deviation of x + shift."""
    below = registers(M)
    above = registers(M)
    factor = registers(M)
    shift = registers(M)
    for i in unroll(M):
        below[i] = x[i * L : (i + 1) * L]
        above[i] = y[i * L : (i + 1) * L]
        factor[i] = w[i]
        shift[i] = w[M + i]
    for lane in range(L):
        mean = ZERO
        for i in unroll(M):
            mean += below[i][lane]
        mean *= np.float32(1 / M)
        square = ZERO
        for i in unroll(M):
            square += (below[i][lane] - mean) * (below[i][lane] - mean)
        root = np.float32(1) / np.sqrt(square * np.float32(1 / M) + NORM_TINY)
        for i in unroll(M):
            above[i][lane] = factor[i] * ((below[i][lane] - mean) * root) + shift[i]


def norm_backward(x: Any, g: Any, w: Any, grad: Any) -> None:
    """The gradient of :func:`norm_forward`: g, by y, becomes that by x.

    With h = factor · g and z the normed x, averages ⟨·⟩ over rows: (h − ⟨h⟩ − z ⟨h z⟩) / deviation.
    """
    below = registers(M)
    above = registers(M)
    factor = registers(M)
    by_factor = registers(M)
    by_shift = registers(M)
    for i in unroll(M):
        below[i] = x[i * L : (i + 1) * L]
        above[i] = g[i * L : (i + 1) * L]
        factor[i] = w[i]
        by_factor[i] = ZERO
        by_shift[i] = ZERO
    for lane in range(L):
        mean = ZERO
        for i in unroll(M):
            mean += below[i][lane]
        mean *= np.float32(1 / M)
        square = ZERO
        for i in unroll(M):
            square += (below[i][lane] - mean) * (below[i][lane] - mean)
        root = np.float32(1) / np.sqrt(square * np.float32(1 / M) + NORM_TINY)
        level = ZERO
        along = ZERO
        for i in unroll(M):
            normed = (below[i][lane] - mean) * root
            by_factor[i] += above[i][lane] * normed
            by_shift[i] += above[i][lane]
            level += factor[i] * above[i][lane]
            along += factor[i] * above[i][lane] * normed
        level *= np.float32(1 / M)
        along *= np.float32(1 / M)
        for i in unroll(M):
            normed = (below[i][lane] - mean) * root
            above[i][lane] = (factor[i] * above[i][lane] - level - normed * along) * root
    for i in unroll(M):
        grad[i] += by_factor[i]
        grad[M + i] += by_shift[i]
