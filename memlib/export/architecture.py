"""A network's architecture as JSON values, and the module that it describes, without its weights.

A safetensors file holds tensors and a little text. This text is all that is needed to build the
module around the tensors again: no pickled code, nothing of the certificate.

>>> from memlib.exact.layers import Affine, Network, Relu
>>> describe(Network((Affine(2, 1, {}, {}), Relu())), "next-token", 1)["layers"]
[{'kind': 'affine', 'shape': [2, 1]}, {'kind': 'relu'}]
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from memlib.data.dataset import NEXT_TOKEN, TASKS
from memlib.errors import MemlibError, context
from memlib.exact.layer_json import from_outline, outline
from memlib.exact.layers import Network

if TYPE_CHECKING:
    from torch import Tensor

    from memlib.export.modules import ExactNetwork

#: Names the form of the file; another form gets another number.
FORMAT: Final = "exact-memorization-network/1"


def needs_library(name: str) -> None:
    """Say how to install a library that is missing.

    >>> needs_library("torch")
    """
    try:
        import_module(name)
    except ImportError as error:
        raise MemlibError(
            f"{name} is not installed", operation="export", mend="pip install 'memlib[export]'"
        ) from error


def describe(network: Network, task: str, token_dim: int) -> dict[str, Any]:
    """The architecture: kinds and shapes, first layer to last."""
    return {
        "format": FORMAT,
        "task": task,
        "token_dim": token_dim,
        "layers": [outline(layer) for layer in network],
    }


def build(described: Any) -> ExactNetwork:
    """The module, on the meta device: it takes no memory until its tensors are assigned.

    Raises:
        MemlibError: what is given is no architecture.
    """
    needs_library("torch")
    from memlib.export.modules import ExactLayer, ExactNetwork

    if not isinstance(described, dict) or described.get("format") != FORMAT:
        raise MemlibError(f"the architecture is not {FORMAT}")
    task, layers = described.get("task"), described.get("layers")
    token_dim: Any = described.get("token_dim")
    if task not in TASKS or not _count(token_dim) or not isinstance(layers, list):
        raise MemlibError("an architecture needs a task, a token_dim and layers")
    modules = []
    for place, layer in enumerate(layers):
        with context(place=f"layers[{place}]"):
            modules.append(ExactLayer(from_outline(layer)))
    return ExactNetwork(
        modules,
        next_token=task == NEXT_TOKEN,
        token_dim=token_dim,
        takes_ids=bool(modules) and modules[0].layer.takes_ids,
    )


def fill(made: ExactNetwork, tensors: Mapping[str, Tensor]) -> None:
    """Give a module that was built its tensors, all of them and no others.

    One layer at a time: torch's own ``load_state_dict`` takes quadratic time in the layers.

    Raises:
        MemlibError: a tensor is missing, has another shape, or belongs to no layer.
    """
    of_layer: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        place, _, rest = name.removeprefix("layers.").partition(".")
        of_layer.setdefault(place, {})[rest] = tensor
    for i, layer in enumerate(made.layers):
        try:
            layer.load_state_dict(of_layer.pop(str(i), {}), assign=True)
        except RuntimeError as error:
            raise MemlibError(
                f"the tensors do not fit the architecture: {error}", place=f"layers[{i}]"
            ) from error
    for place in of_layer:
        raise MemlibError("tensors of no layer", place=f"layers.{place}")


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
