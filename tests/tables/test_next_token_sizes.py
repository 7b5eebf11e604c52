"""The stored table is what the code still makes, and its rows fit together."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from memlib.errors import MemlibError
from memlib.stored import folder, load
from memlib.tables import __main__, next_token_sizes


@pytest.mark.parametrize("sequences", [16, 64, 256])
def test_a_fresh_run_gives_the_stored_row(sequences: int) -> None:
    (stored,) = [x for x in load("next_token_sizes").rows if x["sequences"] == sequences]
    assert stored == next_token_sizes.row(sequences, check=True)


@pytest.mark.large
@pytest.mark.parametrize("sequences", [1024, 16384])
def test_a_fresh_large_network_has_the_stored_sizes(sequences: int) -> None:
    (stored,) = [x for x in load("next_token_sizes").rows if x["sequences"] == sequences]
    fresh = next_token_sizes.row(sequences, check=False)
    assert {**stored, "labels_right": None} == fresh


def test_every_row_keeps_its_promise() -> None:
    table = load("next_token_sizes")
    sizes = table.column("sequences")
    assert sizes[0] == 16
    assert sizes[-1] >= 16384
    assert all(b == 2 * a for a, b in pairwise(sizes))
    for row in table.rows:
        for name, built in row["built"].items():
            assert built <= row["promised"][name], row["sequences"]
        checked = row["sequences"] <= 4096  # beyond that the sizes alone were made
        assert row["labels_right"] == (row["sequences"] if checked else None)
        assert row["one_neuron_an_item"] == 2 * row["sequences"] + table.manifest["dim"]


def test_the_command_writes_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sizes.json"
    assert __main__.main(["next_token_sizes", "--top", "4", "-o", str(path)]) == 0
    assert f"wrote {path}" in capsys.readouterr().out
    value = json.loads(path.read_text())
    assert value["rows"] == load("next_token_sizes").rows[:1]
    assert "--top 4" in value["manifest"]["command"]


def test_a_missing_table_says_how_to_make_it() -> None:
    with pytest.raises(MemlibError, match=r"python -m memlib\.results nothing"):
        load("nothing")


def test_stored_tables_hold_no_path() -> None:
    for path in folder().glob("*.json"):
        assert str(Path.home()) not in path.read_text()
