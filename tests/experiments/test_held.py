"""Rows of a stored table count as done: a fresh checkout goes on where the table ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tiny import TINY, tiny

from memlib.experiments import export, runs
from memlib.experiments.config import load
from memlib.experiments.seal import SEAL, seal
from memlib.experiments.store import Store
from memlib.experiments.sweep import Sweep
from memlib.training.run import Outcome, Run


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A table of the whole tiny sweep, of which a quarter of the fresh runs is cut off."""
    config = load(tiny(tmp_path))
    with Store(tmp_path / "first.sqlite") as store:
        assert Sweep(config, store, quiet=True).go()
    path = export.write(config, tmp_path / "first.sqlite", tmp_path / "tiny.json")
    table = json.loads(path.read_text())
    table["rows"] = table["rows"][:-6]
    seal_anew(path, table)
    return path


def seal_anew(path: Path, table: dict[str, Any]) -> None:
    table["manifest"][SEAL] = seal(table)
    path.write_text(json.dumps(table))


def trained(calls: list[Run]) -> object:
    """A trainer that remembers what it was asked for."""
    from memlib.training.train import train

    def doing(some: list[Run], device: str, engine: str) -> list[Outcome]:
        calls.extend(some)
        return train(some, device=device, engine=engine)

    return doing


def test_what_the_table_holds_is_not_trained(tmp_path: Path, exported: Path) -> None:
    config = load(tmp_path / "tiny.toml")
    calls: list[Run] = []
    held = runs.Held(config, exported)
    with Store(tmp_path / "second.sqlite") as store:
        sweep = Sweep(config, store, quiet=True, held=held, train=trained(calls))  # type: ignore[arg-type]
        assert sweep.go()
    assert len(held) == 22
    assert len(calls) == 6
    path = export.write(config, tmp_path / "second.sqlite", tmp_path / "again.json")
    first = runs.read(export.write(config, tmp_path / "first.sqlite", tmp_path / "whole.json"))[1]
    again = runs.read(path)[1]
    own = {"seconds": 0}  # runs that were made again took their own time
    assert [{**one, **own} for one in first] == [{**other, **own} for other in again]
    assert runs.same_runs(config, again)


def test_other_runs_are_not_taken_for_these(tmp_path: Path, exported: Path) -> None:
    text = TINY.replace("steps = 400", "steps = 401")
    other = load(tiny(tmp_path, text))
    calls: list[Run] = []
    with Store(tmp_path / "second.sqlite") as store:
        Sweep(other, store, quiet=True, held=runs.Held(other, exported),
              train=trained(calls), minutes=1.0).go()  # type: ignore[arg-type]  # fmt: skip
    assert len(calls) == 28


def test_other_data_is_not_taken_for_this(tmp_path: Path, exported: Path) -> None:
    table = json.loads(exported.read_text())
    place = table["columns"].index("data")
    for row in table["rows"]:
        row[place] = "0" * 12
    seal_anew(exported, table)
    config = load(tmp_path / "tiny.toml")
    held = runs.Held(config, exported)
    from memlib.experiments import protocols

    assert all(held.get(one, "f" * 32) is None for one in next(protocols.stages(config)))


def test_another_preset_is_another_sweep(tmp_path: Path, exported: Path) -> None:
    assert len(runs.Held(load(tmp_path / "tiny.toml", "quick"), exported)) == 0
