"""``memlib codecheck``: 0 where the stored rows come out again, 1 where one was altered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from memlib.cli import main
from memlib.stored import folder
from memlib.tables.codecheck import EXACT

ROOT = Path(__file__).parents[2]
SOLVED, QUICK = "d1", "constant_terms"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder of two tables, one of runs and one exact."""
    for name in (SOLVED, QUICK):
        shutil.copy(folder() / f"{name}.json", tmp_path)
    return tmp_path


def check(results: Path, *names: str) -> int:
    return main(["codecheck", *names, "--results", str(results), "--seconds", "0.3"])


def test_what_is_stored_comes_out_again(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(results) == 0
    out = capsys.readouterr().out
    assert "d1: 4,752 rows, sealed; " in out
    assert "0 trained again" not in out
    assert "constant_terms: exact table, 7 of 14 rows made again: agrees" in out
    assert "2 of 2 tables agree" in out


def test_an_altered_row_of_runs(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = results / f"{SOLVED}.json"
    table = json.loads(path.read_text())
    table["rows"][-1][table["columns"].index("test_loss")] = 0.125
    path.write_text(json.dumps(table))
    assert check(results, SOLVED) == 1
    assert "DIFFERS: rows are not those that were sealed" in capsys.readouterr().out


def test_an_altered_row_that_was_sealed_anew(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who alters a row and its seal is found out by the runs themselves."""
    from memlib.experiments.seal import SEAL, seal

    path = results / f"{SOLVED}.json"
    table = json.loads(path.read_text())
    place = table["columns"].index("loss")
    for row in table["rows"]:
        row[place] = 0.5
    table["manifest"][SEAL] = seal(table)
    path.write_text(json.dumps(table))
    assert check(results, SOLVED) == 1
    assert "loss" in capsys.readouterr().out


def test_an_altered_row_of_an_exact_table(results: Path) -> None:
    path = results / f"{QUICK}.json"
    table = json.loads(path.read_text())
    table["rows"][0][next(k for k, v in table["rows"][0].items() if type(v) is int)] += 1
    path.write_text(json.dumps(table))
    assert check(results, QUICK) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "no such table"),
        (["--results", "nowhere"], "no such folder"),
        (["starts"], "not among those that are made again"),
    ],
)
def test_what_cannot_be_checked(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["codecheck", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_the_manifest_for_codecheckers_names_what_is_made_again() -> None:
    """Tables of runs and exact ones, each with a comment; and files that are there."""
    described = yaml.safe_load((ROOT / "codecheck.yml").read_text(encoding="utf-8"))
    named = {entry["file"] for entry in described["manifest"]}
    made = set(EXACT) | {
        path.stem for path in folder().glob("*.json") if "columns" in json.loads(path.read_text())
    }
    assert named <= {f"results/{name}.json" for name in made}
    assert len(named) >= 22
    assert all(entry["comment"] for entry in described["manifest"])
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert described["paper"]["title"] == citation["title"]
    assert [one["name"] for one in described["paper"]["authors"]] == [
        one["name"] for one in citation["authors"]
    ]
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert described["repository"] == settings["repository"]["url"]
