"""Sequences as bags: distinct tokens with their shares, for models that see no order.

Where tokens recur, a step then costs as many tokens as are distinct, whatever n is.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from memlib.training.arrays import Arrays, Floats
from memlib.training.run import Run

#: Families that see the last token and the multiset of all, and nothing else.
SETS: Final = frozenset({"uniform", "deep-sets", "mean-only", "last-only", "softmax", "averaging"})
#: Shorter sequences are read as they are.
_LONG: Final = 16


def bag(run: Run, data: Arrays) -> tuple[Floats, Floats] | None:
    """Distinct tokens [N, U, d] and their shares [N, U]; None where that is no gain or no use.

    The token that is read, the last one, stands last. A sequence with fewer than U distinct tokens
    begins with zeros of share 0.
    """
    if run.family not in SETS or run.size("positions", 0) or run.size("input") == "table":
        return None
    if data.ids is None or data.x is None or data.length < _LONG:
        return None
    found = [_distinct(row) for row in data.ids]
    most = max(len(where) for where, _ in found)
    if 2 * most > data.length:
        return None
    x = np.zeros((data.sequences, most, data.dim), np.float32)
    shares = np.zeros((data.sequences, most), np.float32)
    for k, (where, counts) in enumerate(found):
        x[k, most - len(where) :] = data.x[k, where]
        shares[k, most - len(where) :] = counts / data.length
    return x, shares


def _distinct(row: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each distinct token stands, and how often; that of the last token comes last."""
    tokens, where, counts = np.unique(row, return_index=True, return_counts=True)
    order = np.argsort(tokens == row[-1], kind="stable")
    return where[order], counts[order]
