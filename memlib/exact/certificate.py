"""Certificates: a data set, a network, the claims about it, in one file that anyone can check.

Writing is done here. Whether a file is a true certificate is not decided here but by
:mod:`memlib.exact.verify`, which shares no code with what wrote it; :func:`read` trusts the file
and is for looking inside, exporting and plotting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from memlib.data import json_form
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError, context
from memlib.exact import layer_json
from memlib.exact.count import count
from memlib.exact.layers import Network
from memlib.files import read_json, write_json

FORMAT: Final = "exact-memorization-certificate/1"


@dataclass(frozen=True)
class Certificate:
    """What a certificate file holds."""

    dataset: Dataset
    network: Network
    claims: Mapping[str, int]
    about: Mapping[str, Any]


def claims(dataset: Dataset, network: Network) -> dict[str, int]:
    """The claims of certificate.md, counted.

    >>> from memlib.exact.layers import Affine
    >>> data = Dataset.next_token([[1]], [[0]], [5])
    >>> claims(data, Network((Affine(1, 1, {}, {0: 5}),)))["total_bits"]
    4
    """
    return asdict(count(network, dataset.token_dim)) | {
        "sequences": len(dataset),
        "items": dataset.items,
    }


def to_json(dataset: Dataset, network: Network, about: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate as JSON values; what the data says about itself goes into ``about.data``.

    Raises:
        MemlibError: a number that no form of certificate.md can hold.
    """
    layers = []
    for place, layer in enumerate(network):
        with context(operation="write certificate", place=f"layers[{place}]"):
            layers.append(layer_json.to_json(layer))
    return {
        "format": FORMAT,
        **json_form.to_json(dataset),
        "network": {"layers": layers},
        "claims": claims(dataset, network),
        "about": dict(about) | ({"data": dict(dataset.about)} if dataset.about else {}),
    }


def write(path: str | Path, dataset: Dataset, network: Network, about: Mapping[str, Any]) -> None:
    """Write a certificate, whole or not at all; gzip when the name ends in .gz."""
    write_json(path, to_json(dataset, network, about))


def read(path: str | Path) -> Certificate:
    """The parts of a certificate file, without checking that it holds.

    Raises:
        MemlibError: the file cannot be read, or is no certificate.
    """
    value = read_json(path)
    with context(operation="read certificate", place=str(path)):
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise MemlibError(f"the format is not {FORMAT}")
        try:
            said = value["about"].get("data") if isinstance(value["about"], dict) else None
            dataset = json_form.from_json(
                {
                    "task": value["task"],
                    "dataset": value["dataset"],
                    "about": said if isinstance(said, dict) else {},
                }
            )
            layers = []
            for place, layer in enumerate(value["network"]["layers"]):
                with context(place=f"layers[{place}]"):
                    layers.append(layer_json.from_json(layer))
            for name in ("claims", "about"):
                if not isinstance(value[name], dict):
                    raise MemlibError("is no object", place=name)
            return Certificate(dataset, Network(tuple(layers)), value["claims"], value["about"])
        except (KeyError, TypeError) as error:
            raise MemlibError(f"malformed certificate: {type(error).__name__} {error}") from error
