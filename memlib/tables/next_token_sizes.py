"""Sizes of the network of Theorem B.1 on random data, from N = 16 upwards.

Each row is one network, built in plain form with every weight, and counted. Up to ``--checked``
sequences every label is recomputed in exact arithmetic too.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path
from typing import Any, Final

import memlib
from memlib import files
from memlib.constructions.theorems.next_token import construct
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact.batch import outputs
from memlib.exact.count import count
from memlib.stored import folder

NAME: Final = "next_token_sizes"

#: n, d, C of all data sets, and the seed.
LENGTH, DIM, CLASSES, SEED = 8, 3, 10, 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--top", type=int, default=16, help="up to N = 2^TOP (default 16)")
    parser.add_argument(
        "--checked", type=int, default=4096, help="check the labels up to this N (default 4096)"
    )
    parser.add_argument("-o", "--output", help=f"default: results/{NAME}.json")


def make(options: argparse.Namespace) -> Path:
    """Build all networks, one after the other, and write the table."""
    from tqdm import tqdm

    rows = [
        row(2**k, check=2**k <= options.checked)
        for k in tqdm(range(4, options.top + 1), desc=NAME, file=sys.stderr)
    ]
    path = Path(options.output) if options.output else folder() / f"{NAME}.json"
    table = {"manifest": manifest(options), "rows": rows}
    files.write_text(path, json.dumps(table, indent=1) + "\n")
    return path


def data(sequences: int) -> Dataset:
    """The data set of a row."""
    return random_dataset(sequences, LENGTH, DIM, CLASSES, seed=SEED)


def row(sequences: int, *, check: bool) -> dict[str, Any]:
    """One network: N, what was built, what was promised, 2N + d, and the data's digest.

    >>> row(16, check=True)["labels_right"]
    16
    """
    dataset = data(sequences)
    made = construct(dataset)
    right = None
    if check:
        found = outputs(made.network, dataset)
        right = sum(y == [label] for y, label in zip(found, dataset.labels, strict=True))
    return {
        "sequences": sequences,
        "built": vars(made.built),
        "total_bits": count(made.network, DIM).total_bits,
        "promised": vars(made.promised),
        "scored_tokens": len(made.proof.ids.tokens),
        "one_neuron_an_item": 2 * sequences + DIM,
        "labels_right": right,
        "data": dataset.digest(),
    }


def manifest(options: argparse.Namespace) -> dict[str, Any]:
    """How the table was made."""
    return {
        "what": "Theorem B.1 in plain form on random next-token data",
        "command": f"python -m memlib.results {NAME} --top {options.top} "
        f"--checked {options.checked}",
        "memlib": memlib.__version__,
        "python": platform.python_version(),
        "length": LENGTH,
        "dim": DIM,
        "classes": CLASSES,
        "data": f"memlib.data.synthetic.random_dataset(N, {LENGTH}, {DIM}, {CLASSES}, seed={SEED})",
    }
