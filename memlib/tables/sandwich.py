"""One table for the sandwich: lower bounds, everything built, and 2N + d, in rows of one form.

Nothing is built here. Sizes of networks come from other tables; bounds are computed. A row is

    family, kind, task, sequences, length, classes, parameters, source

and :func:`collect` gathers such rows from *every* table, so a new family joins the chart by being
stored in this form (see :data:`FIELDS`), in whatever table.
"""

from __future__ import annotations

import math
from argparse import Namespace
from collections.abc import Iterator
from typing import Any, Final

from memlib.bounds import NARROW, next_token, seq_to_seq
from memlib.bounds.bits import NEXT_TOKEN, SEQ_TO_SEQ, fixed_pattern
from memlib.bounds.sparse_patterns import least_fixed_pattern, least_nonzero
from memlib.constructions.registry import THEOREMS
from memlib.errors import MemlibError
from memlib.stored import folder, load
from memlib.tables.maker import DIM, LENGTH, TableMaker
from memlib.tables.theorem_sizes import FAMILIES

NAME: Final = "sandwich"

#: What every row has. ``length`` is None where sequences of a data set differ in length.
FIELDS: Final = (
    "family", "kind", "task", "sequences", "length", "classes", "parameters", "source",
)  # fmt: skip

#: bound: none can have less. built: exact weights. trained: found by training. yardstick: 2N + d.
KINDS: Final = ("bound", "built", "trained", "yardstick")

#: The sharper floor on nonzero parameters in fixed places: branches counted, not operations.
BRANCHES: Final = "nonzero, branches counted"

#: Bits of a word in the bound by bits; labels of the computed rows.
WORD: Final = 32
SIZES: Final = (64, 256, 1024, 4096, 10_000, 65_536, 262_144, 1_000_000)


def row(
    family: str, kind: str, task: str, sequences: int, parameters: int, **more: Any
) -> dict[str, Any]:
    """One row; ``more``: length, classes, source.

    >>> made = row("mine", "built", "next-token", 64, 100, length=8, classes=2, source="here")
    >>> tuple(made) == FIELDS
    True
    """
    values = (
        family, kind, task, sequences, more["length"], more["classes"], parameters, more["source"],
    )  # fmt: skip
    return dict(zip(FIELDS, values, strict=True))


def theorems() -> Iterator[dict[str, Any]]:
    """The paper's constructions, from theorem_sizes; Theorem 4.1 goes on in next_token_sizes.

    >>> len({row["family"] for row in theorems()})
    8
    """
    table = load("theorem_sizes")
    lengths = {"vectors": 1, "multisets": None}
    titles = {family.name: family.title for family in FAMILIES}
    classes = table.manifest["classes"]
    for old in table.rows:
        takes = THEOREMS[old["theorem"]].takes
        yield row(
            titles[old["family"]],
            "built",
            SEQ_TO_SEQ if takes == SEQ_TO_SEQ else NEXT_TOKEN,
            old["sequences"],
            old["built"]["parameters"],
            length=lengths.get(takes, table.manifest["length"]),
            classes=classes,
            source=table.name,
        )
    largest = max(old["sequences"] for old in table.rows)
    longer = load("next_token_sizes")
    for old in longer.rows:
        if old["sequences"] > largest:
            yield row(
                titles["next-token"], "built", NEXT_TOKEN, old["sequences"],
                old["built"]["parameters"], length=longer.manifest["length"],
                classes=longer.manifest["classes"], source=longer.name,
            )  # fmt: skip


def compact() -> Iterator[dict[str, Any]]:
    """The networks with small constants, from compact_sizes, in both forms."""
    yield from _both_forms("compact_sizes", "compact")


def line_words() -> Iterator[dict[str, Any]]:
    """The networks of line words, from line_sizes, in both forms.

    >>> [(row["family"], row["parameters"]) for row in line_words() if row["sequences"] == 1024]
    [('line words', 241), ('line words, with skips', 182)]
    """
    yield from _both_forms("line_sizes", "line words")


def _both_forms(name: str, family: str) -> Iterator[dict[str, Any]]:
    """What a method built, by size; where all rows have one length, the manifest says it."""
    table = load(name)
    for old in table.rows:
        if old["part"] == "sizes":
            yield row(
                family if old["form"] == "plain" else f"{family}, with skips",
                "built",
                NEXT_TOKEN,
                old["sequences"],
                old["built"]["parameters"],
                length=old["length"] if "length" in old else table.manifest["length"],
                classes=old["classes"],
                source=table.name,
            )


