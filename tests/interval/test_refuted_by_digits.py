"""What ordinary numbers of 500 digits refute, the interval check refuses."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import mpmath
import pytest

from memlib import numbers
from memlib.data import Dataset
from memlib.exact import layer_json
from memlib.exact.analytic import Activation, Positions, SoftmaxAttention, SoftmaxHead
from memlib.exact.certificate import claims
from memlib.exact.layers import Affine, Layer, Network, Relu
from memlib.exact.verify import Malformed, Refuted
from memlib.interval import certificate
from memlib.interval.check import verify
from memlib.interval.evaluate import outputs

from . import reading

DIGITS = 1700  # bits


def drawn(rng: Random) -> tuple[Network, list[list[int]], list[list[int]]]:
    """A small network of all kinds of layers, tokens, and sequences."""

    def matrix(rows: int, columns: int) -> dict[tuple[int, int], Fraction]:
        places = [(i, j) for i in range(rows) for j in range(columns) if rng.random() < 0.8]
        return {place: Fraction(rng.choice((-5, -2, -1, 1, 2, 3)), rng.choice((1, 2, 3, 8)))
                for place in places}  # fmt: skip

    rows = dim = rng.randint(1, 3)
    layers: list[Layer] = []
    for _ in range(rng.randint(1, 5)):
        kind = rng.choice(["affine", "relu", "activation", "positions", "attention", "attention"])
        out = rng.randint(1, 3)
        if kind == "affine":
            bias = {i: rng.randint(1, 5) for i in range(out) if rng.random() < 0.5}
            layers.append(Affine(out, rows, matrix(out, rows), bias))
            rows = out
        elif kind == "relu":
            layers.append(Relu())
        elif kind == "activation":
            layers.append(Activation(rng.choice(("logistic", "tanh"))))
        elif kind == "positions":
            layers.append(Positions(rows, 4, matrix(rows, 4)))
        else:
            skip = rng.random() < 0.5
            out = rows if skip else out
            s = rng.randint(1, 2)
            heads = tuple(
                SoftmaxHead(s, *(matrix(s, rows) for _ in range(3)), matrix(out, s))
                for _ in range(rng.randint(1, 2))
            )
            layers.append(SoftmaxAttention(out, rows, skip, heads))
            rows = out
    layers.append(Affine(1, rows, {(0, i): rng.choice((1, 2, 7)) for i in range(rows)}, {}))
    tokens = sorted({tuple(rng.randint(-3, 3) for _ in range(dim)) for _ in range(5)})
    sequences = [[rng.randrange(len(tokens)) for _ in range(rng.randint(1, 4))] for _ in range(3)]
    return Network(tuple(layers)), [list(t) for t in tokens], sequences


def written(path: Path, rng: Random) -> Any:
    """A certificate whose labels are what 500 digits round to."""
    network, tokens, sequences = drawn(rng)
    form = [layer_json.to_json(layer) for layer in network]
    with mpmath.workprec(DIGITS):
        columns = [[[mpmath.mpf(x) for x in tokens[t]] for t in row] for row in sequences]
        labels = [int(mpmath.nint(reading.run(form, z))) for z in columns]
    data = Dataset.next_token(tokens, sequences, labels)
    certificate.write(path, data, network, 96, outputs(network, data, 96), {})
    return json.loads(path.read_text())


def altered(value: Any, rng: Random) -> Any:
    """A weight, a bound or a label changed, much or by a hair; sizes and margin are made true."""
    value = copy.deepcopy(value)
    entries = [
        entry
        for layer in value["network"]["layers"]
        for block in (layer, *layer.get("heads", ()))
        for name in ("weight", "bias", "query", "key", "value", "output")
        for entry in block.get(name, ())
    ]
    hair = Fraction(rng.choice((-1, 1)), 2 ** rng.choice((1, 10, 30, 50, 60, 70)))
    k = rng.randrange(len(value["outputs"]))
    match rng.choice(("weight", "weight", "bound", "label")):
        case "weight":
            entry = rng.choice(entries)
            entry[-1] = numbers.format(numbers.parse(entry[-1]) * (1 + hair))
        case "bound":
            shifted = [numbers.parse(x) + hair for x in value["outputs"][k]]
            value["outputs"][k] = [numbers.format(x) for x in shifted]
        case _:
            value["dataset"]["labels"][k] += rng.choice((-1, 1))
    data = Dataset.next_token(
        [[numbers.parse(x) for x in t] for t in value["dataset"]["tokens"]],
        value["dataset"]["sequences"], value["dataset"]["labels"],
    )  # fmt: skip
    layers = [layer_json.from_json(x, "enclosed") for x in value["network"]["layers"]]
    bounds = [(numbers.parse(a), numbers.parse(b)) for a, b in value["outputs"]]
    margin = certificate.margin(bounds, data)
    value["claims"] = claims(data, Network(tuple(layers)))
    value["claims"]["margin"] = numbers.format(margin)
    return value


def refuted_by_digits(value: Any) -> bool:
    """An output outside its stated bounds, or bounds that are not next to the label."""
    next_to = all(
        abs(numbers.parse(x) - label) < Fraction(1, 2)
        for pair, label in zip(value["outputs"], value["dataset"]["labels"], strict=True)
        for x in pair
    )
    return not next_to or not all(reading.inside(value, DIGITS))


def refuses(path: Path, value: Any) -> bool:
    path.write_text(json.dumps(value))
    try:
        verify(path)
    except (Refuted, Malformed):
        return True
    return False


def tally(seeds: range, path: Path) -> dict[str, int]:
    counts = {"whole files that hold": 0, "altered": 0, "refuted by digits": 0, "refused": 0}
    for seed in seeds:
        rng = Random(seed)
        value = written(path, rng)
        if refuted_by_digits(value):  # near one half, an enclosure may reach beyond it
            continue
        counts["whole files that hold"] += not refuses(path, value)
        changed = altered(value, rng)
        wrong, refused = refuted_by_digits(changed), refuses(path, changed)
        assert refused or not wrong, seed
        counts["altered"] += 1
        counts["refuted by digits"] += wrong
        counts["refused"] += refused
    return counts


def test_some(tmp_path: Path) -> None:
    counts = tally(range(25), tmp_path / "c.json")
    assert counts["refuted by digits"] > 8


@pytest.mark.large
def test_three_hundred(tmp_path: Path) -> None:
    counts = tally(range(100, 450), tmp_path / "c.json")
    print(counts)
    assert counts["altered"] >= 300
    assert counts["whole files that hold"] == counts["altered"]
    assert counts["refuted by digits"] > 150
