"""The GPU check: the same code on the CPU, small; and one line where there is no GPU."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from memlib.errors import MemlibError
from memlib.tables import __main__, gpu


def test_the_whole_check_on_the_cpu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gpu.json"
    assert __main__.main(["gpu", "--device", "cpu", "-o", str(path)]) == 0
    table = json.loads(path.read_text())
    assert table["manifest"]["card"] == "no card: cpu"
    assert table["manifest"]["versions"]["torch"] == torch.__version__
    parts = [row["part"] for row in table["rows"]]
    assert parts == ["agreement", "training", "training", "verify --fast", "a cell of the map"]
    agreement, first, second, verified, cell = table["rows"]
    assert agreement["losses apart"] < gpu.CLOSE
    for row in (first, second):
        assert row["model steps per second"] > 0
    assert verified["labels"] == 64
    assert cell["runs"] > 0
    assert cell["preset"] == "quick"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gpu.json"
    assert __main__.main(["gpu", "-o", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "there is no GPU to measure" in line
    assert not path.exists()


def test_losses_that_are_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "CLOSE", -1.0)
    with pytest.raises(MemlibError, match="apart from the CPU"):
        gpu.agreement("cpu")


def test_what_does_not_fit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> float:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 40.00 GiB.\nmore")

    monkeypatch.setattr(gpu, "_seconds", full)
    row = gpu.training(10, 4, "cpu")
    assert row["left out"] == "CUDA out of memory. Tried to allocate 40.00 GiB."
    assert "model steps per second" not in row


def test_the_cell_is_one_of_the_map() -> None:
    from memlib.experiments.config import experiment, load

    name, variant, kind, length = gpu.CELL
    (cell,) = gpu.one_cell(load(experiment(name)), variant, kind, length).cells()
    assert cell.variant == f"{kind}: {variant}"
    assert dict(cell.arguments)["length"] == length
