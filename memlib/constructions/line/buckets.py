"""Buckets: a hinge each. Its slope and its place both hold label bits.

V is a piecewise linear function of the key. Bucket j begins a new line: V gets Δσ_j·ReLU(y − a_j),
three parameters. The old line ends where the new one begins, at a_j, between the last key of one
bucket and the first of the next: that is the only thing that buckets have to do with each other.

Numbers are integers: V in units of 2^−U of its range, places in units of 2^−F. Every line that a
search proposes is rounded to such numbers, and then every bit of every key is computed from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from memlib.constructions.line.layout import Item, Layout, digits_of
from memlib.constructions.line.lines import Hinge, Line, Numbers, bits_of, margins, shift
from memlib.constructions.line.words import AHEAD, Question, Search

#: Searched deltas have at most so many bits; of wider buckets the last ones are left out.
SEARCHED_BITS: Final = 40
#: Answers compared, sizes tried beyond the largest that worked, and below it for a wide gap.
WANTED: Final = 6
BEYOND: Final = 4
BELOW: Final = 7
#: Where several chains go on, sizes are tried that are worth so much less than the best.
NEAR: Final = 6


@dataclass(frozen=True)
class _Chain:
    """Buckets that hold all items before ``end``."""

    end: int
    last: Hinge | None
    before: _Chain | None

    def with_hinge(self, hinge: Hinge) -> _Chain:
        return _Chain(self.end + hinge.size, hinge, self)

    def hinges(self) -> list[Hinge]:
        found: list[Hinge] = []
        chain: _Chain | None = self
        while chain is not None and chain.last is not None:
            found.append(chain.last)
            chain = chain.before
        return found[::-1]


class Filler:
    """Fills bucket after bucket, each as far as a search gets."""

    def __init__(
        self,
        layout: Layout,
        items: Sequence[Item],
        numbers: Numbers,
        search: Search,
        beam: int,
        chains: int = 1,
    ) -> None:
        self.layout, self.items, self.numbers = layout, items, numbers
        self.search, self.beam, self.chains = search, beam, chains
        self.near = 0 if chains == 1 else NEAR
        self.digits = digits_of(layout)
        self._number = {digit: i for i, digit in enumerate(self.digits)}

    def fill(self, most: int) -> list[Hinge] | None:
        """The hinges; None if they are more than ``most``, or if some key fits no line.

        A few chains of buckets are continued side by side, those that reach farthest.
        """
        chains = [_Chain(0, None, None)]
        guess = max(1, 3 * self.layout.folds // (2 * self.layout.streams))
        for _ in range(most):
            longer: dict[int, _Chain] = {}
            for chain in chains:
                for hinge in self._hinges(chain.end, guess, chain.last):
                    longer.setdefault(chain.end + hinge.size, chain.with_hinge(hinge))
            if not longer:
                return None
            ends = sorted(longer, key=self._worth, reverse=True)
            chains = [longer[end] for end in ends[: self.chains]]
            if chains[0].end == len(self.items):
                return chains[0].hinges()
            last = chains[0].last
            assert last is not None
            guess = max(1, (2 * guess + last.size) // 3)
        return None

    def _hinges(self, start: int, guess: int, before: Hinge | None) -> list[Hinge]:
        """Hinges for as many keys as one is found for, and for a few less with wide gaps after."""
        left = len(self.items) - start
        tried: dict[int, Hinge | None] = {}

        def attempt(size: int) -> Hinge | None:
            if size not in tried:
                tried[size] = self._hinge(start, size, before)
            return tried[size]

        size = min(guess, left)
        while attempt(size) is None:
            size -= max(1, size // 24)
            if size < 1:
                return []
        top, failed = size, 0
        while size < left and failed < BEYOND:
            size += 1
            if self._ends(start + size):
                if attempt(size) is not None:
                    top, failed = size, 0
                else:
                    failed += 1
        if top < left:
            best = max(self._worth(start + s) for s, hinge in tried.items() if hinge)
            for size in range(top - 1, max(0, top - BELOW), -1):
                if self._worth(start + size) > best - self.near:
                    attempt(size)
        return [hinge for hinge in tried.values() if hinge]

    def _ends(self, end: int) -> bool:
        """Whether a bucket may end before that item."""
        items = self.items
        return end == len(items) or items[end].place > items[end - 1].place

    def _worth(self, end: int) -> int:
        """In quarters of a bit: the bits up to there, and log₂ of the gap that follows."""
        items = self.items
        if end == len(items):
            return 1 << 60
        gap = items[end].place - items[end - 1].place
        return 4 * self.layout.streams * end + (gap**4).bit_length()

    def _hinge(self, start: int, size: int, before: Hinge | None) -> Hinge | None:
        """A hinge for exactly so many keys, if one is found."""
        if not self._ends(start + size):
            return None
        bucket = self.items[start : start + size]
        zero = bucket[0].place
        width = max(1, bucket[-1].place - zero)
        scale = width.bit_length()
        coarse = max(0, scale - SEARCHED_BITS)
        asked: list[list[tuple[int, int]]] = [[] for _ in self.digits]
        for item in bucket:
            for digit, bit in bits_of(self.layout, item):
                asked[self._number[digit]].append((item.place - zero >> coarse, bit))
        begins = [0]
        for bits in asked:
            begins.append(begins[-1] + len(bits))
        flat = [pair for bits in asked for pair in bits]
        question = Question(
            self.digits, begins, [delta for delta, _ in flat], [bit for _, bit in flat],
            scale - coarse, self._starts(start, width, scale, before), self.beam, WANTED,
            1 + start * 7919 + size,
        )  # fmt: skip
        found = [
            hinge
            for p, s in self.search(question)
            if (hinge := self._rounded(start, size, p, s, question.level, scale, before))
        ]
        return max(found, key=lambda hinge: self._freedom(hinge, start, width), default=None)

    def _starts(
        self, start: int, width: int, scale: int, before: Hinge | None
    ) -> list[tuple[int, int, int]]:
        """All slopes s that keep the line in its range, each with the values p it can begin with.

        In units of 2^−(level + scale) of the range. The new line leaves the old one in the gap, so
        it begins between the old line's value at the first key, and that plus the change of slope
        times the gap.
        """
        level = self.digits[0] + AHEAD
        one, fraction = 1 << level + scale, self.numbers.fraction
        steepest = one // width
        if before is None:
            slopes = range(1, steepest + 1)
            ends = [(0, one)] * steepest
        else:
            first, up = self.items[start].place, level + scale - self.numbers.range
            value = shift(before.line.at(first, fraction), up)
            gap = first - self.items[start - 1].place
            turned = value - shift(before.line.slope * gap, fraction + up)
            slopes = range(-steepest, steepest + 1)
            ends = []
            for s in slopes:
                # A box in s: what all of its lines can reach.
                reached = turned + s * gap
                if reached < value:
                    reached = min(value, reached + gap)
                ends.append((value, reached) if reached > value else (reached, value))
        starts = []
        for s, (low, high) in zip(slopes, ends, strict=True):
            rise = s * width
            least = -(-max(low, 0, -rise) >> scale)
            largest = (min(high, one, one - rise) >> scale) - 2
            if largest >= least:
                starts.append((s, least, largest))
        return starts

    def _rounded(
        self, start: int, size: int, p: int, s: int, level: int, scale: int, before: Hinge | None
    ) -> Hinge | None:
        """The hinge that makes this line, in whole numbers; None if that loses a bit of a key."""
        fraction, whole = self.numbers.fraction, self.numbers.range
        old = before.line if before else Line(0, 0)
        first = self.items[start].place << fraction
        change = shift(s, whole - level - scale - fraction) - old.slope
        if not change:
            return None
        behind = old.slope * first + old.offset - shift(p, whole - level)
        place = first + (2 * behind + change) // (2 * change)
        least = self.items[start - 1].place << fraction if before else None
        if place > first or (least is not None and place < least):
            return None
        line = Line(old.slope + change, old.offset - change * place)
        margin = margins(self.layout, self.numbers, line, self.items[start : start + size])
        return None if margin is None else Hinge(place, change, line, size, margin)

    def _freedom(self, hinge: Hinge, start: int, width: int) -> int:
        """How many lines the next bucket could begin with, about: the mean change of slope."""
        end = start + hinge.size
        if end == len(self.items):
            return min(hinge.margin)
        one, down = 1 << 32, self.numbers.range - 32
        value = min(
            one, max(0, shift(hinge.line.at(self.items[end].place, self.numbers.fraction), -down))
        )
        slope = shift(hinge.line.slope * width << self.numbers.fraction, -down)
        low, high = -value - slope, one - value - slope
        if low < 0 < high:
            return (low * low + high * high) // 2
        return abs(low + high) * one // 2
