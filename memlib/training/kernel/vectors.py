"""One register of the machine: V numbers side by side, as a value that kernels work with.

Left to itself a compiler turns a loop over lanes into vector instructions, but only the innermost
one: every row would be read and written again for each hidden unit. With registers as values, a
kernel says itself what stays in them. These functions are what they mean, in numpy; compiled code
gets one machine instruction for each, from :mod:`memlib.training.kernel.vectors_llvm`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

#: How many numbers; where registers are shorter, a compiler takes several for one.
V: Final = 16
ZERO: Final = np.float32(0)
#: What the texts of kernels may call.
NAMES: Final = (
    "load", "store", "broadcast", "number", "sum_of", "plus", "minus", "times", "fma", "inverse",
    "highest", "relu", "where_positive", "fma_where_positive", "whole", "shifted",
)  # fmt: skip


def load(array: Any, start: int) -> Any:
    """V numbers of an array.

    >>> load(np.arange(100, dtype=np.float32), 3)[:3]
    array([3., 4., 5.], dtype=float32)
    """
    return array[start : start + V].copy()


def store(array: Any, start: int, register: Any) -> None:
    """V numbers into an array."""
    array[start : start + V] = register


def broadcast(array: Any, place: int) -> Any:
    """One number of an array, V times."""
    return np.full(V, array[place], np.float32)


def number(value: Any) -> Any:
    """A number of single precision, V times."""
    return np.full(V, value, np.float32)


def plus(a: Any, b: Any) -> Any:
    """a + b."""
    return a + b


def minus(a: Any, b: Any) -> Any:
    """a − b."""
    return a - b


def times(a: Any, b: Any) -> Any:
    """a · b."""
    return a * b


def fma(a: Any, b: Any, c: Any) -> Any:
    """a · b + c."""
    return a * b + c


def inverse(a: Any) -> Any:
    """1 / a."""
    return np.float32(1) / a


def highest(a: Any, b: Any) -> Any:
    """The larger of a and b; b where they cannot be compared."""
    return np.where(a > b, a, b)


def relu(a: Any) -> Any:
    """a where it is above 0, else 0."""
    return np.where(a > ZERO, a, ZERO)


def where_positive(a: Any, b: Any) -> Any:
    """b where a is above 0, else 0."""
    return np.where(a > ZERO, b, ZERO)


def fma_where_positive(a: Any, b: Any, c: Any, d: Any) -> Any:
    """b · c + d where a is above 0, else d."""
    return np.where(a > ZERO, b * c + d, d)


def sum_of(array: Any, start: int) -> Any:
    """The sum of V numbers of an array."""
    return array[start : start + V].sum(dtype=np.float32)


def whole(a: Any) -> Any:
    """The nearest whole number."""
    return np.rint(a)


def shifted(a: Any, n: Any) -> Any:
    """a · 2ⁿ for whole n from −126 to 127.

    >>> shifted(number(1.5), number(-3))[0].item()
    0.1875
    """
    return np.ldexp(a, n.astype(np.int32))
