"""``memlib codecheck`` on an altered table: the fault is told of it, and the next is checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from memlib.experiments.seal import SEAL, seal
from memlib.stored import folder
from memlib.training import pictures, tasks

from .commands import Run

Table = dict[str, Any]


@pytest.fixture
def table() -> Table:
    """Two runs of a stored table, without a seal."""
    table: Table = json.loads((folder() / "d1.json").read_text())
    manifest = {**table["manifest"], "runs": 2}
    del manifest[SEAL]
    return {**table, "manifest": manifest, "rows": table["rows"][:2]}


@pytest.fixture
def check(run: Run, tmp_path: Path) -> Callable[[Table | str], tuple[int, list[str]]]:
    """Checks a table and one that comes after it: (exit code, lines)."""

    def call(value: Table | str, name: str = "altered") -> tuple[int, list[str]]:
        text = value if isinstance(value, str) else json.dumps(value)
        (tmp_path / f"{name}.json").write_text(text)
        if name != "proved_sizes":
            (tmp_path / "proved_sizes.json").write_text(
                (folder() / "proved_sizes.json").read_text()
            )
        code, out, err = run("codecheck", "--results", tmp_path, "--seconds", "1")
        assert err == ""
        return code, [line for line in out.splitlines() if not line.startswith("|")]

    return call


Check = Callable[..., tuple[int, list[str]]]


def put(table: Table, name: str, value: Any) -> None:
    """A value of the last row, or the one that all rows have."""
    if name in table["columns"]:
        table["rows"][-1][table["columns"].index(name)] = value
    else:
        table["same"][name] = value


def take(table: Table, name: str) -> None:
    """A column away, with its values."""
    if name in table["same"]:
        del table["same"][name]
    else:
        place = table["columns"].index(name)
        for row in (table["columns"], *table["rows"]):
            del row[place]


CHANGES: list[tuple[Callable[[Table], Any], str]] = [
    (lambda t: put(t, "family", "nix"), "none for 'nix'"),
    (lambda t: put(t, "engine", "nix"), "engine: 'nix'"),
    (lambda t: put(t, "engine", "kernel"), "engine: 'kernel'"),
    (lambda t: put(t, "recipe", "nix"), "row 2: task: there is no recipe 'nix'"),
    (lambda t: put(t, "kind", "nix"), "kind: 'nix'"),
    (lambda t: put(t, "set.goal", "x"), "goal: 'x'"),
    (lambda t: put(t, "set.steps", -3), "set.steps: -3"),
    (lambda t: put(t, "set.below", 10**400), "set.below: 1000"),
    (lambda t: put(t, "set.foo", 3), "'set.foo': is no setting"),
    (lambda t: put(t, "foo", 3), "'foo': no export has such a column"),
    (lambda t: put(t, "loss", "a"), 'row 2: loss: "a"'),
    (lambda t: put(t, "loss", "0.5"), 'row 2: loss: "0.5"'),
    (lambda t: put(t, "loss", [0.5]), "row 2: loss"),
    (lambda t: put(t, "best_loss", None), "row 2: best_loss: null"),
    (lambda t: put(t, "best_loss", "nan"), "stored nan"),
    (lambda t: put(t, "hit", -1), "row 2: hit: -1"),
    (lambda t: put(t, "hit", 7), "row 2: hit 7, steps 0, set.steps 0 are in no order"),
    (lambda t: put(t, "error", 1.5), "row 2: error: 1.5 is not a share"),
    (lambda t: put(t, "parameters", True), "row 2: parameters: true"),
    (lambda t: put(t, "seconds", "a"), 'row 2: seconds: "a"'),
    (lambda t: put(t, "seconds", -1), "row 2: seconds: -1"),
    (lambda t: put(t, "seed", -1), "row 2: seed: -1"),
    (lambda t: [put(t, "task.sequences", 5000), put(t, "data", "0" * 12)], "there are only"),
    (lambda t: put(t, "task.sequences", None), "row 2: task.sequences: None"),
    (lambda t: put(t, "task.noise", 2), "noise: 2"),
    (lambda t: put(t, "task.noise", 0.25), "the hash of its data is not stored"),
    (lambda t: put(t, "shape.features", 10**4000), "row 2: shape.features: "),
    (lambda t: put(t, "data", 5), "data: 5"),
    (lambda t: put(t, "data", ""), "data: ''"),
    (lambda t: put(t, "data", "0" * 12), "the data is not what it was"),
    (lambda t: take(t, "family"), "'family': is missing"),
    (lambda t: take(t, "set.below"), "set.below: this column is missing"),
    (lambda t: take(t, "variant"), "'variant': is missing"),
    (lambda t: t["columns"].append("loss"), "'loss': stands twice"),
    (lambda t: t["rows"][1].pop(), "row 2: is no list of 19 values"),
    (lambda t: t["rows"].append(5), "row 3: is no list of 19 values"),
    (lambda t: t["rows"].pop(), "there are 1, the manifest tells of 2"),
    (lambda t: [t["rows"].clear(), t["manifest"].pop("runs")], "rows: there are none"),
    (lambda t: t.update(columns="loss"), "columns: no list"),
    (lambda t: t.pop("same"), "same: is missing"),
    (lambda t: t.pop("manifest"), "manifest: is missing"),
    (lambda t: t.update(manifest=[1]), "manifest: no table"),
]


@pytest.mark.parametrize(("change", "words"), CHANGES, ids=[words for _, words in CHANGES])
def test_a_fault_is_told_of_its_table_and_the_next_is_checked(
    change: Callable[[Table], Any], words: str, table: Table, check: Check
) -> None:
    change(table)
    code, (altered, after, last) = check(table)
    assert code == 1
    assert altered.startswith("altered: ")
    assert words in altered.partition("DIFFERS: ")[2]
    assert after == "proved_sizes: exact table, 7 of 7 rows made again: agrees"
    assert last == "1 of 2 tables agree"


def test_without_a_change_both_agree(table: Table, check: Check) -> None:
    code, (first, _, last) = check(table)
    assert (code, last) == (0, "2 of 2 tables agree")
    assert "2 rows, not sealed yet; 2 trained again" in first


@pytest.mark.parametrize("name", ["altered", "proved_sizes", "samples"])
@pytest.mark.parametrize(
    "text", ["[1]", "{}", '{"rows": 3}', '{"manifest": {}, "rows": [1]}', "{", "", '{"a": NaN}']
)
def test_a_file_that_is_no_table(name: str, text: str, check: Check) -> None:
    code, lines = check(text, name)
    assert code == 1
    assert any(line.startswith(f"{name}: not read: DIFFERS: ") for line in lines)


def test_an_exact_table_that_looks_like_one_of_runs(check: Check) -> None:
    assert check('{"columns": []}', "proved_sizes")[0] == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: put(t, "test_loss", 0.125), "sealed"),
        (lambda t: put(t, "set.steps", -3), "steps: -3"),
        (lambda t: take(t, "set.below"), "set.below"),
        (lambda t: t["rows"][1].pop(), "19 values"),
        (lambda t: t.pop("rows"), "rows: is missing"),
        (lambda t: [t.pop("same"), t.pop("columns")], "without runs"),
        (lambda t: t["manifest"].update({SEAL: None}), "sealed"),
        (lambda t: t["manifest"].update({SEAL: 5}), "sealed"),
    ],
)
def test_a_broken_seal_is_always_told(
    change: Callable[[Table], Any], words: str, table: Table, check: Check
) -> None:
    table["manifest"][SEAL] = seal(table)
    change(table)
    code, (line, *_) = check(table)
    assert code == 1
    assert "the seal is broken" in line
    assert "not sealed yet" not in line
    told = line.partition("DIFFERS: ")[2]
    assert told.startswith("rows are not those that were sealed")
    assert words in told


def test_a_name_that_is_no_table_is_refused_before_any_work(run: Run) -> None:
    for wrong, words in (("nothing", "no such table"), ("starts", "not among those")):
        code, out, err = run("codecheck", "proved_sizes", wrong)
        assert (code, out) == (2, "")
        assert words in err


def test_a_table_that_was_not_checked_is_not_counted_as_agreeing(
    table: Table, check: Check, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = table["columns"].index("recipe")
    for row in table["rows"]:
        row[place] = "mnist"
    monkeypatch.setenv("MEMLIB_DATA", str(tmp_path))
    for kept in (tasks._made, pictures._mnist):  # of a test before this one, with its data
        kept.cache_clear()
    table["same"]["data"] = "0" * 12
    code, (first, _, last) = check(table)
    assert code == 0
    assert "not checked [left out: " in first
    assert last == "1 of 2 tables agree; with parts left out: altered"
