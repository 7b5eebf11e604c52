"""Linear independence of integer vectors, exactly.

>>> span = Span()
>>> span.grow((1, 2, 3)), span.grow((0, 1, 1)), span.grow((1, 4, 5)), (2, 3, 5) in span
(True, True, False, True)
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd


class Span:
    """The vectors that a growing set spans, in echelon form."""

    def __init__(self) -> None:
        self._rows: dict[int, list[int]] = {}  # first nonzero place → row

    def grow(self, vector: Sequence[int]) -> bool:
        """Add a vector; False when it was in the span already."""
        left = self._reduced(vector)
        place = next((k for k, x in enumerate(left) if x), None)
        if place is None:
            return False
        common = gcd(*left)
        self._rows[place] = [x // common for x in left]
        return True

    def __contains__(self, vector: Sequence[int]) -> bool:
        return not any(self._reduced(vector))

    def _reduced(self, vector: Sequence[int]) -> list[int]:
        left = list(vector)
        for k in range(len(left)):
            if left[k] and k in self._rows:
                row = self._rows[k]
                ours, theirs = left[k], row[k]
                left = [theirs * x - ours * y for x, y in zip(left, row, strict=True)]
        return left