def yardsticks() -> Iterator[dict[str, Any]]:
    """2N + d for networks that read all numbers at once: nd of them, one token more a label.

    >>> [row["parameters"] for row in yardsticks()][::len(SIZES)]
    [152, 155]
    """
    for task, inputs in ((NEXT_TOKEN, LENGTH * DIM), (SEQ_TO_SEQ, (LENGTH + 1) * DIM)):
        for items in SIZES:
            sequences = items if task == NEXT_TOKEN else items // LENGTH
            yield row(
                "2N + d", "yardstick", task, sequences, 2 * items + inputs, length=LENGTH,
                classes=None, source="formula",
            )  # fmt: skip


def bounds() -> Iterator[dict[str, Any]]:
    """The lower bounds, whole numbers, for two classes: what holds for two holds for more.

    >>> [row["parameters"] for row in bounds() if row["sequences"] == 4096]
    [23, 16, 110, 87, 128]
    """
    for items in SIZES:
        few = items // LENGTH  # sequences that carry so many labels, one per token
        product = next_token.product_form(items, NARROW)
        product_of_all = seq_to_seq.product_form(few, LENGTH, NARROW)
        bits = fixed_pattern(items, 2, WORD)
        for family, task, parameters in (
            ("Theorem 4.2, any shape", NEXT_TOKEN, next_token.closed_form(items)),
            ("nonzero, places fixed", NEXT_TOKEN, least_nonzero(items)),
            (BRANCHES, NEXT_TOKEN, least_fixed_pattern(items)),
            ("product, narrow family", NEXT_TOKEN, product.parameters),
            (f"{WORD} bits per parameter", NEXT_TOKEN, bits),
            ("Theorem 4.3, any shape", SEQ_TO_SEQ, seq_to_seq.closed_form(few, LENGTH)),
            ("the same, W̄ sharper", SEQ_TO_SEQ, seq_to_seq.tight_any_shape(few, LENGTH)),
            ("product, narrow family", SEQ_TO_SEQ, product_of_all.parameters),
            (f"{WORD} bits per parameter", SEQ_TO_SEQ, bits),
        ):
            yield row(
                family, "bound", task, items if task == NEXT_TOKEN else few,
                math.ceil(parameters), length=LENGTH, classes=2, source="memlib.bounds",
            )  # fmt: skip


def collect(task: str | None = None) -> list[dict[str, Any]]:
    """Every stored row of this form, in whatever table; of one task, or all.

    Raises:
        MemlibError: a row has an unknown kind.

    >>> {row["kind"] for row in collect("seq-to-seq")} >= {"bound", "built", "yardstick"}
    True
    """
    found = []
    for path in sorted(folder().glob("*.json")):
        rows: list[Any] = load(path.stem).rows
        for stored in rows:
            if not isinstance(stored, dict):
                break  # a table of runs, whose rows are lists
            if stored.keys() >= set(FIELDS) and task in (None, stored["task"]):
                if stored["kind"] not in KINDS:
                    raise MemlibError(
                        f"unknown kind {stored['kind']!r}",
                        operation="collect rows",
                        place=path.name,
                        mend="use " + ", ".join(KINDS),
                    )
                found.append(stored)
    return found


def labels(stored: dict[str, Any]) -> int:
    """How many labels a row's data has: N, or nN.

    >>> labels({"task": "seq-to-seq", "sequences": 5, "length": 8})
    40
    """
    sequences: int = stored["sequences"]
    return sequences if stored["task"] == NEXT_TOKEN else sequences * int(stored["length"])


def rows(options: Namespace) -> Iterator[dict[str, Any]]:
    """All rows, gathered and computed."""
    yield from (*theorems(), *compact(), *line_words(), *yardsticks(), *bounds())


TABLE: Final = TableMaker(
    NAME,
    {"what": "lower bounds, constructions and 2N + d in rows of one form"},
    rows,
    {
        "length": LENGTH,
        "dim": DIM,
        "word": WORD,
        "from": ["theorem_sizes", "next_token_sizes", "compact_sizes", "line_sizes"],
    },
    ascii=False,
)
