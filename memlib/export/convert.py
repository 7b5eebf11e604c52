"""From a certificate to a module: every exact weight rounded once, to the nearest float."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from memlib.data.dataset import Dataset
from memlib.exact.certificate import Certificate
from memlib.exact.layers import (
    Affine,
    Bias,
    Embedding,
    FeedForward,
    Gather,
    HardAttention,
    Layer,
    Number,
    Prepend,
    Scatter,
    UniformAttention,
    Weight,
)
from memlib.export.architecture import build, describe, fill
from memlib.export.formats import Format, format_named

if TYPE_CHECKING:
    from torch import Tensor

    from memlib.export.modules import ExactNetwork


def module(certificate: Certificate, dtype: str = "float64") -> ExactNetwork:
    """The certificate's network as a PyTorch module.

    Weights too large for the format become infinite, as IEEE 754 rounds them.

    Args:
        certificate: what :func:`memlib.exact.certificate.read` gives.
        dtype: float64, float32, bfloat16 or float16.

    Raises:
        MemlibError: torch is missing, or the dtype is unknown.

    Example:
        >>> import torch
        >>> from memlib.exact.layers import Affine, Network
        >>> data = Dataset.next_token([[1], [2]], [[0], [1]], [5, 10])
        >>> five = Certificate(data, Network((Affine(1, 1, {(0, 0): 5}, {}),)), {}, {})
        >>> module(five, "float32")(torch.tensor([[[1.0]], [[2.0]]])).tolist()
        [5.0, 10.0]
    """
    format = format_named(dtype)
    made = build(
        describe(certificate.network, certificate.dataset.task, certificate.dataset.token_dim)
    )
    tensors = {
        f"layers.{place}.{name}": tensor
        for place, layer in enumerate(certificate.network)
        for name, tensor in _tensors(layer, format)
    }
    fill(made, tensors)
    return made.eval()


def token_columns(dataset: Dataset, dtype: str, ids: bool) -> Tensor:
    """The tokens of a data set, (tokens, d), rounded to the format; as integers when they are ids.

    >>> from memlib.data.dataset import Dataset
    >>> token_columns(Dataset.next_token([[257]], [[0]], [1]), "bfloat16", ids=False).tolist()
    [[256.0]]
    """
    import torch

    if ids:
        return torch.tensor([[int(x) for x in token] for token in dataset.tokens])
    format = format_named(dtype)
    values = [[format.rounded(x) for x in token] for token in dataset.tokens]
    return torch.tensor(values, dtype=torch.float64).to(getattr(torch, dtype))


def _tensors(layer: Layer, format: Format) -> Iterator[tuple[str, Tensor]]:
    """The layer's tensors by their names in its module."""
    match layer:
        case Affine():
            yield "weight", _matrix(layer.weight, layer.rows_out, layer.rows_in, format)
            yield "bias", _vector(layer.bias, layer.rows_out, format)
        case FeedForward():
            yield "inner.weight", _matrix(layer.w1, layer.q, layer.m, format)
            yield "inner.bias", _vector(layer.b1, layer.q, format)
            yield "outer.weight", _matrix(layer.w2, layer.m, layer.q, format)
            yield "outer.bias", _vector(layer.b2, layer.m, format)
        case UniformAttention() | Gather() | Scatter():
            yield "mix.weight", _matrix(layer.weight, layer.m, layer.m, format)
        case HardAttention():
            for h, head in enumerate(layer.heads):
                for name in ("query", "key", "value"):
                    yield (
                        f"heads.{h}.{name}.weight",
                        _matrix(getattr(head, name), head.s, head.m, format),
                    )
                yield f"heads.{h}.output.weight", _matrix(head.output, head.m, head.s, format)
        case Prepend():
            yield "value", _vector(layer.value, layer.rows, format)
        case Embedding():
            table = _matrix(layer.weight, layer.m, layer.vocabulary, format)
            yield "table.weight", table.T.contiguous()


def _matrix(weight: Weight, rows: int, columns: int, format: Format) -> Tensor:
    return _filled(
        ((i * columns + j, value) for (i, j), value in weight.items()), rows * columns, format
    ).reshape(rows, columns)


def _vector(bias: Bias, rows: int, format: Format) -> Tensor:
    return _filled(bias.items(), rows, format)


def _filled(entries: Iterable[tuple[int, Number]], size: int, format: Format) -> Tensor:
    """Rounded exactly in Python, so that torch only changes the type and rounds nothing."""
    import torch

    values = [0.0] * size
    for place, value in entries:
        values[place] = format.rounded(value)
    return torch.tensor(values, dtype=torch.float64).to(getattr(torch, format.name))
