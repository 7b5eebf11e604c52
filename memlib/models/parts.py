"""What the models share: how tokens enter, residual feed-forward blocks, initial weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from numbers import Integral
from typing import Any, Final

import torch
from torch import Tensor, nn

from memlib.errors import MemlibError

#: No size is larger: a model that is would have more parameters than are trained here.
LARGEST_SIZE: Final = 10_000_000
INPUTS: Final = ("linear", "table", "fixed")


@dataclass(frozen=True)
class Dims:
    """What the data asks of a model.

    Attributes:
        length: tokens in a sequence, n.
        dim: coordinates of a token vector, d; 0 when tokens are ids.
        vocabulary: how many ids there are; 0 when tokens are vectors.
        outputs: 1 for a scalar, or C scores.
    """

    length: int
    dim: int = 0
    vocabulary: int = 0
    outputs: int = 1


def unfit(what: str, *, mend: str = "") -> MemlibError:
    """The error of a model that cannot be built."""
    return MemlibError(what, operation="build model", mend=mend)


class Shape:
    """The sizes of a model by name; an unknown or missing name is an error.

    >>> shape = Shape({"m": 2, "blocks": 4})
    >>> shape.size("m"), shape.size("q", 8)
    (2, 8)
    >>> shape.close()
    Traceback (most recent call last):
    memlib.errors.MemlibError: build model: the family has no size 'blocks' (leave it out)
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        value = self.values.get(name, default)
        if value is None:
            raise unfit(f"the size {name!r} is missing", mend=f"give {name}")
        return value

    def size(self, name: str, default: int | None = None, least: int = 1) -> int:
        value = self.get(name, default)
        if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
            raise unfit(f"{name} = {value!r} is no integer ≥ {least}")
        if int(value) > LARGEST_SIZE:  # before parts are counted one by one
            raise unfit(f"{name} = {value} is too large", mend=f"at most {LARGEST_SIZE:,}")
        return int(value)

    def flag(self, name: str) -> bool:
        value = self.get(name, 0)
        if value not in (0, 1):
            raise unfit(f"{name} = {value!r} is neither 0 nor 1")
        return bool(value)

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.get(name, default)
        if value not in choices:
            raise unfit(f"{name} = {value!r} is unknown", mend="use " + ", ".join(choices))
        return str(value)

    def close(self) -> None:
        for name in sorted(set(self.values) - self.asked):
            raise unfit(f"the family has no size {name!r}", mend="leave it out")


def entry(shape: Shape, dims: Dims, m: int) -> nn.Module:
    """How a token becomes m numbers: E_in on its vector, a row of a trained table, or as it is.

    Raises:
        MemlibError: the data has no vectors (or no ids), or a fixed vector is not m long.
    """
    way = entry_name(shape, dims)
    if way == "table":
        if not dims.vocabulary:
            raise unfit("input = 'table' needs token ids")
        return nn.Embedding(dims.vocabulary, m)
    if not dims.dim:
        raise unfit(f"input = {way!r} needs token vectors")
    if way == "linear":
        return nn.Linear(dims.dim, m)
    if dims.dim != m:
        raise unfit(
            f"vectors of dimension {dims.dim} cannot enter as they are into m = {m}",
            mend=f"m = {dims.dim}, or input = 'linear'",
        )
    return nn.Identity()


def entry_name(shape: Shape, dims: Dims) -> str:
    """The way tokens enter; by default "linear" for vectors and "table" for ids."""
    return shape.choice("input", INPUTS, "linear" if dims.dim else "table")


class Block(nn.Module):
    """x + W₂ ReLU(W₁x + b₁) + b₂ (eq. 3): 2mq + q + m parameters."""

    def __init__(self, m: int, q: int) -> None:
        super().__init__()
        self.inner = nn.Linear(m, q)
        self.outer = nn.Linear(q, m)

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.outer(torch.relu(self.inner(x)))
        return x + change


def stack(blocks: int, m: int, q: int) -> nn.Sequential:
    """Blocks one after the other; none: the identity."""
    return nn.Sequential(*(Block(m, q) for _ in range(blocks)))


def block_parameters(blocks: int, m: int, q: int) -> int:
    """The parameters of :func:`stack`.

    >>> block_parameters(4, 2, 8)
    168
    """
    return blocks * (2 * m * q + q + m)


def entry_parameters(shape: Shape, dims: Dims, m: int) -> int:
    """The trained parameters of :func:`entry`."""
    way = entry_name(shape, dims)
    return {"linear": dims.dim * m + m, "table": dims.vocabulary * m, "fixed": 0}[way]


def draw(model: nn.Module, seed: int, gain: float) -> None:
    """Initial weights from one seed, by torch's own rule.

    Weights and biases are uniform within ±1/√(fan-in); table entries are standard normal; a norm
    begins as 1 and 0. The weight matrices (not the biases) of hidden layers, that is of all but
    ``entry`` and ``out``, are multiplied by ``gain``.
    """
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, module in model.named_modules():
            if isinstance(module, nn.Linear):
                bound = 1 / sqrt(module.in_features)
                module.weight.uniform_(-bound, bound, generator=generator)
                if module.bias is not None:
                    module.bias.uniform_(-bound, bound, generator=generator)
                if name not in ("entry", "out"):
                    module.weight.mul_(gain)
                if name.endswith(("query", "key")):
                    module.weight.mul_(getattr(model, "small", 1.0))
            elif isinstance(module, nn.Embedding):
                module.weight.normal_(generator=generator)
        for name, parameter in model.named_parameters():
            if name in ("positions", "table"):
                parameter.normal_(std=0.02, generator=generator)
