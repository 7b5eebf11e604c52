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

    def compiled(function: Callable[..., Any]) -> Any:
        try:
            return numba.njit(function, cache=True, **options)
        except RuntimeError:
            _say_once()
            return numba.njit(function, **options)

    return compiled


@cache
def _say_once() -> None:
    print(
        "memlib: no folder can be written that would keep compiled code: it is compiled again each "
        "time (let NUMBA_CACHE_DIR name a folder)",
        file=sys.stderr,
    )
