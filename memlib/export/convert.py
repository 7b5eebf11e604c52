"""From a certificate to a module: every exact weight rounded once, to the nearest float."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING, Final

from memlib.budget import Budget
from memlib.data.dataset import Dataset
from memlib.exact.certificate import Certificate
from memlib.exact.layer import Matrix
from memlib.exact.layers import Layer
from memlib.export.architecture import build, describe, fill
from memlib.export.formats import Format, format_named

if TYPE_CHECKING:
    from torch import Tensor

    from memlib.export.modules import ExactNetwork


#: Of a place of a dense matrix, in Python, in torch, and in the file that is written.
BYTES_A_PLACE: Final = 24


def module(certificate: Certificate, dtype: str = "float64") -> ExactNetwork:
    """The certificate's network as a PyTorch module.

    Weights too large for the format become infinite, as IEEE 754 rounds them.

    Args:
        certificate: what :func:`memlib.exact.certificate.read` gives.
        dtype: float64, float32, bfloat16 or float16.

    Raises:
        MemlibError: torch is missing, the dtype is unknown, or the dense matrices are too large.

    Example:
        >>> import torch
        >>> from memlib.exact.layers import Affine, Network
        >>> data = Dataset.next_token([[1], [2]], [[0], [1]], [5, 10])
        >>> five = Certificate(data, Network((Affine(1, 1, {(0, 0): 5}, {}),)), {}, {})
        >>> module(five, "float32")(torch.tensor([[[1.0]], [[2.0]]])).tolist()
        [5.0, 10.0]
    """
    format = format_named(dtype)
    weigh(certificate, Budget())
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


def weigh(certificate: Certificate, budget: Budget) -> None:
    """Refuse a network whose dense matrices are too large.

    Raises:
        BudgetError: naming the limit.
    """
    places = sum(layer.dense_parameters for layer in certificate.network)
    budget.hold(places * BYTES_A_PLACE, f"a network of {places} places, zeros too,")


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
    for part in layer.matrices():
        made = _filled(part, format)
        yield part.tensor, made.T.contiguous() if part.transposed else made


def _filled(part: Matrix, format: Format) -> Tensor:
    """Rounded exactly in Python, so that torch only changes the type and rounds nothing."""
    import torch

    values = [0.0] * prod(part.shape)
    for at, value in part.entries.items():
        place = at[0] * part.shape[1] + at[1] if isinstance(at, tuple) else at
        values[place] = format.rounded(value)
    made = torch.tensor(values, dtype=torch.float64).to(getattr(torch, format.name))
    return made.reshape(part.shape)
