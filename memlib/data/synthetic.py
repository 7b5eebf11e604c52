"""Drawn data: random tokens on a lattice, random sequences, random labels, never inconsistent.

Random data has N distinct items, each as far from the others as chance puts it. Hard data is made
of look-alikes: permutations, the same multiset with another last token, one token changed. Both
depend on the seed alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations_with_replacement
from random import Random
from typing import Final, TypeAlias, cast

from memlib.data.checks import checked_count, plain, shown
from memlib.data.consistency import multiset
from memlib.data.dataset import NEXT_TOKEN, TASKS, Dataset, Labels, Task, Token
from memlib.data.lattice import random_tokens
from memlib.errors import MemlibError

DEFAULT_VOCABULARY: Final = 256
_TRIES: Final = 8

_Sequence: TypeAlias = tuple[int, ...]
_Key: TypeAlias = tuple[_Sequence, int]


def random_dataset(
    sequences: int,
    length: int,
    dim: int,
    classes: int,
    *,
    vocabulary: int | None = None,
    spread: int | None = None,
    denominator: int = 1,
    task: Task = NEXT_TOKEN,
    seed: int = 0,
) -> Dataset:
    """N random sequences of n random tokens with random labels 1..C.

    All N sequences are distinct items: next-token, no two have the same last token and the same
    multiset; seq-to-seq, no two have the same multiset. So every labeling of them is consistent.

    Args:
        sequences: N.
        length: n.
        dim: d, the number of coordinates of a token.
        classes: C; labels are drawn uniformly from 1..C.
        vocabulary: the number of tokens to draw from (those that no sequence uses are left out);
            when not given, 256, doubled until there are 2N possible items.
        spread, denominator: see :func:`random_tokens`.
        task: next-token or seq-to-seq.
        seed: equal arguments and seeds give equal data.

    Raises:
        MemlibError: a size is no positive integer, or there are fewer than N distinct items.

    >>> ds = random_dataset(100, 8, 3, 10, seed=1)
    >>> len(ds), ds.length, ds.token_dim, ds == random_dataset(100, 8, 3, 10, seed=1)
    (100, 8, 3, True)
    """
    draw = _Draw(sequences, length, classes, vocabulary, task, seed)
    tokens = random_tokens(
        draw.vocabulary, dim, spread=spread, denominator=denominator, rng=draw.rng
    )
    return draw.labeled(tokens, [draw.fresh() for _ in range(sequences)])


def hard_dataset(
    sequences: int,
    length: int,
    dim: int,
    classes: int,
    *,
    distinct_items: bool = False,
    vocabulary: int | None = None,
    spread: int | None = None,
    denominator: int = 1,
    task: Task = NEXT_TOKEN,
    seed: int = 0,
) -> Dataset:
    """N look-alike sequences with random labels 1..C, in families of four:

    1. a random sequence;
    2. its tokens in another order with the same last token: the same item, so the same label;
    3. its multiset with another last token: in next-token data another item;
    4. the sequence with one token changed: another item.

    All N are distinct as sequences. Where a look-alike does not exist (one token, length 1) a
    random sequence stands in. With ``distinct_items`` all N are distinct items: families of three,
    without the second (and, in seq-to-seq data, of two, without the third as well).

    The other arguments and the errors are those of :func:`random_dataset`.

    >>> ds = hard_dataset(100, 8, 3, 10, seed=1)
    >>> a, b, c, d = ds.sequences[:4]
    >>> sorted(a) == sorted(b) == sorted(c), a[-1] == b[-1] != c[-1], a != b
    (True, True, True)
    >>> sum(x != y for x, y in zip(a, d))
    1
    """
    draw = _Draw(sequences, length, classes, vocabulary, task, seed)
    tokens = random_tokens(
        draw.vocabulary, dim, spread=spread, denominator=denominator, rng=draw.rng
    )
    look_alikes = [draw.permuted, draw.other_last, draw.one_changed]
    if distinct_items:
        look_alikes = look_alikes[1:] if task == NEXT_TOKEN else look_alikes[2:]
    result: list[_Sequence] = []
    base: _Sequence = ()
    for i in range(sequences):
        kind = i % (1 + len(look_alikes))
        if kind == 0:
            base = draw.fresh()
            result.append(base)
        else:
            found = draw.try_for(look_alikes[kind - 1], base, new_item=distinct_items)
            result.append(found or draw.fresh())
    return draw.labeled(tokens, result)


class _Draw:
    """Draws sequences, and remembers them and their items so that none comes twice."""

    def __init__(
        self,
        sequences: int,
        length: int,
        classes: int,
        vocabulary: int | None,
        task: Task,
        seed: int,
    ) -> None:
        sequences = checked_count(sequences, "sequences")
        length, classes = checked_count(length, "length"), checked_count(classes, "classes")
        seed = plain(seed)
        if type(seed) is not int:
            raise MemlibError(f"{shown(seed)} is no seed", place="seed", mend="give an integer")
        if task not in TASKS:
            raise MemlibError(f"{shown(task)} is no task", place="task", mend=" or ".join(TASKS))
        self.rng = Random(seed)
        self.length, self.classes, self.task = length, classes, task
        self._free = length - 1 if task == NEXT_TOKEN else length  # tokens whose order is nothing
        if vocabulary is None:
            vocabulary = DEFAULT_VOCABULARY
            while self._room(vocabulary) < 2 * sequences:
                vocabulary *= 2
        self.vocabulary = vocabulary = checked_count(vocabulary, "vocabulary")
        room = self._room(vocabulary)
        if room < sequences:
            raise MemlibError(
                f"{vocabulary} tokens at length {length} make {room} distinct items, "
                f"not {shown(sequences)}",
                place="vocabulary",
                mend="raise --vocabulary or --length, or lower --sequences",
            )
        self._items: set[_Key] = set()
        self._sequences: set[_Sequence] = set()
        self._pool = self._all_items() if room < 2 * sequences else None

    def fresh(self) -> _Sequence:
        """A random sequence that is a new item."""
        if self._pool is not None:  # nearly all items are wanted: go through all of them
            while True:
                if self.take(sequence := self._arranged(*self._pool.pop()), new_item=True):
                    return sequence
        draw = self._independent
        while not self.take(sequence := draw(), new_item=True):
            draw = self._uniform_multiset  # rare multisets are as likely as the others
        return sequence

    def take(self, sequence: _Sequence, *, new_item: bool) -> bool:
        """Whether the sequence is new (and, if asked, a new item); if so it is taken."""
        item = self._item(sequence)
        if sequence in self._sequences or (new_item and item in self._items):
            return False
        self._sequences.add(sequence)
        self._items.add(item)
        return True

    def try_for(
        self,
        look_alike: Callable[[_Sequence], _Sequence | None],
        base: _Sequence,
        *,
        new_item: bool,
    ) -> _Sequence | None:
        """A new look-alike of ``base``, or None when a few tries find none."""
        for _ in range(_TRIES):
            sequence = look_alike(base)
            if sequence is not None and self.take(sequence, new_item=new_item):
                return sequence
        return None

    def permuted(self, base: _Sequence) -> _Sequence | None:
        """The same tokens in another order; next-token: with the same last token."""
        return self._arranged(base[: self._free], base[-1])

    def other_last(self, base: _Sequence) -> _Sequence | None:
        """The same multiset with another last token."""
        others = [k for k, token in enumerate(base) if token != base[-1]]
        if not others:
            return None
        k = self.rng.choice(others)
        order = [*base[:k], *base[k + 1 :]]
        self.rng.shuffle(order)
        return (*order, base[k])

    def one_changed(self, base: _Sequence) -> _Sequence | None:
        """One token replaced by another one, in its place."""
        if self.vocabulary == 1:
            return None
        k = self.rng.randrange(self.length)
        token = (base[k] + self.rng.randrange(1, self.vocabulary)) % self.vocabulary
        return (*base[:k], token, *base[k + 1 :])

    def labeled(self, tokens: list[Token], sequences: list[_Sequence]) -> Dataset:
        """The data set of these sequences, with one random label for each distinct item."""
        known: dict[_Sequence, dict[int, int]] = {}
        labels: list[int | tuple[int, ...]] = []
        for sequence in sequences:
            label = known.setdefault(multiset(sequence), {})
            for token in sequence[-1:] if self.task == NEXT_TOKEN else sequence:
                if token not in label:
                    label[token] = self.rng.randrange(1, self.classes + 1)
            if self.task == NEXT_TOKEN:
                labels.append(label[sequence[-1]])
            else:
                labels.append(tuple(label[token] for token in sequence))
        ds = Dataset(self.task, tuple(tokens), tuple(sequences), cast(Labels, tuple(labels)))
        return ds.used_tokens()

    def _item(self, sequence: _Sequence) -> _Key:
        return multiset(sequence), sequence[-1] if self.task == NEXT_TOKEN else 0

    def _room(self, vocabulary: int) -> int:
        """The number of distinct items: multisets of the free tokens, times last tokens."""
        bags = math.comb(vocabulary + self._free - 1, self._free)
        return vocabulary * bags if self.task == NEXT_TOKEN else bags

    def _all_items(self) -> list[_Key]:
        bags = list(combinations_with_replacement(range(self.vocabulary), self._free))
        lasts = range(self.vocabulary) if self.task == NEXT_TOKEN else range(1)
        items = [(bag, last) for bag in bags for last in lasts]
        self.rng.shuffle(items)
        return items

    def _independent(self) -> _Sequence:
        return tuple(self.rng.randrange(self.vocabulary) for _ in range(self.length))

    def _uniform_multiset(self) -> _Sequence:
        """Every multiset of the free tokens equally likely (stars and bars)."""
        bars = sorted(self.rng.sample(range(self.vocabulary + self._free - 1), self._free))
        bag = tuple(bar - k for k, bar in enumerate(bars))
        return self._arranged(bag, self.rng.randrange(self.vocabulary))

    def _arranged(self, free: _Sequence, last: int) -> _Sequence:
        """The free tokens in a random order; next-token: then the last one."""
        order = list(free)
        self.rng.shuffle(order)
        return (*order, last) if self.task == NEXT_TOKEN else tuple(order)
