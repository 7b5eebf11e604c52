"""Sizes that training needs, as rows of the sandwich: 50 % success on the constructions' data."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from memlib.tables.maker import DIM, LENGTH, Row, TableMaker

NAME: Final = "trained_sizes"

#: The experiment, and C of its data.
SOURCE: Final = "g1"
CLASSES: Final = 2


def rows(options: Namespace) -> list[Row]:
    """(family, N, trained parameters at 50 % success) in the form of the sandwich."""
    from memlib.experiments.runs import runs
    from memlib.experiments.verdicts.g1 import trained_sizes

    return [
        {
            "family": f"trained: {variant}",
            "kind": "trained",
            "task": "next-token",
            "sequences": sequences,
            "length": LENGTH,
            "classes": CLASSES,
            "parameters": size,
            "source": NAME,
        }
        for (variant, sequences), size in trained_sizes(runs(SOURCE)[1]).items()
        if size is not None
    ]


TABLE: Final = TableMaker(
    NAME,
    {"what": "trained parameters at 50 % success, from the runs of results/g1.json"},
    rows,
    {"length": LENGTH, "dim": DIM},
)
