"""Compact networks: sizes, bits, seconds and retries, from 64 labels to a million, all verified.

Each row is one network, built, written nowhere, and evaluated layer by layer on all of its data in
machine words (:mod:`memlib.fast`). All items of the data are distinct: every label is free.
"""

from __future__ import annotations

import resource
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Final

from memlib import fast
from memlib.constructions.registry import THEOREMS
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, Dataset
from memlib.data.synthetic import hard_dataset, random_dataset
from memlib.exact.count import count
from memlib.tables.maker import DIM, LENGTH, SEED, Option, Row, TableMaker, progress

NAME: Final = "compact_sizes"

#: C of most data sets.
CLASSES: Final = 2
FORMS: Final = ("plain", "residual")
SEQUENCES: Final = (
    32, 64, 96, 128, 160, 192, 256, 384, 512, 1024, 2048, 4096, 8192, 16_384, 65_536, 262_144,
    1_000_000,
)  # fmt: skip
MANY_CLASSES: Final = (2, 10, 100, 1000)
LENGTHS: Final = (4, 16, 64, 256, 1024)
#: Words of so many bits, from few bits per parameter to more than is best.
WORD_BITS: Final = (20, 32, 48, 64, 96, 128, 192, 256, 384)
#: The size at which classes and lengths are varied, and the random data sets of many shapes.
CLASSES_AT, LENGTHS_AT, BITS_AT, RANDOM_SETS = 4096, 1024, 65_536, 500


@dataclass(frozen=True)
class Case:
    """One row: which table it belongs to, and its data."""

    part: str
    sequences: int
    length: int = LENGTH
    classes: int = CLASSES
    form: str = "plain"
    word_bits: int | None = None


def cases(top: int) -> Iterator[Case]:
    """All rows with up to so many sequences."""
    for sequences in SEQUENCES:
        if sequences <= top:
            yield from (Case("sizes", sequences, form=form) for form in FORMS)
    if top >= CLASSES_AT:
        for classes in MANY_CLASSES:
            for form in FORMS:
                yield Case("classes", CLASSES_AT, classes=classes, form=form)
    if top >= LENGTHS_AT:
        yield from (Case("lengths", LENGTHS_AT, length=length) for length in LENGTHS)
    if top >= BITS_AT:
        yield from (Case("bits", BITS_AT, word_bits=bits) for bits in WORD_BITS)


def row(case: Case) -> Row:
    """One network: what was built, how many labels are right, how long it took.

    >>> row(Case("sizes", 32))["verified"]
    32
    """
    dataset = hard_dataset(
        case.sequences, case.length, DIM, case.classes, distinct_items=True, seed=SEED
    )
    start = perf_counter()
    made = THEOREMS[NEXT_TOKEN].by("compact")(
        dataset, form=case.form, seed=SEED, word_bits=case.word_bits
    )
    built = perf_counter()
    report = fast.verify(made.network, dataset)
    end = perf_counter()
    counts = count(made.network, DIM)
    return {
        **vars(case),
        "built": vars(counts),
        "promised": vars(made.promised),
        "constants": {k: v for k, v in made.constants.items() if not k.startswith("sequences")},
        "verified": report.counts["items"],
        "one_neuron_an_item": 2 * case.sequences + DIM,
        "seconds_to_build": round(built - start, 2),
        "seconds_to_verify": round(end - built, 2),
        "peak_mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "data": dataset.digest(),
    }


def random_sets(number: int) -> Row:
    """Data sets of many shapes and both tasks: how many are right, and how many needed a retry.

    A retry: the first place of the keys was given up because a key was left without a bit. (That
    token hashes with more folds are tried until one fits is the method, and not counted.)

    >>> random_sets(3)["wrong"]
    0
    """
    rng = Random(SEED)
    wrong = retried = items = 0
    for _ in range(number):
        dataset, form = drawn(rng)
        build = THEOREMS[dataset.task].by("compact")
        made = build(dataset, form=form, seed=rng.randrange(99))
        found = fast.evaluate(made.network, dataset)
        labels = [[y] if isinstance(y, int) else list(y) for y in dataset.labels]
        wrong += found != labels
        retried += made.constants["places_failed"] > 0
        items += dataset.items
    return {"part": "random sets", "sets": number, "items": items, "wrong": wrong,
            "retried": retried}  # fmt: skip


def drawn(rng: Random) -> tuple[Dataset, str]:
    """A data set of a random shape, and a form."""
    make = rng.choice((random_dataset, hard_dataset))
    dataset = make(
        rng.randint(1, 300),
        rng.randint(2, 12),
        rng.randint(1, 5),
        rng.choice((1, 2, 2, 3, 10, 100)),
        denominator=rng.choice((1, 1, 2, 7)),
        task=rng.choice((NEXT_TOKEN, SEQ_TO_SEQ)),
        seed=rng.randrange(10**6),
    )
    return dataset, rng.choice(FORMS)


def rows(options: Namespace) -> Iterator[Row]:
    """All networks, one after the other, built and verified; at last the random data sets."""
    for case in progress(list(cases(options.top)), NAME):
        yield row(case)
    yield random_sets(options.sets)


TABLE: Final = TableMaker(
    NAME,
    {"what": "compact networks on hard data with distinct items: sizes, bits, seconds, retries"},
    rows,
    {"length": LENGTH, "dim": DIM, "classes": CLASSES, "seed": SEED},
    (
        Option("top", 1_000_000, "up to so many sequences"),
        Option("sets", RANDOM_SETS, "random data sets"),
    ),
    versions=("memlib", "python", "machine"),
)
