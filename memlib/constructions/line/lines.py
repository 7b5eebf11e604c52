"""A line of a bucket in whole numbers, and the bits that it gives to keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from memlib.constructions.line.layout import Item, Layout
from memlib.constructions.line.words import AHEAD, LAST

#: More binary places of numbers than the digits and the boxes need.
SPARE: Final = 4


@dataclass(frozen=True)
class Line:
    """V(y) = slope·(2^F y) + offset in units of 2^−U."""

    slope: int
    offset: int

    def at(self, place: int, fraction: int) -> int:
        """V at a key, for F = ``fraction``."""
        return self.slope * (place << fraction) + self.offset


@dataclass(frozen=True)
class Hinge:
    """Δσ·ReLU(2^F y − place), with the line after it, and how many keys read that line."""

    place: int
    change: int
    line: Line
    size: int
    margin: tuple[int, ...]


@dataclass(frozen=True)
class Numbers:
    """F and U: the binary places of keys, and of the word's range."""

    fraction: int
    range: int


def numbers_for(layout: Layout, items: Sequence[Item], more: int = 0) -> Numbers:
    """Enough places for the digits of typical buckets, and so many more.

    Rounding a_j moves V by about σ·2^−F; rounding Δσ_j by at most the width of a bucket.
    """
    deepest = layout.folds + layout.streams - 1 + AHEAD + LAST
    typical = max(1, typical_width(items, 2 * layout.folds // layout.streams)).bit_length()
    fraction = max(0, deepest + SPARE - typical + more)
    return Numbers(fraction, fraction + typical + deepest + SPARE + more)


def typical_width(items: Sequence[Item], size: int) -> int:
    """The middle one of the widths of so many items side by side: few keys lie far apart.

    >>> typical_width([Item(place, 0, 0) for place in (0, 1, 3, 4, 6, 900)], 2)
    3
    """
    size = min(size, len(items) - 1)
    widths = sorted(items[at + size].place - items[at].place for at in range(len(items) - size))
    return widths[len(widths) // 2]


def margins(
    layout: Layout, numbers: Numbers, line: Line, bucket: Sequence[Item]
) -> tuple[int, ...] | None:
    """For each bit of the label: by how much the nearest key is on its side of the middle.

    In quarters of units of the word after its gates; None if some key gets a wrong bit.
    """
    whole = numbers.range
    least = [1 << whole + layout.folds] * layout.streams
    for item in bucket:
        value = line.at(item.place, numbers.fraction)
        if not 0 <= value < 1 << whole:
            return None
        for number, (digit, bit) in enumerate(bits_of(layout, item)):
            # In quarters of units: the circle of the digit is 2^(U + 1 − digit) long.
            circle = 1 << whole + 1 - digit + 2
            away = min(
                abs((value << 2) % circle - circle // 4),
                abs((value << 2) % circle - 3 * circle // 4),
            )
            side = circle // 4 < (value << 2) % circle < 3 * circle // 4
            if side != bool(bit) or not away:
                return None
            least[number] = min(least[number], away << item.deeper)
    return tuple(least)


def bits_of(layout: Layout, item: Item) -> list[tuple[int, int]]:
    """The digits that an item reads, and the bits it wants, the highest bit of its code first."""
    return [
        (layout.first + item.deeper + i, item.code >> layout.streams - 1 - i & 1)
        for i in range(layout.streams)
    ]


def shift(value: int, left: int) -> int:
    """value·2^left, rounded down."""
    return value << left if left >= 0 else value >> -left
