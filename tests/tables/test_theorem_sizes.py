"""The stored sizes of all theorems, their exponents, and the trade of Theorem F.1."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from memlib.constructions.registry import THEOREMS
from memlib.stored import folder, load
from memlib.tables import __main__, limited_bits, theorem_sizes
from memlib.tables.theorem_sizes import FAMILIES, LABELS, PROMISED, Family


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_fresh_network_has_the_stored_sizes(family: Family) -> None:
    (stored,) = [
        row
        for row in load("theorem_sizes").rows
        if row["family"] == family.name and row["labels"] == 64
    ]
    assert stored == theorem_sizes.row(family, 64)


def test_every_theorem_has_every_size_and_keeps_its_promise() -> None:
    rows = load("theorem_sizes").rows
    assert {row["theorem"] for row in rows} == set(THEOREMS)
    assert [(row["family"], row["labels"]) for row in rows] == [
        (family.name, labels) for family in FAMILIES for labels in LABELS
    ]
    for row in rows:
        for name, built in row["built"].items():
            assert built <= row["promised"][name], (row["family"], row["labels"], name)


def test_exponents_are_those_of_the_theorems() -> None:
    stored = json.loads((folder() / "theorem_sizes.json").read_text(encoding="utf-8"))
    found = theorem_sizes.exponents(stored["rows"])
    assert found == stored["exponents"]
    for name, power in found.items():
        assert power == pytest.approx(PROMISED[name], abs=0.1), name


def test_a_power_law_has_its_exponent() -> None:
    rows = [
        {"family": "f", "labels": n, "built": {"parameters": size}}
        for n, size in ((100, 7), (1600, 40), (6400, 80), (40_000, 9))
    ]
    assert theorem_sizes.exponents(rows) == {"f": 0.5}
    assert theorem_sizes.exponents(rows[:2]) == {"f": None}


def test_next_token_rows_are_those_of_its_own_table() -> None:
    own = {row["data"]: row["built"] for row in load("next_token_sizes").rows}
    rows = [row for row in load("theorem_sizes").rows if row["family"] == "next-token"]
    common = [row for row in rows if row["data"] in own]
    assert len(common) == 4
    assert all(row["built"] == own[row["data"]] for row in common)


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (["theorem_sizes", "--top", "64"], 64),
        (["limited_bits", "--sequences", "16"], 16),
    ],
)
def test_the_commands_write_tables(tmp_path: Path, arguments: list[str], first: int) -> None:
    path = tmp_path / "table.json"
    assert __main__.main([*arguments, "-o", str(path)]) == 0
    value = json.loads(path.read_text())
    assert value["rows"][0]["sequences"] == first
    assert " ".join(arguments) in value["manifest"]["command"]


def test_fewer_bits_cost_more_parameters() -> None:
    rows = load("limited_bits").rows
    assert [row["bits"] for row in rows] == [2, 4, 8, 16, 32, 64]
    assert {row["sequences"] for row in rows} == {4096}
    for row in rows:
        for name, built in row["built"].items():
            assert built <= row["promised"][name], (row["bits"], name)
    for short, long in pairwise(rows):
        assert short["built"]["parameters"] > long["built"]["parameters"]
        assert short["built"]["max_bits"] <= long["built"]["max_bits"]


@pytest.mark.large
@pytest.mark.parametrize("bits", [32, 64])
def test_a_fresh_trade_has_the_stored_sizes(bits: int) -> None:
    (stored,) = [row for row in load("limited_bits").rows if row["bits"] == bits]
    assert stored == limited_bits.row(4096, bits)
