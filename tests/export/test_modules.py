"""The torch module gives what the exact network gives, whatever the kinds, lengths and files."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
import torch

from memlib import MemlibError
from memlib.exact.certificate import Certificate
from memlib.exact.evaluate import evaluate
from memlib.export import FORMATS, load, module, save
from memlib.export.architecture import build, describe

from .networks import KINDS, drawn, flat_network, table_network

ALL = [
    *((kind, lambda kind=kind: drawn((kind,), 1)) for kind in KINDS),
    ("two of each", lambda: drawn(("hard_attention", "ffn", "relu", "hard_attention"), 2, (1, 2))),
    ("table", table_network),
    ("flat", flat_network),
]


def sequences_of(certificate: Certificate, dtype: torch.dtype) -> list[torch.Tensor]:
    data = certificate.dataset
    return [
        torch.tensor([[int(x) for x in data.tokens[t]] for t in s], dtype=dtype)
        for s in data.sequences
    ]


def exact_answers(certificate: Certificate) -> list[list[float]]:
    data = certificate.dataset
    answers = []
    for s in data.sequences:
        columns = evaluate(certificate.network, [data.tokens[t] for t in s])
        answers.append([float(y[0]) for y in columns])
    return answers


@pytest.mark.parametrize(("name", "make"), ALL)
def test_ragged_and_equal_lengths(name: str, make: object) -> None:
    certificate = make()  # type: ignore[operator]
    made = module(certificate, "float64")
    dtype = torch.int64 if made.takes_ids else torch.float64
    sequences = sequences_of(certificate, dtype)
    expected = exact_answers(certificate)
    for got, answer in zip(made.ragged(sequences), expected, strict=True):
        wanted = answer[-1:] if made.next_token else answer
        torch.testing.assert_close(
            got.reshape(-1), torch.tensor(wanted, dtype=torch.float64), rtol=1e-12, atol=1e-9
        )
    length = len(sequences[-1])
    alike = [i for i, s in enumerate(sequences) if len(s) == length]
    batch = made(torch.stack([sequences[i] for i in alike]))
    assert batch.shape == ((len(alike),) if made.next_token else (len(alike), length))
    for i, got in zip(alike, batch, strict=True):
        torch.testing.assert_close(got, made.ragged(sequences)[i])


@pytest.mark.parametrize(("name", "make"), ALL)
@pytest.mark.parametrize("kind", ["torch", "safetensors"])
def test_a_file_alone_is_enough(name: str, make: object, kind: str, tmp_path: Path) -> None:
    certificate = make()  # type: ignore[operator]
    for dtype in FORMATS:
        path = tmp_path / f"{dtype}.{kind}"
        save(path, certificate, kind, dtype)
        made, again = module(certificate, dtype), load(path)
        assert again.state_dict().keys() == made.state_dict().keys()
        for key, tensor in made.state_dict().items():
            assert tensor.dtype == getattr(torch, dtype)
            assert torch.equal(tensor, again.state_dict()[key])
        inputs = torch.int64 if made.takes_ids else getattr(torch, dtype)
        sequences = sequences_of(certificate, inputs)
        for a, b in zip(made.ragged(sequences), again.ragged(sequences), strict=True):
            assert torch.equal(a.nan_to_num(), b.nan_to_num())
    assert list(tmp_path.iterdir()).__len__() == len(FORMATS)  # no temporary file is left


def test_equal_certificates_make_equal_files(tmp_path: Path) -> None:
    for kind in ("torch", "safetensors"):
        save(tmp_path / "a", drawn(("ffn",), 1), kind)
        save(tmp_path / "b", drawn(("ffn",), 1), kind)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_blocks_of_eq_3_are_two_linear_layers_and_a_skip() -> None:
    certificate = drawn(("ffn",), 1)
    state = module(certificate, "float32").state_dict()
    layer = certificate.network.layers[1]
    assert state["layers.1.inner.weight"].shape == (layer.q, layer.m)  # type: ignore[union-attr]
    assert state["layers.1.outer.weight"].shape == (layer.m, layer.q)  # type: ignore[union-attr]
    for (i, j), value in layer.w1.items():  # type: ignore[union-attr]
        assert state["layers.1.inner.weight"][i, j].item() == value


def test_files_that_are_no_networks(tmp_path: Path) -> None:
    good = tmp_path / "good"
    save(good, drawn(("ffn",), 1), "safetensors")
    raw = good.read_bytes()
    (tmp_path / "short").write_bytes(raw[: len(raw) // 2])
    (tmp_path / "text").write_text("no network")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "zip").write_bytes(b"PK\x03\x04 and nothing more")
    torch.save({"weights": torch.zeros(2)}, tmp_path / "other")
    torch.save({"architecture": "{}", "state_dict": 3}, tmp_path / "number")
    for name in ("short", "text", "empty", "zip", "other", "number", "missing"):
        with pytest.raises(MemlibError, match=f"load network: .*{name}"):
            load(tmp_path / name)


class Code:
    """What runs code where a file of it is read without care."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> object:
        return Path.touch, (self.proof,)


def test_no_file_runs_code(tmp_path: Path) -> None:
    proof = tmp_path / "it ran"
    held = {"architecture": "{}", "state_dict": {"weight": Code(proof)}}
    torch.save(held, tmp_path / "net.pt")
    with pytest.raises(MemlibError, match="no torch file"):
        load(tmp_path / "net.pt")
    assert not proof.exists()
    torch.load(tmp_path / "net.pt", weights_only=False)
    assert proof.exists(), "it would have"


def test_an_architecture_that_does_not_fit_its_tensors(tmp_path: Path) -> None:
    path = tmp_path / "net"
    save(path, drawn(("ffn",), 1), "safetensors")
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + size])
    described = json.loads(header["__metadata__"]["architecture"])

    def written(changed: object) -> Path:
        header["__metadata__"]["architecture"] = json.dumps(changed)
        text = json.dumps(header).encode()
        path.write_bytes(struct.pack("<Q", len(text)) + text + raw[8 + size :])
        return path

    assert load(written(described)).token_dim == 2
    layers = described["layers"]
    huge = {"kind": "affine", "shape": [10**7, 10**7]}  # would be 400 TB
    for changed in (
        {**described, "layers": layers[:-1]},
        {**described, "layers": [*layers, {"kind": "affine", "shape": [1, 1]}]},
        {**described, "layers": [huge, *layers[1:]]},
        {**described, "layers": [{"kind": "softmax"}, *layers[1:]]},
        {**described, "layers": [{"kind": "affine", "shape": [-1, 2]}, *layers[1:]]},
        {**described, "layers": [None, *layers[1:]]},
        {**described, "task": "other"},
        {**described, "format": "another/2"},
        [],
    ):
        with pytest.raises(MemlibError, match="load network"):
            load(written(changed))


def test_describing_and_building_agree() -> None:
    certificate = drawn(("hard_attention", "gather"), 1)
    described = describe(certificate.network, "next-token", 2)
    made = build(json.loads(json.dumps(described)))
    assert {key: t.shape for key, t in made.state_dict().items()} == {
        key: t.shape for key, t in module(certificate).state_dict().items()
    }


def test_unknown_kind_of_file(tmp_path: Path) -> None:
    with pytest.raises(MemlibError, match="torch or safetensors"):
        save(tmp_path / "x", drawn(("relu",), 1), "onnx")
