"""The parameters of Theorem 4.1's network term by term, promised and built, and beside 2N + d.

Two classes, look-alikes: the data on which the compact networks are measured too.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Final

from memlib.constructions.studies.terms import Term, built_terms, promised_terms
from memlib.constructions.theorems.next_token import construct
from memlib.data.synthetic import hard_dataset
from memlib.tables.maker import DIM, LENGTH, SEED, Option, Row, TableMaker, progress

NAME: Final = "constant_terms"

#: C of all data sets.
CLASSES: Final = 2


def row(sequences: int) -> Row:
    """One network: layers and parameters of each term, and 2N + d.

    >>> found = row(4)
    >>> sum(term["parameters"] for term in found["built"].values()) == found["built_parameters"]
    True
    """
    dataset = hard_dataset(sequences, LENGTH, DIM, CLASSES, seed=SEED)
    made = construct(dataset)
    return {
        "sequences": sequences,
        "one_neuron_an_item": 2 * sequences + DIM,
        "key_bits": made.proof.lookup.shape.key_bits,
        "built_parameters": made.built.parameters,
        "promised_parameters": made.promised.parameters,
        "built": _plain(built_terms(made)),
        "promised": _plain(promised_terms(dataset)),
        "data": dataset.digest(),
    }


def _plain(terms: dict[str, Term]) -> dict[str, dict[str, int]]:
    return {name: vars(term) for name, term in terms.items()}


def rows(options: Namespace) -> Iterator[Row]:
    """All networks, one after the other."""
    for k in progress(range(6, options.top + 1), NAME):
        yield row(2**k)


TABLE: Final = TableMaker(
    NAME,
    {"what": "parameters of Theorem 4.1 in plain form, term by term"},
    rows,
    {"data": f"memlib.data.synthetic.hard_dataset(N, {LENGTH}, {DIM}, {CLASSES}, seed={SEED})"},
    (Option("top", 19, "up to N = 2^TOP"),),
)
