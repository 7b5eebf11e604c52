"""Which digit of its word a key reads, and how many digits there are.

Folding the key gives the choice: y ↦ y − 2 ReLU(y − crease). A key below the crease is *near*; it
reads so many digits deeper. Folds of the levels 0, 1, 2, … add step₀, step₁, step₂, …, so with L
levels there are 2^L groups of keys, and what a group reads is a random-looking choice: keys that
are neighbors in the line come from all parts of it.

How well a layout would do is counted without searching (:func:`.plan.left`), on a random part of
the keys.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from math import isqrt
from random import Random
from typing import Final

from memlib.constructions.line.plan import left
from memlib.constructions.sizes import NetworkForm

#: Parameters of a bucket, of a fold, and of a level (its fold, its choice, its gate).
BUCKET: Final = 3
FOLD: Final[dict[str, int]] = {"residual": 3, "plain": 5}
LEVEL: Final[dict[str, int]] = {"residual": 7, "plain": 12}
#: Bits of a hinge beyond two numbers of K digits, of a fold, and of a level for each of K digits.
HINGE_BITS: Final = 27
FOLD_BITS: Final = 16
LEVEL_BITS: Final = 4
#: So many keys are looked at; a random part of the line is a shorter line of the same shape.
LOOKED_AT: Final = 6_000
#: More keys make a long line: its ends are looked at, and its buckets end at wide gaps.
LONG_LINE: Final = 1 << 17
#: So many keys at the low end of a long line are counted one by one.
AT_END: Final = 10_000
#: log₂ of what is lost because a line begins where the old one ends: of few keys one gap is more.
LOST: Final = 7
#: A bucket is taken to be full when log₂ of the boxes that should live falls below this.
FULL: Final = 1
#: No layout has more levels; each doubles the groups.
MOST_LEVELS: Final = 9
#: No step between two digits is larger: a box is cut into 4^step pieces.
MOST_CUT: Final = 4
#: In tenths: of digits that lie closer too many boxes share their fate.
LEAST_CUT: Final = 20


@dataclass(frozen=True)
class Layout:
    """How words are read.

    Attributes:
        first: k₀, the digit of keys that are near at no level, at least 1.
        steps: for each level, how many digits deeper a near key reads.
        creases: for each level, where the key is folded.
        streams: the bits of a label; they are neighboring digits.
    """

    first: int
    steps: tuple[int, ...]
    creases: tuple[int, ...]
    streams: int

    @property
    def folds(self) -> int:
        """K: so often the word is folded until the first bit of the label stands at its top."""
        return self.first + sum(self.steps)

    def folded(self, key: int) -> tuple[int, int]:
        """Where a key lies after the folds, and how many digits deeper it reads.

        >>> Layout(1, (2, 4), (10, 6), 1).folded(7)
        (5, 2)
        """
        deeper = 0
        for step, crease in zip(self.steps, self.creases, strict=True):
            if key > crease:
                key = 2 * crease - key
            else:
                deeper += step
        return key, deeper

    def price(self, buckets: int, form: NetworkForm, fewest: str = "nonzero") -> int:
        """About how many parameters, or bits, of those that depend on the layout.

        Args:
            buckets: B.
            fewest: ``"dense"`` counts all places of all matrices, ``"bits"`` the bits of plain
                networks, anything else the nonzero parameters.
        """
        if fewest == "bits":
            levels = LEVEL_BITS * self.folds * len(self.steps)
            return (2 * self.folds + HINGE_BITS) * buckets + FOLD_BITS * self.folds + levels
        gates = sum(step > 0 for step in self.steps)
        if fewest != "dense":
            levels = LEVEL[form] * gates + FOLD[form] * (len(self.steps) - gates)
            return BUCKET * buckets + FOLD[form] * self.folds + levels
        if form == "residual":
            block = 3 * (3 + gates) + 1
            return (2 * (3 + gates) + 1) * buckets + block * (self.folds + gates + len(self.steps))
        return (4 + 2 * gates) * buckets + 6 * self.folds + (4 + gates) ** 2 * len(self.steps)


@dataclass(frozen=True)
class Item:
    """One key to be memorized: where it lies, how much deeper it reads, its label's bits."""

    place: int
    deeper: int
    code: int


def place_items(layout: Layout, keys: Sequence[int], codes: Sequence[int]) -> list[Item]:
    """The items in the order of the folded line."""
    return sorted(
        (Item(*layout.folded(key), code) for key, code in zip(keys, codes, strict=True)),
        key=lambda item: (item.place, item.deeper),
    )


def some_keys(keys: Sequence[int], rng: Random) -> list[int]:
    """A random part of the keys, with the first and the last: layouts are drawn and counted on it.

    >>> some_keys([4, 1, 9], Random(0))
    [1, 4, 9]
    """
    ends = {min(keys), max(keys)}
    return sorted(ends.union(rng.sample(keys, min(len(keys), LOOKED_AT - len(ends)))))


