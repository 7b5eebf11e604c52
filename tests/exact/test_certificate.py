"""Layers and certificates as JSON: what goes out comes back; nonsense is refused in one line."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from memlib.data import Dataset
from memlib.errors import MemlibError
from memlib.exact import certificate, layer_json, verify
from memlib.exact import layers as kinds

HALF = Fraction(1, 2)
HEAD = kinds.Head(1, 2, {(0, 1): 3}, {(0, 0): -1}, {(0, 0): 1}, {(1, 0): 1})
LAYERS: list[kinds.Layer] = [
    kinds.Affine(2, 1, {(0, 0): HALF, (1, 0): Fraction(-(2**90) - 1, 2**91)}, {1: 10**30}),
    kinds.Relu(),
    kinds.Threshold(),
    kinds.FeedForward(2, 3, {(2, 1): 1}, {0: -HALF}, {(1, 2): Fraction(3, 7)}, {1: 4}),
    kinds.UniformAttention(2, {(0, 1): 1}),
    kinds.HardAttention((HEAD, kinds.Head(2, 2, {}, {}, {}, {}))),
    kinds.SumPool(),
    kinds.Prepend(2, {1: -5}),
    kinds.Gather(2, {(1, 1): 2}),
    kinds.Scatter(2, {(0, 0): 2}),
    kinds.DropFirst(),
    kinds.Embedding(2, 4, {(1, 3): 9}),
    kinds.Flatten(2, 3),
]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.kind)
def test_layers_come_back(layer: kinds.Layer) -> None:
    text = json.dumps(layer_json.to_json(layer))
    assert layer_json.from_json(json.loads(text)) == layer


def test_every_kind_is_tried() -> None:
    assert len({layer.kind for layer in LAYERS}) == len(LAYERS) == 13


def test_the_form_is_that_of_the_format() -> None:
    """Shapes are [out, in], [m, q], [s, m], [m, ω], [m, n]; numbers are strings; order is fixed."""
    by_kind = {layer.kind: layer_json.to_json(layer) for layer in LAYERS}
    assert by_kind["relu"] == {"kind": "relu"}
    assert by_kind["affine"]["shape"] == [2, 1]
    assert by_kind["affine"]["weight"][0] == [0, 0, "1/2"]
    assert by_kind["ffn"]["shape"] == [2, 3]
    assert by_kind["ffn"]["w1"] == [[2, 1, "1"]]
    assert by_kind["uniform_attention"]["shape"] == [2, 2]
    assert by_kind["hard_attention"]["heads"][1]["shape"] == [2, 2]
    assert by_kind["hard_attention"]["heads"][0]["output"] == [[1, 0, "1"]]
    assert by_kind["prepend"] == {"kind": "prepend", "value": [[1, "-5"]], "rows": 2}
    assert by_kind["embedding"]["shape"] == [2, 4]
    assert by_kind["flatten"]["shape"] == [2, 3]


GOOD = {
    "kind": "affine",
    "shape": [2, 1],
    "weight": [[0, 0, "2"], [1, 0, "-1"]],
    "bias": [[1, "7"]],
}


def changed(**fields: Any) -> dict[str, Any]:
    return {k: v for k, v in (GOOD | fields).items() if v is not ...}


SQUARE = {"kind": "gather", "shape": [2, 2], "weight": []}
BAD: dict[str, Any] = {
    "no object": [1],
    "nothing": {},
    "unknown kind": {"kind": "softmax"},
    "kind is a list": {"kind": []},
    "no weight": changed(weight=...),
    "no bias": changed(bias=...),
    "no shape": changed(shape=...),
    "short shape": changed(shape=[2]),
    "long shape": changed(shape=[2, 1, 1]),
    "shape of text": changed(shape=["2", "1"]),
    "shape of text, nothing listed": changed(shape=["2", "1"], weight=[], bias=[]),
    "shape of true": changed(shape=[2, True], weight=[], bias=[]),
    "empty shape": changed(shape=[0, 1], weight=[], bias=[]),
    "negative shape": changed(shape=[2, -1], weight=[], bias=[]),
    "outside": changed(weight=[[2, 0, "1"]]),
    "negative index": changed(weight=[[-1, 0, "1"]]),
    "index is true": changed(weight=[[True, 0, "1"]]),
    "index is a float": changed(weight=[[0.0, 0, "1"]]),
    "repeated weight": changed(weight=[[0, 0, "1"], [0, 0, "1"]]),
    "repeated bias": changed(bias=[[0, "1"], [0, "2"]]),
    "listed zero": changed(weight=[[0, 0, "0"]]),
    "listed zero fraction": changed(bias=[[0, "0/7"]]),
    "a float": changed(weight=[[0, 0, 1.5]]),
    "an integer": changed(weight=[[0, 0, 1]]),
    "decimal": changed(weight=[[0, 0, "1.5"]]),
    "long entry": changed(weight=[[0, 0, "1", "1"]]),
    "weight is an object": changed(weight={"0": "1"}),
    "unknown field": changed(scale="2"),
    "relu with a field": {"kind": "relu", "slope": "0"},
    "not square": SQUARE | {"shape": [2, 3]},
    "no heads": {"kind": "hard_attention", "heads": []},
    "head without key": {
        "kind": "hard_attention",
        "heads": [{"shape": [1, 2], "query": [], "value": [], "output": []}],
    },
    "rows of text": {"kind": "prepend", "value": [], "rows": "2"},
    "no rows": {"kind": "prepend", "value": []},
}


@pytest.mark.parametrize("value", BAD.values(), ids=BAD)
def test_malformed_layers(value: Any) -> None:
    layer_json.from_json(GOOD)
    layer_json.from_json(SQUARE)
    with pytest.raises(MemlibError) as caught:
        layer_json.from_json(value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def made() -> tuple[Dataset, kinds.Network]:
    """Three layers that add up a sequence of two numbers: mean times two."""
    dataset = Dataset.next_token([[1], [-4], [HALF]], [[0, 1], [2, 2], [1, 0]], [-3, 1, -3])
    layers = (kinds.Affine(2, 1, {(0, 0): 2}, {}), kinds.UniformAttention(2, {(1, 0): 1}))
    return dataset, kinds.Network((*layers, kinds.Affine(1, 2, {(0, 1): 1}, {})))


@pytest.mark.parametrize("name", ["c.json", "c.json.gz"])
def test_what_is_written_holds_and_comes_back(tmp_path: Path, made: Any, name: str) -> None:
    dataset, network = made
    about = {"theorem": "by pencil", "list": [1, None, "ä"]}
    path = tmp_path / name
    certificate.write(path, dataset, network, about)
    report = verify.verify(str(path))
    back = certificate.read(path)
    assert (back.dataset, back.network, back.about) == (dataset, network, about)
    assert dict(back.claims) == report.counts == certificate.claims(dataset, network)
    again = tmp_path / f"again-{name}"
    certificate.write(again, back.dataset, back.network, back.about)
    assert again.read_bytes() == path.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, again.name])


def test_a_false_certificate_can_be_written_but_not_verified(tmp_path: Path, made: Any) -> None:
    """Writing does not check: the checker does."""
    dataset, network = made
    wrong = Dataset.next_token(dataset.tokens, dataset.sequences, [-3, 2, -3])
    path = tmp_path / "c.json"
    certificate.write(path, wrong, network, {})
    with pytest.raises(verify.Refuted, match=r"sequences\[1\]"):
        verify.verify(str(path))


def test_a_number_that_no_form_holds(tmp_path: Path, made: Any) -> None:
    dataset, _ = made
    layer = kinds.Affine(1, 1, {(0, 0): Fraction(1, 3**10_000)}, {})
    with pytest.raises(MemlibError, match=r"layers\[1\].*cannot be written"):
        certificate.write(tmp_path / "c.json", dataset, kinds.Network((kinds.Relu(), layer)), {})
    assert not list(tmp_path.iterdir())
    long = kinds.Affine(1, 1, {(0, 0): 2**90_000 + 1}, {0: Fraction(1, 2**90_000)})
    certificate.write(tmp_path / "c.json", dataset, kinds.Network((long,)), {})
    assert certificate.read(tmp_path / "c.json").network.layers == (long,)


@pytest.mark.parametrize(
    "mutilate",
    [
        lambda c: c.pop("format"),
        lambda c: c.update(format="exact-memorization-certificate/2"),
        lambda c: c.pop("task"),
        lambda c: c.pop("dataset"),
        lambda c: c.pop("network"),
        lambda c: c.pop("claims"),
        lambda c: c.pop("about"),
        lambda c: c.update(network=[]),
        lambda c: c.update(network={"layers": {"kind": "relu"}}),
        lambda c: c.update(network={"layers": [None]}),
        lambda c: c.update(claims=[]),
        lambda c: c.update(about=7),
        lambda c: c["network"]["layers"][0].update(shape=[2, 2, 2]),
        lambda c: c["dataset"]["labels"].pop(),
    ],
)
def test_malformed_certificates(tmp_path: Path, made: Any, mutilate: Any) -> None:
    value = json.loads(json.dumps(certificate.to_json(*made, {})))
    path = tmp_path / "c.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    certificate.read(path)
    bad = copy.deepcopy(value)
    mutilate(bad)
    path.write_text(json.dumps(bad), encoding="utf-8")
    with pytest.raises(MemlibError, match=r"c\.json"):
        certificate.read(path)
