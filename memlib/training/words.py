"""Real text as tasks: the first n words of MultiNLI pairs and of IMDb reviews.

The tokens are word numbers; with ``dim`` each word also has a fixed random vector (standard
normal, drawn once from ``vectors``). Reading at token 0, as the paper does, means the first word
of the text; with ``mark`` it means a mark [CLS] that stands before every text, so that the label
depends on the multiset of the words alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from memlib.data.consistency import Ledger
from memlib.data.imdb import review_words, reviews
from memlib.data.multinli import pair_words, pairs
from memlib.data.text import in_order
from memlib.data.text import words as split_words
from memlib.errors import MemlibError
from memlib.training.arguments import Index, Natural, Seed
from memlib.training.arrays import Arrays

MARK: Final = "[CLS]"
PAD: Final = "[PAD]"

Labels: TypeAlias = Literal["true", "random"]
Conflicts: TypeAlias = Literal["drop", "keep"]


def running(
    sequences: Natural,
    length: Natural,
    dim: Natural,
    seed: Seed,
    unit: Literal["word", "letter"] = "word",
) -> Arrays:
    """N stretches of n words or letters of MultiNLI, one after the other, with drawn labels.

    Each word, or letter, has d fixed numbers, uniform in [0, 1)^d. Sentences come in an order of
    their own for each seed, and no place of the text is in two sequences. A stretch with the
    multiset and the last token of an earlier one is passed over, so no two labels can contradict
    each other. There is one text: where much of it is used, draws differ by order and labels only.

    Args:
        sequences, length, dim: N, n, d.
        seed: of the order of the sentences, the vectors and the labels.
        unit: "word", or "letter": the characters of the words, and a space after each word.

    Raises:
        MemlibError: the text cannot be had or is too short.
    """
    spoken = (
        word
        for first, second, _ in in_order(pairs("train"), seed=seed)
        for sentence in (first, second)
        for word in split_words(sentence)
    )
    text = spoken if unit == "word" else (letter for word in spoken for letter in f"{word} ")
    number: dict[str, int] = {}
    seen: set[tuple[int, ...]] = set()
    rows: list[list[int]] = []
    while len(rows) < sequences:
        row = [number.setdefault(token, len(number)) for token in islice(text, length)]
        if len(row) < length:
            raise MemlibError(
                f"the text has {len(rows):,} sequences of {length} {unit}s, not {sequences:,}",
                mend="fewer or shorter sequences",
            )
        told = (*sorted(row), row[-1])
        if told not in seen:
            seen.add(told)
            rows.append(row)
    ids = np.array(rows, dtype=np.int64)
    rng = np.random.default_rng([11, seed])
    vectors = rng.random((len(number), dim), dtype=np.float32)
    y = rng.integers(0, 2, sequences)
    return Arrays(y, 2, x=vectors[ids], ids=ids, vocabulary=len(number))


@dataclass(frozen=True)
class _Choices:
    """What is asked of a text: the arguments of :func:`multinli`."""

    sequences: int
    length: int
    seed: int
    labels: str
    conflicts: str
    dim: int
    vectors: int
    mark: bool


def multinli(
    sequences: Natural,
    length: Natural,
    seed: Seed,
    labels: Labels = "true",
    conflicts: Conflicts = "drop",
    dim: Index = 0,
    vectors: Index = 0,
    mark: bool = False,
    split: Literal["train", "dev"] = "train",
) -> Arrays:
    """N pairs of sentences, cut to n words (premise, [SEP], hypothesis); three classes.

    Args:
        sequences, length: N and n; a mark comes on top of n.
        seed: which pairs, and random labels.
        labels: "true", or "random": uniform over the classes.
        conflicts: "drop" examples that contradict an earlier one, or "keep" them.
        dim: d of the fixed word vectors; 0: none.
        vectors: the seed of the word vectors.
        mark: [CLS] before every text.
        split: "train" or "dev".

    Raises:
        MemlibError: the text cannot be had or is too short.
    """
    chosen = _Choices(sequences, length, seed, labels, conflicts, dim, vectors, mark)
    rows = in_order(list(enumerate(pairs(split))), seed=seed)
    examples = (
        (place, pair_words(first, second, length), label) for place, (first, second, label) in rows
    )
    return _task(examples, 3, chosen)


def imdb(
    sequences: Natural,
    length: Natural,
    seed: Seed,
    labels: Labels = "true",
    conflicts: Conflicts = "drop",
    dim: Index = 0,
    vectors: Index = 0,
    mark: bool = False,
) -> Arrays:
    """N film reviews, cut to n words; two classes. Arguments and errors as :func:`multinli`."""
    chosen = _Choices(sequences, length, seed, labels, conflicts, dim, vectors, mark)
    rows = in_order(list(enumerate(reviews(length))), seed=seed)
    examples = ((place, review_words(text, length), label) for place, (text, label) in rows)
    return _task(examples, 2, chosen)


def _task(examples: Iterable[tuple[int, list[str], int]], classes: int, chosen: _Choices) -> Arrays:
    """From (row of the source, words, label) in the order in which they are asked."""
    coin = Random(chosen.seed)
    number: dict[str, int] = {PAD: 0}
    ledger = Ledger("next-token")
    rows: list[list[int]] = []
    y: list[int] = []
    taken: list[int] = []
    contradictions = 0
    for place, words, true_label in examples:
        if len(rows) == chosen.sequences:
            break
        if not words:
            continue
        label = coin.randrange(classes) if chosen.labels == "random" else true_label
        text = [MARK, *words] if chosen.mark else words
        ids = [number.setdefault(word, len(number)) for word in text]
        pad = [0] * (chosen.length + chosen.mark - len(ids))
        row = [*ids[1:], *pad, ids[0]]  # token 0 is read, so it stands last
        drop = chosen.conflicts == "drop"
        found = ledger.enter(len(rows), row, label, only_if_consistent=drop)
        contradictions += bool(found)
        if not (found and drop):
            rows.append(row)
            y.append(label)
            taken.append(place)
    if len(rows) < chosen.sequences:
        raise MemlibError(f"there are only {len(rows)} sequences, not {chosen.sequences}")
    used, places = np.unique(np.array(rows), return_inverse=True)  # dropped texts leave no ids
    bags = places.reshape(len(rows), -1).astype(np.int64)
    x = None
    if chosen.dim:
        rng = np.random.default_rng([3, chosen.vectors, chosen.dim])
        x = rng.standard_normal((len(number), chosen.dim), dtype=np.float32)[used][bags]
    counts = np.bincount(bags.ravel())
    facts: dict[str, Any] = {
        "conflicts": contradictions,
        "distinct tokens": len(used),
        "with a word of its own": int((counts[bags] == 1).any(axis=1).sum()),
        "source rows": taken,
    }
    return Arrays(np.array(y), classes, x=x, ids=bags, vocabulary=len(used), facts=facts)
