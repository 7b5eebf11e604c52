"""The trade of Theorem F.1: bits per parameter against parameters, for one N and B = 2, 4, 8, ….

Each row is one network in plain form, built with every weight, and counted.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from math import isqrt
from typing import Final

from memlib.constructions.theorems.limited_bits import construct
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact.count import count
from memlib.tables.maker import CLASSES, DIM, LENGTH, SEED, Option, Row, TableMaker, progress

NAME: Final = "limited_bits"

#: N of the stored table.
SEQUENCES: Final = 4096


def data(sequences: int) -> Dataset:
    """The data set of all rows."""
    return random_dataset(sequences, LENGTH, DIM, CLASSES, seed=SEED)


def row(sequences: int, bits: int) -> Row:
    """One network: B, what was built, what was promised.

    >>> made = row(16, 2)
    >>> made["built"]["max_bits"] <= made["promised"]["max_bits"], made["groups"]
    (True, 4)
    """
    dataset = data(sequences)
    made = construct(dataset, bits=bits, seed=SEED)
    return {
        "sequences": sequences,
        "bits": bits,
        "groups": -(-sequences // bits**2),
        "key_bits": made.constants["key_bits_2"],
        "slots": made.constants["slots"],
        "built": vars(made.built),
        "total_bits": count(made.network, DIM).total_bits,
        "promised": vars(made.promised),
        "data": dataset.digest(),
    }


def rows(options: Namespace) -> Iterator[Row]:
    """All networks, one after the other."""
    budgets = [2**k for k in range(1, isqrt(options.sequences).bit_length())]
    for bits in progress(budgets, NAME):
        yield row(options.sequences, bits)


TABLE: Final = TableMaker(
    NAME,
    {"what": "Theorem F.1 in plain form for one data set and all powers of two B up to √N"},
    rows,
    {
        "length": LENGTH,
        "dim": DIM,
        "classes": CLASSES,
        "data": f"memlib.data.synthetic.random_dataset(N, {LENGTH}, {DIM}, {CLASSES}, seed={SEED})",
    },
    (Option("sequences", SEQUENCES, "N"),),
)
