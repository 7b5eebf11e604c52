"""One look at the sequence, by a mean: eq. (165), deep sets, and two nets that see less."""

from __future__ import annotations

from math import sqrt
from typing import Final

from torch import Tensor, nn

from memlib.models.parts import Dims, Shape, block_parameters, entry, entry_parameters, stack, unfit

READS: Final = ("attention", "mean", "last")
MEANS: Final = ("plain", "standard", "root", "centered", "centered root", "scaled", "spread")
#: Those without the average over all N sequences; whose differences from it are divided by their
#: deviation; whose differences are times √n; and all that look at other sequences.
CENTERED: Final = frozenset({"standard", "centered", "centered root"})
SCALED: Final = frozenset({"standard", "scaled"})
TIMES_ROOT: Final = frozenset({"root", "centered root", "spread"})
OVER_ALL: Final = CENTERED | SCALED | {"spread"}
#: Added to a variance before its root is taken.
TINY: Final = 1e-12


def mean_of(z: Tensor, weights: Tensor | None) -> Tensor:
    """The mean of the tokens, [..., n, m] to [..., m]; distinct tokens with their shares."""
    return z.mean(-2) if weights is None else (weights.unsqueeze(-1) * z).sum(-2)


class OneLook(nn.Module):
    """E_out ∘ F₂ ∘ look ∘ F₁ ∘ E_in, one output column per sequence.

    Args (in ``shape``):
        m, q, blocks: F₁ and F₂ are ``blocks`` residual blocks each; 0: the identity.
        after, q_after: m and q of F₂, where they are others; a trained matrix carries z_n there.
        mean: "plain"; "standard": centered and scaled to deviation 1 over all N sequences, which
            adds no parameter, since after training both are constants that the maps after it
            absorb; "root": times √n; or a part: "centered" and "centered root" take the average
            over all sequences away, "scaled" and "spread" keep it and scale what differs from it.
        input: "linear", "table" or "fixed", see :func:`memlib.models.parts.entry`.

    The look is one of:
        "attention": z_n + W · mean of z (eq. 39), read at the last token n: eq. (165), page 40.
        "mean": the mean of z alone: deep sets, ρ(Σ φ(x)), where the sum is divided by n.
        "last": z_n alone: what the last token tells by itself.

    F₂ works on one column per sequence: nothing reads the others. Tokens may come as distinct ones
    with their shares, the last token last.

    >>> import torch
    >>> model = OneLook(Shape({"m": 2, "q": 8, "blocks": 4}), Dims(length=10, dim=6), "attention")
    >>> tuple(model(torch.zeros(5, 10, 6)).shape)
    (5, 1)
    """

    def __init__(self, shape: Shape, dims: Dims, look: str) -> None:
        super().__init__()
        m, q, blocks, after, q_after = _sizes(shape)
        if look != "attention" and after != m:
            raise unfit(f"after = {after} needs attention")
        self.look = look
        self.mean = shape.choice("mean", MEANS, "plain")
        self.root = sqrt(dims.length)
        self.entry = entry(shape, dims, m)
        self.first = stack(blocks, m, q)
        if look == "attention":
            self.mix = nn.Linear(m, after, bias=False)
        self.carry = nn.Linear(m, after, bias=False) if after != m else nn.Identity()
        self.second = stack(blocks, after, q_after)
        self.out = nn.Linear(after, dims.outputs)

    def forward(self, tokens: Tensor, weights: Tensor | None = None) -> Tensor:
        if self.look == "last":
            tokens, weights = tokens[:, -1:], None
        z = self.first(self.entry(tokens))
        mean = self._scaled(mean_of(z, weights))
        column = self.carry(z[:, -1]) + self.mix(mean) if self.look == "attention" else mean
        scores: Tensor = self.out(self.second(column))
        return scores

    def _scaled(self, mean: Tensor) -> Tensor:
        if self.mean == "plain":
            return mean
        times = self.root if self.mean in TIMES_ROOT else 1.0
        if self.mean not in OVER_ALL:
            return times * mean
        average = mean.mean(0)
        apart = times * (mean - average)
        if self.mean in SCALED:
            apart = apart / (apart.square().mean(0) + TINY).sqrt()
        return apart if self.mean in CENTERED else apart + average


def _sizes(shape: Shape) -> tuple[int, int, int, int, int]:
    m, q, blocks = shape.size("m", 2), shape.size("q", 8), shape.size("blocks", 1, least=0)
    return m, q, blocks, shape.size("after", m), shape.size("q_after", q)


class MeanOnly(nn.Module):
    """Blocks on the mean of the embedded tokens: what the sum of the tokens tells."""

    def __init__(self, shape: Shape, dims: Dims) -> None:
        super().__init__()
        m, q, blocks = shape.size("m", 2), shape.size("q", 8), shape.size("blocks", 1, least=0)
        self.entry = entry(shape, dims, m)
        self.second = stack(blocks, m, q)
        self.out = nn.Linear(m, dims.outputs)

    def forward(self, tokens: Tensor, weights: Tensor | None = None) -> Tensor:
        scores: Tensor = self.out(self.second(mean_of(self.entry(tokens), weights)))
        return scores


def one_look_parameters(shape: Shape, dims: Dims, look: str) -> int:
    """The parameters of :class:`OneLook`; those of E_in or a table are counted too.

    >>> one_look_parameters(Shape({"m": 2, "q": 8, "blocks": 4}), Dims(10, dim=6), "attention")
    357
    >>> uneven = Shape({"m": 2, "q": 8, "blocks": 1, "after": 4, "q_after": 8})
    >>> one_look_parameters(uneven, Dims(10, dim=2), "attention")
    145
    """
    m, q, blocks, after, q_after = _sizes(shape)
    mix = after * m * (1 + (after != m)) if look == "attention" else 0
    ends = entry_parameters(shape, dims, m) + (after + 1) * dims.outputs
    return ends + block_parameters(blocks, m, q) + block_parameters(blocks, after, q_after) + mix


def mean_only_parameters(shape: Shape, dims: Dims) -> int:
    """The parameters of :class:`MeanOnly`."""
    m, q, blocks = shape.size("m", 2), shape.size("q", 8), shape.size("blocks", 1, least=0)
    ends = entry_parameters(shape, dims, m) + (m + 1) * dims.outputs
    return ends + block_parameters(blocks, m, q)
