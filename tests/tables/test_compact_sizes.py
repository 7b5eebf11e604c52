"""The stored table of compact networks is what the code still makes, and meets its bars."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memlib.plots.growth import slope
from memlib.stored import load
from memlib.tables import __main__, compact_sizes
from memlib.tables.compact_sizes import Case

TABLE = load("compact_sizes")
#: What depends on the machine.
TIMES = ("seconds_to_build", "seconds_to_verify", "peak_mebibytes")


def rows(part: str, **wanted: Any) -> list[dict[str, Any]]:
    return [
        row
        for row in TABLE.rows
        if row["part"] == part and all(row[key] == value for key, value in wanted.items())
    ]


def timeless(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in TIMES}


@pytest.mark.parametrize("form", compact_sizes.FORMS)
@pytest.mark.parametrize("sequences", [32, 128, 512])
def test_a_fresh_run_gives_the_stored_row(sequences: int, form: str) -> None:
    (stored,) = rows("sizes", sequences=sequences, form=form)
    fresh = compact_sizes.row(Case("sizes", sequences, form=form))
    assert timeless(json.loads(json.dumps(fresh))) == timeless(stored)


def test_every_label_is_verified_and_every_promise_kept() -> None:
    for row in TABLE.rows:
        if row["part"] == "random sets":
            assert (row["sets"], row["wrong"]) == (500, 0)
            continue
        assert row["verified"] == row["sequences"]
        assert row["built"]["width"] <= 14
        for name, promised in row["promised"].items():
            assert row["built"][name] <= promised


def test_the_bars() -> None:
    """Fewer parameters than data at 1,024, and what the curve must do up to a million."""
    plain = {row["sequences"]: row["built"] for row in rows("sizes", form="plain")}
    blocks = {row["sequences"]: row["built"] for row in rows("sizes", form="residual")}
    bars = {1024: 1_024, 4096: 1_900, 65_536: 6_500, 1_000_000: 27_000}
    for sequences, most in bars.items():
        assert plain[sequences]["parameters"] <= most
    assert blocks[1024]["parameters"] <= 700
    assert plain[128]["parameters"] < 2 * 128 + 3
    assert plain[1024]["total_bits"] <= 12 * 1024
    assert plain[65_536]["total_bits"] <= 4 * 65_536
    curve = [(n, built["parameters"]) for n, built in plain.items() if n >= 4096]
    assert slope(curve) <= 0.52
    (ten,) = rows("classes", classes=10, form="plain")
    assert ten["built"]["parameters"] <= 4_000
    lengths = [row["built"]["parameters"] for row in rows("lengths")]
    assert max(lengths) <= 1.1 * min(lengths)


def test_the_command_writes_a_table(tmp_path: Path) -> None:
    path = tmp_path / "sizes.json"
    arguments = ["compact_sizes", "--top", "64", "--sets", "4", "-o", str(path)]
    assert __main__.main(arguments) == 0
    made = json.loads(path.read_text())
    stored = [row for row in TABLE.rows if row["part"] == "sizes" and row["sequences"] <= 64]
    assert [timeless(row) for row in made["rows"][:-1]] == [timeless(row) for row in stored]
    assert made["rows"][-1]["wrong"] == 0
