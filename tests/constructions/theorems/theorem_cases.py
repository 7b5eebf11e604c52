"""Data for every theorem: what it takes, drawn and at the edges. No builder is used here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import get_args

from memlib.constructions.registry import THEOREMS
from memlib.constructions.statement import Takes
from memlib.data import NEXT_TOKEN, SEQ_TO_SEQ, Dataset, multiset
from memlib.data.synthetic import hard_dataset, random_dataset

Draw = Callable[[int, int], Dataset]


def next_token(sequences: int, seed: int, hard: bool = False) -> Dataset:
    """Random or look-alike sequences of a shape that the seed chooses."""
    rng = Random(seed)
    length, dim, classes = rng.randint(2, 9), rng.randint(1, 4), rng.choice((1, 2, 7, 1000))
    make = hard_dataset if hard else random_dataset
    denominator = rng.choice((1, 6))
    return make(sequences, length, dim, classes, denominator=denominator, seed=seed)


def seq_to_seq(sequences: int, seed: int, hard: bool = False) -> Dataset:
    rng = Random(seed)
    make = hard_dataset if hard else random_dataset
    return make(sequences, rng.randint(2, 6), 2, rng.choice((2, 5)), task=SEQ_TO_SEQ, seed=seed)


def of_multisets(sequences: int, seed: int, hard: bool = False) -> Dataset:
    """Multisets of sizes 1 to 20 mixed; look-alikes differ by one copy of one token."""
    rng = Random(seed)
    tokens = [(x, Fraction(x * x, 3)) for x in range(-10, 10)]
    rows: list[list[int]] = []
    while len(rows) < sequences:
        row = [rng.randrange(20) for _ in range(rng.randint(1, 20))]
        rows.append(row)
        if hard:
            rows += [[*row, row[0]][:20], rng.sample(row, len(row)), [rng.randrange(20), *row[1:]]]
    rows = rows[:sequences]
    known: dict[tuple[int, ...], int] = {}
    labels = [known.setdefault(multiset(row), rng.randint(-3, 4)) for row in rows]
    return Dataset.next_token(tokens, rows, labels)


def of_ids(sequences: int, seed: int, hard: bool = False) -> Dataset:
    """Token ids with gaps: 1, 3, 4, … in a vocabulary that the seed chooses."""
    source = next_token(sequences, seed, hard)
    rng = Random(seed)
    ids = sorted(rng.sample(range(1, 2 * len(source.tokens) + 1), len(source.tokens)))
    return Dataset.next_token([(x,) for x in ids], source.sequences, source.labels)


def of_vectors(sequences: int, seed: int, hard: bool = False) -> Dataset:
    """Vectors (even seeds), or sequences whose permutations have labels of their own."""
    rng = Random(seed)
    if seed % 2 == 0 and not hard:
        tokens = [(x, y) for x in range(12) for y in range(12)]
        rows = [(x,) for x in rng.sample(range(144), sequences)]
        return Dataset.next_token(tokens, rows, [rng.randrange(5) for _ in rows])
    source = hard_dataset(sequences, 4, 2, 3, seed=seed)
    return Dataset.next_token(
        source.tokens, source.sequences, [rng.randrange(5) for _ in source.sequences]
    )


def either_task(sequences: int, seed: int, hard: bool = False) -> Dataset:
    return (next_token if seed % 2 else seq_to_seq)(sequences, seed, hard)


#: What a theorem takes → how such data are drawn.
OF_KIND: dict[Takes, Callable[..., Dataset]] = {
    "next-token": next_token,
    "seq-to-seq": seq_to_seq,
    "either": either_task,
    "multisets": of_multisets,
    "ids": of_ids,
    "vectors": of_vectors,
}
assert set(OF_KIND) == set(get_args(Takes))

#: theorem → how data for it are drawn.
DRAWN = {name: OF_KIND[theorem.takes] for name, theorem in THEOREMS.items()}


def drawn(theorem: str, seeds: int) -> Iterator[Dataset]:
    """Drawn data, and drawn data that look alike, of a few sizes."""
    for seed in range(seeds):
        yield DRAWN[theorem](20 + 7 * seed, seed)
        yield DRAWN[theorem](20 + 9 * seed, seed, hard=True)


def edges(theorem: str) -> Iterator[tuple[str, Dataset]]:
    """The edge cases of every theorem: one of anything, odd numbers, many classes, any labels."""
    rng = Random(7)
    label_sets = {
        "one class": [5] * 10,
        "labels from 0 and below": [-9, 0, -1, 3, -9, -4, 0, 1, 2, -2],
        "thousand classes": [1, 1000, 17, 999, 500, 2, 3, 250, 750, 640],
    }
    for name, labels in label_sets.items():
        yield name, _with_labels(theorem, 10, 3, labels)
    yield "one sequence", _with_labels(theorem, 1, 3, [4])
    yield "one token long", _with_labels(theorem, 5, 1, [2, 0, 1, 1, 7])
    yield "two sequences", _with_labels(theorem, 2, 2, [3, 1])
    yield "no square", _with_labels(theorem, 23, 4, [rng.randrange(3) for _ in range(23)])


def _with_labels(theorem: str, sequences: int, length: int, labels: list[int]) -> Dataset:
    """Sequences of repeated tokens with negative and fractional coordinates, or of ids."""
    rng = Random(sequences * 100 + length)
    takes = THEOREMS[theorem].takes
    if takes == "ids":
        tokens: list[tuple[Fraction | int, ...]] = [(x,) for x in (1, 2, 4, 7, 8, 30)]
    else:
        tokens = [(Fraction(x, 7),) for x in (-20, -3, 0, 1, 2, 30)]
    if length == 1:
        rows = [[i % len(tokens)] for i in range(sequences)]
    else:
        rows = [[rng.randrange(3) for _ in range(length - 1)] + [rng.randrange(6)]
                for _ in range(sequences)]  # fmt: skip
    known: dict[object, int] = {}
    if takes == "seq-to-seq":
        rows_of_labels = [
            [known.setdefault((multiset(row), x), labels[i]) for x in row]
            for i, row in enumerate(rows)
        ]
        return Dataset.seq_to_seq(tokens, rows, rows_of_labels)
    kept = [
        known.setdefault(multiset(row) if takes == "multisets" else (multiset(row), row[-1]), y)
        for row, y in zip(rows, labels, strict=True)
    ]
    return Dataset(NEXT_TOKEN, tuple(tokens), tuple(map(tuple, rows)), tuple(kept))  # type: ignore[arg-type]
