"""The commands one after the other: what they print and write."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from memlib.data import read

from .commands import Run, assert_refused


def test_from_data_to_a_certificate_that_holds(run: Run) -> None:
    code, out, err = run("data", "hard", "--sequences", 12, "--length", 3, "-o", "d.json")
    assert (code, err) == (0, "")
    ds = read("d.json")
    assert f"sha256                     {ds.digest()}" in out
    for form in ("plain", "residual"):
        name = f"{form}.json.gz"
        code, out, err = run("construct", "d.json", "--theorem", "next-token", "--form", form,
                             "-o", name)  # fmt: skip
        assert (code, err) == (0, "")
        assert "promised: at most" in out
        code, out, err = run("verify", name, "--data", "d.json")
        assert (code, err) == (0, "")
        assert out.startswith("holds: next-token")
        code, out, err = run("info", name)
        assert (code, err) == (0, "")
        assert "promised: at most" in out
        code, out, err = run("info", name, "--json")
        facts = json.loads(out)
        assert facts["sha256"] == ds.digest()
        assert facts["built"]["width"] <= facts["promised"]["width"]
    assert sorted(os.listdir()) == ["d.json", "plain.json.gz", "residual.json.gz"]


def test_other_data_a_changed_label_and_a_changed_claim_are_refuted_with_exit_1(run: Run) -> None:
    for seed in (1, 2):
        run("data", "random", "--sequences", 5, "--length", 2, "--seed", seed, "-o", f"{seed}.json")
    run("construct", "1.json", "--theorem", "next-token", "-o", "c.json")
    good = json.loads(Path("c.json").read_text())
    other_label = json.loads(json.dumps(good))
    other_label["dataset"]["labels"][3] += 1
    Path("label.json").write_text(json.dumps(other_label))
    other_claim = json.loads(json.dumps(good))
    other_claim["claims"]["width"] -= 1
    Path("claim.json").write_text(json.dumps(other_claim))
    for arguments, says in (
        (["c.json", "--data", "2.json"], "data"),
        (["label.json"], "sequences[3]"),
        (["claim.json"], "claims.width"),
    ):
        code, out, err = run("verify", *arguments)
        assert (code, out) == (1, "")
        assert err.startswith("memlib: refuted: ")
        assert says in err
        assert err.count("\n") == 1


def test_info_of_a_data_set(run: Run) -> None:
    run("data", "random", "--sequences", 5, "--length", 2, "-o", "d.json")
    code, out, _ = run("info", "d.json")
    assert code == 0
    assert "sequences (N)              5" in out
    assert json.loads(run("info", "d.json", "--json")[1])["sha256"] == read("d.json").digest()


def test_theorems_are_listed(run: Run) -> None:
    code, out, _ = run("construct", "--list")
    assert code == 0
    assert any(line.startswith("next-token: ") for line in out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["random", "--task", "seq-to-seq", "--denominator", 7], ("seq-to-seq", 20, 4)),
        (["hard", "--classes", 5, "--distinct-items"], ("next-token", 20, 4)),
        (["pydoc", "--drop-conflicts", "--dim", 2], ("next-token", 20, 4)),
        (["pydoc", "--drop-conflicts", "--punctuation", "--seed", 3, "--classes", 4],
         ("next-token", 20, 4)),
    ],
)  # fmt: skip
def test_data_by_name(run: Run, arguments: list[Any], expected: tuple[str, int, int]) -> None:
    code, _, err = run("data", *arguments, "--sequences", 20, "--length", 4, "-o", "d.json.gz")
    assert (code, err) == (0, "")
    ds = read("d.json.gz")
    assert (ds.task, len(ds), ds.length) == expected


def test_what_is_dropped_is_counted(run: Run) -> None:
    options = ["pydoc", "--sequences", 300, "--length", 2, "-o", "d.json"]
    assert_refused(run("data", *options), "300 sequences contradict", "--drop-conflicts")
    code, out, _ = run("data", *options, "--drop-conflicts")
    assert code == 0
    dropped = next(line for line in out.splitlines() if line.startswith("conflicts dropped"))
    assert int(dropped.split()[-1]) > 0
    assert len(read("d.json")) == 300


def test_fast_refuses_other_data_too(run: Run) -> None:
    pytest.importorskip("numba", reason="--fast needs numba")
    for seed in (1, 2):
        run("data", "random", "--sequences", 5, "--length", 2, "--seed", seed, "-o", f"{seed}.json")
    run("construct", "1.json", "--theorem", "next-token", "-o", "c.json")
    assert run("verify", "c.json", "--fast", "--data", "1.json")[0] == 0
    code, out, err = run("verify", "c.json", "--fast", "--data", "2.json")
    assert (code, out) == (1, "")
    assert err.startswith("memlib: refuted: ")
