"""The layers of a certificate as PyTorch modules.

A batch has shape (batch, columns, rows): one column per token, as PyTorch's linear layers want it.
So Z[:,k] of the certificate is ``x[b, k]``, and W Z + b is ``linear(x, W, b)``. A module holds the
tensors of one layer under plain names (an ``ffn`` layer is the block of eq. (3): ``inner.weight``,
``inner.bias``, ``outer.weight``, ``outer.bias``), and does what the layer itself says, in tensors.

Nothing here is clever, so that rounding is all that can differ from the exact network: means are a
sum and one division, attention weights are zeros and ones. A new module is on the meta device: it
has shapes and takes no memory, until its tensors are assigned.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, linear

from memlib.exact.layer import Matrix
from memlib.exact.layers import Head, Layer
from memlib.exact.vocabulary import Vocabulary


class ExactLayer(nn.Module):
    """One layer: its tensors, and what it does.

    Attributes:
        layer: kind and sizes, without numbers.
    """

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.layer = layer
        for part in layer.matrices():
            *path, name = part.tensor.split(".")
            holder: nn.Module = self
            for step in path:
                if step not in holder._modules:
                    holder.add_module(step, nn.Module())
                holder = holder.get_submodule(step)
            shape = part.shape[::-1] if part.transposed else part.shape
            holder.register_parameter(name, nn.Parameter(torch.empty(shape, device="meta")))

    def forward(self, x: Tensor) -> Tensor:
        return self.layer.act(_Tensors(self), x)

    def extra_repr(self) -> str:
        return ", ".join([self.layer.kind, *(f"{k}={v}" for k, v in self.layer.sizes.items())])


class _Tensors(Vocabulary[Tensor]):
    """The words of layers on (batch, columns, rows), with the parameters of one module."""

    def __init__(self, module: nn.Module) -> None:
        self.module = module

    def of(self, name: str) -> Tensor:
        return self.module.get_parameter(name)

    def affine(self, z: Tensor, weight: Matrix, bias: Matrix | None = None) -> Tensor:
        return linear(z, self.of(weight.tensor), None if bias is None else self.of(bias.tensor))

    def add(self, z: Tensor, weight: Matrix, change: Tensor, bias: Matrix | None = None) -> Tensor:
        return z + self.affine(change, weight, bias)

    def relu(self, z: Tensor) -> Tensor:
        return torch.relu(z)

    def threshold(self, z: Tensor) -> Tensor:
        return (z >= 0).to(z.dtype)

    def mean(self, z: Tensor, weight: Matrix) -> Tensor:
        return self.total(z) / z.shape[1]

    def total(self, z: Tensor) -> Tensor:
        return z.sum(dim=1, keepdim=True)

    def first(self, z: Tensor) -> Tensor:
        return z[:, :1]

    def rest(self, z: Tensor) -> Tensor:
        return z[:, 1:]

    def join(self, left: Tensor, right: Tensor) -> Tensor:
        return torch.cat([left.expand(len(right), -1, -1), right], dim=1)

    def column(self, value: Matrix) -> Tensor:
        return self.of(value.tensor).reshape(1, 1, -1)

    def lookup(self, z: Tensor, table: Matrix) -> Tensor:
        """Token ids 1..ω, as integers of shape (batch, columns, 1), to their vectors."""
        return embedding(z[:, :, 0] - 1, self.of(table.tensor))

    def stack(self, z: Tensor, columns: int) -> Tensor:
        if z.shape[1] != columns:
            raise ValueError(f"sequences of {columns} tokens are needed, not {z.shape[1]}")
        return z.reshape(len(z), 1, -1)

    def hard_attention(self, z: Tensor, heads: Sequence[Head]) -> Tensor:
        out = z
        for h in range(len(heads)):
            query, key, value = (
                linear(z, self.of(f"heads.{h}.{name}.weight")) for name in ("query", "key", "value")
            )
            scores = query @ key.transpose(1, 2)  # (batch, asking, asked)
            best = (scores == scores.amax(dim=2, keepdim=True)).to(z.dtype)
            chosen = best @ value / best.sum(dim=2, keepdim=True)
            out = out + linear(chosen, self.of(f"heads.{h}.output.weight"))
        return out


class ExactNetwork(nn.Module):
    """A certificate's network.

    Attributes:
        layers: one module a layer, in the certificate's order, so ``state_dict`` keys begin with
            ``layers.<index>.``.
        next_token: whether the answer is read at the last column only.
        token_dim: d.
        takes_ids: whether tokens are ids (integer tensors) for a table.
    """

    def __init__(
        self, layers: Sequence[nn.Module], *, next_token: bool, token_dim: int, takes_ids: bool
    ) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.next_token = next_token
        self.token_dim = token_dim
        self.takes_ids = takes_ids

    def forward(self, tokens: Tensor) -> Tensor:
        """Sequences of one length: (batch, n, d) to (batch,) for next-token, else (batch, n)."""
        x = tokens
        for layer in self.layers:
            x = layer(x)
        answers = x[:, :, 0]
        return answers[:, -1] if self.next_token else answers

    def ragged(self, sequences: Sequence[Tensor]) -> list[Tensor]:
        """Sequences of any lengths, each (n, d): one answer each (next-token), or n of them."""
        by_length: dict[int, list[int]] = {}
        for i, sequence in enumerate(sequences):
            by_length.setdefault(len(sequence), []).append(i)
        answers: dict[int, Tensor] = {}
        for places in by_length.values():
            batch = self(torch.stack([sequences[i] for i in places]))
            answers.update(zip(places, batch, strict=True))
        return [answers[i] for i in range(len(sequences))]
