"""The stored Table 1 is what the code still makes; every network keeps its promise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memlib.constructions.registry import THEOREMS
from memlib.rivals.registry import RIVALS
from memlib.stored import load
from memlib.tables import __main__, table_1
from memlib.tables.table_1 import MAKERS, Maker
from memlib.tables.table_1_data import AXES, BASE, OTHERS, Cell, along, at, cells, data

ROWS = load("table_1").rows
SMALL = Cell(sequences=16)
REPEATED, IDS = OTHERS[-2:]

#: Quick to make again: both certificates, both tasks, both methods, and rows that fail.
AGAIN = [
    (Maker("nilsson"), SMALL),
    (Maker("baum"), Cell(dim=2)),
    (Maker("zhang"), Cell(classes=100)),
    (Maker("yun"), Cell(length=16)),
    (Maker("bubeck"), SMALL),
    (Maker("park"), BASE),
    (Maker("hernandez"), Cell(classes=10)),
    (Maker("kim"), SMALL),
    (Maker("madden"), SMALL),
    (Maker("kajitsuka-2023"), SMALL),
    (Maker("feed-forward"), SMALL),
    (Maker("embedding"), IDS),
    (Maker("next-token", "compact"), BASE),
    (Maker("kim"), REPEATED),
    (Maker("mahdavi"), BASE),
    (Maker("madden"), Cell(sequences=1024)),
]


@pytest.mark.parametrize(("maker", "cell"), AGAIN, ids=lambda x: getattr(x, "name", ""))
def test_a_fresh_network_has_the_stored_row(maker: Maker, cell: Cell) -> None:
    (stored,) = [row for row in at(ROWS, cell) if row["construction"] == maker.name]
    assert json.loads(json.dumps(table_1.row(maker, cell))) == stored


def test_no_row_is_missing() -> None:
    named = [{"construction": maker.name, **vars(cell)} for cell in cells() for maker in MAKERS]
    assert [{name: row[name] for name in named[0]} for row in ROWS] == named
    assert len(AXES["sequences"]) >= 4 <= len(AXES["length"])


def test_every_network_is_right_or_says_why_there_is_none() -> None:
    for row in ROWS:
        if row["fails"]:
            assert (row["sizes"], row["right"], row["measures"]) == (None, None, {})
        else:
            assert row["right"] == row["labels"] > 0
            assert row["sizes"]["parameters"] <= row["sizes"]["dense_parameters"]


def test_every_promise_is_kept_and_where_there_is_none_an_order_is_named() -> None:
    for row in ROWS:
        for name, measure in row["measures"].items():
            if measure["promised"] is None:
                assert row["order"], (row["construction"], name)
            else:
                assert measure["built"] <= measure["promised"], (row["construction"], name)


def test_every_construction_is_built_somewhere() -> None:
    built = {row["construction"] for row in ROWS if row["sizes"]}
    assert built == {maker.name for maker in MAKERS} >= {*RIVALS, *THEOREMS}


@pytest.mark.parametrize(
    ("name", "cell", "why"),
    [
        ("nilsson", Cell(classes=3), "two labels, not 3"),
        ("baum", Cell(classes=100), "takes two labels"),
        ("bubeck", IDS, "lies on the hyperplane"),
        ("kim", REPEATED, "holds a token twice"),
        ("mahdavi", Cell(length=16), "depends linearly"),
        ("mahdavi", BASE, "depends linearly"),
        ("embedding", BASE, "no ids"),
        ("limited-bits", SMALL, "outside 2 to 4"),
        ("madden", Cell(sequences=1024), "left out"),
    ],
)
def test_where_an_assumption_fails(name: str, cell: Cell, why: str) -> None:
    (stored,) = [row for row in at(ROWS, cell) if row["construction"] == name]
    assert why in stored["fails"]


def test_the_data_are_what_the_cell_says() -> None:
    for cell in cells():
        drawn = data(cell)
        every = data(cell, "seq-to-seq")
        assert (len(drawn), drawn.length, drawn.token_dim) == (
            cell.sequences, cell.length, cell.dim,
        )  # fmt: skip
        assert every.sequences == drawn.sequences
        assert len({tuple(sorted(s)) for s in drawn.sequences}) == cell.sequences
        twice = any(len(set(s)) < cell.length for s in drawn.sequences)
        assert twice == (cell.tokens in ("repeated", "ids"))
        ends = len({s[-1] for s in drawn.sequences})
        assert ends == cell.sequences or cell.tokens != "own last"
    assert data(BASE) == data(BASE)


def test_rows_along_an_axis() -> None:
    for axis, values in AXES.items():
        found = along(ROWS, axis)
        assert list(dict.fromkeys(row[axis] for row in found)) == list(values)
        assert len(found) == len(values) * len(MAKERS)


def test_the_command_writes_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_1, "MAKERS", (Maker("nilsson"), Maker("zhang")))
    path = tmp_path / "table.json"
    arguments = ["table_1", "--top", "16", "-o", str(path)]
    assert __main__.main(arguments) == 0
    made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert [row["construction"] for row in made["rows"]] == ["nilsson", "zhang"] * 2
    made["rows"][1]["right"] = "kept as it is"
    del made["rows"][2:]
    path.write_text(json.dumps(made), encoding="utf-8")
    assert __main__.main([*arguments, "--resume"]) == 0
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    assert [row["right"] for row in rows] == [16, "kept as it is", 16, 16]
