"""Nilsson 1965: N − 1 threshold units tell any two classes of N points apart.

Look at the points from a direction in which no two hide behind each other. Wherever the label
changes between neighbors, put a threshold unit; the label is the sum of the steps so far.

Built from the statement (N. J. Nilsson, *Learning Machines*, 1965); the original proof was not at
hand. Nilsson's last unit is a threshold unit too; here it is the sum itself, which is the label.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.statement import DATA, Statement
from memlib.data.dataset import Dataset
from memlib.errors import context
from memlib.exact.layers import Threshold
from memlib.rivals.line import direction_of, keys_of, midpoint
from memlib.rivals.rival import Measure, Rival, plain, two_labels, vectors

NAME: Final = "nilsson"


def construct(dataset: Dataset, **how: Unpack[How]) -> Rival:
    """One layer of threshold units, each a hyperplane across the line, and their signed sum.

    Args:
        dataset: next-token data of one length with at most two labels.
        how: seed (of the direction) and progress; the form is plain.

    Raises:
        MemlibError: other data, more than two labels, or no direction found.

    Source: Nilsson 1965, from the statement.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0], [1], [2]], [1, 0, 1])
        >>> [(m.built, m.promised) for m in construct(data).measures]
        [(2, 2)]
    """
    with context(operation=f"construct {NAME}"):
        seed, report = plain(**how)
        data = vectors(dataset)
        two_labels(data.labels)
        direction = direction_of(data.points, Random(seed))
        line = sorted(zip(keys_of(data.points, direction), data.labels, strict=True))
        steps = [(midpoint(s, t), b - a) for (s, a), (t, b) in pairwise(line) if a != b]
        units, rises = [(direction, -cut) for cut, _ in steps], [rise for _, rise in steps]
        network = data.one_hidden_layer(units, Threshold(), rises, base=line[0][1])
        report(1, 1)
        measure = Measure("threshold_units", len(steps), len(dataset) - 1)
        return Rival(NAME, dataset, network, (measure,), "N - 1 threshold units", seed)


STATEMENT: Final = Statement(
    NAME, construct, title="Nilsson 1965", takes="vectors",
    claim="Nilsson 1965: N - 1 threshold units for two classes",
    data=f"{DATA['vectors']}; two labels",
)  # fmt: skip
