"""Stored tables that are damaged are told as that, by file and place, and adopted by nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake import outcome
from tiny import tiny

from memlib.cli import main
from memlib.errors import MemlibError
from memlib.experiments import export, protocols, runs
from memlib.experiments.config import load
from memlib.experiments.seal import SEAL, seal
from memlib.experiments.store import Store
from memlib.experiments.stored_runs import of_runs, unpacked

Table = dict[str, Any]


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    """The stored table of a tiny experiment, whose rows differ in most columns."""
    monkeypatch.setattr(runs, "folder", lambda: tmp_path)
    config = load(tiny(tmp_path))
    wanted = next(protocols.stages(config))
    with Store(tmp_path / "first.sqlite") as store:
        store.enlist(config.sweep, [(one.run, "d" * 32, one.role) for one in wanted])
        store.put([(one.run, "d" * 32, outcome(0.001 * k)) for k, one in enumerate(wanted, 9)])
    path = export.write(config, tmp_path / "first.sqlite")
    made: Table = json.loads(path.read_text())
    return made


def put(name: str, value: Any) -> Callable[[Table], None]:
    """Puts a value into the second row, or where it is the same in all."""

    def change(table: Table) -> None:
        if name in table["same"]:
            table["same"][name] = value
        else:
            table["rows"][1][table["columns"].index(name)] = value

    return change


def without(name: str) -> Callable[[Table], None]:
    def change(table: Table) -> None:
        if table["same"].pop(name, None) is None:
            place = table["columns"].index(name)
            for line in (table["columns"], *table["rows"]):
                del line[place]

    return change


DAMAGE: dict[str, tuple[Callable[[Table], Any], str]] = {
    "no manifest": (lambda t: t.pop("manifest"), "manifest: is missing"),
    "a list of a manifest": (lambda t: t.update(manifest=[1]), "manifest: no table"),
    "no versions": (lambda t: t["manifest"].pop("versions"), "versions: is missing"),
    "a version": (lambda t: t["manifest"]["versions"].update(numpy=2), "versions: numpy: no text"),
    "no last": (lambda t: t["manifest"].pop("last"), "manifest: last: is missing"),
    "last": (lambda t: t["manifest"].update(last=3), "manifest: last: no text"),
    "id": (lambda t: t["manifest"].pop("id"), "manifest: id: is missing"),
    "a list of same": (lambda t: t.update(same=[]), "same: no table"),
    "a number of columns": (lambda t: t.update(columns=7), "columns: no list"),
    "columns of numbers": (lambda t: t["columns"].__setitem__(0, [1]), "columns: a name"),
    "no columns": (lambda t: t.pop("columns"), "columns: is missing"),
    "a column twice": (lambda t: t["columns"].__setitem__(0, t["columns"][1]), "stands twice"),
    "both same and a column": (lambda t: t["same"].update(loss=1), "stands twice"),
    "a setting": (lambda t: t["same"].update({"set.speed": 1}), "'set.speed': is no setting"),
    "a table of rows": (lambda t: t.update(rows={}), "rows: no list"),
    "a short row": (lambda t: t["rows"][1].pop(), "row 2: is no list of"),
    "a row of text": (lambda t: t["rows"].__setitem__(1, "abc"), "row 2: is no list of"),
    "no loss": (without("loss"), "column 'loss': is missing"),
    "no seed": (without("seed"), "column 'seed': is missing"),
    "null for loss": (put("loss", None), "row 2: loss: null is not allowed"),
    "text for loss": (put("loss", "0.5"), 'row 2: loss: "0.5" is not allowed'),
    "a list for loss": (put("loss", [5]), "row 2: loss: [5] is not allowed"),
    "true for loss": (put("best_loss", True), "row 2: best_loss: true is not allowed"),
    "text for hit": (put("hit", "abc"), 'hit: "abc" is not allowed'),
    "a part of a hit": (put("hit", 1.5), "hit: 1.5 is not allowed"),
    "text for seconds": (put("seconds", "abc"), 'seconds: "abc" is not allowed'),
    "endless seconds": (put("seconds", "inf"), 'seconds: "inf" is not allowed'),
    "huge seconds": (put("seconds", 10**400), "seconds: 1000"),
    "a number of an engine": (put("engine", 3), "same: engine: 3 is not allowed"),
    "text for finite": (put("finite", "yes"), 'same: finite: "yes" is not allowed'),
    "a list in a shape": (put("shape.m", [2]), "same: shape.m: [2] is not allowed"),
    "a table for a step": (put("set.steps", {}), "same: set.steps: {} is not allowed"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_told_by_its_place_and_nothing_is_begun(
    tmp_path: Path, table: Table, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    change, says = DAMAGE[name]
    change(table)
    (tmp_path / "tiny.json").write_text(json.dumps(table))
    assert run(tmp_path) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    assert str(tmp_path / "tiny.json") in said
    assert says in said
    assert not (tmp_path / "s.sqlite").exists()


def run(tmp_path: Path, preset: str = "cpu") -> int:
    config, store = str(tmp_path / "tiny.toml"), str(tmp_path / "s.sqlite")
    end = ["--preset", preset, "--minutes", "1e-9"]
    return main(["capacity", "run", config, "--store", store, *end])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("best_loss", 0.25), "its rows are not those that were sealed"),
        (put("hit", 1), "its rows are not those that were sealed"),
        (lambda table: table["manifest"].pop(SEAL), "its rows are not sealed"),
    ],
)
def test_rows_are_adopted_only_as_they_were_sealed(
    tmp_path: Path, table: Table, capsys: pytest.CaptureFixture[str],
    change: Callable[[Table], Any], says: str,
) -> None:  # fmt: skip
    path = tmp_path / "tiny.json"
    change(table)
    path.write_text(json.dumps(table))
    assert run(tmp_path) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{path}: {says} (restore the file, or move it away" in said
    assert not (tmp_path / "s.sqlite").exists()
    table["manifest"][SEAL] = seal(table)
    path.write_text(json.dumps(table))
    assert len(runs.Held(load(tmp_path / "tiny.toml"), path)) == 4
    assert run(tmp_path) == 0


@pytest.mark.parametrize(
    "value", [{"manifest": {}, "rows": [{"sequences": 4}]}, [], "text", {"manifest": {"id": "X"}}]
)
def test_other_results_of_that_name_hold_no_run_of_it(
    tmp_path: Path, table: Table, value: Any
) -> None:
    """As of an own experiment that is called export, samples or sandwich."""
    path = tmp_path / "tiny.json"
    path.write_text(json.dumps(value))
    assert len(runs.Held(load(tmp_path / "tiny.toml"), path)) == 0
    assert run(tmp_path) == 0


def test_runs_of_another_experiment_or_preset_are_none_of_it(tmp_path: Path, table: Table) -> None:
    path = tmp_path / "tiny.json"
    assert len(runs.Held(load(tmp_path / "tiny.toml", "quick"), path)) == 0
    table["manifest"]["id"] = "Y"
    path.write_text(json.dumps(table))
    assert len(runs.Held(load(tmp_path / "tiny.toml"), path)) == 0


def test_losses_may_be_no_finite_numbers(tmp_path: Path, table: Table) -> None:
    for name in ("loss", "best_loss"):
        put(name, "nan")(table)
    table["same"]["test_loss"] = "inf"
    (row,) = unpacked(table, "x")[1][1:2]
    made = runs.outcome_of(row)
    assert made.loss != made.loss
    assert made.test_loss == float("inf")


def test_codecheck_reads_a_damaged_table_alike(
    tmp_path: Path, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    table["manifest"] = []
    (tmp_path / "tiny.json").write_text(json.dumps(table))
    assert main(["codecheck", "--results", str(tmp_path)]) == 1
    assert "DIFFERS: manifest: no table of names and values" in capsys.readouterr().out


def test_only_tables_of_runs_are_asked_for_runs() -> None:
    with pytest.raises(MemlibError, match="a table without runs"):
        unpacked({"manifest": {}, "rows": []}, "x")
    assert not of_runs([{"same": 1}])
