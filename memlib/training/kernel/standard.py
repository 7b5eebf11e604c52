"""The pass where means are standardized over all N sequences: in two halves.

No column can be made before all means are known, and no token's gradient before all columns have
theirs. So every tile of sequences has its own room: means first, then columns, then gradients.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.models.uniform import TINY
from memlib.training.kernel.columns import column_tile
from memlib.training.kernel.passes import finish, gather, prepare, scatter
from memlib.training.kernel.tiles import ZERO, L, M, clear, fold
from memlib.training.kernel.vectors import V

#: 1 where the average is taken away; where what differs from it is divided by its deviation.
CENTER: Final = 1
SCALE: Final = 1


def standardize(means: Any, apart: Any, count: int, roots: Any, keep: Any) -> None:
    """(x − average) / deviation of each coordinate over N sequences, or a part of it, in place.

    Args:
        means: M rows for each tile of sequences; padding becomes some finite number.
        apart: the same, filled with what is left without the average.
        count: N.
        roots: M numbers, filled with 1 / deviation; with 1 where nothing is divided.
        keep: how many times the average is added again.
    """
    tiles = (count + L - 1) // L
    for i in range(M):
        total = np.float64(0)
        for tile in range(tiles):
            part = ZERO
            row = means[(tile * M + i) * L : (tile * M + i + 1) * L]
            for lane in range(min(L, count - tile * L)):
                part += row[lane]
            total += np.float64(part)
        average = np.float32(total / count)
        total, drift = np.float64(0), np.float64(0)
        for tile in range(tiles):
            part, rest = ZERO, ZERO
            row = means[(tile * M + i) * L : (tile * M + i + 1) * L]
            for lane in range(min(L, count - tile * L)):
                part += (row[lane] - average) * (row[lane] - average)
                rest += row[lane] - average
            total += np.float64(part)
            drift += np.float64(rest)
        drift /= count  # what rounding has left of the average
        root = np.float32(1)
        if SCALE:
            root = np.float32(1 / np.sqrt(total / count - drift * drift + TINY))
        roots[i] = root
        shift = keep * average
        for tile in range(tiles):
            row = means[(tile * M + i) * L : (tile * M + i + 1) * L]
            own = apart[(tile * M + i) * L : (tile * M + i + 1) * L]
            for lane in range(L):
                own[lane] = ((row[lane] - average) - np.float32(drift)) * root
                row[lane] = own[lane] + shift


def standardize_backward(g: Any, apart: Any, count: int, roots: Any, keep: Any) -> None:
    """From the loss by what :func:`standardize` made to that by the means: g, in place.

    With averages ⟨·⟩ over sequences: root · (g − ⟨g⟩ − apart ⟨g apart⟩) + keep ⟨g⟩; without
    ⟨g apart⟩ where nothing was divided.
    """
    tiles = (count + L - 1) // L
    for i in range(M):
        total, along = np.float64(0), np.float64(0)
        for tile in range(tiles):
            part, other = ZERO, ZERO
            above = g[(tile * M + i) * L : (tile * M + i + 1) * L]
            row = apart[(tile * M + i) * L : (tile * M + i + 1) * L]
            for lane in range(min(L, count - tile * L)):
                part += above[lane]
                other += above[lane] * row[lane]
            total += np.float64(part)
            along += np.float64(other)
        average, slope = np.float32(total / count), np.float32(SCALE * along / count)
        again = keep * average
        root = roots[i]
        for tile in range(tiles):
            used = min(L, count - tile * L)
            above = g[(tile * M + i) * L : (tile * M + i + 1) * L]
            row = apart[(tile * M + i) * L : (tile * M + i + 1) * L]
            for lane in range(used):
                above[lane] = (above[lane] - average - row[lane] * slope) * root + again
            for lane in range(used, L):
                above[lane] = ZERO


def standard_pass(w: Any, grad: Any, data: Any, sizes: Any, work: Any) -> tuple[float, int]:
    """As :func:`memlib.training.kernel.passes.one_look_pass`, the means standardized."""
    y = data[1]
    count, column, room, apart = sizes.sequences, sizes.column, sizes.column_room, sizes.apart
    rows = M * L
    tiles = (count + L - 1) // L
    reads = work[: tiles * rows]
    means = work[tiles * rows : 2 * tiles * rows]
    kept = work[2 * tiles * rows : 3 * tiles * rows]
    roots = work[3 * tiles * rows : 3 * tiles * rows + M]
    own = work[(3 * tiles + 1) * rows :]
    space = own[:room]
    sums = own[room : room + sizes.summed * V]
    rest = own[room + sizes.summed * V :]
    lower, lower_grad = w[column:], grad[column:]
    scale = np.float32(1) / np.float32(count)
    loss = np.float64(0)
    wrong = 0
    clear(sums)
    prepare(lower, data, sizes, rest)
    for tile in range(tiles):
        read = reads[tile * rows : (tile + 1) * rows]
        mean = means[tile * rows : (tile + 1) * rows]
        gather(tile, read, mean, lower, data, sizes, rest[tile * apart :])
    keep = ZERO
    if not CENTER:  # where nothing is divided, the means came times √n
        keep = np.float32(1) if SCALE else np.float32(1 / np.sqrt(sizes.length))
    standardize(means, kept, count, roots, keep)
    for tile in range(tiles):
        read = reads[tile * rows : (tile + 1) * rows]
        mean = means[tile * rows : (tile + 1) * rows]
        used = min(L, count - tile * L)
        labels = y[tile * L : tile * L + used]
        more, errors = column_tile(read, mean, labels, used, sizes, w, grad, space, scale)
        loss += more
        wrong += errors
    standardize_backward(means, kept, count, roots, keep)
    for tile in range(tiles):
        read = reads[tile * rows : (tile + 1) * rows]
        mean = means[tile * rows : (tile + 1) * rows]
        scatter(tile, read, mean, lower, lower_grad, sums, data, sizes, rest[tile * apart :])
    finish(lower, lower_grad, sums, data, sizes, rest)
    fold(sums, lower_grad)
    return loss, wrong
