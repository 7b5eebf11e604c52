"""Park, Lee, Yun and Shin 2021: about N^{2/3} parameters memorize N vectors.

The point becomes an integer on a line; the integer becomes a short one; the short one is the place
of its label in a table of words.

1. Project to integers, all different, of any size K.
2. Fold: shift the right half of the line over the left one, by an amount at which no two points
   meet. Some shift is free as long as K is above N², so about log K folds leave about N²/2 places.
3. Overlay: cut the line into pieces of at most N^{1/3} points and at most T = N^{4/3} places, and
   shift each piece into 0 … 2T, where it meets no earlier one. A piece forbids at most N^{1/3}·N
   shifts, so one of T + 1 is free. There are about 1.5 N^{2/3} pieces.
4. Look up: cut 0 … 2T into buckets of about N^{2/3} places; a bucket has one word, with a slot for
   each of its places, empty or not.
5. Read the word slot by slot; where the slot is the point's place, its entry is the label.

Built from the statement (arXiv 2010.13363, Õ(N^{2/3})); the original proof was not at hand. Steps 1
and 5 are read from what later works take over from it (Vardi, Yehudai and Shamir 2022), the others
are ours. No constant is promised.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.lemmas.bit_extraction import Stream, pack, read_entry
from memlib.constructions.statement import Statement
from memlib.data.dataset import Dataset
from memlib.errors import context
from memlib.exact.count import count
from memlib.exact.form import Form, constant, coordinate, inner_product
from memlib.exact.layers import Network
from memlib.exact.plain import compile_plain
from memlib.exact.program import CARRY, Program, Step
from memlib.rivals.line import placed
from memlib.rivals.rival import Measure, Rival, plain, vectors

NAME: Final = "park"

#: The coordinates: the place, the place after overlaying, the word, the slot, the label.
PLACE, SHORT, WORD, SLOT, RESULT = "place", "short", "word", "slot", "result"


@dataclass(frozen=True)
class Cut:
    """From ``start`` on, ``amount`` is added."""

    start: int
    amount: int


def construct(dataset: Dataset, **how: Unpack[How]) -> Rival:
    """Project, fold, overlay, look up, read.

    Args:
        dataset, how: see :func:`memlib.rivals.rival.vectors`, ``plain``; the direction is drawn.

    Raises:
        MemlibError: other data, equal sequences with two labels, or no direction found.

    Source: Park et al. 2021, from the statement.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0], [1], [2]], [5, 7, 4])
        >>> [(m.name, m.promised) for m in construct(data).measures]
        [('parameters', None)]
    """
    with context(operation=f"construct {NAME}"):
        seed, report = plain(**how)
        data = vectors(dataset)
        direction, raw = placed(data.points, Random(seed))
        inputs = [f"x{j + 1}" for j in range(data.dim)]
        project = inner_product(direction, inputs) - min(raw)
        places = [t - min(raw) for t in raw]

        folds, places = fold(places)
        pieces, short = overlay(places)
        slots = slots_of(max(short) + 1)
        shift = dataset.smallest_label - 1
        bits = dataset.classes.bit_length()
        words: dict[int, list[int]] = {}
        for place, label in zip(short, data.labels, strict=True):
            words.setdefault(place // slots, [0] * slots)[place % slots] = label - shift
        steps = [
            *fold_steps(folds),
            *shift_steps(pieces),
            *lookup_steps(words, slots, bits),
            *read_steps(slots, bits),
        ]
        program = Program(
            tuple(inputs),
            {PLACE: project, SHORT: constant(0), RESULT: constant(0)},
            (CARRY, *steps),
            coordinate(RESULT) + shift,
        )
        network = Network((*data.before, *compile_plain(program).layers))
        report(1, 1)
        measure = Measure("parameters", count(network, dataset.token_dim).parameters, None)
        return Rival(
            NAME, dataset, network, (measure,), "O(N^(2/3)) parameters, up to logarithms", seed,
            {"folds": len(folds), "pieces": len(pieces), "buckets": len(words), "slots": slots},
        )  # fmt: skip


def cube_root(number: int) -> int:
    """The largest integer whose third power is at most the number.

    >>> [cube_root(n) for n in (1, 7, 8, 26, 27, 1000)]
    [1, 1, 2, 2, 3, 10]
    """
    root = 1 << -(-number.bit_length() // 3)
    while root**3 > number:
        root = (2 * root + number // root**2) // 3
    return root


def slots_of(places: int) -> int:
    """⌈√places⌉: as many places a bucket as there are buckets.

    >>> [slots_of(n) for n in (1, 2, 9, 10)]
    [1, 2, 3, 4]
    """
    return isqrt(places - 1) + 1


def fold(places: Sequence[int]) -> tuple[list[Cut], list[int]]:
    """Shift right halves over left ones while that shortens the line and no two points meet.

    >>> fold([0, 3, 100, 1000])[1]
    [0, 3, 2, 1]
    """
    now = list(places)
    cuts: list[Cut] = []
    count = len(now)
    while (reach := max(now) + 1) > max(2, count * count // 2 + count):
        ordered = sorted(now)
        start = ordered[bisect_left(ordered, -(-reach // 2))]
        left = {x for x in now if x < start}
        right = [x for x in now if x >= start]
        # The most that can be taken away first: the right half begins at 0, then at 1, …
        taken = next(
            t for t in range(start, -1, -1) if t == 0 or not any(x - t in left for x in right)
        )
        after = [x - taken if x >= start else x for x in now]
        if max(after) >= max(now):
            break
        cuts.append(Cut(start, -taken))
        now = after
    return cuts, now


def overlay(places: Sequence[int]) -> tuple[list[Cut], list[int]]:
    """Shift pieces of the line over one another, each by the most at which no two points meet.

    >>> overlay([0, 5, 20, 21])[1]
    [0, 1, 2, 3]
    """
    count = len(places)
    most_points = cube_root(count)
    most_places = most_points * count + 1
    pieces: list[list[int]] = []
    for x in sorted(places):
        if pieces and len(pieces[-1]) < most_points and x - pieces[-1][0] < most_places:
            pieces[-1].append(x)
        else:
            pieces.append([x])
    taken: set[int] = set()
    to: dict[int, int] = {}
    cuts: list[Cut] = []
    before = 0
    for piece in pieces:
        start = next(
            s for s in range(most_places) if not any(x - piece[0] + s in taken for x in piece)
        )
        amount = start - piece[0]
        to |= {x: x + amount for x in piece}
        taken.update(x + amount for x in piece)
        cuts.append(Cut(piece[0], amount - before))
        before = amount
    return cuts, [to[x] for x in places]


def fold_steps(cuts: Sequence[Cut]) -> list[Step]:
    """place += amount where place ≥ start; exact, since places are integers."""
    x = coordinate(PLACE)
    return [
        Step(
            {"at": x - (cut.start - 1), "past": x - cut.start},
            {PLACE: x + cut.amount * (coordinate("at") - coordinate("past"))},
        )
        for cut in cuts
    ]


def shift_steps(cuts: Sequence[Cut]) -> list[Step]:
    """short = place + the amounts of all cuts up to it.

    Amounts are negative, so the shift taken off so far is kept, which is never above the place.
    """
    x, off = coordinate(PLACE), coordinate(SHORT)
    steps = [
        Step(
            {"at": x - (cut.start - 1), "past": x - cut.start},
            {SHORT: off - cut.amount * (coordinate("at") - coordinate("past"))},
        )
        for cut in cuts
        if cut.amount
    ]
    return [*steps, Step(updates={SHORT: x - off})]


def lookup_steps(words: dict[int, list[int]], slots: int, bits: int) -> list[Step]:
    """The word of the bucket, and the place in it."""
    x = coordinate(SHORT)
    steps = [Step(updates={WORD: constant(0), SLOT: x})]
    before_word, before_bucket = 0, 0
    for bucket in sorted(words):
        word = pack(words[bucket], bits, slots)
        start = bucket * slots
        updates: dict[str, Form] = {}
        reached = coordinate("at") - coordinate("past") if start else constant(1)
        updates[WORD] = coordinate(WORD) + (word - before_word) * reached
        if bucket > before_bucket:
            updates[SLOT] = coordinate(SLOT) - (bucket - before_bucket) * slots * reached
        units = {"at": x - (start - 1), "past": x - start} if start else {}
        steps.append(Step(units, updates))
        before_word, before_bucket = word, bucket
    return steps


def read_steps(slots: int, bits: int) -> list[Step]:
    """Read the word entry by entry; where the slot is the point's, the entry is the label."""
    stream = Stream(WORD, slots * bits)
    slot, entry = coordinate(SLOT), coordinate(stream.entry)
    steps = [Step(updates=stream.start())]
    for number in range(slots):
        steps += read_entry(stream, number * bits, bits)
        above, below, hit = coordinate("above"), coordinate("below"), coordinate("hit")
        steps += [
            Step({"above": slot - number, "below": number - slot}, {"miss": above + below}),
            Step(
                {"hit": entry - 2**bits * coordinate("miss")},
                {RESULT: coordinate(RESULT) + hit},
            ),
        ]
    return steps


STATEMENT: Final = Statement(
    NAME, construct, title="Park et al. 2021", takes="vectors",
    claim="Park et al. 2021: about N^(2/3) parameters",
)  # fmt: skip
