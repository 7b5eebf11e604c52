"""Nets on the whole sequence as one long vector: feed-forward, and exact least squares."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from memlib.errors import MemlibError
from memlib.models.parts import Dims, Shape, entry, entry_name, entry_parameters


class FeedForward(nn.Module):
    """The flattened sequence through ``depth`` ReLU layers of ``width`` units, then E_out.

    Args (in ``shape``):
        width, depth: hidden units and hidden layers; depth 0 is a linear model.
        leak: the slope of a unit below zero, as a percentage; 0 (the default) is ReLU.
        window: how many of the last tokens are read; by default all.
        input: "fixed" (vectors as they are, the default for vectors) or "table" (a trained vector
            of m numbers for each id).

    >>> import torch
    >>> model = FeedForward(Shape({"width": 16, "depth": 2}), Dims(length=10, dim=6))
    >>> tuple(model(torch.zeros(5, 10, 6)).shape)
    (5, 1)
    """

    def __init__(self, shape: Shape, dims: Dims) -> None:
        super().__init__()
        flat = flat_size(shape, dims)
        self.leak = shape.size("leak", 0, least=0) / 100
        self.window = seen(shape, dims)
        self.entry = entry(shape, dims, flat // self.window)
        sizes = _sizes(shape, flat)
        self.hidden = nn.ModuleList(nn.Linear(below, above) for below, above in pairwise(sizes))
        self.out = nn.Linear(sizes[-1], dims.outputs)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.entry(tokens[:, -self.window :]).flatten(1)
        for layer in self.hidden:
            x = nn.functional.leaky_relu(layer(x), self.leak)
        scores: Tensor = self.out(x)
        return scores


def _sizes(shape: Shape, flat: int) -> list[int]:
    return [flat] + [shape.size("width", 16)] * shape.size("depth", 1, least=0)


def flat_size(shape: Shape, dims: Dims) -> int:
    """How long the flattened sequence is. Vectors enter as they are unless the shape says more."""
    if dims.dim:
        shape.values.setdefault("input", "fixed")
    wide = dims.dim if entry_name(shape, dims) == "fixed" else shape.size("m", 2)
    return seen(shape, dims) * wide


def seen(shape: Shape, dims: Dims) -> int:
    """How many of the last tokens are read."""
    return min(dims.length, shape.size("window", dims.length))


def feed_forward_parameters(shape: Shape, dims: Dims) -> int:
    """The parameters of :class:`FeedForward`.

    >>> feed_forward_parameters(Shape({"width": 16, "depth": 2}), Dims(length=10, dim=6))
    1265
    """
    flat = flat_size(shape, dims)
    sizes = [*_sizes(shape, flat), dims.outputs]
    layers = sum((below + 1) * above for below, above in pairwise(sizes))
    return layers + entry_parameters(shape, dims, flat // seen(shape, dims))


@dataclass(frozen=True)
class LinearFit:
    """The best linear model on the flattened sequence.

    Attributes:
        loss: its mean squared error, the smallest that any linear model has.
        error: the fraction of wrong signs.
        parameters: n·d + 1.
        rank: of the inputs with their constant column.
    """

    loss: float
    error: float
    parameters: int
    rank: int


def least_squares(x: NDArray[Any], y: NDArray[Any]) -> LinearFit:
    """Exact linear least squares in float64; training a linear model must not beat it.

    Args:
        x: token vectors [N, n, d].
        y: labels ±1 [N].

    Raises:
        MemlibError: the arrays do not fit together.

    >>> fit = least_squares(np.array([[[0.0]], [[1.0]], [[2.0]]]), np.array([-1, 1, 1]))
    >>> round(fit.loss, 3), fit.error
    (0.222, 0.0)
    """
    if x.ndim != 3 or y.shape != x.shape[:1]:
        raise MemlibError(
            f"inputs {x.shape} and labels {y.shape} do not fit", operation="least squares"
        )
    flat = x.reshape(len(x), -1).astype(np.float64)
    flat = np.concatenate([flat, np.ones((len(x), 1))], axis=1)
    signs = y.astype(np.float64)
    weights, _, rank, _ = np.linalg.lstsq(flat, signs, rcond=None)
    found = flat @ weights
    return LinearFit(
        float(np.mean((found - signs) ** 2)),
        float(np.mean(found * signs <= 0)),
        flat.shape[1],
        int(rank),
    )
