"""Sizes that training needs, as rows of the sandwich: 50 % success on the constructions' data."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from memlib.tables.maker import DIM, LENGTH, Row, TableMaker

NAME: Final = "trained_sizes"

#: C of the data of the experiments.
CLASSES: Final = 2


def rows(options: Namespace) -> list[Row]:
    """(family, N, trained parameters at 50 % success) in the form of the sandwich."""
    from memlib.experiments.trained import smallest

    return [
        {
            "family": f"trained: {variant}",
            "kind": "trained",
            "task": "next-token",
            "sequences": sequences,
            "length": LENGTH,
            "classes": CLASSES,
            "parameters": one.enough,
            "source": NAME,
        }
        for (variant, sequences), one in smallest().items()
        if one.enough is not None
    ]


TABLE: Final = TableMaker(
    NAME,
    {"what": "trained parameters at 50 % success, from the runs of g1 and g1_between"},
    rows,
    {"length": LENGTH, "dim": DIM},
)
