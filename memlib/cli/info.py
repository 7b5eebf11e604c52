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

from memlib.cli.formats import is_interval
from memlib.cli.parser import Parser, read_twice, show
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
    with read_twice(options.file) as path:
        return _shown(path, options.json)


def _shown(path: str, as_json: bool) -> int:
    from memlib.files import read_json

    value = read_json(path)
    if isinstance(value, dict) and "format" not in value:
        with context(operation="read data", place=path):
            dataset = json_form.from_json(value)
        if as_json:
            print(json.dumps(_data_facts(dataset), indent=2))
        else:
            show(dataset_rows(dataset))
        return 0

    dataset, about, built, enclosed = contents(path)
    counted = about.get("counted")  # what the statement of another work counts
    built = (dict(counted) if isinstance(counted, Mapping) else {}) | built
    promised = about.get("promised")
    if as_json:
        facts = _data_facts(dataset) | {"promised": promised, "built": built, "about": about}
        facts |= enclosed
        print(json.dumps(facts, indent=2))
        return 0
    texts = [(name, value) for name, value in about.items() if isinstance(value, (str, int))]
    show([*dataset_rows(dataset), *texts, *size_rows(built, promised), *enclosed.items()])
    return 0


def contents(
    path: str,
) -> tuple[Dataset, Mapping[str, Any], dict[str, int], dict[str, int | str]]:
    """Of a certificate of either format: its data, its ``about``, the sizes counted in its network.

    Last, for an interval certificate: the precision in bits, and the margin as it is claimed.
    """
    from memlib.exact import certificate as exact
    from memlib.exact.count import count

    if not is_interval(path):
        cert = exact.read(path)
        about = cert.about if isinstance(cert.about, Mapping) else {}
        built = asdict(count(cert.network, cert.dataset.token_dim))
        return cert.dataset, about, built, {}

    from memlib.interval import certificate as interval
    from memlib.interval.check import decimals

    found = interval.read(path)
    built = asdict(count(found.network, found.dataset.token_dim))
    enclosed: dict[str, int | str] = {
        "precision": found.precision,
        "margin": decimals(found.margin),
    }
    return found.dataset, found.about, built, enclosed


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
