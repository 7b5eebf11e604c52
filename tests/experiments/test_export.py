"""An export loses no finished run that it was not told to replace."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from fake import outcome
from tiny import TINY, tiny

from memlib.cli import main
from memlib.errors import MemlibError
from memlib.experiments import export, protocols, runs
from memlib.experiments.config import load
from memlib.experiments.store import Store


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of stored tables with nothing in it."""
    folder = tmp_path / "results"
    folder.mkdir()
    monkeypatch.setattr(runs, "folder", lambda: folder)
    return folder


def filled(path: Path, preset: str = "cpu", most: int = 99, data: str = "a" * 32) -> str:
    """A store with the first runs of the tiny sweep, as if they had been trained on this data."""
    config = load(path.parent / "tiny.toml", preset)
    with Store(path) as store:
        plan = protocols.stages(config)
        wanted = next(plan)
        while True:
            store.enlist(config.sweep, [(one.run, data, one.role) for one in wanted])
            store.put([(one.run, data, outcome(0.5)) for one in wanted[:most]])
            most -= len(wanted)
            if most <= 0:
                return str(path)
            try:
                wanted = plan.send({one.run.key: outcome(0.5) for one in wanted})
            except StopIteration:
                return str(path)


def exported(tmp_path: Path, store: str, *words: str) -> int:
    return main(["capacity", "export", str(tmp_path / "tiny.toml"), "--store", store, *words])


def refused(capsys: pytest.CaptureFixture[str], *says: str) -> bool:
    """Whether one line said all this."""
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    assert all(text in said for text in says), said
    return True


def test_more_runs_take_the_place_of_fewer(tmp_path: Path, results: Path) -> None:
    tiny(tmp_path)
    for most in (4, 10, 99, 99):
        assert exported(tmp_path, filled(tmp_path / "s.sqlite", most=most)) == 0
    assert json.loads((results / "tiny.json").read_text())["manifest"]["runs"] == 28


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"most": 10}, "holds 18 finished runs that the new table would lack"),
        ({"preset": "quick"}, "a table of preset cpu"),
        ({"data": "b" * 32}, "holds 28 finished runs that the new table would lack"),
    ],
)
def test_a_table_with_other_finished_runs_stays(
    tmp_path: Path, results: Path, capsys: pytest.CaptureFixture[str],
    other: dict[str, Any], says: str,
) -> None:  # fmt: skip
    tiny(tmp_path)
    assert exported(tmp_path, filled(tmp_path / "all.sqlite")) == 0
    before = (results / "tiny.json").read_bytes()
    capsys.readouterr()
    words = ("--preset", other.get("preset", "cpu"))
    store = filled(tmp_path / "s.sqlite", **other)
    assert exported(tmp_path, store, *words) == 2
    assert refused(capsys, "tiny.json", says, "(name another file with -o)")
    assert (results / "tiny.json").read_bytes() == before
    assert exported(tmp_path, store, *words, "-o", str(results / "tiny.json")) == 0
    assert (results / "tiny.json").read_bytes() != before


def test_what_an_earlier_edition_asked_for_may_be_replaced(tmp_path: Path) -> None:
    tiny(tmp_path)
    assert exported(tmp_path, filled(tmp_path / "s.sqlite")) == 0
    tiny(tmp_path, TINY.replace("steps = 400", "steps = 300"))
    assert exported(tmp_path, filled(tmp_path / "s.sqlite", most=4)) == 0


@pytest.mark.parametrize(
    "text",
    [
        '{"manifest": {}, "rows": [{"sequences": 16}]}',
        '{"manifest": {}, "same": {}, "columns": [], "rows": []}',
        "a text of somebody",
    ],
)
def test_what_is_no_table_of_runs_stays(
    tmp_path: Path, results: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    tiny(tmp_path)
    (results / "tiny.json").write_text(text)
    assert exported(tmp_path, filled(tmp_path / "s.sqlite")) == 2
    assert refused(capsys, "no table of runs", "(name another file with -o)")
    assert (results / "tiny.json").read_text() == text


def test_a_table_of_another_experiment_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny(tmp_path, TINY.replace('id = "X"', 'id = "Y"'))
    assert exported(tmp_path, filled(tmp_path / "s.sqlite")) == 0
    tiny(tmp_path)
    capsys.readouterr()
    assert exported(tmp_path, filled(tmp_path / "s.sqlite")) == 2
    assert refused(capsys, "a table of experiment Y", "(name another file with -o)")


@pytest.mark.parametrize("name", ["s.sqlite", "s.sqlite-wal", "tiny.toml", "link", "twin"])
def test_an_export_never_replaces_what_it_is_made_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    tiny(tmp_path)
    store = filled(tmp_path / "s.sqlite")
    (tmp_path / "link").symlink_to(store)
    os.link(tmp_path / "tiny.toml", tmp_path / "twin")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert exported(tmp_path, store, "-o", str(tmp_path / name)) == 2
    assert refused(capsys, name, "itself (name another file with -o)")
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert after == before


def test_runs_on_two_samples_are_no_table(
    tmp_path: Path, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the second sample has been trained on in part only."""
    config = load(tiny(tmp_path))
    filled(tmp_path / "s.sqlite")
    store = filled(tmp_path / "s.sqlite", most=1, data="b" * 32)
    assert exported(tmp_path, store) == 2
    assert refused(capsys, "s.sqlite", f"different data: {'a' * 12} and {'b' * 12} (give each")
    assert not any(results.iterdir())
    with Store(store, read_only=True) as opened, pytest.raises(MemlibError, match="different data"):
        runs.asked_for(config, opened.rows(config.sweep))


def test_other_data_of_an_earlier_edition_is_no_hindrance(tmp_path: Path) -> None:
    tiny(tmp_path, TINY.replace("steps = 400", "steps = 300"))
    filled(tmp_path / "s.sqlite", data="b" * 32)
    config = load(tiny(tmp_path))
    path = export.write(config, filled(tmp_path / "s.sqlite"))
    assert {row["data"] for row in runs.read(path)[1]} == {"a" * 12}
