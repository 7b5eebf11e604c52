"""The layers of a certificate as plain PyTorch modules.

A batch has shape (batch, columns, rows): one column a token, as PyTorch's linear layers want it.
So Z[:,k] of the certificate is ``x[b, k]``, and W Z + b is ``nn.Linear``. An ``ffn`` layer is the
block of eq. (3), two linear layers and a skip connection.

Nothing here is clever, so that rounding is all that can differ from the exact network: means are a
sum and one division, attention weights are zeros and ones. With ``device="meta"`` a module has
shapes and takes no memory, until its tensors are assigned.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Threshold(nn.Module):
    """1 where x ≥ 0, else 0."""

    def forward(self, x: Tensor) -> Tensor:
        return (x >= 0).to(x.dtype)


class Block(nn.Module):
    """x + W₂ ReLU(W₁x + b₁) + b₂ (eq. 3), m rows and q hidden units."""

    def __init__(self, m: int, q: int, device: str | None = None) -> None:
        super().__init__()
        self.inner = nn.Linear(m, q, device=device)
        self.outer = nn.Linear(q, m, device=device)

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.outer(torch.relu(self.inner(x)))
        return x + change


class UniformAttention(nn.Module):
    """x + W · mean of the columns (eq. 39)."""

    def __init__(self, m: int, device: str | None = None) -> None:
        super().__init__()
        self.mix = nn.Linear(m, m, bias=False, device=device)

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.mix(mean_of_columns(x))
        return x + change


class Head(nn.Module):
    """One head of hard attention: what is added to each column, before the sum over heads."""

    def __init__(self, s: int, m: int, device: str | None = None) -> None:
        super().__init__()
        self.query = nn.Linear(m, s, bias=False, device=device)
        self.key = nn.Linear(m, s, bias=False, device=device)
        self.value = nn.Linear(m, s, bias=False, device=device)
        self.output = nn.Linear(s, m, bias=False, device=device)

    def forward(self, x: Tensor) -> Tensor:
        scores = self.query(x) @ self.key(x).transpose(1, 2)  # (batch, asking, asked)
        best = (scores == scores.amax(dim=2, keepdim=True)).to(x.dtype)
        chosen = best @ self.value(x) / best.sum(dim=2, keepdim=True)
        out: Tensor = self.output(chosen)
        return out


class HardAttention(nn.Module):
    """x + the sum over heads, ties shared equally (eq. 12)."""

    def __init__(self, shapes: Sequence[tuple[int, int]], device: str | None = None) -> None:
        super().__init__()
        self.heads = nn.ModuleList(Head(s, m, device) for s, m in shapes)

    def forward(self, x: Tensor) -> Tensor:
        out = x
        for head in self.heads:
            out = out + head(x)
        return out


class SumPool(nn.Module):
    """The sum of the columns, one column."""

    def forward(self, x: Tensor) -> Tensor:
        return x.sum(dim=1, keepdim=True)


class Prepend(nn.Module):
    """One more column before the first, the same for every sequence."""

    def __init__(self, rows: int, device: str | None = None) -> None:
        super().__init__()
        self.value = nn.Parameter(torch.empty(rows, device=device))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.value.expand(len(x), 1, -1), x], dim=1)


class Gather(nn.Module):
    """The first column + W · mean of the others."""

    def __init__(self, m: int, device: str | None = None) -> None:
        super().__init__()
        self.mix = nn.Linear(m, m, bias=False, device=device)

    def forward(self, x: Tensor) -> Tensor:
        others = x[:, 1:]
        return torch.cat([x[:, :1] + self.mix(mean_of_columns(others)), others], dim=1)


class Scatter(nn.Module):
    """Every column but the first + W · the first."""

    def __init__(self, m: int, device: str | None = None) -> None:
        super().__init__()
        self.mix = nn.Linear(m, m, bias=False, device=device)

    def forward(self, x: Tensor) -> Tensor:
        first = x[:, :1]
        return torch.cat([first, x[:, 1:] + self.mix(first)], dim=1)


class DropFirst(nn.Module):
    """All columns but the first."""

    def forward(self, x: Tensor) -> Tensor:
        return x[:, 1:]


class TokenTable(nn.Module):
    """Token ids 1..ω, as integers of shape (batch, columns, 1), to their vectors."""

    def __init__(self, m: int, vocabulary: int, device: str | None = None) -> None:
        super().__init__()
        self.table = nn.Embedding(vocabulary, m, device=device)

    def forward(self, ids: Tensor) -> Tensor:
        out: Tensor = self.table(ids[:, :, 0] - 1)
        return out


class Flatten(nn.Module):
    """The n columns, one below the other, become one column."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.columns = columns

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[1] != self.columns:
            raise ValueError(f"sequences of {self.columns} tokens are needed, not {x.shape[1]}")
        return x.reshape(len(x), 1, -1)


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


def mean_of_columns(x: Tensor) -> Tensor:
    """(batch, columns, rows) to (batch, 1, rows): a sum, then one division."""
    return x.sum(dim=1, keepdim=True) / x.shape[1]
