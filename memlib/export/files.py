"""Network files: tensors and the architecture, as safetensors or as a torch file.

Both hold the same ``state_dict`` and the same text (:mod:`memlib.export.architecture`), and both
load without the certificate. A torch file is read with ``weights_only``: neither kind runs code.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from memlib.errors import MemlibError, context
from memlib.exact.certificate import Certificate
from memlib.export.architecture import build, describe, fill, needs_library
from memlib.export.convert import module
from memlib.files import write_bytes

if TYPE_CHECKING:
    from torch import Tensor

    from memlib.export.modules import ExactNetwork

KINDS: Final = ("torch", "safetensors")
#: Under this name the architecture stands in the file, as JSON, with the dtype, the SHA-256 of the
#: data and what the certificate says about itself.
ARCHITECTURE: Final = "architecture"


def save(path: str | Path, certificate: Certificate, kind: str, dtype: str = "float64") -> None:
    """Write the certificate's network, whole or not at all.

    Args:
        path: the file to write.
        certificate: whose network.
        kind: torch or safetensors.
        dtype: float64, float32, bfloat16 or float16.

    Raises:
        MemlibError: torch or safetensors is missing, or the file cannot be written.
    """
    if kind not in KINDS:
        raise MemlibError(f"no kind of file is called {kind!r}", mend="use torch or safetensors")
    dataset = certificate.dataset
    described = describe(certificate.network, dataset.task, dataset.token_dim) | {
        "dtype": dtype,
        "data_sha256": dataset.digest(),
        "about": dict(certificate.about),
    }
    # One entry only: safetensors writes several in no fixed order, and equal networks should make
    # equal files.
    text = {ARCHITECTURE: json.dumps(described)}
    tensors = {name: t.contiguous() for name, t in module(certificate, dtype).state_dict().items()}
    if kind == "safetensors":
        needs_library("safetensors")
        from safetensors.torch import save as to_bytes

        write_bytes(path, to_bytes(tensors, text))
        return
    import torch

    buffer = io.BytesIO()
    torch.save({**text, "state_dict": tensors}, buffer)
    write_bytes(path, buffer.getvalue())


def load(path: str | Path) -> ExactNetwork:
    """The module in a network file, of either kind, in the dtype that it was written with.

    Raises:
        MemlibError: torch or safetensors is missing, or this is no network file.

    Example (writes a file of one layer, and loads it):
        >>> from tempfile import TemporaryDirectory
        >>> from memlib.data import Dataset
        >>> from memlib.exact.layers import Affine, Network
        >>> data = Dataset.next_token([[1], [2]], [[0], [1]], [5, 10])
        >>> five = Certificate(data, Network((Affine(1, 1, {(0, 0): 5}, {}),)), {}, {})
        >>> with TemporaryDirectory() as folder:
        ...     save(f"{folder}/five.safetensors", five, "safetensors")
        ...     print(load(f"{folder}/five.safetensors").state_dict()["layers.0.weight"].item())
        5.0
    """
    with context(operation="load network", place=str(path)):
        try:
            with Path(path).open("rb") as file:
                start = file.read(4)
        except OSError as error:
            raise MemlibError(error.strerror or str(error)) from error
        text, tensors = _torch_file(path) if start == b"PK\x03\x04" else _safetensors_file(path)
        try:
            described = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise MemlibError(f"the architecture is no JSON: {error}") from error
        made = build(described)
        fill(made, tensors)
        return made.eval()


def _safetensors_file(path: str | Path) -> tuple[str, dict[str, Tensor]]:
    needs_library("safetensors")
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            text = (file.metadata() or {}).get(ARCHITECTURE)
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise MemlibError(f"neither a torch nor a safetensors file: {error}") from error
    if text is None:
        raise MemlibError("a safetensors file without an architecture")
    return text, tensors


def _torch_file(path: str | Path) -> tuple[str, dict[str, Tensor]]:
    import torch

    try:
        held: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch names no common type for files that it cannot read
        raise MemlibError(f"no torch file: {error}") from error
    if not isinstance(held, dict) or not isinstance(held.get(ARCHITECTURE), str):
        raise MemlibError("a torch file without an architecture")
    tensors = held.get("state_dict")
    if not isinstance(tensors, dict) or not all(torch.is_tensor(t) for t in tensors.values()):
        raise MemlibError("a torch file without a state_dict")
    return held[ARCHITECTURE], tensors
