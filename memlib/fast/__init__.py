"""Exact evaluation and verification in machine words: the same values, many times faster.

* :func:`evaluate`: the outputs of a network on a data set, exactly;
* :func:`verify`: every label compared with them;
* :func:`verify_file`: a certificate file, read as strictly as by :mod:`memlib.exact.verify`.

Every layer is evaluated as it stands; nothing is known of how the network was made. Numbers are
integers of 32-bit limbs over exact scales, so nothing is rounded. They are computed on the cores of
this machine by numba (``pip install 'memlib[fast]'``), or on a device of torch that you name, such
as a GPU. Either is imported when one of these functions is called.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from memlib.errors import MemlibError

if TYPE_CHECKING:
    from memlib.fast.outputs import evaluate
    from memlib.fast.verdict import verify, verify_file

__all__ = ["evaluate", "gpu", "needs", "verify", "verify_file"]

_PLACES: Final = {"evaluate": "outputs", "verify": "verdict", "verify_file": "verdict"}


def __getattr__(name: str) -> Any:
    """The functions above, imported when they are asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    _needs("numpy", "fast")
    return getattr(import_module(f"memlib.fast.{_PLACES[name]}"), name)


def needs(device: str | None = None) -> None:
    """Say what to install where it is missing: numba for the cores, torch for a device.

    Raises:
        MemlibError: numba or torch, or numpy, cannot be found.
    """
    library, extra = ("numba", "fast") if device is None else ("torch", "export")
    _needs(library, extra)
    _needs("numpy", extra)


def _needs(name: str, extra: str) -> None:
    try:
        found = find_spec(name) is not None
    except (ValueError, ImportError):  # hidden on purpose, as sys.modules[name] = None does
        found = False
    if not found:
        raise MemlibError(
            f"{name} is missing", operation="fast", mend=f"pip install 'memlib[{extra}]'"
        )


def gpu() -> str | None:
    """The name that torch has for the GPU of this machine, or None: then the cores are used."""
    if find_spec("torch") is None:
        return None
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else None
