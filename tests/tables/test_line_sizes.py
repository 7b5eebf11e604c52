"""The stored table of line words is what the code still makes, and meets its bars."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memlib.constructions.compact.construct import DEFECT
from memlib.errors import MemlibError
from memlib.stored import load
from memlib.tables import __main__, line_sizes
from memlib.tables.line_sizes import Case

TABLE = load("line_sizes")
TIMES = ("cpu_seconds_to_build", "seconds_to_build", "seconds_to_verify")


def rows(part: str, **wanted: Any) -> dict[int, dict[str, Any]]:
    return {
        row["sequences"]: row
        for row in TABLE.rows
        if row["part"] == part and all(row[key] == value for key, value in wanted.items())
    }


def timeless(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in TIMES}


@pytest.mark.parametrize("form", line_sizes.FORMS)
def test_a_fresh_run_gives_the_stored_row(form: str) -> None:
    stored = rows("sizes", form=form)[64]
    fresh = line_sizes.row(Case("sizes", 64, form))  # type: ignore[arg-type]
    assert timeless(json.loads(json.dumps(fresh))) == timeless(stored)


def test_every_label_is_verified_and_every_promise_kept() -> None:
    for row in TABLE.rows:
        if row["part"] == "random sets":
            continue
        assert row["verified"] == row["sequences"]
        for name, promised in row["promised"].items():
            assert row["built"][name] <= promised


def test_the_bars() -> None:
    """Against compact networks, the labels, one neuron a label, and the floor."""
    blocks, plain = rows("sizes", form="residual"), rows("sizes", form="plain")
    assert blocks[1024]["built"]["parameters"] <= 185
    assert plain[1024]["built"]["parameters"] <= 260
    assert blocks[4096]["built"]["parameters"] <= 365
    assert plain[4096]["built"]["parameters"] <= 500
    assert blocks[65_536]["built"]["parameters"] <= 1350
    assert plain[65_536]["built"]["parameters"] <= 1750
    assert rows("classes", form="residual")[4096]["built"]["parameters"] <= 1300
    assert blocks[100]["built"]["parameters"] < 100
    assert blocks[64]["built"]["parameters"] < 64
    assert plain[128]["built"]["dense_parameters"] < 128
    assert plain[64]["built"]["dense_parameters"] < 2 * 64 + 3
    assert rows("dense")[512]["built"]["dense_parameters"] < 200
    assert blocks[1024]["built"]["parameters"] < 4 * blocks[1024]["floor_fixed"]
    assert blocks[65_536]["built"]["parameters"] < 2.8 * blocks[65_536]["floor_fixed"]
    assert rows("bits")[16_384]["built"]["total_bits"] <= 1.9 * 16_384
    assert rows("bits")[65_536]["built"]["total_bits"] <= 1.6 * 65_536


def test_rows_are_replaced_and_the_command_knows_the_table() -> None:
    new = dict(TABLE.rows[0], verified=-1)
    mixed = line_sizes._with(TABLE.rows, new)
    assert len(mixed) == len(TABLE.rows)
    assert new in mixed
    assert __main__.TABLES["line_sizes"] is line_sizes


def test_random_sets_have_no_wrong_network() -> None:
    parts = [row for row in TABLE.rows if row["part"] == "random sets"]
    assert sum(row["sets"] for row in parts) >= 500
    assert sum(row["wrong"] + row["refused"] for row in parts) == 0
    ends = [0, *(row["first"] + row["sets"] for row in parts)]
    assert [row["first"] for row in parts] == ends[:-1]


def test_a_stored_part_of_the_random_sets_is_made_again() -> None:
    fresh = line_sizes.random_sets(0, 4)
    assert fresh["sets"] == 4
    assert fresh["wrong"] == fresh["refused"] == 0
    assert fresh == line_sizes.random_sets(0, 4)


def test_a_wrong_label_is_counted_as_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that the last check refuses was wrong; another error is a refusal."""

    def ends(mend: str) -> Any:
        def construct(*arguments: object, **options: object) -> None:
            raise MemlibError("no", mend=mend)

        return construct

    monkeypatch.setattr(line_sizes, "construct", ends(DEFECT))
    assert line_sizes.random_sets(0, 3)["wrong"] == 3
    monkeypatch.setattr(line_sizes, "construct", ends("try another seed"))
    found = line_sizes.random_sets(0, 3)
    assert (found["wrong"], found["refused"]) == (0, 3)


def test_only_missing_rows_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def random_sets(first: int, number: int) -> dict[str, Any]:
        made.append(first)
        return {"part": "random sets", "first": first, "sets": number}

    monkeypatch.setattr(line_sizes, "random_sets", random_sets)
    command = ["line_sizes", "--only", "random sets", "-o", str(tmp_path / "t.json"), "--resume"]
    for sets in ("50", "75"):
        assert __main__.main([*command, "--sets", sets]) == 0
    assert made == [0, 25, 50]
    for sets in ("85", "100"):  # a row that was cut short is made whole
        assert __main__.main([*command, "--sets", sets]) == 0
    assert made == [0, 25, 50, 75, 75]
