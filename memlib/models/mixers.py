"""Layers that mix tokens and then work on each: attention of three kinds, pooling, or no mixing.

Vaswani et al. (2017) for softmax attention; Yu et al. (2022, PoolFormer) for pooling in its place.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

import torch
from torch import Tensor, nn

from memlib.models.parts import Block, Dims, Shape, block_parameters, entry, entry_parameters, unfit
from memlib.models.uniform import mean_of

KINDS: Final = ("softmax", "hardmax", "averaging", "pooling", "identity")
READS: Final = ("last", "mean")


class Attention(nn.Module):
    """Σ_h W^O_h W^V_h Z σ[(W^K_h Z)ᵀ W^Q_h Z] without biases (eq. 2): 4m² parameters.

    ``hard``: σ puts equal weights on the largest scores (eq. 12) and passes the gradient of the
    softmax (straight-through). Scores are divided by the root of the head size m/heads.
    """

    def __init__(self, m: int, heads: int, hard: bool) -> None:
        super().__init__()
        if m % heads:
            raise unfit(f"m = {m} is no multiple of {heads} heads")
        self.heads, self.size, self.hard = heads, m // heads, hard
        self.query = nn.Linear(m, m, bias=False)
        self.key = nn.Linear(m, m, bias=False)
        self.value = nn.Linear(m, m, bias=False)
        self.outer = nn.Linear(m, m, bias=False)

    def forward(self, x: Tensor, asking: Tensor, weights: Tensor | None = None) -> Tensor:
        query = self._split(self.query(asking))
        key, value = self._split(self.key(x)), self._split(self.value(x))
        scores = query @ key.transpose(-1, -2) / sqrt(self.size)
        if weights is not None:  # a token that stands k times has k times the weight
            scores = scores + weights.log()[..., None, None, :]
        weights = scores.softmax(-1)
        if self.hard:
            best = (scores == scores.amax(-1, keepdim=True)).to(scores.dtype)
            weights = weights + (best / best.sum(-1, keepdim=True) - weights).detach()
        mixed: Tensor = self.outer((weights @ value).transpose(-2, -3).flatten(-2))
        return mixed

    def _split(self, x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:-1], self.heads, self.size).transpose(-2, -3)


class Averaging(nn.Module):
    """W · mean of the columns (eq. 39): m² parameters."""

    def __init__(self, m: int) -> None:
        super().__init__()
        self.mix = nn.Linear(m, m, bias=False)

    def forward(self, x: Tensor, asking: Tensor, weights: Tensor | None = None) -> Tensor:
        mixed: Tensor = self.mix(mean_of(x, weights).unsqueeze(-2))
        return mixed.expand_as(asking)


class Pooling(nn.Module):
    """The mean of a window of three neighbors, minus the token itself: no parameters."""

    def forward(self, x: Tensor, asking: Tensor, weights: Tensor | None = None) -> Tensor:
        length, here = x.shape[-2], asking.shape[-2]
        place = torch.arange(length, device=x.device)
        near: Tensor = ((place[:, None] - place[None, :]).abs() <= 1).to(x.dtype)
        near = near[length - here :]
        mean: Tensor = (near / near.sum(-1, keepdim=True)) @ x
        return mean - asking


class Layer(nn.Module):
    """Mixing with a skip connection, then one block of eq. (3); layer norm before each on request.

    ``rows``: how many of the last tokens are wanted.
    """

    def __init__(self, kind: str, m: int, q: int, heads: int, norm: bool) -> None:
        super().__init__()
        self.mixer: nn.Module | None = None
        if kind in ("softmax", "hardmax"):
            self.mixer = Attention(m, heads, hard=kind == "hardmax")
        elif kind == "averaging":
            self.mixer = Averaging(m)
        elif kind == "pooling":
            self.mixer = Pooling()
        self.mixer_norm = nn.LayerNorm(m) if norm and self.mixer is not None else nn.Identity()
        self.block_norm = nn.LayerNorm(m) if norm else nn.Identity()
        self.block = Block(m, q)

    def forward(self, x: Tensor, rows: int, weights: Tensor | None = None) -> Tensor:
        asking = x[..., -rows:, :]
        if self.mixer is not None:
            normed = self.mixer_norm(x)
            asking = asking + self.mixer(normed, normed[..., -rows:, :], weights)
        ready: Tensor = self.block_norm(asking)
        change: Tensor = self.block(ready) - ready
        return asking + change


class Mixer(nn.Module):
    """``layers`` layers, then E_out at the last token, or on the mean of all tokens.

    Args (in ``shape``):
        m, q, layers: embedding size, hidden units, layers.
        heads: of attention (default 1).
        norm, positions: layer norm; one trained vector added for each place (default 0: without).
        small: a factor on the initial W^Q and W^K of attention, as a percentage (default 100).
        read: "last" (default) or "mean".
        input: see :func:`memlib.models.parts.entry`.

    >>> shape = Shape({"m": 4, "q": 8, "layers": 2, "heads": 2, "positions": 1})
    >>> model = Mixer(shape, Dims(length=5, vocabulary=7, outputs=3), "softmax")
    >>> tuple(model(torch.zeros(6, 5, dtype=torch.long)).shape)
    (6, 3)
    """

    def __init__(self, shape: Shape, dims: Dims, kind: str) -> None:
        super().__init__()
        m, q, layers = shape.size("m", 2), shape.size("q", 8), shape.size("layers", 1)
        heads = shape.size("heads", 1)
        norm = shape.flag("norm")
        self.read = shape.choice("read", READS, "last")
        self.entry = entry(shape, dims, m)
        self.positions = (
            nn.Parameter(torch.zeros(dims.length, m)) if shape.flag("positions") else None
        )
        self.layers = nn.ModuleList(Layer(kind, m, q, heads, norm) for _ in range(layers))
        self.small = shape.size("small", 100) / 100
        self.last_norm = nn.LayerNorm(m) if norm else nn.Identity()
        self.out = nn.Linear(m, dims.outputs)

    def forward(self, tokens: Tensor, weights: Tensor | None = None) -> Tensor:
        z = self.entry(tokens)
        if self.positions is not None:
            z = z + self.positions
        for k, layer in enumerate(self.layers):
            final = self.read == "last" and k == len(self.layers) - 1
            z = layer(z, 1 if final else z.shape[1], weights)
        ready = self.last_norm(z)
        many = weights if self.read == "mean" else None
        scores: Tensor = self.out(mean_of(ready, many))
        return scores


def mixer_parameters(shape: Shape, dims: Dims, kind: str) -> int:
    """The parameters of :class:`Mixer`."""
    m, q, layers = shape.size("m", 2), shape.size("q", 8), shape.size("layers", 1)
    shape.size("small", 100)
    mixing = {"softmax": 4 * m * m, "hardmax": 4 * m * m, "averaging": m * m}.get(kind, 0)
    norms = 0
    if shape.get("norm", False):
        norms = 2 * m * (layers * (1 if kind == "identity" else 2) + 1)
    places = dims.length * m if shape.flag("positions") else 0
    ends = entry_parameters(shape, dims, m) + (m + 1) * dims.outputs
    return ends + places + norms + layers * (mixing + block_parameters(1, m, q))
