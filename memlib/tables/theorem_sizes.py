"""Sizes of all theorems on random data, from 64 labels to 10,000, with fitted exponents.

Each row is one network in plain form, built with every weight, and counted. Limited bits come
twice: with B = √N, and with one B for all N, the two ends of its trade.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt, log
from random import Random
from statistics import linear_regression
from typing import Final

from memlib.constructions.registry import THEOREMS
from memlib.data import multiset
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, Dataset
from memlib.data.lattice import random_tokens
from memlib.data.synthetic import random_dataset
from memlib.tables.maker import CLASSES, DIM, LENGTH, SEED, Option, Row, TableMaker, progress

NAME: Final = "theorem_sizes"

#: The ids of the embedding go up to this.
OMEGA: Final = 256
#: Deep sets take multisets of 1 to this many tokens.
LARGEST_MULTISET: Final = 20

#: Numbers of labels: squares, so that B = √N is exact, and multiples of the length.
LABELS: Final = (64, 144, 256, 576, 1024, 2304, 4096, 6400, 10_000)
#: The exponents are fitted to sizes in this range.
FITTED: Final = (1_000, 10_000)
FEW_BITS: Final = 8


@dataclass(frozen=True)
class Family:
    """One curve: a theorem, and for limited bits B, ``None`` for √N."""

    theorem: str
    bits: int | None = None

    @property
    def name(self) -> str:
        """How the table calls it."""
        return self.theorem if self.bits is None else f"{self.theorem}, B = {self.bits}"

    @property
    def title(self) -> str:
        """How charts call it.

        >>> [Family(name).title for name in ("deep-sets", "next-token", "limited-bits")]
        ['Theorem D.1, deep sets', 'Theorem 4.1', 'Theorem F.1, B = √N']
        """
        theorem = THEOREMS[self.theorem]
        if "bits" in theorem.options:
            return f"{theorem.title}, B = {self.bits or '√N'}"
        return theorem.full_title


FAMILIES: Final = (*(Family(name) for name in THEOREMS), Family("limited-bits", FEW_BITS))

#: The power of N (of nN) that each theorem promises, up to logarithms.
PROMISED: Final = {family.name: 1.0 if family.bits else 0.5 for family in FAMILIES}


def data(family: Family, labels: int) -> Dataset:
    """The data set of a row, with that many labels.

    >>> [len(data(Family(name), 64)) for name in ("deep-sets", "embedding", "seq-to-seq")]
    [64, 64, 8]
    """
    match THEOREMS[family.theorem].takes:
        case "seq-to-seq":
            return random_dataset(
                labels // LENGTH, LENGTH, DIM, CLASSES, task=SEQ_TO_SEQ, seed=SEED
            )
        case "vectors":
            return random_dataset(labels, 1, DIM, CLASSES, vocabulary=labels, seed=SEED)
        case "ids":
            drawn = random_dataset(labels, LENGTH, 1, CLASSES, vocabulary=OMEGA, seed=SEED)
            used = len(drawn.tokens)
            ids = [[OMEGA - used + i + 1] for i in range(used)]  # the largest id is always ω
            return Dataset.next_token(ids, drawn.sequences, [y for *_, y in drawn.each_item()])
        case "multisets":
            return of_multisets(labels)
        case _:
            return random_dataset(labels, LENGTH, DIM, CLASSES, seed=SEED)


def of_multisets(count: int) -> Dataset:
    """Distinct random multisets of 1 to 20 tokens, with random labels.

    >>> sorted({len(s) for s in of_multisets(100).sequences}) == list(range(1, 21))
    True
    """
    rng = Random(SEED)
    tokens = random_tokens(OMEGA, DIM, rng=rng)
    found: dict[tuple[int, ...], tuple[list[int], int]] = {}
    while len(found) < count:
        drawn = [rng.randrange(OMEGA) for _ in range(rng.randint(1, LARGEST_MULTISET))]
        found.setdefault(multiset(drawn), (drawn, rng.randint(1, CLASSES)))
    rows = tuple(tuple(drawn) for drawn, _ in found.values())
    labels = tuple(label for _, label in found.values())
    return Dataset(NEXT_TOKEN, tuple(tokens), rows, labels).used_tokens()


def row(family: Family, labels: int) -> Row:
    """One network: what was built, what was promised, and the data's digest.

    >>> made = row(Family("feed-forward"), 64)
    >>> made["built"]["parameters"] <= made["promised"]["parameters"]
    True
    """
    dataset = data(family, labels)
    extra = {}
    if "bits" in THEOREMS[family.theorem].options:
        extra = {"bits": family.bits or isqrt(labels)}
    made = THEOREMS[family.theorem].construct(dataset, seed=SEED, **extra)
    return {
        "family": family.name,
        "theorem": family.theorem,
        "bits": extra.get("bits"),
        "sequences": len(dataset),
        "labels": dataset.items,
        "built": vars(made.built),
        "promised": vars(made.promised),
        "data": dataset.digest(),
    }


def curve(rows: list[Row], family: str) -> list[tuple[int, int]]:
    """(labels, parameters) of one family, in order.

    >>> curve([{"family": "f", "labels": 4, "built": {"parameters": 9}}], "f")
    [(4, 9)]
    """
    return [(row["labels"], row["built"]["parameters"]) for row in rows if row["family"] == family]


def exponents(rows: list[Row]) -> dict[str, float | None]:
    """Least-squares slopes of log parameters over log labels from 1,000 to 10,000, by family.

    ``None`` where fewer than two sizes lie in that range.
    """
    low, high = FITTED
    families = dict.fromkeys(row["family"] for row in rows)
    found: dict[str, float | None] = {}
    for family in families:
        points = [(log(n), log(p)) for n, p in curve(rows, family) if low <= n <= high]
        found[family] = None
        if len(points) > 1:
            found[family] = round(linear_regression(*zip(*points, strict=True)).slope, 4)
    return found


def rows(options: Namespace) -> Iterator[Row]:
    """All networks, one after the other."""
    cases = [(family, n) for family in FAMILIES for n in LABELS if n <= options.top]
    for family, labels in progress(cases, NAME):
        yield row(family, labels)


TABLE: Final = TableMaker(
    NAME,
    {"what": "all theorems in plain form on random data: sizes, and exponents of parameters"},
    rows,
    {
        "length": LENGTH,
        "dim": DIM,
        "classes": CLASSES,
        "seed": SEED,
        "vocabulary": OMEGA,
        "largest_multiset": LARGEST_MULTISET,
        "fitted": list(FITTED),
        "data": "memlib.tables.theorem_sizes.data: length 8 and d = 3 unless the theorem asks "
        "otherwise (vectors: length 1; ids: d = 1, up to 256; multisets: 1 to 20 tokens)",
    },
    (Option("top", 10_000, "up to so many labels"),),
    beside=lambda rows: {"exponents": exponents(rows)},
)
