"""Conflicts in real text cut to 8 tokens: how many, and what no function can do better than."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Final

from memlib.tables.maker import Row, TableMaker

NAME: Final = "conflicts"

#: Data, N, and the draws that Figures 1 and 2 use.
SETS: Final = (("multinli", 2000), ("imdb", 3000))
DRAWS: Final = 2
LENGTH: Final = 8


def row(data: str, sequences: int, draw: int) -> Row:
    """One draw: conflicts, lowest loss and error with conflicts kept, words that stand alone."""
    from memlib.training.run import Task, pairs
    from memlib.training.tasks import arrays

    made = arrays(
        Task(data, pairs(sequences=sequences, length=LENGTH, seed=draw, conflicts="keep"))
    )
    loss, error = made.floor()
    return {
        "data": data,
        "sequences": sequences,
        "draw": draw,
        "conflicts": made.facts["conflicts"],
        "loss": round(loss, 6),
        "error": round(error, 6),
        "words": made.vocabulary,
        "with a word of its own": made.facts["with a word of its own"],
        "digest": made.digest,
    }


def rows(options: Namespace) -> Iterator[Row]:
    """All draws of both sets."""
    for data, sequences in SETS:
        for draw in range(DRAWS):
            yield row(data, sequences, draw)


TABLE: Final = TableMaker(
    NAME,
    {"what": "conflicts in MultiNLI and IMDb cut to 8 tokens, with conflicts kept"},
    rows,
    {"length": LENGTH},
)
