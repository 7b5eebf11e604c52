"""With which slopes and values a new line may begin, where the old one ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

#: So many slopes are looked at when boxes are counted.
LOOKED_AT: Final = 64


@dataclass(frozen=True)
class Starts:
    """With which slopes and values a line may begin, in units of 2^−(level + scale) of its range.

    The new line leaves the old one in the gap before the first key. So at that key it lies between
    the old line's value there, and that value plus the change of slope times the gap.

    Attributes:
        first: the first line: it rises from 0 on, at any value.
        value: of the old line at the first key.
        turned: that value, less the old slope times the gap.
        gap: from the last key before to the first key.
        width: from the first key to the last.
        one: the range.
        scale: D, as in :class:`Question`.
    """

    first: bool
    value: int
    turned: int
    gap: int
    width: int
    one: int
    scale: int

    @property
    def slopes(self) -> range:
        """All s with which a line stays in its range."""
        steepest = self.one // self.width
        return range(1 if self.first else -steepest, steepest + 1)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Slopes s, each with the least and the largest p at that slope."""
        return self._boxes(self.slopes)

    def _boxes(self, slopes: range) -> Iterator[tuple[int, int, int]]:
        for s in slopes:
            low, high = 0, self.one
            if not self.first:
                # A box in s: what all of its lines can reach.
                reached = self.turned + s * self.gap
                if reached < self.value:
                    reached = min(self.value, reached + self.gap)
                low, high = min(self.value, reached), max(self.value, reached)
            rise = s * self.width
            least = -(-max(low, 0, -rise) >> self.scale)
            largest = (min(high, self.one, self.one - rise) >> self.scale) - 2
            if largest >= least:
                yield s, least, largest

    def count(self) -> int:
        """About how many boxes there are: the room at some of the slopes."""
        slopes = self.slopes
        apart = 1 + len(slopes) // LOOKED_AT
        return apart * sum(
            largest - least + 1 for _, least, largest in self._boxes(slopes[::apart])
        )
