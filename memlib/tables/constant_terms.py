"""The parameters of Theorem 4.1's network term by term, promised and built, and beside 2N + d.

Two classes, look-alikes: the data on which the compact networks are measured too.
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
from memlib.constructions.studies.terms import Term, built_terms, promised_terms
from memlib.constructions.theorems.next_token import construct
from memlib.data.synthetic import hard_dataset
from memlib.stored import folder

NAME: Final = "constant_terms"

#: n, d, C and the seed of all data sets.
LENGTH, DIM, CLASSES, SEED = 8, 3, 2, 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--top", type=int, default=19, help="up to N = 2^TOP (default 19)")
    parser.add_argument("-o", "--output", help=f"default: results/{NAME}.json")


def make(options: argparse.Namespace) -> Path:
    """Build the networks, one after the other, and write the table."""
    from tqdm import tqdm

    rows = [row(2**k) for k in tqdm(range(6, options.top + 1), desc=NAME, file=sys.stderr)]
    path = Path(options.output) if options.output else folder() / f"{NAME}.json"
    manifest = {
        "what": "parameters of Theorem 4.1 in plain form, term by term",
        "command": f"python -m memlib.results {NAME} --top {options.top}",
        "memlib": memlib.__version__,
        "python": platform.python_version(),
        "data": f"memlib.data.synthetic.hard_dataset(N, {LENGTH}, {DIM}, {CLASSES}, seed={SEED})",
    }
    files.write_text(path, json.dumps({"manifest": manifest, "rows": rows}, indent=1) + "\n")
    return path


def row(sequences: int) -> dict[str, Any]:
    """One network: layers and parameters of each term, and 2N + d.

    >>> found = row(4)
    >>> sum(term["parameters"] for term in found["built"].values()) == found["built_parameters"]
    True
    """
    dataset = hard_dataset(sequences, LENGTH, DIM, CLASSES, seed=SEED)
    made = construct(dataset)
    return {
        "sequences": sequences,
        "one_neuron_an_item": 2 * sequences + DIM,
        "key_bits": made.proof.lookup.shape.key_bits,
        "built_parameters": made.built.parameters,
        "promised_parameters": made.promised.parameters,
        "built": _plain(built_terms(made)),
        "promised": _plain(promised_terms(dataset)),
        "data": dataset.digest(),
    }


def _plain(terms: dict[str, Term]) -> dict[str, dict[str, int]]:
    return {name: vars(term) for name, term in terms.items()}
