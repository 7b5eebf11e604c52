"""Functions that numba compiles, kept for the next process where there is a place to keep them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any


def njit(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """``numba.njit``, whose cache is no condition: where none can be written, a line says so.

    Neither the folder of the sources nor the home may be writable: on a read-only system, or for
    a user without a home.
    """
    import numba

    _whole_registers()

    def compiled(function: Callable[..., Any]) -> Any:
        try:
            made = numba.njit(function, cache=True, **options)
        except RuntimeError:
            _say_once()
            return numba.njit(function, **options)
        save = made._cache.save_overload

        def saved(*what: Any) -> None:
            try:
                save(*what)
            except OSError:  # the disk is full, say
                _say_once()

        made._cache.save_overload = saved
        return made

    return compiled


@cache
def _whole_registers() -> None:
    """Vector instructions of 512 bits where the processor has them.

    LLVM prefers half of them, because the first such processors slowed down; the training kernel
    is a third faster with all. ``NUMBA_CPU_FEATURES`` says otherwise, if it is set.
    """
    from numba.core import codegen, config

    if getattr(config, "CPU_FEATURES", None) is None:
        features = codegen.get_host_cpu_features()
        if "+avx512f" in features.split(","):
            config.CPU_FEATURES = f"{features},-prefer-256-bit"


@cache
def _say_once() -> None:
    print(
        "memlib: no folder can be written that would keep compiled code: it is compiled again each "
        "time (let NUMBA_CACHE_DIR name one)",
        file=sys.stderr,
    )
