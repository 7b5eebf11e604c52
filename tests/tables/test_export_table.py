"""The stored table of what survives: its smallest rows made anew, and what it must show."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from memlib.stored import folder, load
from memlib.tables.__main__ import main
from memlib.tables.floating_point import CASES, DTYPES, NAME, Case, data, row


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return load(NAME).rows


def case_of(row: dict[str, Any]) -> Case:
    return Case(row["theorem"], row["sequences"], row["form"], row["bits"])


def test_every_case_is_there_with_its_data(rows: list[dict[str, Any]]) -> None:
    assert [case_of(row) for row in rows] == list(CASES)
    for stored in rows:
        assert stored["data"] == data(case_of(stored)).digest()


def certain(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what depends on the processor: survivors where the bits do not suffice."""
    row = json.loads(json.dumps(row))
    for found in row["formats"].values():
        if not found["suffices"]:
            del found["survive"], found["equal"]
    return row


def assert_made_anew(case: Case, rows: list[dict[str, Any]]) -> None:
    (stored,) = [each for each in rows if case_of(each) == case]
    assert certain(row(case)) == certain(stored)


@pytest.mark.parametrize("case", [case for case in CASES if case.sequences <= 4], ids=str)
def test_the_smallest_rows_made_anew(case: Case, rows: list[dict[str, Any]]) -> None:
    assert_made_anew(case, rows)


@pytest.mark.large
@pytest.mark.parametrize("case", [case for case in CASES if 4 < case.sequences <= 64], ids=str)
def test_middle_rows_made_anew(case: Case, rows: list[dict[str, Any]]) -> None:
    assert_made_anew(case, rows)


def test_where_the_bits_suffice_all_survive(rows: list[dict[str, Any]]) -> None:
    enough: dict[str, list[int]] = {dtype: [] for dtype in DTYPES}
    for stored in rows:
        for dtype, found in stored["formats"].items():
            widest = max(stored[part]["bits"] for part in ("weights", "values", "sums"))
            if found["suffices"]:
                assert widest <= found["bits_held"]
                assert found["survive"] == found["equal"] == stored["labels"]
                enough[dtype].append(stored["sequences"])
            else:
                assert found["first"]
    assert max(enough["float64"]) >= 16
    assert max(enough["float32"]) >= 4


def test_the_sizes_of_the_table(rows: list[dict[str, Any]]) -> None:
    plain = {r["sequences"] for r in rows if (r["theorem"], r["form"]) == ("next-token", "plain")}
    assert plain >= {16, 64, 256, 1024}
    assert {r["sequences"] for r in rows if r["theorem"] == "limited-bits"} >= {16, 64, 256, 1024}


def test_making_it_again_keeps_the_rows_and_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    shutil.copy(folder() / "export.json", path)
    assert main([NAME, "-o", str(path)]) == 0
    assert path.read_bytes() == (folder() / "export.json").read_bytes()
