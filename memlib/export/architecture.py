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
from memlib.exact.layers import (
    Affine,
    Embedding,
    FeedForward,
    Flatten,
    Gather,
    HardAttention,
    Layer,
    Network,
    Prepend,
    Scatter,
    UniformAttention,
)

if TYPE_CHECKING:
    from torch import Tensor, nn

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
        "layers": [_layer(layer) for layer in network],
    }


def _layer(layer: Layer) -> dict[str, Any]:
    shape: dict[str, Any] = {}
    match layer:
        case Affine():
            shape = {"shape": [layer.rows_out, layer.rows_in]}
        case FeedForward():
            shape = {"shape": [layer.m, layer.q]}
        case UniformAttention() | Gather() | Scatter():
            shape = {"shape": [layer.m, layer.m]}
        case HardAttention():
            shape = {"heads": [[head.s, head.m] for head in layer.heads]}
        case Prepend():
            shape = {"rows": layer.rows}
        case Embedding():
            shape = {"shape": [layer.m, layer.vocabulary]}
        case Flatten():
            shape = {"shape": [layer.m, layer.n]}
    return {"kind": layer.kind, **shape}


def build(described: Any) -> ExactNetwork:
    """The module, on the meta device: it takes no memory until its tensors are assigned.

    Raises:
        MemlibError: what is given is no architecture.
    """
    needs_library("torch")
    from memlib.export.modules import ExactNetwork

    if not isinstance(described, dict) or described.get("format") != FORMAT:
        raise MemlibError(f"the architecture is not {FORMAT}")
    task, layers = described.get("task"), described.get("layers")
    token_dim: Any = described.get("token_dim")
    if task not in TASKS or not _count(token_dim) or not isinstance(layers, list):
        raise MemlibError("an architecture needs a task, a token_dim and layers")
    modules = []
    for place, layer in enumerate(layers):
        with context(place=f"layers[{place}]"):
            try:
                modules.append(_module(layer))
            except (KeyError, TypeError, ValueError, RuntimeError) as error:
                raise MemlibError(f"malformed: {type(error).__name__}: {error}") from error
    return ExactNetwork(
        modules,
        next_token=task == NEXT_TOKEN,
        token_dim=token_dim,
        takes_ids=bool(layers) and layers[0]["kind"] == Embedding.kind,
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


def _module(layer: dict[str, Any]) -> nn.Module:
    from torch import nn

    from memlib.export import modules

    kind = layer["kind"]
    plain: dict[str, type[nn.Module]] = {
        "relu": nn.ReLU,
        "threshold": modules.Threshold,
        "sum_pool": modules.SumPool,
        "drop_first": modules.DropFirst,
    }
    if kind in plain:
        return plain[kind]()
    if kind == "hard_attention":
        return modules.HardAttention([_pair(head) for head in layer["heads"]], "meta")
    if kind == "prepend":
        return modules.Prepend(_pair([layer["rows"], 1])[0], "meta")
    a, b = _pair(layer["shape"])
    match kind:
        case "affine":
            return nn.Linear(b, a, device="meta")
        case "ffn":
            return modules.Block(a, b, "meta")
        case "uniform_attention":
            return modules.UniformAttention(a, "meta")
        case "gather":
            return modules.Gather(a, "meta")
        case "scatter":
            return modules.Scatter(a, "meta")
        case "embedding":
            return modules.TokenTable(a, b, "meta")
        case "flatten":
            return modules.Flatten(b)
    raise ValueError(f"no layer is of kind {kind!r}")


def _pair(value: Any) -> tuple[int, int]:
    a, b = value
    if not (_count(a) and _count(b)):
        raise ValueError(f"{value} is no shape")
    return a, b


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
