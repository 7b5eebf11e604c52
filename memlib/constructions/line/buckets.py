"""Buckets: a hinge each. Its slope and its place both hold label bits.

V is a piecewise linear function of the key. Bucket j begins a new line: V gets Δσ_j·ReLU(y − a_j),
three parameters. The old line ends where the new one begins, at a_j, between the last key of one
bucket and the first of the next: that is the only thing that buckets have to do with each other.

Numbers are integers: V in units of 2^−U of its range, places in units of 2^−F. Every line that a
search proposes is rounded to such numbers, and then every bit of every key is computed from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from memlib.constructions.line.chain import Chain, hopeless
from memlib.constructions.line.layout import LONG_LINE, Item, Layout, digits_of
from memlib.constructions.line.lines import Hinge, Line, Numbers, bits_of, margins, shift
from memlib.constructions.line.plan import beams, left
from memlib.constructions.line.starts import Starts
from memlib.constructions.line.words import AHEAD, Question, Search

#: Searched deltas have at most so many bits; of wider buckets the last ones are left out.
SEARCHED_BITS: Final = 40
#: Answers compared by the freedom that they leave to the next bucket.
WANTED: Final = 32
#: Larger buckets are not tried when log₂ of the boxes that should live is so low.
HOPELESS: Final = -8
#: So many failures in a row end the trying of larger buckets.
FAILURES: Final = 2
#: No bucket is begun with fewer keys than make so many boxes (log₂) live; of long words, one for
#: each so many folds: they pass more digits, and at each some chance goes.
MOST_HOPE: Final = 6
FOLDS_OF_HOPE: Final = 16
#: Sizes are tried in steps of a part of a bucket, then those between.
STEPS: Final = 64
#: Smaller buckets that end at a wider gap are tried down to so many keys fewer.
BELOW: Final = 5
#: On a long line log₂ of the lines to go on with is worth so many keys.
WORTH: Final = 8


class Filler:
    """Fills bucket after bucket, each as far as a search gets."""

    def __init__(
        self,
        layout: Layout,
        items: Sequence[Item],
        numbers: Numbers,
        search: Search,
        most: int,
        chains: int = 1,
    ) -> None:
        self.layout, self.items, self.numbers = layout, items, numbers
        self.search, self.most, self.chains = search, most, chains
        self.digits = digits_of(layout)
        self._number = {digit: i for i, digit in enumerate(self.digits)}
        #: log₂ of the boxes that should live at the size that is tried first.
        self._hope = 0
        #: So many keys a bucket is taken to hold before it is filled.
        self.usual = max(1, 3 * layout.folds // (2 * layout.streams))
        self._most_hope = min(most - 1, max(MOST_HOPE, layout.folds // FOLDS_OF_HOPE))
        self._long = len(items) > LONG_LINE
        self._gains = [2 * (b - a) for a, b in pairwise(self.digits)]

    def fill(self, most: int) -> list[Hinge] | None:
        """The hinges; None if they are more than ``most``, or if some key fits no line.

        A few chains of buckets are continued side by side, those that are worth most. They are
        given up early when so many buckets will clearly not do.
        """
        chains = [Chain(0, None, None)]
        guess = self.usual
        for made in range(1, most + 1):
            chains = self.continued(chains, guess)
            if not chains:
                return None
            if chains[0].end == len(self.items):
                return chains[0].hinges()
            if 4 * made > most and hopeless(made, chains[0].end, len(self.items), most):
                return None
            guess = chains[0].size
        return None

    def continued(self, chains: Sequence[Chain], guess: int) -> list[Chain]:
        """Chains with a bucket more, those that are worth most; none if no key fits a line.

        Args:
            chains: that go on.
            guess: so many keys are tried first.
        """
        longer: dict[int, tuple[int, Chain]] = {}
        for chain in chains:
            for hinge in self._hinges(chain.end, guess, chain.last):
                end = chain.end + hinge.size
                worth = self._worth(hinge, end)
                if end not in longer or longer[end][0] < worth:
                    longer[end] = worth, chain.with_hinge(hinge)
        best = sorted(longer.values(), key=lambda pair: pair[0], reverse=True)
        return [chain for _, chain in best[: self.chains]]

    def _hinges(self, start: int, guess: int, before: Hinge | None) -> list[Hinge]:
        """Hinges for as many keys as one is found for, and for a few less with wide gaps after."""
        sizes = self._sizes(start, guess, before)
        tried: dict[int, Hinge | None] = {}
        alive: dict[int, Hinge] = {}

        def attempt(size: int) -> bool:
            if size not in tried:
                hinge = tried[size] = self._hinge(start, size, before)
                if hinge is not None and self._goes_on(hinge, start):
                    alive[size] = hinge
            return size in alive

        step = 1 + guess // STEPS
        if self._long:
            sizes, step = self._roomy(start, sizes), 1
        top = max((i for i, (_, lives) in enumerate(sizes) if lives >= self._hope), default=0)
        while not attempt(sizes[top][0]) and top:
            top = max(0, top - step)
        best, failed, stride, at = top, 0, step, top + step
        while failed < FAILURES and at < len(sizes) and sizes[at][1] > HOPELESS:
            if attempt(sizes[at][0]):
                best, failed, stride = at, 0, 2 * stride
                at += stride
            elif stride > step:
                stride, at = step, best + step
            else:
                failed, at = failed + 1, at + step
        # The sizes that the steps left out.
        for at in range(min(best + step, len(sizes)) - 1, best, -1):
            if attempt(sizes[at][0]):
                best = at
                break
        self._hope = (self._hope + min(self._most_hope, sizes[best][1])) // 2
        if not alive:
            return [hinge for hinge in tried.values() if hinge]
        largest = max(alive)
        gap = self._gap(start + largest)
        for size, _ in sizes:
            # A gap twice as wide is worth a key.
            if largest - BELOW <= size < largest and self._gap(start + size) > gap << (
                (largest - size) * self.layout.streams
            ):
                attempt(size)
        return list(alive.values())

    def _sizes(self, start: int, guess: int, before: Hinge | None) -> list[tuple[int, int]]:
        """Sizes of a bucket, rising, with log₂ of the boxes that should live."""
        items = self.items
        rest = len(items) - start
        width = self._usual_width(start)
        gains = self._offered(self._starts(start, width, before.line if before else None))
        asked, sizes = [0] * len(self.digits), []
        for size in range(1, rest + 1):
            for digit, _ in bits_of(self.layout, items[start + size - 1]):
                asked[self._number[digit]] += 1
            if self._ends(start + size):
                lives = left(gains, asked, self.most)
                sizes.append((size, lives))
                if lives < HOPELESS and size > guess // 4:
                    break
        return sizes

    def _roomy(self, start: int, sizes: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Of sizes side by side the one that ends at the widest gap.

        After a narrow gap few lines can begin, and a search that starts with few boxes dies at the
        first digits of a long word. That costs far more keys than the widest of some gaps.
        """
        found, at = [], 0
        while at < len(sizes):
            near = sizes[at : at + 1 + sizes[at][0] // STEPS]
            found.append(max(near, key=lambda size: self._gap(start + size[0])))
            at += len(near)
        return found

    def _offered(self, starts: Starts) -> list[int]:
        """log₂ of the boxes that each digit offers for one."""
        return [starts.count().bit_length() - 1 - 2 * AHEAD, *self._gains]

    def _gap(self, end: int) -> int:
        """How wide the gap before an item is; after the last one all of the line is free."""
        first, last = (end - 1, end) if end < len(self.items) else (0, -1)
        return self.items[last].place - self.items[first].place

    def _ends(self, end: int) -> bool:
        """Whether a bucket may end before that item."""
        items = self.items
        return end == len(items) or items[end].place > items[end - 1].place

    def _hinge(self, start: int, size: int, before: Hinge | None) -> Hinge | None:
        """A hinge for exactly so many keys, if one is found."""
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
        starts = self._starts(start, width, before.line if before else None)
        counts = [len(bits) for bits in asked]
        question = Question(
            self.digits, begins, [delta for delta, _ in flat], [bit for _, bit in flat],
            scale - coarse, starts,
            beams(self._offered(starts), counts, self.most), WANTED,
            1 + start * 7919 + size,
        )  # fmt: skip
        wanted = [self._line(start, p, s, question.level, scale) for p, s in self.search(question)]
        for line in sorted(wanted, key=lambda line: -self._after(line, start + size)):
            if hinge := self._rounded(start, size, line, before):
                return hinge
        return None

    def _starts(self, start: int, width: int, old: Line | None) -> Starts:
        """All slopes that keep the line in its range, each with the values it can begin with."""
        level, scale = self.digits[0] + AHEAD, width.bit_length()
        one, fraction = 1 << level + scale, self.numbers.fraction
        if old is None:
            return Starts(True, 0, 0, 0, width, one, scale)
        up = level + scale - self.numbers.range
        value = shift(old.at(self.items[start].place, fraction), up)
        gap = self._gap(start)
        turned = value - shift(old.slope * gap, fraction + up)
        return Starts(False, value, turned, gap, width, one, scale)

    def _line(self, start: int, p: int, s: int, level: int, scale: int) -> Line:
        """A line that was found, in whole numbers."""
        fraction, whole = self.numbers.fraction, self.numbers.range
        slope = shift(s, whole - level - scale - fraction)
        first = self.items[start].place << fraction
        return Line(slope, shift(p, whole - level) - slope * first)

    def _rounded(self, start: int, size: int, wanted: Line, before: Hinge | None) -> Hinge | None:
        """The hinge that makes this line, in whole numbers; None if that loses a bit of a key."""
        fraction, old = self.numbers.fraction, before.line if before else Line(0, 0)
        first = self.items[start].place << fraction
        change = wanted.slope - old.slope
        if not change:
            return None
        behind = (old.slope - wanted.slope) * first + old.offset - wanted.offset
        place = first + (2 * behind + change) // (2 * change)
        least = self.items[start - 1].place << fraction if before else None
        if place > first or (least is not None and place < least):
            return None
        line = Line(wanted.slope, old.offset - change * place)
        margin = margins(self.layout, self.numbers, line, self.items[start : start + size])
        return None if margin is None else Hinge(place, change, line, size, margin)

    def _after(self, line: Line, end: int) -> int:
        """How many lines a usual bucket could begin with, where this line ends."""
        if end == len(self.items):
            return 0
        return self._starts(end, self._usual_width(end), line).count()

    def _usual_width(self, start: int) -> int:
        """How far the keys of a usual bucket lie apart."""
        bucket = self.items[start : start + self.usual]
        return max(1, bucket[-1].place - bucket[0].place)

    def _goes_on(self, hinge: Hinge, start: int) -> bool:
        """Whether another bucket can begin where this one ends."""
        end = start + hinge.size
        return end == len(self.items) or self._after(hinge.line, end) > 0

    def _worth(self, hinge: Hinge, end: int) -> int:
        """In quarters of a bit: the bits up to there, and log₂ of the lines to go on with."""
        if end == len(self.items):
            return 1 << 60
        after = self._after(hinge.line, end)
        bits = 4 * self.layout.streams * end
        return bits + (WORTH if self._long else 1) * (after**4).bit_length()
