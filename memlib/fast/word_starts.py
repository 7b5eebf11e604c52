"""Where a line may begin, listed in machine words, and how functions of a search are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function in machine code, kept on disk from one run to the next."""
    made: Function = numba.njit(cache=True, error_model="numpy")(function)
    return made


def slopes_and_places(starts: Any) -> Numbers:
    """The slopes and places to begin with; by one loop in machine words if they fit in."""
    slopes = starts.slopes
    longest = max(map(abs, (starts.value, starts.turned, slopes.stop * starts.gap, starts.one)))
    if longest >= 1 << 60:
        return np.array(list(starts), dtype=np.int64).reshape(-1, 3)
    return _room(
        slopes.start, slopes.stop, starts.first, starts.value, starts.turned, starts.gap,
        starts.width, starts.one, starts.scale,
    )  # fmt: skip


@compiled
def _room(
    begin: int, end: int, first: bool, value: int, turned: int, gap: int, width: int, one: int,
    scale: int,
) -> Numbers:  # fmt: skip
    """As :class:`memlib.constructions.line.starts.Starts` lists them."""
    rows = np.empty((max(0, end - begin), 3), dtype=np.int64)
    number = 0
    for s in range(begin, end):
        low, high = 0, one
        if not first:
            reached = turned + s * gap
            if reached < value:
                reached = min(value, reached + gap)
            low, high = min(value, reached), max(value, reached)
        rise = s * width
        least = -(-max(low, 0, -rise) >> scale)
        largest = (min(high, one, one - rise) >> scale) - 2
        if largest >= least:
            rows[number, 0], rows[number, 1], rows[number, 2] = s, least, largest
            number += 1
    return rows[:number]