def layouts(
    keys: Sequence[int],
    count: int,
    streams: int,
    form: NetworkForm,
    number: int,
    rng: Random,
    most_levels: int = MOST_LEVELS,
    more: int = 0,
    fewest: str = "nonzero",
) -> Iterator[Layout]:
    """So many layouts of about the best size, drawn at random.

    With B = N·streams/(2K·fill) buckets and K folds, 3B + FOLD·K is least at K² = 3N/(2·FOLD·fill).
    In bits, (2K + HINGE_BITS)·B + FOLD_BITS·K is, with levels: so longer words are drawn as well.

    Args:
        keys: distinct integers, some of them, the first and the last among them.
        count: N, how many keys there are.
        streams: the bits of a label.
        more: so many folds more.
        fewest: what is to be few, as in :meth:`Layout.price`.
    """
    bits = count * streams
    dear = [(BUCKET, FOLD[form])] + ([(HINGE_BITS, FOLD_BITS)] if fewest == "bits" else [])
    for _ in range(number):
        bucket, fold = rng.choice(dear) if len(dear) > 1 else dear[0]
        ideal = max(1, isqrt(2 * bits * bucket // (3 * fold)))
        folds = max(1, ideal * rng.randint(75, 135) // 100) + more
        first = min(folds, rng.choice((7, 8, 9, 9)) if folds > 6 else folds)
        deeper = folds - first
        fitting = [
            levels
            for levels in range(min(MOST_LEVELS, most_levels) + 1)
            if (levels == 0 and deeper == 0)
            or (levels and LEAST_CUT <= 10 * deeper // ((1 << levels) - 1) <= 10 * MOST_CUT)
        ]
        levels = rng.choice(fitting) if fitting else 0
        unit = max(1, -(-deeper // max(1, (1 << levels) - 1)))
        tenths = 10 * deeper // max(1, (1 << levels) - 1)
        if tenths < 10 * unit and rng.randrange(2):
            steps = [max(1, (tenths << level) // 10) for level in range(levels)]
        else:
            steps = [unit << level for level in range(levels)]
        rng.shuffle(steps)
        if levels:
            _insert_mixing(steps, rng)
        yield Layout(first, tuple(steps), _creases(keys, len(steps), rng), streams)


def _insert_mixing(steps: list[int], rng: Random) -> None:
    """Levels that only fold. Most often two before all others.

    Sums of scores lie close around their mean. Folded twice at the middle of the *line*, not of the
    keys, four parts of it lie on one another, and together they are nearly even. From then on each
    part of the line has its share of near and far keys at every level.
    """
    if rng.randrange(4):
        steps[:0] = [0] * rng.choice((1, 2, 2, 2, 3))
    else:
        for _ in range(rng.choice((0, 1, 1, 2, 2, 3))):
            steps.insert(rng.randrange(min(4, len(steps) + 1)), 0)


def _creases(keys: Sequence[int], levels: int, rng: Random) -> tuple[int, ...]:
    """Where to fold: at the middle between the ends of what is left of the line, or beside it.

    Somewhere between two keys: on a lattice of keys a crease at a key would lay key upon key.
    """
    line, creases = sorted(keys), []
    trimmed = rng.choice((0, 0, 1, 4))
    beside = rng.choice((0, 0, 0, 5, 40))
    for _ in range(levels):
        few = len(line) * trimmed // 1000
        low, high = line[few], line[-1 - few]
        middle = low + (high - low) * (500 + rng.randint(-beside, beside)) // 1000
        at = min(len(line) - 1, bisect_left(line, middle))
        room = line[at + 1] - line[at] if at + 1 < len(line) else 1
        crease = line[at] + rng.randrange(max(1, room))
        creases.append(crease)
        line = sorted(min(key, 2 * crease - key) for key in line)
    return tuple(creases)


def expected_buckets(layout: Layout, keys: Sequence[int], most: int) -> int:
    """In thousandths: how many buckets all keys should fill.

    Args:
        layout: how words are read.
        keys: some keys, at random.
        most: log₂ of the most boxes that may live at a digit.
    """
    items = place_items(layout, keys, [0] * len(keys))
    digits = digits_of(layout)
    number = {digit: i for i, digit in enumerate(digits)}
    lost = min(LOST, 3 + layout.folds // 3)
    gains = [max(1, 2 * layout.first - lost), *(2 * (b - a) for a, b in pairwise(digits))]
    buckets, asked, size, last = 0, [0] * len(digits), 0, 0
    for item in items:
        reads = [number[layout.first + item.deeper + bit] for bit in range(layout.streams)]
        for i in reads:
            asked[i] += 1
        size += 1
        if (4 * size > 3 * last or not size % 8) and left(gains, asked, most) < FULL:
            buckets, asked, last, size = buckets + 1, [0] * len(digits), size - 1, 1
            for i in reads:
                asked[i] += 1
    return 1000 * buckets + (1000 * size // max(last, size) if size else 0)


def beyond(layout: Layout, keys: Sequence[int], buckets: int, most: int) -> int:
    """How many buckets more the low end of the line takes than so many keys elsewhere.

    Keys beyond the part of the line that is folded are near at every level, so they all read one
    digit, and a bucket holds few of them. Among some keys there is hardly one: all are asked.

    Args:
        keys: all of them.
        buckets: B, as expected from some keys.

    >>> layout, crowd = Layout(6, (2, 4, 8), (1500, 1250, 1125), 1), range(1000, 2000)
    >>> buckets = expected_buckets(layout, crowd, 9) // 1000
    >>> beyond(layout, crowd, buckets, 9), beyond(layout, [*range(300), *crowd], buckets, 9)
    (0, 25)
    """
    few = min(AT_END, len(keys))
    low = nsmallest(few, keys, key=layout.folded)
    return max(0, expected_buckets(layout, low, most) // 1000 - buckets * few // len(keys))


def digits_of(layout: Layout) -> list[int]:
    """The digits that are read, rising."""
    sums = {0}
    for step in layout.steps:
        sums |= {value + step for value in sums}
    return sorted({layout.first + value + bit for value in sums for bit in range(layout.streams)})
