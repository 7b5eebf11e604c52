"""Table 1, measured: every construction, the paper's and those of other works, on the same data.

The common data are next-token sequences; a construction that takes vectors gets them flattened. A
construction for labels at every token gets the same sequences with labels of its own. Every network
is built with every weight, written as a certificate, and its labels are read by the checker of that
certificate's format. Where data do not meet the assumptions of a statement, the row says so.
"""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from memlib.constructions.registry import THEOREMS
from memlib.constructions.statement import LITERAL, Statement
from memlib.data import json_form
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, Dataset
from memlib.errors import MemlibError
from memlib.exact import verify
from memlib.exact.count import count
from memlib.rivals.registry import RIVALS
from memlib.tables.maker import Option, Row, TableMaker, progress, stored_rows
from memlib.tables.table_1_data import AXES, BASE, IDS, SEED, SPREAD, VOCABULARY, Cell, cells, data

NAME: Final = "table_1"

#: B of Theorem F.1.
FEW_BITS: Final = 8
#: What is counted of every network.
SIZES: Final = ("parameters", "dense_parameters", "depth", "width", "max_bits", "total_bits")
#: A checker may take so many seconds, by its own estimate.
PATIENCE: Final = 3600


@dataclass(frozen=True)
class Maker:
    """One line of the table: a statement, and how it is built."""

    theorem: str
    method: str = LITERAL

    @property
    def name(self) -> str:
        """How the table calls it."""
        return self.theorem if self.method == LITERAL else f"{self.theorem}, {self.method}"

    @property
    def task(self) -> str:
        """The task that it takes."""
        return SEQ_TO_SEQ if self.statement.takes == SEQ_TO_SEQ else NEXT_TOKEN

    def make(self, dataset: Dataset) -> Any:
        """The construction for that data."""
        extra = {"bits": FEW_BITS} if "bits" in self.statement.options else {}
        return self.statement.by(self.method)(dataset, seed=SEED, **extra)

    @property
    def statement(self) -> Statement[Any]:
        """What is built."""
        return {**THEOREMS, **RIVALS}[self.theorem]


#: Other works in the order of their years, then the paper, then its compact variants.
MAKERS: Final = (
    *map(Maker, RIVALS),
    *map(Maker, THEOREMS),
    *(Maker(name, "compact") for name, each in THEOREMS.items() if "compact" in each.methods),
)

#: Where building or checking takes too long: beyond so many sequences.
TOO_LONG: Final[dict[str, int]] = {
    "madden": 64,
    "mahdavi": 64,
    "kajitsuka-2023": 128,
}


def key(stored: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells a row from all others."""
    return (*(stored[name] for name in vars(BASE)), stored["construction"])


def row(maker: Maker, cell: Cell) -> dict[str, Any]:
    """One network, or why there is none.

    >>> made = row(Maker("yun"), BASE)
    >>> made["measures"]["width_1"], made["right"], made["fails"]
    ({'built': 15, 'promised': 16}, 64, None)
    >>> row(Maker("nilsson"), Cell(classes=3))["fails"]
    'the theorem takes two labels, not 3'
    """
    dataset = data(cell, maker.task)
    entry: dict[str, Any] = {
        "construction": maker.name,
        "task": maker.task,
        **vars(cell),
        "labels": dataset.items,
        "data": dataset.digest(),
        "sizes": None,
        "measures": {},
        "order": None,
        "certificate": None,
        "right": None,
        "fails": None,
    }
    if cell.sequences > TOO_LONG.get(maker.theorem, cell.sequences):
        most = TOO_LONG[maker.theorem]
        return entry | {"fails": f"left out: it takes too long beyond N = {most}"}
    try:
        made = maker.make(dataset)
    except MemlibError as error:
        return entry | {"fails": _reason(error)}
    built, promised = made.built_sizes(), made.promised_sizes()
    exact = not maker.statement.intervals
    sizes = vars(count(made.network, cell.dim)) if exact else built
    return entry | {
        "sizes": {name: sizes[name] for name in SIZES},
        "measures": {
            name: {"built": built[name], "promised": most} for name, most in promised.items()
        },
        "order": getattr(made, "order", None),
        "certificate": "exact" if exact else "interval",
        "right": right(made, dataset, exact),
    }


def right(made: Any, dataset: Dataset, exact: bool) -> int:
    """How many labels are right: all, by the checker of the certificate, or an error.

    Raises:
        verify.Refuted: a label is wrong.
    """
    with TemporaryDirectory() as place:
        path, source = Path(place) / "certificate.json.gz", Path(place) / "data.json"
        made.write(path)
        json_form.write(source, dataset)
        if exact:
            return verify.verify(str(path), str(source), None, PATIENCE).counts["items"]
        from memlib.interval import check

        return check.verify(path, source, None, PATIENCE).counts["items"]


def _reason(error: MemlibError) -> str:
    """What is wrong, without the name of the operation in front and the advice at the end."""
    said = re.sub(r"^construct \S+: ", "", str(error))
    return re.sub(r" \([^()]*\)$", "", said)


def rows(options: Namespace) -> Iterator[Row]:
    """All networks, built and checked, one data set after the other."""
    old = stored_rows(NAME, options) if options.resume else []
    known = {key(stored): stored for stored in old}
    for cell in progress([cell for cell in cells() if cell.sequences <= options.top], NAME):
        for maker in MAKERS:
            kept = known.get(key(vars(cell) | {"construction": maker.name}))
            yield kept or row(maker, cell)


TABLE: Final = TableMaker(
    NAME,
    {"what": "every construction on the same data: sizes, promises, and where assumptions fail"},
    rows,
    {
        "seed": SEED,
        "vocabulary": VOCABULARY,
        "spread": SPREAD,
        "ids": IDS,
        "few_bits": FEW_BITS,
        "base": vars(BASE),
        "axes": {name: list(values) for name, values in AXES.items()},
    },
    (
        Option("top", 1024, "up to so many sequences", told=False),
        Option("resume", False, "keep the rows that the file has, make the others", told=False),
    ),
    each=True,
    ascii=False,
)
