"""The count of the machine-checked theorem beside the promise of the literal construction.

``formal/SqrtN.v`` proves ``sqrt_memorizes`` for every consistent data set; here its formula is
evaluated, and beside it what the proof of Theorem B.1 promises for data of the same kind. Nothing
is built: both are formulas.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from memlib.constructions.constants import Separation, ceil_log2, ceil_sqrt, key_bound
from memlib.constructions.lemmas.contextual import context_separation_of
from memlib.constructions.lemmas.point_memorizer import Shape
from memlib.constructions.lemmas.scores import score_bound
from memlib.constructions.sizes import Sizes, promise_transformer
from memlib.data.dataset import Dataset
from memlib.tables.maker import Row, TableMaker

NAME: Final = "proved_sizes"

#: d, n, the largest coordinate, and the bits of a label: labels 1 and 2 are below 2^2.
DIM, LENGTH, LARGEST, LABEL_BITS, CLASSES = 3, 8, 5, 2, 2
#: The numbers of sequences.
SEQUENCES: Final = tuple(10**k for k in range(3, 10))


@dataclass(frozen=True)
class Proved:
    """What ``sqrt_memorizes`` says: b, and the bounds on parameters and on the bits of each."""

    item_bits: int
    parameters: int
    max_bits: int


def item_bits(d: int, n: int, largest: int, sequences: int, label_bits: int) -> int:
    """b of ``formal/Core.v``: the bits of a token's number, of a sequence's id and of a label.

    >>> item_bits(3, 8, 5, 1000, 2)
    60
    """
    tokens = n * sequences
    token = ceil_log2(2 * (d * largest * (tokens**2 + 1)) + 1)
    sequence = ceil_log2(n * (sequences**2 + 1) + 1)
    return token + sequence + label_bits + 4


def proved(d: int, n: int, largest: int, sequences: int, label_bits: int) -> Proved:
    """The bounds of ``sqrt_memorizes`` for N sequences of n tokens of d integers up to R.

    >>> proved(3, 8, 5, 1000, 2).parameters
    7831
    """
    b = item_bits(d, n, largest, sequences, label_bits)
    root = ceil_sqrt(sequences * b)
    return Proved(b, parameters=28 * root + 16 * b + d + 8, max_bits=root + b + 2)


def literal(d: int, n: int, largest: int, sequences: int, classes: int) -> Sizes:
    """What the proof of Theorem B.1 promises for the same data, with r = R √d and δ = 1."""
    separation = Separation.clamped(d * largest**2, 1)
    again = context_separation_of(separation, sequences, n, d)
    scores = Shape.of(sequences, score_bound(sequences), key_bound(n * sequences, d, separation))
    labels = Shape.of(sequences, classes, key_bound(sequences, 3, again))
    return promise_transformer(
        (scores.promise(d), labels.promise(3)),
        width=14,
        attention_layers=1,
        dataset=Dataset.next_token([[0] * d], [[0]], [1]),  # it reads d and the least label
        form="plain",
    )


def row(sequences: int) -> dict[str, int]:
    """One line of the table."""
    ours = proved(DIM, LENGTH, LARGEST, sequences, LABEL_BITS)
    paper = literal(DIM, LENGTH, LARGEST, sequences, CLASSES)
    return {
        "sequences": sequences,
        "item_bits": ours.item_bits,
        "proved_parameters": ours.parameters,
        "proved_bits": ours.max_bits,
        "literal_parameters": paper.parameters,
        "literal_bits": paper.max_bits,
    }


def markdown(rows: Sequence[dict[str, int]]) -> str:
    """The table as the page *Proved by machine* shows it."""
    lines = [
        "| sequences $N$ | item bits $b$ | proved: parameters | bits of the longest "
        "| literal: parameters | bits |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for found in rows:
        power = len(str(found["sequences"])) - 1
        cells = [f"$10^{power}$", *(f"{value:,}" for value in list(found.values())[1:])]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def rows(options: Namespace) -> list[Row]:
    """Both formulas, evaluated, and printed as the page shows them."""
    found = [row(sequences) for sequences in SEQUENCES]
    print(markdown(found))
    return found


TABLE: Final = TableMaker(
    NAME,
    {"what": "the bounds of sqrt_memorizes (formal/SqrtN.v) beside the promise of Theorem B.1"},
    rows,
    {"data": f"n = {LENGTH}, d = {DIM}, coordinates up to {LARGEST}, labels 1 and 2"},
)
