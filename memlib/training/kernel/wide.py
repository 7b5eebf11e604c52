"""The backward pass of blocks with many coordinates.

One loop over the lanes that reads and writes all rows at once is not turned into vector
instructions when there are more than a few rows: a compiler would have to check at run time that no
two of them overlap. Here each loop has a few rows; hidden units are two rows of their own.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.tiles import BLOCK, UNIT, ZERO, L, M, Q

#: From so many coordinates on, this is faster than one loop.
WIDE: Final = 5


def wide_blocks_backward(acts: Any, w: Any, blocks: int, g: Any, spare: Any, grad: Any) -> None:
    """As :func:`memlib.training.kernel.tiles.blocks_backward`."""
    unit = np.empty(L, np.float32)
    by_unit = np.empty(L, np.float32)
    for k in range(blocks - 1, -1, -1):
        x = acts[k * M * L : (k + 1) * M * L]
        for i in range(M):
            bias = ZERO
            for lane in range(L):
                bias += g[i * L + lane]
            grad[k * BLOCK + Q * UNIT + i] += bias
        for place in range(M * L):
            spare[place] = g[place]
        for j in range(Q):
            own = w[k * BLOCK + j * UNIT : k * BLOCK + (j + 1) * UNIT]
            own_grad = grad[k * BLOCK + j * UNIT : k * BLOCK + (j + 1) * UNIT]
            bias = own[M]
            for lane in range(L):
                unit[lane] = bias
                by_unit[lane] = ZERO
            for i in range(M):
                row = x[i * L : (i + 1) * L]
                above = spare[i * L : (i + 1) * L]
                into, out = own[i], own[M + 1 + i]
                for lane in range(L):
                    unit[lane] += into * row[lane]
                    by_unit[lane] += out * above[lane]
            total = ZERO
            for lane in range(L):
                by_unit[lane] = by_unit[lane] if unit[lane] > ZERO else ZERO
                unit[lane] = unit[lane] if unit[lane] > ZERO else ZERO
                total += by_unit[lane]
            own_grad[M] += total
            for i in range(M):
                row = x[i * L : (i + 1) * L]
                above = spare[i * L : (i + 1) * L]
                below = g[i * L : (i + 1) * L]
                into = own[i]
                by_into, by_out = ZERO, ZERO
                for lane in range(L):
                    by_into += by_unit[lane] * row[lane]
                    by_out += unit[lane] * above[lane]
                    below[lane] += by_unit[lane] * into
                own_grad[i] += by_into
                own_grad[M + 1 + i] += by_out
