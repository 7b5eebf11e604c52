"""One look at the sequence, by a mean: eq. (165), deep sets, and two nets that see less."""

from __future__ import annotations

from typing import Final

from torch import Tensor, nn

from memlib.models.parts import Dims, Shape, block_parameters, entry, entry_parameters, stack

READS: Final = ("attention", "mean", "last")


class OneLook(nn.Module):
    """E_out ∘ F₂ ∘ look ∘ F₁ ∘ E_in, one output column a sequence.

    Args (in ``shape``):
        m, q, blocks: F₁ and F₂ are ``blocks`` residual blocks each; 0: the identity.
        input: "linear", "table" or "fixed", see :func:`memlib.models.parts.entry`.

    The look is one of:
        "attention": z_n + W · mean of z (eq. 39), read at the last token n: eq. (165), page 40.
        "mean": the mean of z alone: deep sets, ρ(Σ φ(x)), where the sum is divided by n.
        "last": z_n alone: what the last token tells by itself.

    F₂ works on one column a sequence: nothing reads the others.

    >>> import torch
    >>> model = OneLook(Shape({"m": 2, "q": 8, "blocks": 4}), Dims(length=10, dim=6), "attention")
    >>> tuple(model(torch.zeros(5, 10, 6)).shape)
    (5, 1)
    """

    def __init__(self, shape: Shape, dims: Dims, look: str) -> None:
        super().__init__()
        m, q, blocks = shape.size("m", 2), shape.size("q", 8), shape.size("blocks", 1, least=0)
        self.look = look
        self.entry = entry(shape, dims, m)
        self.first = stack(blocks, m, q)
        if look == "attention":
            self.mix = nn.Linear(m, m, bias=False)
        self.second = stack(blocks, m, q)
        self.out = nn.Linear(m, dims.outputs)

    def forward(self, tokens: Tensor) -> Tensor:
        if self.look == "last":
            tokens = tokens[:, -1:]
        z = self.first(self.entry(tokens))
        if self.look == "attention":
            column = z[:, -1] + self.mix(z.mean(1))
        else:
            column = z.mean(1)
        scores: Tensor = self.out(self.second(column))
        return scores


class MeanOnly(nn.Module):
    """Blocks on the mean of the embedded tokens: what the sum of the tokens tells."""

    def __init__(self, shape: Shape, dims: Dims) -> None:
        super().__init__()
        m, q, blocks = shape.size("m", 2), shape.size("q", 8), shape.size("blocks", 1, least=0)
        self.entry = entry(shape, dims, m)
        self.second = stack(blocks, m, q)
        self.out = nn.Linear(m, dims.outputs)

    def forward(self, tokens: Tensor) -> Tensor:
        scores: Tensor = self.out(self.second(self.entry(tokens).mean(1)))
        return scores


def one_look_parameters(shape: Shape, dims: Dims, look: str) -> int:
    """The parameters of :class:`OneLook`; those of E_in or a table are counted too.

    >>> one_look_parameters(Shape({"m": 2, "q": 8, "blocks": 4}), Dims(10, dim=6), "attention")
    357
    """
    m, q, blocks = shape.size("m", 2), shape.size("q", 8), shape.size("blocks", 1, least=0)
    mix = m * m if look == "attention" else 0
    ends = entry_parameters(shape, dims, m) + (m + 1) * dims.outputs
    return ends + 2 * block_parameters(blocks, m, q) + mix


def mean_only_parameters(shape: Shape, dims: Dims) -> int:
    """The parameters of :class:`MeanOnly`."""
    m, q, blocks = shape.size("m", 2), shape.size("q", 8), shape.size("blocks", 1, least=0)
    ends = entry_parameters(shape, dims, m) + (m + 1) * dims.outputs
    return ends + block_parameters(blocks, m, q)
