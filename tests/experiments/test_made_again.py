"""Stored rows and their runs made again: what must be equal, and what luck may change."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tiny import tiny

from memlib.experiments import again, export, runs
from memlib.experiments.config import load
from memlib.experiments.seal import SEAL, holds
from memlib.experiments.store import Store
from memlib.experiments.sweep import Sweep


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table of the whole tiny sweep."""
    folder = tmp_path_factory.mktemp("tiny")
    config = load(tiny(folder))
    with Store(folder / "s.sqlite") as store:
        assert Sweep(config, store, quiet=True).go()
    return export.write(config, folder / "s.sqlite", folder / "tiny.json")


@pytest.fixture(scope="module")
def pairs(exported: Path) -> list[again.Pair]:
    return [again.make(row, row["data"]) for row in runs.read(exported)[1]]


def sealed(path: Path) -> bool | None:
    return holds(json.loads(path.read_text()))


def test_an_export_is_sealed_and_an_altered_number_breaks_it(
    exported: Path, tmp_path: Path
) -> None:
    assert sealed(exported) is True
    text = exported.read_text()
    table = json.loads(text)
    assert len(table["manifest"][SEAL]) == 64
    other = tmp_path / "other.json"
    for change in ("rows", "same", "columns"):
        altered = json.loads(text)
        if change == "rows":
            place = altered["columns"].index("best_loss")
            altered["rows"][3][place] *= 1.001
        elif change == "same":
            altered["same"]["set.steps"] += 1
        else:
            altered["columns"][-1] = "something"
        other.write_text(json.dumps(altered))
        assert sealed(other) is False, change
    table["manifest"]["what"] = "other words"
    other.write_text(json.dumps(table, indent=3))  # laid out in another way: the same rows
    assert sealed(other) is True
    del table["manifest"][SEAL]
    other.write_text(json.dumps(table))
    assert sealed(other) is None


def test_every_finished_table_of_runs_is_sealed_and_whole() -> None:
    found = []
    for path in sorted(runs.folder().glob("*.json")):
        table = json.loads(path.read_text())
        if table.keys() >= {"same", "columns"}:
            whole = table["manifest"]["runs"] == table["manifest"]["planned"]
            assert holds(table) is not False, path.name
            found += [path.stem] if whole and holds(table) else []
    assert len(found) >= 18


def test_the_same_machine_makes_equal_rows(pairs: list[again.Pair]) -> None:
    found = again.compare(pairs)
    assert found.equal == len(pairs) == 28
    assert found.faults == ()
    assert found.ratio == 1.0
    assert found.hits[0] == found.hits[1]


def test_a_row_tells_its_run(exported: Path) -> None:
    config = load(exported.parent / "tiny.toml")
    keys = {one.run.key for one, _ in runs.as_asked(config, runs.read(exported)[1])}
    assert {again.run_of(row).key for row in runs.read(exported)[1]} == keys


def test_other_data_is_a_fault(pairs: list[again.Pair]) -> None:
    made = again.make(pairs[0].row, "0" * 12)
    assert made.outcome is None
    (fault,) = again.compare([made]).faults
    assert "the data is not what it was" in fault


def test_a_text_that_cannot_be_had_or_is_another_sample_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = runs.runs("f3_paper")[1][0]
    monkeypatch.setenv("MEMLIB_DATA", str(tmp_path))
    made = again.make(row, None)
    assert "no file multinli" in made.missing
    line = json.dumps({"premise": "a b c d", "hypothesis": "e f g h", "label": 0})
    few = [line.replace("a b", f"a{k} b{k}") for k in range(2000)]
    (tmp_path / "multinli_train_8999.jsonl").write_text("\n".join(few))
    made = again.make(row, "0" * 12)
    assert made.missing == "another sample of the text"
    assert again.compare([made]).faults == ()


def test_another_number_of_parameters_is_a_fault(pairs: list[again.Pair]) -> None:
    row = {**pairs[0].row, "parameters": 1}
    (fault,) = again.compare([replace(pairs[0], row=row)]).faults
    assert "stored 1" in fault


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"recipe": "nix"}, "no recipe 'nix'"),
        ({"recipe": "multinli", "task.length": 0}, "length: 0"),
        ({"recipe": "needle", "task.length": 1}, "no haystack"),
        ({"family": "nix", "engine": "loop"}, "'nix'"),
        ({"set.goal": "x"}, "'x' is unknown"),
        ({"engine": "kernel", "set.dtype": "int3"}, "the kernel does not train"),
    ],
)
def test_a_run_that_cannot_be_made_is_a_fault(
    values: dict[str, Any], words: str, pairs: list[again.Pair]
) -> None:
    made = again.make({**pairs[0].row, **values}, None)
    assert made.outcome is None
    (fault,) = again.compare([made]).faults
    assert words in fault


def test_a_full_memory_is_no_fault_of_the_row(
    pairs: list[again.Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(again, "train", full)
    made = again.make(pairs[0].row, None)
    assert (made.missing, made.fault) == ("the memory is full", "")


@pytest.mark.parametrize("name", ["loss", "exact_error", "best_loss"])
@pytest.mark.parametrize("value", ["nan", "inf"])
def test_what_is_solved_is_never_equal_to_no_number(name: str, value: str) -> None:
    row = next(r for r in runs.runs("d1")[1] if r["recipe"] == "digits" and r["seconds"] < 0.02)
    (fault,) = again.compare([again.make({**row, name: value}, None)]).faults
    assert f"{name} " in fault


@pytest.mark.parametrize(("factor", "agrees"), [(1 + 1e-7, True), (1.01, False)])
def test_what_is_solved_comes_out_equal(factor: float, agrees: bool) -> None:
    row = next(r for r in runs.runs("d1")[1] if float(r["loss"]) > 0.01 and r["seconds"] < 0.02)
    made = again.make({**row, "loss": float(row["loss"]) * factor}, None)
    assert (again.compare([made]).faults == ()) == agrees


def _all(pairs: list[again.Pair], **values: Any) -> list[again.Pair]:
    return [replace(one, row={**one.row, **values}) for one in pairs]


def test_losses_that_are_all_larger_are_no_luck(pairs: list[again.Pair]) -> None:
    few = [replace(one, row={**one.row, "best_loss": one.row["best_loss"] / 2}) for one in pairs]
    (fault,) = again.compare(few).faults
    assert "28 smallest losses are larger" in fault
    assert again.compare(few[:13]).faults == ()  # 13 of 13: once in four thousand


def test_hits_that_do_not_come_again_are_no_luck(pairs: list[again.Pair]) -> None:
    """All as if stored as hits, and none of them hits any more."""
    assert pairs[0].outcome is not None
    lost = [
        replace(one, outcome=replace(one.outcome, hit=None))  # type: ignore[type-var]
        for one in _all(pairs, hit=3, exact_loss=0.0)
    ]
    assert any("28 stored hits do not come again" in fault for fault in again.compare(lost).faults)


def test_the_part_that_is_trained_again_is_always_the_same_and_of_every_variant() -> None:
    rows = runs.runs("f1")[1]
    chosen = again.subset(rows, 30)
    assert chosen == again.subset(list(reversed(rows)), 30)
    assert {row["variant"] for row in chosen} == {row["variant"] for row in rows}
    assert 20 < sum(row["seconds"] for row in chosen) <= 30
    slow = runs.runs("t1_n10000")[1]
    assert again.subset(slow, 1) == [min(slow, key=lambda row: float(row["seconds"]))]
