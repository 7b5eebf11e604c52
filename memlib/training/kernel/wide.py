"""The backward pass of blocks with many coordinates.

A loop over the lanes for each hidden unit, as in :mod:`memlib.training.kernel.tiles`, reads and
writes all rows for each unit. Here one register of each row stays where it is while all units and
blocks pass by, and each weight's gradient is V sums in memory until the end. With few coordinates
the sums are most of the work, and one loop for each unit is faster.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.tiles import BLOCK, UNIT, L, M, Q
from memlib.training.kernel.unroll import registers, unroll
from memlib.training.kernel.vectors import (
    V,
    broadcast,
    fma,
    load,
    plus,
    relu,
    store,
    sum_of,
    times,
    where_positive,
)

#: From so many coordinates on, this is faster than one loop.
WIDE: Final = 5


def wide_blocks_backward(acts: Any, w: Any, blocks: int, g: Any, spare: Any, grad: Any) -> None:
    """As :func:`memlib.training.kernel.tiles.blocks_backward`; ``spare`` is not used."""
    x = registers(M)
    above = registers(M)
    below = registers(M)
    sums = np.zeros(blocks * BLOCK * V, np.float32)
    for lane in range(0, L, V):
        for i in unroll(M):
            below[i] = load(g, i * L + lane)
        for k in range(blocks - 1, -1, -1):
            for i in unroll(M):
                bias = (k * BLOCK + Q * UNIT + i) * V
                x[i] = load(acts, (k * M + i) * L + lane)
                above[i] = below[i]
                store(sums, bias, plus(load(sums, bias), above[i]))
            for j in range(Q):
                at = k * BLOCK + j * UNIT
                h = broadcast(w, at + M)
                t = times(broadcast(w, at + M + 1), above[0])
                for i in unroll(M):
                    h = fma(broadcast(w, at + i), x[i], h)
                for i in unroll(1, M):
                    t = fma(broadcast(w, at + M + 1 + i), above[i], t)
                t = where_positive(h, t)
                h = relu(h)
                bias = (at + M) * V
                store(sums, bias, plus(load(sums, bias), t))
                for i in unroll(M):
                    inner, outer = (at + i) * V, (at + M + 1 + i) * V
                    store(sums, inner, fma(t, x[i], load(sums, inner)))
                    store(sums, outer, fma(h, above[i], load(sums, outer)))
                    below[i] = fma(broadcast(w, at + i), t, below[i])
        for i in unroll(M):
            store(g, i * L + lane, below[i])
    for place in range(blocks * BLOCK):
        grad[place] += sum_of(sums, place * V)
