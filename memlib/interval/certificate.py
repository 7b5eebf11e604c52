"""Interval certificates: a network with softmax or analytic activations, and what it is known of.

No program computes such a network's outputs exactly. So the certificate has its own format, beside
the exact one, and says less, but says it with certainty: *each output lies between these two
numbers*. Labels are integers, so an output less than ½ away from its label is nearest to it, and
rounding reads it right.

JSON (UTF-8), gzip allowed when the name ends in ``.gz``, with the numbers of exact certificates::

    {
      "format": "interval-memorization-certificate/1",
      "task", "dataset":  as in exact certificates,
      "network": {"layers": [layer, ...]},        see memlib.exact.analytic
      "precision": bits,                          that the enclosures are computed with
      "outputs": [[lower, upper], ...],           one for every label, in the order of the data
      "claims": {"width", "depth", "parameters", "dense_parameters", "max_bits", "total_bits",
                 "sequences", "items", "margin"},
      "about": {anything}
    }

Sizes are counted by the rules of exact certificates (:mod:`memlib.exact.count`). The **margin**
is the least distance, over all items, of a stated enclosure [lower, upper] to an integer other than
the label: min(upper's distance to label + 1, lower's to label − 1). Every label is right exactly
when the margin is more than ½; it is at most 1.

The weights are exact numbers, whatever solved for them. Whether a file holds is decided by
:mod:`memlib.interval.check`; :func:`read` trusts it and is for looking inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any, Final

from memlib import numbers
from memlib.data import json_form
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError, context
from memlib.exact import layer_json
from memlib.exact.certificate import claims
from memlib.exact.layers import Network
from memlib.files import read_json, write_json
from memlib.interval.evaluate import Bounds

FORMAT: Final = "interval-memorization-certificate/1"
#: Stated enclosures are widened to multiples of 2**-STATED_BITS: short numbers.
STATED_BITS: Final = 64


@dataclass(frozen=True)
class Certificate:
    """What an interval certificate holds.

    Attributes:
        dataset, network: what is memorized, and by what.
        precision: bits.
        outputs: the stated (lower, upper), one for every label.
        claims: sizes.
        margin: as it is claimed.
        about: anything.
    """

    dataset: Dataset
    network: Network
    precision: int
    outputs: tuple[Bounds, ...]
    claims: Mapping[str, int]
    margin: Fraction
    about: Mapping[str, Any]


def stated(bounds: Bounds) -> Bounds:
    """Bounds widened to multiples of 2**-64.

    >>> low, high = stated((Fraction(1, 3), Fraction(1, 3)))
    >>> low < Fraction(1, 3) < high, high - low == Fraction(1, 2**64)
    (True, True)
    """
    unit = 1 << STATED_BITS
    low, high = bounds
    return Fraction(floor(low * unit), unit), Fraction(ceil(high * unit), unit)


def margin(outputs: Sequence[Bounds], dataset: Dataset) -> Fraction:
    """The least distance of an enclosure to an integer other than its label.

    >>> data = Dataset.next_token([[1]], [[0]], [5])
    >>> margin([(Fraction(19, 4), Fraction(21, 4))], data)
    Fraction(3, 4)
    """
    return min(
        min(label + 1 - high, low - (label - 1))
        for (low, high), (_, _, label) in zip(outputs, dataset.each_item(), strict=True)
    )


def write(
    path: str | Path,
    dataset: Dataset,
    network: Network,
    precision: int,
    outputs: Sequence[Bounds],
    about: Mapping[str, Any],
) -> None:
    """Write an interval certificate, whole or not at all; gzip when the name ends in .gz."""
    layers = []
    for place, layer in enumerate(network):
        with context(operation="write certificate", place=f"layers[{place}]"):
            layers.append(layer_json.to_json(layer))
    kept = [stated(bounds) for bounds in outputs]
    value = {
        "format": FORMAT,
        **json_form.to_json(dataset),
        "network": {"layers": layers},
        "precision": precision,
        "outputs": [[numbers.format(low), numbers.format(high)] for low, high in kept],
        "claims": claims(dataset, network) | {"margin": numbers.format(margin(kept, dataset))},
        "about": dict(about) | ({"data": dict(dataset.about)} if dataset.about else {}),
    }
    write_json(path, value)


_KEYS = ("format", "task", "dataset", "network", "precision", "outputs", "claims", "about")
_SIZES = (
    "width", "depth", "parameters", "dense_parameters", "max_bits", "total_bits",
    "sequences", "items",
)  # fmt: skip


def read(path: str | Path) -> Certificate:
    """The parts of an interval certificate, strictly read, without checking that it holds.

    Raises:
        MemlibError: the file cannot be read, or is no interval certificate.
    """
    value = read_json(path)
    with context(operation="read certificate", place=str(path)):
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise MemlibError(f"the format is not {FORMAT}")
        try:
            return _read(value)
        except (KeyError, TypeError, ValueError) as error:
            raise MemlibError(f"malformed certificate: {type(error).__name__} {error}") from error


def _read(value: dict[str, Any]) -> Certificate:
    _check_keys(value, _KEYS, "top level")
    dataset = json_form.from_json({"task": value["task"], "dataset": value["dataset"]})
    _check_keys(value["network"], ("layers",), "network")
    layers = []
    for place, layer in enumerate(_list(value["network"]["layers"], "layers")):
        with context(place=f"layers[{place}]"):
            layers.append(layer_json.from_json(layer, "enclosed"))
    outputs = []
    for place, pair in enumerate(_list(value["outputs"], "outputs")):
        with context(place=f"outputs[{place}]"):
            low, high = map(numbers.parse, _list(pair, ""))
            if low > high:
                raise MemlibError("the lower bound is above the upper one")
            outputs.append((low, high))
    if len(outputs) != dataset.items:
        raise MemlibError(f"{len(outputs)} enclosures for {dataset.items} labels", place="outputs")
    claims = value["claims"]
    _check_keys(claims, (*_SIZES, "margin"), "claims")
    if any(type(claims[name]) is not int for name in _SIZES):
        raise MemlibError("a size is no integer", place="claims")
    with context(place="claims.margin"):
        claimed_margin = numbers.parse(claims.pop("margin"))
    if not isinstance(value["about"], dict):
        raise MemlibError("is no object", place="about")
    if type(value["precision"]) is not int:
        raise MemlibError("is no integer", place="precision")
    return Certificate(
        dataset=dataset,
        network=Network(tuple(layers)),
        precision=value["precision"],
        outputs=tuple(outputs),
        claims=claims,
        margin=claimed_margin,
        about=value["about"],
    )


def _list(value: Any, place: str) -> list[Any]:
    if type(value) is not list:  # an object, or a string of two characters, has items too
        raise MemlibError("is no list", place=place)
    return value


def _check_keys(value: Any, wanted: tuple[str, ...], place: str) -> None:
    if not isinstance(value, dict) or value.keys() != set(wanted):
        raise MemlibError(f"it must hold {', '.join(wanted)}, and nothing else", place=place)
