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

from collections.abc import Callable, Sequence
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.exact.certificate import Certificate
from memlib.exact.layers import Network

if TYPE_CHECKING:
    from memlib.fast.verdict import Report

__all__ = ["evaluate", "gpu", "needs", "verify", "verify_file"]

Progress = Callable[[int, int], Any] | None


def evaluate(
    network: Network,
    dataset: Dataset,
    items: Sequence[int] | None = None,
    threads: int = 2,
    progress: Progress = None,
    device: str | None = None,
) -> list[list[Fraction]]:
    """The outputs of :func:`memlib.fast.outputs.evaluate`, which says more."""
    needs(device)
    from memlib.fast.outputs import evaluate

    return evaluate(network, dataset, items, threads, progress, device)


def verify(
    network: Network | Certificate,
    dataset: Dataset | None = None,
    threads: int = 2,
    progress: Progress = None,
    device: str | None = None,
) -> Report:
    """The verdict of :func:`memlib.fast.verdict.verify`, which says more."""
    needs(device)
    from memlib.fast.verdict import verify

    return verify(network, dataset, threads, progress, device)


def verify_file(
    certificate: str | Path,
    data: str | Path | None = None,
    threads: int = 2,
    progress: Progress = None,
    device: str | None = None,
) -> Report:
    """The verdict of :func:`memlib.fast.verdict.verify_file`, which says more."""
    needs(device)
    from memlib.fast.verdict import verify_file

    return verify_file(certificate, data, threads, progress, device)


def needs(device: str | None = None) -> None:
    """Say what to install where it is missing: numba for the cores, torch for a device.

    Raises:
        MemlibError: numba or torch, or numpy, cannot be found.
    """
    names = ("numba", "numpy") if device is None else ("torch", "numpy")
    extra = "fast" if device is None else "export"
    for name in names:
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
