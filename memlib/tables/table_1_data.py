"""The data of Table 1, measured: shapes, how tokens are drawn, and which rows share what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, Final

from memlib.data.consistency import multiset
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, Dataset, Token
from memlib.data.lattice import random_tokens

SEED: Final = 0
#: So many tokens to draw from, with coordinates from −SPREAD to SPREAD; token ids go up to IDS.
VOCABULARY, SPREAD, IDS = 256, 10_000, 16


@dataclass(frozen=True)
class Cell:
    """One data set: its shape, and how its tokens are drawn.

    Attributes:
        sequences, length, dim, classes: N, n, d and C.
        tokens: ``"distinct"``: no sequence holds a token twice; ``"own last"``: and no two end on
            the same token; ``"repeated"``: drawn with replacement; ``"ids"``: the numbers 1, 2, 3,
            …, drawn with replacement.
    """

    sequences: int = 64
    length: int = 4
    dim: int = 8
    classes: int = 2
    tokens: str = "distinct"


BASE: Final = Cell()
#: The values along each axis; the others stay as in BASE.
AXES: Final[dict[str, tuple[int, ...]]] = {
    "sequences": (16, 32, 64, 128, 256, 512, 1024),
    "length": (2, 4, 8, 16),
    "dim": (2, 4, 8, 16),
    "classes": (2, 3, 10, 100),
}
#: Data on which more assumptions hold, or fewer.
OTHERS: Final = (
    *(replace(BASE, sequences=N, tokens="own last") for N in (16, 32, 64)),
    replace(BASE, tokens="repeated"),
    Cell(length=2, dim=1, tokens="ids"),
)


def cells() -> Iterator[Cell]:
    """All data sets, each once.

    >>> len(list(cells())), list(cells())[2] == BASE
    (21, True)
    """
    along = [Cell(**vars(BASE) | {axis: x}) for axis, values in AXES.items() for x in values]
    yield from dict.fromkeys((*along, *OTHERS))


def at(rows: Iterable[Mapping[str, Any]], cell: Cell) -> list[Mapping[str, Any]]:
    """The rows on one data set.

    >>> at([{**vars(BASE), "construction": "yun"}], Cell(classes=3))
    []
    """
    return [row for row in rows if all(row[name] == x for name, x in vars(cell).items())]


def along(rows: Iterable[Mapping[str, Any]], axis: str) -> list[Mapping[str, Any]]:
    """The rows on data that differ from BASE in that axis alone, in rising order of it.

    >>> [row["dim"] for row in along([{**vars(BASE), "dim": 2}], "dim")]
    [2]
    """
    rest = {name: x for name, x in vars(BASE).items() if name != axis}
    found = [row for row in rows if all(row[name] == x for name, x in rest.items())]
    return sorted(found, key=lambda row: row[axis])


def failures(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where there is no network: one entry for each construction and kind of reason.

    Reasons that differ in numbers alone are of one kind; the first is told.

    >>> row = {**vars(BASE), "construction": "yun", "fails": "point 3 hides"}
    >>> failures([row, {**row, "dim": 2, "fails": "point 7 hides"}])[0]["data sets"]
    2
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if row["fails"]:
            kind = (row["construction"], re.sub(r"[\d, ]+", " ", row["fails"]))
            first = {
                "construction": row["construction"],
                "data sets": 0,
                "for instance": described(row),
                "why": row["fails"],
            }
            found.setdefault(kind, first)["data sets"] += 1
    return list(found.values())


def described(row: Mapping[str, Any]) -> str:
    """The shape of a row's data in words.

    >>> described(vars(BASE))
    'N = 64, n = 4, d = 8, C = 2, distinct tokens'
    """
    kinds = {"own last": "own last tokens", "ids": "token ids"}
    tokens = kinds.get(row["tokens"], f"{row['tokens']} tokens")
    named = zip("NndC", ("sequences", "length", "dim", "classes"), strict=True)
    return ", ".join([*(f"{letter} = {row[name]}" for letter, name in named), tokens])


def data(cell: Cell, task: str = NEXT_TOKEN) -> Dataset:
    """The data of a cell. No two sequences have the same multiset, so every label is free.

    >>> data(BASE).sequences == data(BASE, SEQ_TO_SEQ).sequences
    True
    >>> len({s[-1] for s in data(Cell(tokens="own last")).sequences})
    64
    """
    rng = Random(SEED)
    tokens = _tokens(cell, rng)
    places = range(len(tokens))
    own_last = rng.sample(places, len(places))
    drawn: dict[tuple[int, ...], tuple[int, ...]] = {}
    while len(drawn) < cell.sequences:
        if cell.tokens in ("repeated", "ids"):
            sequence = rng.choices(places, k=cell.length)
        else:
            sequence = rng.sample(places, cell.length)
        if cell.tokens == "own last":
            own = own_last[len(drawn)]
            sequence = [*[x for x in sequence if x != own][: cell.length - 1], own]
        drawn.setdefault(multiset(sequence), tuple(sequence))
    rows = tuple(drawn.values())
    if task == NEXT_TOKEN:
        labels = tuple(rng.randint(1, cell.classes) for _ in rows)
        return Dataset(NEXT_TOKEN, tuple(tokens), rows, labels).used_tokens()
    known: dict[tuple[int, int], int] = {}  # equal tokens of a sequence have one label
    every = tuple(
        tuple(known.setdefault((i, x), rng.randint(1, cell.classes)) for x in sequence)
        for i, sequence in enumerate(rows)
    )
    return Dataset(SEQ_TO_SEQ, tuple(tokens), rows, every).used_tokens()


def _tokens(cell: Cell, rng: Random) -> list[Token]:
    if cell.tokens == "ids":
        return [(Fraction(k),) for k in range(1, IDS + 1)]
    return random_tokens(VOCABULARY, cell.dim, spread=SPREAD, rng=rng)
