"""Print what a certificate (or a data set) holds: the data, and the sizes promised and built.

The built sizes are counted from the network, not read from its claims. No label is checked: that
is what memlib verify does.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from memlib.cli.parser import Parser, show
from memlib.cli.summary import dataset_rows, size_rows
from memlib.data import json_form
from memlib.data.dataset import Dataset
from memlib.errors import context


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib info``."""
    parser.add_argument("file", metavar="CERT.json", help="a certificate, or a data set")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: Namespace) -> int:
    """Read the file and print what it holds."""
    from memlib.files import read_json

    value = read_json(options.file)
    if isinstance(value, dict) and "format" not in value:
        with context(operation="read data", place=options.file):
            dataset = json_form.from_json(value)
        if options.json:
            print(json.dumps(_data_facts(dataset), indent=2))
        else:
            show(dataset_rows(dataset))
        return 0

    from memlib.exact.certificate import read
    from memlib.exact.count import count

    certificate = read(options.file)
    dataset = certificate.dataset
    about = certificate.about if isinstance(certificate.about, Mapping) else {}
    counted = about.get("counted")  # what the statement of another work counts
    built = asdict(count(certificate.network, dataset.token_dim))
    built = (dict(counted) if isinstance(counted, Mapping) else {}) | built
    promised = about.get("promised")
    if options.json:
        facts = _data_facts(dataset) | {"promised": promised, "built": built, "about": about}
        print(json.dumps(facts, indent=2))
        return 0
    texts = [(name, value) for name, value in about.items() if isinstance(value, (str, int))]
    show([*dataset_rows(dataset), *texts, *size_rows(built, promised)])
    return 0


def _data_facts(ds: Dataset) -> dict[str, Any]:
    return {
        "task": ds.task,
        "sequences": len(ds),
        "length": ds.length if ds.equal_lengths else None,
        "items": ds.items,
        "tokens": len(ds.tokens),
        "token_dim": ds.token_dim,
        "classes": ds.classes,
        "sha256": ds.digest(),
    }
