"""Drawn data: uniform tokens, few tokens, orders, needles, and the constructions' lattice."""

from __future__ import annotations

from typing import Any

import numpy as np

from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.training.arguments import Classes, Natural, Seed
from memlib.training.arrays import Arrays


def uniform(sequences: Natural, length: Natural, dim: Natural, seed: Seed) -> Arrays:
    """Tokens uniform in [0, 1)^d, labels 0 or 1 with equal chance: the paper's drawn data.

    >>> uniform(4, 3, 2, seed=1).digest == uniform(4, 3, 2, seed=1).digest
    True
    """
    rng = np.random.default_rng([1, seed])
    x = rng.random((sequences, length, dim), dtype=np.float32)
    return Arrays(rng.integers(0, 2, sequences), 2, x=x)


def context(
    sequences: Natural, length: Natural, dim: Natural, tokens: Natural, seed: Seed,
    alike: bool = False,
) -> Arrays:  # fmt: skip
    """Few distinct tokens, so that the label depends on the company that a token keeps.

    All N sequences are distinct as multisets and have labels 0 or 1 with equal chance. Tokens are
    uniform in [0, 1)^d; there are ``tokens`` of them.

    Args:
        sequences, length, dim: N, n, d.
        tokens: how many distinct tokens there are.
        seed: of tokens, sequences and labels.
        alike: all sequences end in the same token, so that the last token alone tells nothing.

    Raises:
        MemlibError: there are too few multisets.

    >>> made = context(50, 4, 2, tokens=6, seed=0)
    >>> len({tuple(sorted(row)) for row in made.ids.tolist()}), made.facts["distinct tokens"]
    (50, 6)
    """
    rng = np.random.default_rng([2, seed])
    vectors = rng.random((tokens, dim), dtype=np.float32)
    seen: set[tuple[int, ...]] = set()
    rows: list[Any] = []
    for _ in range(100 * sequences):
        if len(rows) == sequences:
            break
        row = rng.integers(0, tokens, length)
        if alike:
            row[-1] = 0
        bag = tuple(sorted(row.tolist()))
        if bag not in seen:
            seen.add(bag)
            rows.append(row)
    if len(rows) < sequences:
        raise MemlibError(
            f"{tokens} tokens at length {length} gave only {len(rows)} distinct multisets",
            mend="more tokens, a greater length or fewer sequences",
        )
    ids = np.array(rows, dtype=np.int64)
    return Arrays(
        rng.integers(0, 2, sequences),
        2,
        x=vectors[ids],
        ids=ids,
        vocabulary=tokens,
        facts={"distinct tokens": len(np.unique(ids))},
    )


def orders(
    sequences: Natural, length: Natural, dim: Natural, tokens: Natural, each: Natural, seed: Seed
) -> Arrays:
    """Each multiset in many orders with one label: order tells nothing.

    A model that sees multisets has ⌈N / each⌉ labels to hold, one that reads places has N. Half of
    the multisets have label 1 (one less where their number is odd), so no constant is right.

    Args:
        sequences, length, dim: N, n, d.
        tokens: how many distinct tokens there are, uniform in [0, 1)^d.
        each: orders of a multiset, all distinct.
        seed: of tokens, sequences and labels.

    Raises:
        MemlibError: there are too few multisets with so many orders.

    >>> made = orders(16, 8, 2, tokens=8, each=8, seed=0)
    >>> len({tuple(sorted(row)) for row in made.ids.tolist()}), len(set(map(tuple, made.ids)))
    (2, 16)
    >>> made.y.sum().item()
    8
    """
    rng = np.random.default_rng([12, seed])
    vectors = rng.random((tokens, dim), dtype=np.float32)
    bags: set[tuple[int, ...]] = set()
    rows: list[tuple[int, ...]] = []
    for _ in range(50 * sequences):
        if len(rows) >= sequences:
            break
        row = rng.integers(0, tokens, length)
        bag = tuple(sorted(row.tolist()))
        shuffled = {tuple(rng.permutation(row).tolist()) for _ in range(4 * each)}
        if bag not in bags and len(shuffled) >= each:
            bags.add(bag)
            rows += sorted(shuffled, key=lambda _: rng.random())[:each]
    if len(rows) < sequences:
        raise MemlibError(
            f"{tokens} tokens at length {length} gave only {len(bags)} multisets in {each} orders",
            mend="more tokens, a greater length, fewer sequences or fewer orders",
        )
    ids = np.array(rows[:sequences], dtype=np.int64)
    y = np.repeat(rng.permutation(np.arange(len(bags)) % 2), each)[:sequences]
    return Arrays(y, 2, x=vectors[ids], ids=ids, vocabulary=tokens)


def needle(sequences: Natural, length: Natural, dim: Natural, seed: Seed) -> Arrays:
    """All tokens are equal but one, which each sequence has for itself, before the last place.

    The multiset tells the sequence, and the mean of all tokens tells it with a share of 1/n.

    Raises:
        MemlibError: there is one token only.

    >>> made = needle(50, 6, 2, seed=0)
    >>> sorted((made.ids > 0).sum(1).tolist())[::49], bool((made.ids[:, -1] == 0).all())
    ([1, 1], True)
    """
    if length < 2:
        raise MemlibError("one token is no haystack", mend="a greater length")
    rng = np.random.default_rng([10, seed])
    vectors = rng.random((sequences + 1, dim), dtype=np.float32)
    ids = np.zeros((sequences, length), dtype=np.int64)
    ids[np.arange(sequences), rng.integers(0, length - 1, sequences)] = np.arange(1, sequences + 1)
    y = rng.integers(0, 2, sequences)
    return Arrays(y, 2, x=vectors[ids], ids=ids, vocabulary=sequences + 1)


def lattice(
    sequences: Natural, length: Natural, dim: Natural, classes: Classes, seed: Seed
) -> Arrays:
    """The drawn data that the constructions are built for, scaled to mean 0 and deviation 1.

    >>> made = lattice(20, 8, 3, 2, seed=0)
    >>> made.sequences, made.length, made.dim, made.floor()
    (20, 8, 3, (0.0, 0.0))
    """
    drawn = random_dataset(sequences, length, dim, classes, seed=seed)
    vectors = np.array([[float(value) for value in token] for token in drawn.tokens])
    vectors = (vectors - vectors.mean(0)) / vectors.std(0)
    ids = np.array(drawn.sequences, dtype=np.int64)
    labels = np.array(drawn.labels, dtype=np.int64) - 1
    return Arrays(
        labels, classes, x=vectors.astype(np.float32)[ids], ids=ids, vocabulary=len(drawn.tokens)
    )
