"""The rows of the sandwich: fresh, of one form, and no network below a bound that applies to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memlib.bounds.sparse_patterns import least_nonzero
from memlib.constructions.registry import THEOREMS
from memlib.errors import MemlibError
from memlib.stored import load
from memlib.tables import __main__, sandwich, theorem_sizes


def test_the_stored_rows_are_fresh() -> None:
    fresh = [
        *sandwich.theorems(),
        *sandwich.compact(),
        *sandwich.line_words(),
        *sandwich.yardsticks(),
        *sandwich.bounds(),
    ]
    assert fresh == load("sandwich").rows


def test_every_row_has_the_fields_in_order() -> None:
    for row in load("sandwich").rows:
        assert tuple(row) == sandwich.FIELDS
        assert row["kind"] in sandwich.KINDS
        assert row["parameters"] >= 1


def test_every_theorem_that_can_be_built_is_there() -> None:
    families = {row["family"] for row in sandwich.collect()}
    assert {theorem_sizes.Family(name).title for name in THEOREMS} <= families
    assert set(THEOREMS) <= {row["theorem"] for row in load("theorem_sizes").rows}


def test_no_network_lies_below_the_floor_on_nonzero_parameters() -> None:
    rows = [row for row in sandwich.collect() if row["kind"] in ("built", "trained")]
    assert len(rows) > 100
    for row in rows:
        if row["length"] is not None:
            assert row["parameters"] >= least_nonzero(sandwich.labels(row)), row


def test_another_table_joins_by_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = sandwich.row(
        "mine", "trained", "next-token", 64, 90, length=8, classes=2, source="mine.json"
    )
    tables = {"mine": [row], "other": [{"family": "no row of this form"}]}
    for name, rows in tables.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"manifest": {}, "rows": rows}))
    monkeypatch.setattr(sandwich, "folder", lambda: tmp_path)
    monkeypatch.setattr("memlib.stored.folder", lambda: tmp_path)
    assert sandwich.collect() == [row]
    assert sandwich.collect("seq-to-seq") == []
    row["kind"] = "guessed"
    (tmp_path / "mine.json").write_text(json.dumps({"manifest": {}, "rows": [row]}))
    with pytest.raises(MemlibError, match="unknown kind 'guessed'"):
        sandwich.collect()


def test_the_command_writes_the_table(tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    assert __main__.main(["sandwich", "-o", str(path)]) == 0
    assert json.loads(path.read_text())["rows"] == load("sandwich").rows
