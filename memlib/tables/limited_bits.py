"""The trade of Theorem F.1: bits a parameter against parameters, for one N and B = 2, 4, 8, ….

Each row is one network in plain form, built with every weight, and counted.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from math import isqrt
from pathlib import Path
from typing import Any, Final

import memlib
from memlib import files
from memlib.constructions.theorems.limited_bits import construct
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact.count import count
from memlib.stored import folder

NAME: Final = "limited_bits"

#: N of the stored table; n, d, C of its data, and the seed.
SEQUENCES, LENGTH, DIM, CLASSES, SEED = 4096, 8, 3, 10, 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--sequences", type=int, default=SEQUENCES, help=f"N (default {SEQUENCES})")
    parser.add_argument("-o", "--output", help=f"default: results/{NAME}.json")


def make(options: argparse.Namespace) -> Path:
    """Build all networks, one after the other, and write the table."""
    from tqdm import tqdm

    budgets = [2**k for k in range(1, isqrt(options.sequences).bit_length())]
    rows = [row(options.sequences, B) for B in tqdm(budgets, desc=NAME, file=sys.stderr)]
    path = Path(options.output) if options.output else folder() / f"{NAME}.json"
    table = {"manifest": manifest(options), "rows": rows}
    files.write_text(path, json.dumps(table, indent=1) + "\n")
    return path


def data(sequences: int) -> Dataset:
    """The data set of all rows."""
    return random_dataset(sequences, LENGTH, DIM, CLASSES, seed=SEED)


def row(sequences: int, bits: int) -> dict[str, Any]:
    """One network: B, what was built, what was promised.

    >>> made = row(16, 2)
    >>> made["built"]["max_bits"] <= made["promised"]["max_bits"], made["groups"]
    (True, 4)
    """
    dataset = data(sequences)
    made = construct(dataset, bits=bits, seed=SEED)
    return {
        "sequences": sequences,
        "bits": bits,
        "groups": -(-sequences // bits**2),
        "key_bits": made.constants["key_bits_2"],
        "slots": made.constants["slots"],
        "built": vars(made.built),
        "total_bits": count(made.network, DIM).total_bits,
        "promised": vars(made.promised),
        "data": dataset.digest(),
    }


def manifest(options: argparse.Namespace) -> dict[str, Any]:
    """How the table was made."""
    return {
        "what": "Theorem F.1 in plain form for one data set and all powers of two B up to √N",
        "command": f"python -m memlib.results {NAME} --sequences {options.sequences}",
        "memlib": memlib.__version__,
        "python": platform.python_version(),
        "length": LENGTH,
        "dim": DIM,
        "classes": CLASSES,
        "data": f"memlib.data.synthetic.random_dataset(N, {LENGTH}, {DIM}, {CLASSES}, seed={SEED})",
    }
