"""How many labels one line can hold: the counting bound on a bucket of line words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from memlib.bounds.logarithms import positive_integer
from memlib.errors import MemlibError


def most_patterns(digits: Sequence[int]) -> int:
    """At most so many rows of bits do all lines V = p + s·δ in [0, 1] give to some keys.

    A key that reads digit t has the bit 1 where 2^(t−1)·V mod 1 lies between ¼ and ¾. The bit
    changes at 2^t values of V in [0, 1]: for a key those are 2^t parallel lines in the plane of
    (p, s). L lines cut the plane into at most 1 + L + L(L − 1)/2 pieces, and on a piece no bit
    changes.

    Args:
        digits: t ≥ 1 of each key.

    >>> most_patterns([1])
    4
    """
    for digit in digits:
        positive_integer(digit, "digit")
    lines = sum(1 << digit for digit in digits)
    return 1 + lines + lines * (lines - 1) // 2


def most_labels(folds: int, surprise: int = 0) -> int:
    """The most keys of digits up to K whose random labels fit with probability 2^−c or more.

    The m labels are fair coins; (p, s) may be chosen after them. At most :func:`most_patterns` of
    2^m rows are reached, at most about (m·2^K)²/2, so m is at most 2K + 2 log₂ m − 1 + c.

    Args:
        folds: K. surprise: c.

    >>> most_labels(20), most_labels(200)
    (50, 416)
    """
    positive_integer(folds, "folds")
    if surprise < 0:
        raise MemlibError(f"{surprise} bits of surprise", mend="at least 0")
    keys = 1
    while math.log2(most_patterns([folds] * (keys + 1))) >= keys + 1 - surprise:
        keys += 1
    return keys
