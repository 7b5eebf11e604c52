"""A small language model: layers of causal softmax attention that predict every next token.

The form is that of GPT-2 (Radford et al. 2019): trained positions, layer norm before each part, a
GELU block of 4m units, a layer norm at the end, and one table that both reads and writes tokens.
The table and the positions begin normal with deviation 0.02, as there.
"""

from __future__ import annotations

from math import sqrt

import torch
from torch import Tensor, nn

from memlib.models.parts import Dims, Shape, unfit


class CausalAttention(nn.Module):
    """Softmax attention with biases in which a token sees itself and those before it.

    4m² + 4m parameters, however many heads.
    """

    def __init__(self, m: int, heads: int) -> None:
        super().__init__()
        if m % heads:
            raise unfit(f"m = {m} is no multiple of {heads} heads")
        self.heads, self.size = heads, m // heads
        self.query, self.key = nn.Linear(m, m), nn.Linear(m, m)
        self.value, self.outer = nn.Linear(m, m), nn.Linear(m, m)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (self._split(f(x)) for f in (self.query, self.key, self.value))
        scores = query @ key.transpose(-1, -2) / sqrt(self.size)
        place = torch.arange(x.shape[-2], device=x.device)
        later = place[None, :] > place[:, None]
        weights = scores.masked_fill(later, float("-inf")).softmax(-1)
        mixed: Tensor = self.outer((weights @ value).transpose(-2, -3).flatten(-2))
        return mixed

    def _split(self, x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:-1], self.heads, self.size).transpose(-2, -3)


class CausalLayer(nn.Module):
    """z + attention(norm z), then z + W₂ GELU(W₁ norm z + b₁) + b₂ with q hidden units."""

    def __init__(self, m: int, q: int, heads: int) -> None:
        super().__init__()
        self.mixer_norm, self.mixer = nn.LayerNorm(m), CausalAttention(m, heads)
        self.block_norm = nn.LayerNorm(m)
        self.inner, self.outer = nn.Linear(m, q), nn.Linear(q, m)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.mixer(self.mixer_norm(x))
        change: Tensor = self.outer(nn.functional.gelu(self.inner(self.block_norm(x))))
        return x + change


class Causal(nn.Module):
    """Token numbers [N, n] in, scores [N, n, V] of the token that comes next out.

    Args (in ``shape``):
        m, layers, heads: embedding size, layers (default 1), heads (default 1).
        q: hidden units of a block (default 4m).

    >>> model = Causal(Shape({"m": 8, "layers": 2}), Dims(length=5, vocabulary=7, outputs=7))
    >>> tuple(model(torch.zeros(6, 5, dtype=torch.long)).shape)
    (6, 5, 7)
    """

    def __init__(self, shape: Shape, dims: Dims) -> None:
        super().__init__()
        m, q, layers, heads = _sizes(shape, dims)
        self.table = nn.Parameter(torch.zeros(dims.vocabulary, m))
        self.positions = nn.Parameter(torch.zeros(dims.length, m))
        self.layers = nn.ModuleList(CausalLayer(m, q, heads) for _ in range(layers))
        self.last_norm = nn.LayerNorm(m)

    def forward(self, tokens: Tensor) -> Tensor:
        z = self.table[tokens] + self.positions
        for layer in self.layers:
            z = layer(z)
        scores: Tensor = self.last_norm(z) @ self.table.transpose(-1, -2)
        return scores


def _sizes(shape: Shape, dims: Dims) -> tuple[int, int, int, int]:
    """m, q, layers and heads; what goes in and what comes out are the same V tokens."""
    if not dims.vocabulary or dims.outputs != dims.vocabulary:
        raise unfit(
            f"{dims.outputs} outputs for {dims.vocabulary} token ids",
            mend='a task whose labels are tokens, and loss = "cross-entropy"',
        )
    m = shape.size("m", 8)
    return m, shape.size("q", 4 * m), shape.size("layers", 1), shape.size("heads", 1)


def causal_parameters(shape: Shape, dims: Dims) -> int:
    """The parameters of :class:`Causal`; the table counts once.

    One layer, d = 32, V = 2,048, S = 64: 8.04·10⁴ as in Table 1 of Morris et al. (2025).

    >>> causal_parameters(Shape({"m": 32}), Dims(length=64, vocabulary=2048, outputs=2048))
    80352
    """
    m, q, layers, _ = _sizes(shape, dims)
    attention = 4 * m * m + 4 * m
    block = 2 * m * q + q + m
    norms = 2 * m * (2 * layers + 1)
    return (dims.vocabulary + dims.length) * m + norms + layers * (attention + block)
