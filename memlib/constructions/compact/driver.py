"""The compact network: hash the tokens, mix, find the bucket, stream the word.

Choices are drawn or tried: the direction of the projection, how often it is folded, where the keys
lie in the folded interval, how many of their first bits are skipped, how long a word is. None of
them can make a wrong network: keys are compared, every linear system is solved or its bucket is
closed, and outputs are computed once more from the layers themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, pairwise
from math import gcd, isqrt
from random import Random
from typing import Final

from memlib.constructions.compact.buckets import WORD, nested_steps, paired_steps
from memlib.constructions.compact.retrieval import Shelf, fill_shelves
from memlib.constructions.compact.stream import RESULT, skip_steps, stream_steps
from memlib.constructions.compact.tent import itinerary, point_of
from memlib.constructions.compact.token_hash import KEY, TokenHash, draw_token_hashes
from memlib.constructions.sizes import NetworkForm
from memlib.data.dataset import Token
from memlib.errors import MemlibError
from memlib.exact.form import constant, coordinate
from memlib.exact.program import CARRY, Operation, Program, Step

#: Directions of the token score for each number of folds.
DIRECTIONS: Final = 2
#: Draws of the place of the keys before giving up.
PLACES: Final = 80
#: Keys of so many items are compared before all are.
SAMPLE: Final = 4_096
#: The search for the best word length may take so many elimination steps.
SEARCH: Final = 2_000_000
#: And at most so many choices are compared.
MOST_CHOICES: Final = 24

#: Scores of the tokens, and of how many items keys are wanted → the keys.
KeysOf = Callable[[Sequence[int], int], list[int]]


@dataclass(frozen=True)
class Items:
    """What is to be memorized, for any kind of data.

    Attributes:
        points: the tokens (or vectors) that are hashed.
        inputs: names of their coordinates.
        keys_of: from the scores of the points to the key of each item, as the network computes it.
        labels: one integer an item.
        mixing: the operations that turn scores into keys; none for vectors.
    """

    points: Sequence[Token]
    inputs: tuple[str, ...]
    keys_of: KeysOf
    labels: Sequence[int]
    mixing: tuple[Operation, ...]

    def codes(self) -> tuple[int, int, list[int]]:
        """The least label, a unit, and how many units each label lies above the least."""
        least = min(self.labels)
        unit = gcd(*(label - least for label in self.labels)) or 1
        return least, unit, [(label - least) // unit for label in self.labels]


@dataclass(frozen=True)
class Memory:
    """All choices, and the network as a program.

    Attributes:
        token_hash: the scores; None where all labels are equal and nothing is read.
        base: what is subtracted from a key, so that the smallest is 1.
        whole: Q, the interval that the keys are folded in.
        skipped: how many first bits of the keys are not used.
        length: k, the bits of a word for one bit of the label.
        streams: the bits of a label.
        unit, least: the label is least + unit · (the bits as a number).
        shelves: the buckets.
        draws: how many token hashes were tried.
        places: how many places of the keys failed before one worked.
        program: the network.
    """

    token_hash: TokenHash | None
    base: int
    whole: int
    skipped: int
    length: int
    streams: int
    unit: int
    least: int
    shelves: tuple[Shelf, ...]
    draws: int
    places: int
    program: Program


def memorize(items: Items, form: NetworkForm, rng: Random, word_bits: int | None = None) -> Memory:
    """A network that gives every item its label.

    Args:
        items: what is to be memorized.
        form: plain or residual.
        rng: for all choices.
        word_bits: k, the bits of a word for one bit of the label; the cheapest if not given.

    Raises:
        MemlibError: no token hash tells all items apart, or no place of the keys works, in a
            bounded number of draws.
    """
    least, unit, codes = items.codes()
    streams = max(codes).bit_length()
    if not streams:
        program = Program(items.inputs, {}, (CARRY,), constant(least))
        return Memory(None, 0, 1, 0, 0, 0, unit, least, (), 0, 0, program)

    token_hash, keys, draws = find_token_hash(items, rng)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    base = keys[order[0]] - 1
    line = [keys[i] - base for i in order]
    chosen, failed = find_shelves(line, [codes[i] for i in order], streams, form, rng, word_bits)
    program = assemble(items, token_hash, base, chosen, streams, unit, least, form)
    return Memory(
        token_hash, base, chosen.whole, chosen.skipped, chosen.length, streams, unit, least,
        tuple(chosen.shelves), draws, failed, program,
    )  # fmt: skip


def find_token_hash(items: Items, rng: Random) -> tuple[TokenHash, list[int], int]:
    """The first token hash, folds rising, that gives all items different keys."""
    count = len(items.labels)
    for draws, token_hash in draw_token_hashes(items.points, count, DIRECTIONS, rng):
        for wanted in (SAMPLE, count):
            wanted = min(wanted, count)
            keys = items.keys_of(token_hash.scores, wanted)
            if len(set(keys)) < wanted:
                break
        else:
            return token_hash, keys, draws
    raise MemlibError(
        f"{draws} random hashes all gave two of {count} items the same key",
        operation="hash the tokens",
        mend="try another seed, or the literal method",
    )


@dataclass(frozen=True)
class Shelves:
    """One choice of place, skipped bits and word length, and the buckets that it leads to."""

    whole: int
    skipped: int
    length: int
    shelves: list[Shelf]


def find_shelves(
    line: Sequence[int],
    codes: Sequence[int],
    streams: int,
    form: NetworkForm,
    rng: Random,
    word_bits: int | None = None,
) -> tuple[Shelves, int]:
    """The cheapest of a few choices, and how many failed before one worked.

    Args:
        line: the keys in rising order, the first is 1.
        codes: the labels as numbers of ``streams`` bits.
        word_bits: the word length, if it is not to be chosen.
    """
    per_bucket, per_bit = PRICES[form]
    ideal = word_bits or max(1, isqrt(per_bucket * len(line) // (per_bit * streams)))
    once = max(1, len(line) * streams * (ideal + 8) // 2)
    best: tuple[int, Shelves] | None = None
    failed = 0
    choices = _choices(ideal, len(line) * streams) if word_bits is None else _fixed(word_bits)
    for number, (length, extra) in enumerate(choices):
        if best is not None and (number * once > SEARCH or number >= MOST_CHOICES):
            break
        if failed > PLACES and best is None:
            break
        buckets = max(1, len(line) // ideal)
        skipped = max(0, buckets.bit_length() + extra)
        whole = line[-1] + 1 + rng.randrange(1 + line[-1] // 8)
        whole += 1 - whole % 2
        bits = streams * length
        mask = (1 << bits) - 1
        # Both bits 0 is what is counted: the row is where the key's bits are 0.
        rows = [mask & ~itinerary(key, whole, skipped + bits) for key in line]
        shelves = fill_shelves(line, rows, codes, length, streams)
        if shelves is None:
            failed += best is None
            continue
        cost = per_bucket * len(shelves) + per_bit * bits + SKIP_PRICE * skipped
        if best is None or cost < best[0]:
            best = cost, Shelves(whole, skipped, length, shelves)
    if best is None:
        raise MemlibError(
            f"{failed} draws all left a key without bits", operation="fill the buckets",
            mend="try another seed",
        )  # fmt: skip
    return best[1], failed


#: Parameters per bucket, and parameters per streamed bit, about.
PRICES: Final[dict[str, tuple[int, int]]] = {"plain": (5, 15), "residual": (6, 13)}
SKIP_PRICE: Final = 6
HALF: Final = Fraction(1, 2)


def _choices(ideal: int, bits: int) -> Iterator[tuple[int, int]]:
    """Word lengths near the ideal one and further skipped bits; then longer and longer words.

    The first length is one at which it is likely that no key is left without a bit.

    Args:
        bits: how many bits of labels there are in all.
    """
    yield max(ideal + 1, bits.bit_length()), 0
    near = [ideal + 1, ideal + 2, ideal, ideal + 3, ideal - 1, ideal + 4]
    for extra in (0, 1, -1, 2):
        yield from ((length, extra) for length in near if length >= 1)
    length = ideal + 5
    while True:
        yield length, 1
        length += 1


def _fixed(length: int) -> Iterator[tuple[int, int]]:
    """One word length, and more and more places."""
    yield from ((length, extra) for extra in cycle((0, 1, -1, 2)))


def assemble(
    items: Items,
    token_hash: TokenHash,
    base: int,
    chosen: Shelves,
    streams: int,
    unit: int,
    least: int,
    form: NetworkForm,
) -> Program:
    """E_out ∘ stream ∘ buckets ∘ mixing ∘ token hash ∘ E_in."""
    words = [_word(shelf, chosen.length, streams) for shelf in chosen.shelves]
    begins = [shelf.first for shelf in chosen.shelves[1:]]
    changes = [new - old for old, new in pairwise(words)]
    find = nested_steps if form == "plain" else paired_steps
    enter = {KEY: coordinate(KEY) - base, WORD: constant(words[0]) + HALF}
    return Program(
        inputs=items.inputs,
        initial={KEY: token_hash.form(items.inputs)},
        operations=(
            CARRY,
            *token_hash.steps(),
            *items.mixing,
            Step(updates=enter),
            *find(begins, changes),
            *skip_steps(chosen.whole, chosen.skipped),
            *stream_steps(chosen.whole, chosen.skipped, chosen.length, streams),
        ),
        output=unit * coordinate(RESULT) + least,
    )


def _word(shelf: Shelf, length: int, streams: int) -> int:
    """The integer whose folds read, stream after stream, the complement of the solutions."""
    bits = 0
    for word in shelf.words:
        bits = bits << length | word
    total = streams * length
    return point_of(bits ^ ((1 << total) - 1), total)
