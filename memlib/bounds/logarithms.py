"""Numbers too large to write: everything here works with logarithms to base 2, so units are bits.

A count of labelings such as 2^(10^12) never appears as a number, only its logarithm 10^12.
Floating point is enough: results are correct to about 12 digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral
from typing import Any

from memlib.errors import MemlibError

LOG2_E = math.log2(math.e)


def positive_integer(value: Any, name: str, *, least: int = 1) -> int:
    """``value`` itself if it is an integer ≥ ``least``; otherwise a :class:`MemlibError`.

    >>> positive_integer(3, "sequences")
    3
    >>> positive_integer(0, "sequences")
    Traceback (most recent call last):
        ...
    memlib.errors.MemlibError: bounds: sequences: 0 is not an integer of at least 1
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise MemlibError(
            f"{value!r} is not an integer of at least {least}", operation="bounds", place=name
        )
    return int(value)


def log2_binomial(n: int, k: int) -> float:
    """log₂ of n choose k, in bits: the cost of saying *which* k of n places are used.

    Exact integers up to n = 4,096; above that the log-gamma function.

    >>> log2_binomial(4, 2) == math.log2(6)
    True
    >>> round(log2_binomial(10**6, 10**3))
    11401
    """
    if not 0 <= k <= n:
        raise MemlibError(f"cannot choose {k} of {n} places", operation="bounds")
    if n <= 4096:
        return math.log2(math.comb(n, k))
    return (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)) * LOG2_E


def log2_sum(logs: list[float]) -> float:
    """log₂(2^a + 2^b + …) without leaving the logarithmic scale.

    >>> log2_sum([3.0, 3.0])
    4.0
    """
    top = max(logs)
    return top + math.log2(math.fsum(2.0 ** (value - top) for value in logs))


def least_integer(holds: Callable[[int], bool], start: int = 0) -> int:
    """The least integer ≥ ``start`` where a condition that stays true once true first holds.

    >>> least_integer(lambda x: x * x >= 50)
    8
    """
    if holds(start):
        return start
    low, step = start, 1
    while not holds(low + step):
        low += step
        step *= 2
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
