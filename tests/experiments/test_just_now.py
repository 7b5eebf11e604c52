"""Runs of a reader's own: kept where a folder is named, on the device that was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny import TINY, tiny

from memlib.experiments import just_now as module
from memlib.experiments.just_now import FOLDER, just_now
from memlib.experiments.sweep import Sweep


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """What sweeps were asked; the experiment is a tiny one."""
    path = tiny(tmp_path)
    monkeypatch.setattr(module, "experiment", lambda _: path)
    asked: list[dict[str, Any]] = []

    def watched(config: Any, store: Any, **options: Any) -> Sweep:
        asked.append({"preset": config.preset, **options})
        return Sweep(config, store, quiet=True)  # there is no GPU here

    monkeypatch.setattr(module, "Sweep", watched)
    return asked


def test_a_store_that_stays_is_gone_on_with(
    swept: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "drive" / "runs"))
    first = just_now("tiny")
    assert (tmp_path / "drive" / "runs" / "now.sqlite").is_file()
    assert just_now("tiny") == first  # the seconds too: nothing was trained again


def test_runs_of_an_earlier_edition_do_not_count(
    swept: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "drive"))
    (before,) = just_now("tiny")
    path = tiny(tmp_path, TINY.replace("steps = 400", "steps = 300"))
    monkeypatch.setattr(module, "experiment", lambda _: path)
    (after,) = just_now("tiny")
    assert (before["set.steps"], after["set.steps"]) == (400, 300)


def test_without_a_folder_nothing_stays(
    swept: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.chdir(tmp_path)
    assert len(just_now("tiny")) == 1
    assert list(tmp_path.glob("**/*.sqlite")) == []


@pytest.mark.parametrize("device", ["cpu", "cuda"])
@pytest.mark.parametrize("preset", ["quick", "full"])
def test_the_device_reaches_the_training(
    swept: list[dict[str, Any]], preset: str, device: str
) -> None:
    wanted = "quick" if preset == "quick" else {"cpu": "cpu", "cuda": "colab"}[device]
    just_now("tiny", preset, device)
    (asked,) = swept
    assert (asked["preset"], asked["device"]) == (wanted, device)
    on_gpu = device != "cpu"
    assert asked["quiet"] != on_gpu  # a bar where one waits
    assert (asked["minutes"] <= module.MINUTES) == on_gpu


def test_who_is_stopped_is_told_how_to_go_on(
    swept: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Sweep, "go", lambda self: False)
    monkeypatch.delenv(FOLDER, raising=False)
    just_now("tiny")
    assert f"let {FOLDER} name a folder" in capsys.readouterr().out
