"""A new kind of layer is one class: everything but the one-file checker knows it from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import pytest

pytest.importorskip("numba")
pytest.importorskip("torch")

import torch

from memlib import fast
from memlib.bounds.architecture import reach
from memlib.data import Dataset
from memlib.exact import batch, certificate, count, evaluate, layer_json
from memlib.exact.certificate import Certificate
from memlib.exact.layer import KINDS, Layer, Part, Sizes, Weight, Z
from memlib.exact.layers import Affine, Network
from memlib.exact.vocabulary import Vocabulary
from memlib.export import load, measure, module, save


@dataclass(frozen=True)
class HingeMean(Layer):
    """Z[:,k] ← Z[:,k] + W · mean of max(Z, 0): an attention that hears no negative number."""

    m: int
    weight: Weight
    kind: ClassVar = "hinge_mean"
    form: ClassVar = {"shape": Sizes(("m", "m")), "weight": Part(("m", "m"), "mix.weight")}
    reads: ClassVar = "m"
    alone: ClassVar = False
    mixes: ClassVar = True

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        weight = self.matrix("weight")
        return op.add(op.read(z), weight, op.mean(op.relu(z), weight))


@pytest.fixture(autouse=True)
def _known() -> Iterator[None]:
    KINDS[HingeMean.kind] = HingeMean
    yield
    del KINDS[HingeMean.kind]


NETWORK = Network((HingeMean(2, {(0, 1): 2, (1, 0): -4}), Affine(1, 2, {(0, 0): 3, (0, 1): 1}, {})))
DATA = Dataset.next_token([[1, -2], [-3, 4]], [[0, 1], [1, 0], [0, 0]], [0, 0, 0])


def by_hand(sequence: tuple[int, ...]) -> Fraction:
    columns = [DATA.tokens[t] for t in sequence]
    mean = [sum(max(c[i], Fraction(0)) for c in columns) / len(columns) for i in range(2)]
    x, y = columns[-1]
    return 3 * (x + 2 * mean[1]) + (y - 4 * mean[0])


def test_values_counts_files_modules_and_bounds(tmp_path: Path) -> None:
    exact = [by_hand(s) for s in DATA.sequences]
    tokens = [[list(DATA.tokens[t]) for t in s] for s in DATA.sequences]
    assert [evaluate(NETWORK, columns)[-1][0] for columns in tokens] == exact
    assert [x for (x,) in batch.outputs(NETWORK, DATA)] == exact
    for device in (None, "cpu"):
        assert [x for (x,) in fast.evaluate(NETWORK, DATA, device=device)] == exact
    assert vars(count(NETWORK, 2)) == {
        "width": 2, "depth": 1, "parameters": 4, "dense_parameters": 4 + 2 + 1,
        "max_bits": 4, "total_bits": 3 + 4 + 3 + 2,
    }  # fmt: skip
    layer = NETWORK.layers[0]
    form = layer_json.to_json(layer)
    assert form == {"kind": "hinge_mean", "shape": [2, 2], "weight": [[0, 1, "2"], [1, 0, "-4"]]}
    assert layer_json.from_json(form) == layer
    data = Dataset.next_token(DATA.tokens, DATA.sequences, [int(x) for x in exact])
    certificate.write(tmp_path / "c.json", data, NETWORK, {})
    held = certificate.read(tmp_path / "c.json")
    assert held.network == NETWORK
    assert [x for (x,) in measure(NETWORK, data).outputs] == exact
    save(tmp_path / "net", Certificate(data, NETWORK, {}, {}), "torch")
    for made in (module(held), load(tmp_path / "net")):
        inputs = torch.tensor([[[float(x) for x in c] for c in z] for z in tokens]).double()
        assert made(inputs).tolist() == [float(x) for x in exact]
    found = reach(list(NETWORK), task="next-token", lengths=[2, 2, 2], token_dim=2)
    assert [step[1:] for step in found.steps] == [(12, 1, 0), (3, 2, 4)]
