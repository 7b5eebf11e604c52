"""Network files run no code, and dense matrices and long sequences are weighed before the work."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

import torch
from exact.by_hand import affine, certificate, write

from memlib import MemlibError
from memlib.cli import main
from memlib.export import load


class Harmful:
    """Makes a folder when it is read by a reader that believes what it reads."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.mkdir, (Path(self.path),)


def test_a_torch_file_runs_no_code(tmp_path: Path) -> None:
    harmed = tmp_path / "harmed"
    torch.save({"architecture": "{}", "state_dict": Harmful(str(harmed))}, tmp_path / "net.pt")
    with pytest.raises(MemlibError, match="no torch file"):
        load(tmp_path / "net.pt")
    assert not harmed.exists()


def square(size: int) -> dict[str, Any]:
    """Three layers without a weight."""
    shapes = [[size, 1], [size, size], [1, size]]
    layers = [{"kind": "affine", "shape": s, "weight": [], "bias": []} for s in shapes]
    layers[-1]["bias"] = [[0, "1"]]
    return {**certificate([[1]], [[0]], [affine([[1]])]), "network": {"layers": layers}}


def long_sequence() -> dict[str, Any]:
    made = certificate([[1]], [[0]], [affine([[1]])])
    made["dataset"]["sequences"] = [[0] * 200_000]
    mean = {"kind": "uniform_attention", "shape": [1, 1], "weight": []}
    return {**made, "network": {"layers": [mean] * 4000}}


def wide(relus: int) -> dict[str, Any]:
    made = square(1 << 22)
    layers = made["network"]["layers"]
    return {**made, "network": {"layers": [layers[0], *[{"kind": "relu"}] * relus, layers[2]]}}


def long_numbers() -> dict[str, Any]:
    made = certificate([[k] for k in range(1, 500)], [[k] for k in range(499)], [affine([[1]])])
    weight = [[i, 0, "0x1p9999999"] for i in range(6)]
    bias = [[i, "1"] for i in range(6)]
    layers = [
        {"kind": "affine", "shape": [6, 1], "weight": weight, "bias": bias},
        {"kind": "relu"},
        {"kind": "affine", "shape": [1, 6], "weight": [], "bias": [[0, "1"]]},
    ]
    return {**made, "network": {"layers": layers}}


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: square(1 << 22), "zeros too, takes about"),
        (lambda: square(40_000), "places, zeros too, takes about 38.4 GB"),
        (lambda: wide(1), "what a layer computes takes about"),
        (lambda: wide(2000), "more than 60 s of work"),
        (long_sequence, "more than 60 s of work"),
        (long_numbers, "what a layer computes takes about"),
    ],
)
def test_exports_are_weighed(
    made: Any, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "c.json", made())
    assert path.stat().st_size < 10**6
    started = time.process_time()
    assert main(["export", str(path), "--to", "torch", "-o", str(tmp_path / "net.pt")]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "(MEMLIB_PATIENCE=SECONDS, 60 now, allows more" in said
    assert time.process_time() - started < 30
    assert [p.name for p in tmp_path.iterdir()] == ["c.json"]


def test_patience_raises_the_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network of seven places, without the memory for them and with it."""
    made = certificate([[1]], [[0]], [affine([[1], [2]]), affine([[1, 1]])])
    path = write(tmp_path / "c.json", made)
    export = ["export", str(path), "--to", "torch", "-o", str(tmp_path / "net.pt")]
    monkeypatch.setattr("memlib.budget.MEMORY", 100)
    monkeypatch.setenv("MEMLIB_PATIENCE", "30")
    assert main(export) == 2
    assert "30 now, allows more" in capsys.readouterr().err
    monkeypatch.setenv("MEMLIB_PATIENCE", "6000")
    assert main(export) == 0
