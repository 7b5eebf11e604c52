"""A feed-forward net for :mod:`memlib.training.kernel.dense`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from torch import nn

from memlib.training.arrays import Arrays
from memlib.training.kernel import dense
from memlib.training.kernel.packing import LANES, Ints, Problem, answers, pack, padded, tiled
from memlib.training.kernel.sizes import DenseSizes
from memlib.training.run import Run


def dense_problem(run: Run, model: nn.Module, data: Arrays) -> Problem:
    """A feed-forward net on flattened vectors for the kernel."""
    assert data.x is not None
    outputs, y = answers(run, data)
    flat = data.x[:, -run.size("window", data.length) :].reshape(data.sequences, -1)
    depth, width = int(run.size("depth", 1)), int(run.size("width", 16))
    rows = [padded(size, dense.IN) for size in (flat.shape[1], *[width] * depth)]
    rows.append(padded(outputs, dense.OUT))
    x = np.zeros((data.sequences, rows[0]), np.float32)
    x[:, : flat.shape[1]] = flat
    places = place_dense(model, rows)
    widest = max(rows[1:])
    weights = np.zeros(sum((below + 1) * above for below, above in pairwise(rows)), np.float32)
    packed = pack(model, places)
    weights[: len(packed)] = packed
    return Problem(
        ("dense",),
        weights,
        places,
        (tiled(x), y, np.array(rows, np.int64)),
        DenseSizes(data.sequences, outputs, len(rows) - 1, widest),
        (2 * widest + sum(rows[1:])) * LANES,
        {"L": LANES, "IN": dense.IN, "OUT": dense.OUT, "LEAK": int(run.size("leak", 0))},
    )


def place_dense(model: nn.Module, rows: list[int]) -> list[Ints]:
    """Where each weight and bias of each layer is packed, layer by layer."""
    places: list[Ints] = []
    start = 0
    parameters = list(model.parameters())
    for k, (below, above) in enumerate(pairwise(rows)):
        outputs, inputs = parameters[2 * k].shape
        j, i = np.arange(outputs), np.arange(inputs)
        first = start + j // dense.OUT * dense.OUT * below + j % dense.OUT
        places += [first[:, None] + dense.OUT * i, start + below * above + j]
        start += (below + 1) * above
    return places
