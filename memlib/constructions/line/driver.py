"""All together: hash the tokens, lay out the digits, fill the buckets, assemble; retry what fails.

Choices are drawn or tried. None of them can make a wrong network: keys with different labels are
compared, every bit of every key is computed from the rounded numbers before a hinge is taken, and
outputs are computed once more from the layers themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from random import Random
from typing import Final

from memlib.constructions.compact.driver import Items
from memlib.constructions.compact.token_hash import TokenHash, draw_token_hashes
from memlib.constructions.line.buckets import Filler
from memlib.constructions.line.layout import (
    LONG_LINE,
    MOST_LEVELS,
    Layout,
    beyond,
    expected_buckets,
    layouts,
    place_items,
    some_keys,
)
from memlib.constructions.line.lines import Hinge, Numbers, numbers_for
from memlib.constructions.line.program import LEAST_WIDTH, assemble
from memlib.constructions.line.sample import expected
from memlib.constructions.line.words import Search
from memlib.constructions.sizes import NetworkForm
from memlib.errors import MemlibError
from memlib.exact.form import constant
from memlib.exact.program import CARRY, Program

#: Directions of the token score for each number of folds.
DIRECTIONS: Final = 6
#: Rounds of layouts before giving up; later rounds have longer numbers and more folds.
ROUNDS: Final = 6


#: What is to be few: nonzero parameters, all places of matrices and biases, or bits in all.
FEWEST: Final = ("nonzero", "dense", "bits")
#: So many binary places fewer where bits are to be few: some lines are lost by rounding.
SHORTER: Final = 3


#: log₂ of the boxes that long words have at any effort.
LONG: Final = 16


#: For a long line so many times as many layouts are drawn: that costs little beside filling one.
#: The best of them, so many, are looked at again: with all keys, and some of their buckets filled.
MORE_DRAWN: Final = 4
ALL_KEYS: Final = 8


#: Up to so many keys more layouts are filled than the effort says.
SMALL: Final = 512


@dataclass(frozen=True)
class Effort:
    """How long to search.

    Attributes:
        layouts: so many are compared by the model.
        built: so many of the best are filled, and more of small ones: that takes no time.
        most: log₂ of the most boxes that live at a time; more of long words.
        chains: of buckets, continued side by side.
    """

    layouts: int
    built: int
    most: int
    chains: int

    def boxes(self, count: int) -> int:
        """log₂ of the most boxes, for so many keys: long words pass many digits.

        >>> [EFFORTS["low"].boxes(1 << b) for b in (8, 14, 16, 20)]
        [9, 12, 16, 16]
        """
        return max(self.most, min(LONG, 2 * count.bit_length() - 18))


EFFORTS: Final = {
    "low": Effort(40, 1, 9, 1),
    "medium": Effort(120, 2, 13, 1),
    "high": Effort(300, 3, 15, 1),
}


@dataclass(frozen=True)
class Memory:
    """All choices, and the network as a program.

    Attributes:
        token_hash: the scores; None where all labels are equal and nothing is read.
        layout: which digit each key reads.
        numbers: binary places of keys and words.
        hinges: one a bucket.
        unit, least: the label is least + unit · (the bits as a number).
        draws: how many token hashes were tried.
        failed: how many layouts were begun and given up because some key fitted no line.
        program: the network.
        short: whether its creases are short numbers.
    """

    token_hash: TokenHash | None
    layout: Layout
    numbers: Numbers
    hinges: tuple[Hinge, ...]
    unit: int
    least: int
    draws: int
    failed: int
    program: Program
    short: bool = False


def memorize(
    items: Items,
    form: NetworkForm,
    rng: Random,
    search: Search,
    effort: Effort,
    width: int | None = None,
    fewest: str = "nonzero",
) -> Memory:
    """A network that gives every item its label.

    Args:
        items: what is to be memorized.
        form: plain or residual.
        rng: for all choices.
        search: finds a bucket's line.
        effort: how long to search.
        width: the most rows of a layer; None: one layer holds all hinges.
        fewest: which parameters are to be few, one of :data:`FEWEST`.

    Raises:
        MemlibError: items of different labels have equal keys under all hashes, some key fitted no
            line in a bounded number of layouts, or the width is too small.
    """
    if width is not None and width < LEAST_WIDTH:
        raise MemlibError(f"width {width} is too small", mend=f"at least {LEAST_WIDTH}")
    least, unit, codes = items.codes()
    streams = max(codes).bit_length()
    if not streams:
        program = Program(items.inputs, {}, (CARRY,), constant(least))
        return Memory(None, Layout(1, (), (), 0), Numbers(0, 1), (), unit, least, 0, 0, program)

    token_hash, coded, draws = find_token_hash(items, codes, rng)
    if form == "residual":
        lower = _unshifted(token_hash)
        if (unshifted := _coded(items, lower, codes)) is not None:
            token_hash, coded = lower, unshifted
    layout, numbers, hinges, failed = find_hinges(
        coded,
        streams,
        form,
        rng,
        search,
        effort,
        MOST_LEVELS if width is None else width - 4,
        fewest,
    )
    short = fewest == "bits"
    program = assemble(
        items.inputs, token_hash, items.mixing, layout, numbers, hinges, unit, least, width,
        short, form,
    )  # fmt: skip
    return Memory(
        token_hash, layout, numbers, tuple(hinges), unit, least, draws, failed, program, short
    )


def find_token_hash(
    items: Items, codes: list[int], rng: Random
) -> tuple[TokenHash, dict[int, int], int]:
    """The first token hash, folds rising, that tells items with different labels apart.

    Returns:
        the hash; key → code; how many were tried.
    """
    count = len(codes)
    for draws, token_hash in draw_token_hashes(items.points, count, DIRECTIONS, rng):
        coded = _coded(items, token_hash, codes)
        if coded is not None:
            return token_hash, coded, draws
    raise MemlibError(
        f"{draws} random hashes all gave two of {count} items with different labels the same key",
        operation="hash the tokens",
        mend="try another seed, or the literal method",
    )


def _coded(items: Items, token_hash: TokenHash, codes: list[int]) -> dict[int, int] | None:
    """Key → code; None if two items with one key have different codes."""
    coded: dict[int, int] = {}
    for key, code in zip(items.keys_of(token_hash.scores, len(codes)), codes, strict=True):
        if coded.setdefault(key, code) != code:
            return None
    return coded


def _unshifted(token_hash: TokenHash) -> TokenHash:
    """The same without a shift, one parameter less: with skip connections no score has to be ≥ 0.

    Sums over multisets of different sizes may then be equal; sums over equally many are not.
    """
    shift = token_hash.shift
    return replace(
        token_hash,
        shift=0,
        creases=tuple(crease - shift for crease in token_hash.creases),
        scores=tuple(score - shift for score in token_hash.scores),
    )


def find_hinges(
    coded: dict[int, int],
    streams: int,
    form: NetworkForm,
    rng: Random,
    search: Search,
    effort: Effort,
    most_levels: int,
    fewest: str,
) -> tuple[Layout, Numbers, list[Hinge], int]:
    """The cheapest of a few layouts that were filled, and how many were given up.

    Raises:
        MemlibError: all were given up.
    """
    keys, codes = list(coded), list(coded.values())
    best: tuple[int, Layout, Numbers, list[Hinge]] | None = None
    failed, most = 0, effort.boxes(len(keys))
    for round_ in range(ROUNDS):
        looked = some_keys(keys, rng)
        share = Fraction(len(keys), 1000 * len(looked))
        long = len(keys) > LONG_LINE
        number, drawn = effort.layouts * (MORE_DRAWN if long else 1), []
        for layout in layouts(
            looked, len(keys), streams, form, number, rng, most_levels, round_, fewest
        ):
            buckets = ceil(share * expected_buckets(layout, looked, most))
            drawn.append((layout.price(buckets, form, fewest), buckets, layout))
        drawn.sort(key=lambda priced: priced[0])

        def filler(layout: Layout, lengthened: int = 12 * round_) -> Filler:
            items = place_items(layout, keys, codes)
            spared = -SHORTER if fewest == "bits" else 0
            numbers = numbers_for(layout, items, lengthened + spared)
            return Filler(layout, items, numbers, search, most, effort.chains)

        if long:
            again = []
            for _, buckets, layout in drawn[:ALL_KEYS]:
                few = expected(filler(layout)) or buckets
                few += beyond(layout, keys, buckets, most)
                again.append((layout.price(few, form, fewest), few, layout))
            drawn = sorted(again, key=lambda priced: priced[0])
        for *_, layout in drawn[: effort.built + (effort.built - 1) * SMALL // len(keys)]:
            room = len(keys) if best is None else most_buckets(layout, best[0], form, fewest)
            filling = filler(layout)
            hinges, numbers = filling.fill(room), filling.numbers
            if hinges is None:
                failed += best is None
            else:
                best = layout.price(len(hinges), form, fewest), layout, numbers, hinges
        if best is not None:
            return *best[1:], failed
    raise MemlibError(
        f"{failed} layouts all left a key without a line", operation="fill the buckets",
        mend="try another seed, or the compact method",
    )  # fmt: skip


def most_buckets(layout: Layout, below: int, form: NetworkForm, fewest: str) -> int:
    """So many buckets at most make the layout cheaper than that."""
    free, one = (layout.price(buckets, form, fewest) for buckets in (0, 1))
    return (below - free - 1) // (one - free)
