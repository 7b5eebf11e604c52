"""Line words: sizes, bits, seconds, retries and how full buckets are, all networks verified.

Each row is one network on hard data with distinct items (every label is free), evaluated layer by
layer on all of it in machine words. Rows that stand are kept: ``--only`` names what is made anew,
``--resume`` makes only what is missing. Random data sets come in parts, a row each.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any, Final, cast

import memlib
from memlib import fast, files
from memlib.bounds.sparse_patterns import least_chosen_pattern, least_fixed_pattern
from memlib.constructions.compact.construct import DEFECT
from memlib.constructions.line.construct import construct
from memlib.constructions.sizes import NetworkForm
from memlib.data.dataset import NEXT_TOKEN
from memlib.data.synthetic import hard_dataset
from memlib.errors import MemlibError
from memlib.exact.count import count
from memlib.fast import words
from memlib.stored import folder
from memlib.tables.compact_sizes import FORMS, RANDOM_SETS, drawn
from memlib.tables.maker import DIM, LENGTH, SEED

NAME: Final = "line_sizes"
#: The sizes of the curve, and where other things are varied.
SEQUENCES: Final = (32, 64, 100, 128, 256, 512, 1024, 2048, 4096, 16_384, 65_536)
#: Built in one form only: it takes an hour.
MILLION: Final = 1_000_000
#: Longer searches than this are for patient readers: ``low`` from here on.
MEDIUM_UP_TO: Final = 4096
BEST: Final = (1024, 4096)
DENSE: Final = (64, 128, 256, 512, 1024)
BITS: Final = (256, 1024, 4096, 16_384, 65_536)
PARTS: Final = ("sizes", "best", "dense", "bits", "classes", "random sets")
#: Random data sets of a row.
TOGETHER: Final = 25


@dataclass(frozen=True)
class Case:
    """One row."""

    part: str
    sequences: int
    form: NetworkForm
    effort: str = "medium"
    classes: int = 2
    fewest: str = "nonzero"


def cases(top: int) -> Iterator[Case]:
    """All rows with up to so many sequences."""
    for n in SEQUENCES:
        effort = "medium" if n <= MEDIUM_UP_TO else "low"
        yield from (Case("sizes", n, form, effort) for form in FORMS if n <= top)
    if top >= MILLION:
        yield Case("sizes", MILLION, "residual", "low")
    for n in BEST:
        yield from (Case("best", n, form, "high") for form in FORMS if n <= top)
    yield from (Case("dense", n, "plain", fewest="dense") for n in DENSE if n <= top)
    for n in BITS:
        if n <= top:
            effort = "medium" if n <= MEDIUM_UP_TO else "low"
            yield Case("bits", n, "plain", effort, fewest="bits")
    if top >= 4096:
        yield Case("classes", 4096, "residual", classes=10)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--top", type=int, default=65_536, help="up to so many sequences (65536)")
    parser.add_argument("--least", type=int, default=1, help="from so many sequences on (1)")
    parser.add_argument("--only", choices=PARTS, help="one part; the others are kept")
    parser.add_argument("--form", choices=FORMS, help="one form of networks; the other is kept")
    parser.add_argument("--resume", action="store_true", help="rows that stand are kept, too")
    parser.add_argument(
        "--sets", type=int, default=RANDOM_SETS, help=f"random data sets (default {RANDOM_SETS})"
    )
    parser.add_argument("-o", "--output", help=f"default: results/{NAME}.json")


def make(options: argparse.Namespace) -> Path:
    """Build and verify the networks, one after the other; each row is written when it is done."""
    path = Path(options.output) if options.output else folder() / f"{NAME}.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    for case in cases(options.top):
        if case.sequences < options.least or options.form not in (None, case.form):
            continue
        if options.only in (None, case.part) and not _stands(rows, vars(case), options.resume):
            print(case, file=sys.stderr)
            rows = _with(rows, row(case))
            _write(path, rows)
    if options.only in (None, "random sets") and options.form is None:
        for first in range(0, options.sets, TOGETHER):
            number = min(TOGETHER, options.sets - first)
            wanted = {"part": "random sets", "first": first, "sets": number}
            if not _stands(rows, wanted, options.resume):
                print(wanted, file=sys.stderr)
                rows = _with(rows, random_sets(first, number))
                _write(path, rows)
    return path


def _stands(rows: list[dict[str, Any]], wanted: dict[str, Any], resume: bool) -> bool:
    """Whether a row of that case, with all that it asks for, is there and is to be kept."""
    return resume and any(wanted.items() <= row.items() for row in rows)


def _key(row: dict[str, Any]) -> tuple[int, int, str, int]:
    return (
        PARTS.index(row["part"]), row.get("sequences", row.get("first", 0)), row.get("form", ""),
        row.get("classes", 0),
    )  # fmt: skip


def _with(rows: list[dict[str, Any]], new: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows with one more, in order; a row of the same case goes."""
    return sorted([row for row in rows if _key(row) != _key(new)] + [new], key=_key)


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    files.write_text(path, json.dumps({"manifest": manifest(), "rows": rows}, indent=1) + "\n")


