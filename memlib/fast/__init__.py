"""Exact evaluation and verification in machine words: the same values, many times faster.

* :func:`evaluate`: the outputs of a network on a data set, exactly;
* :func:`verify`: every label compared with them;
* :func:`verify_file`: a certificate file, read as strictly as by :mod:`memlib.exact.verify`.

Every layer is evaluated as it stands; nothing is known of how the network was made. Numbers are
integers of 32-bit limbs over exact scales, so nothing is rounded. numba is imported when one of
these is called: ``pip install 'memlib[fast]'``.
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

__all__ = ["evaluate", "verify", "verify_file"]

Progress = Callable[[int, int], Any] | None


def evaluate(
    network: Network,
    dataset: Dataset,
    items: Sequence[int] | None = None,
    threads: int = 2,
    progress: Progress = None,
) -> list[list[Fraction]]:
    """The outputs of :func:`memlib.fast.outputs.evaluate`, which says more."""
    needs_numba()
    from memlib.fast.outputs import evaluate

    return evaluate(network, dataset, items, threads, progress)


def verify(
    network: Network | Certificate,
    dataset: Dataset | None = None,
    threads: int = 2,
    progress: Progress = None,
) -> Report:
    """The verdict of :func:`memlib.fast.verdict.verify`, which says more."""
    needs_numba()
    from memlib.fast.verdict import verify

    return verify(network, dataset, threads, progress)


def verify_file(
    certificate: str | Path,
    data: str | Path | None = None,
    threads: int = 2,
    progress: Progress = None,
) -> Report:
    """The verdict of :func:`memlib.fast.verdict.verify_file`, which says more."""
    needs_numba()
    from memlib.fast.verdict import verify_file

    return verify_file(certificate, data, threads, progress)


def needs_numba() -> None:
    """Say what to install where numba is missing.

    Raises:
        MemlibError: numba or numpy cannot be found.
    """
    for name in ("numba", "numpy"):
        try:
            found = find_spec(name) is not None
        except (ValueError, ImportError):  # hidden on purpose, as sys.modules[name] = None does
            found = False
        if not found:
            raise MemlibError(
                f"{name} is missing", operation="fast", mend="pip install 'memlib[fast]'"
            )
