"""Sizes of the network of Theorem B.1 on random data, from N = 16 upwards.

Each row is one network, built in plain form with every weight, and counted. Up to ``--checked``
sequences every label is recomputed in exact arithmetic too.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Final

from memlib.constructions.theorems.next_token import construct
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact.batch import outputs
from memlib.exact.count import count
from memlib.tables.maker import CLASSES, DIM, LENGTH, SEED, Option, Row, TableMaker, progress

NAME: Final = "next_token_sizes"


def data(sequences: int) -> Dataset:
    """The data set of a row."""
    return random_dataset(sequences, LENGTH, DIM, CLASSES, seed=SEED)


def row(sequences: int, *, check: bool) -> Row:
    """One network: N, what was built, what was promised, 2N + d, and the data's digest.

    >>> row(16, check=True)["labels_right"]
    16
    """
    dataset = data(sequences)
    made = construct(dataset)
    right = None
    if check:
        found = outputs(made.network, dataset)
        right = sum(y == [label] for y, label in zip(found, dataset.labels, strict=True))
    return {
        "sequences": sequences,
        "built": vars(made.built),
        "total_bits": count(made.network, DIM).total_bits,
        "promised": vars(made.promised),
        "scored_tokens": len(made.proof.ids.tokens),
        "one_neuron_an_item": 2 * sequences + DIM,
        "labels_right": right,
        "data": dataset.digest(),
    }


def rows(options: Namespace) -> Iterator[Row]:
    """All networks, one after the other."""
    for k in progress(range(4, options.top + 1), NAME):
        yield row(2**k, check=2**k <= options.checked)


TABLE: Final = TableMaker(
    NAME,
    {"what": "Theorem B.1 in plain form on random next-token data"},
    rows,
    {
        "length": LENGTH,
        "dim": DIM,
        "classes": CLASSES,
        "data": f"memlib.data.synthetic.random_dataset(N, {LENGTH}, {DIM}, {CLASSES}, seed={SEED})",
    },
    (
        Option("top", 16, "up to N = 2^TOP"),
        Option("checked", 4096, "check the labels up to this N"),
    ),
)