def row(case: Case) -> dict[str, Any]:
    """One network: what was built, how many labels are right, how long it took.

    >>> row(Case("sizes", 32, "residual", "low"))["verified"]
    32
    """
    dataset = hard_dataset(
        case.sequences, LENGTH, DIM, case.classes, distinct_items=True, seed=SEED
    )
    wall, start = perf_counter(), process_time()
    made = construct(
        NEXT_TOKEN, dataset, form=case.form, seed=SEED, effort=case.effort, fewest=case.fewest,
        search=words.search,
    )  # fmt: skip
    built, waited = process_time() - start, perf_counter() - wall
    wall = perf_counter()
    report = fast.verify(made.network, dataset)
    verified = perf_counter() - wall
    counts = count(made.network, DIM)
    return {
        **vars(case),
        "built": vars(counts),
        "promised": vars(made.promised),
        "constants": {k: v for k, v in made.constants.items() if not k.startswith("sequences")},
        "steps": list(made.proof.layout.steps),
        "floor_fixed": least_fixed_pattern(case.sequences),
        "floor_chosen": least_chosen_pattern(case.sequences, counts.dense_parameters),
        "verified": report.counts["items"],
        "cpu_seconds_to_build": round(built, 1),
        "seconds_to_build": round(waited, 1),
        "seconds_to_verify": round(verified, 1),
        "data": dataset.digest(),
    }


def random_sets(first: int, number: int) -> dict[str, Any]:
    """Data sets of many shapes and both tasks: how many are wrong, and how many needed a retry.

    A retry: a layout was begun and given up because some key fitted no line; or, counted apart, a
    token hash gave two items with different labels one key. A set for which no network is found
    is counted as refused.

    >>> random_sets(0, 3)["wrong"]
    0
    """
    wrong = retried = rehashed = refused = items = 0
    for each in range(first, first + number):
        rng = Random(1000 * SEED + each)
        dataset, form = drawn(rng)
        items += dataset.items
        try:
            made = construct(
                dataset.task, dataset, form=cast(NetworkForm, form), seed=rng.randrange(99),
                effort="low", search=words.search,
            )  # fmt: skip
        except MemlibError as error:
            print(f"set {each}: {error}", file=sys.stderr)
            # A wrong label that the last check found is a wrong network, though none was given out.
            wrong += error.mend == DEFECT
            refused += error.mend != DEFECT
            continue
        labels = [[y] if isinstance(y, int) else list(y) for y in dataset.labels]
        wrong += fast.evaluate(made.network, dataset) != labels
        retried += made.constants["layouts_failed"] > 0
        rehashed += made.constants["token_hashes_tried"] > 1
    return {
        "part": "random sets", "first": first, "sets": number, "items": items, "wrong": wrong,
        "refused": refused, "retried": retried, "rehashed": rehashed,
    }  # fmt: skip


def manifest() -> dict[str, Any]:
    """How the table was made."""
    return {
        "what": "line words on hard data with distinct items: sizes, bits, seconds, retries",
        "command": f"python -m memlib.results {NAME}",
        "seconds": "of one process on a machine of two cores that did other work as well",
        "memlib": memlib.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "length": LENGTH,
        "dim": DIM,
        "seed": SEED,
    }
