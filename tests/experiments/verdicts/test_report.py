"""The report: every experiment has its verdict, every stored run its experiment, one criterion."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from memlib import stored
from memlib.errors import MemlibError
from memlib.experiments import config as configs
from memlib.experiments import runs, statistics
from memlib.experiments.config import experiment, folder, load, written
from memlib.experiments.criteria import Bars, told
from memlib.experiments.exponents import Exponent
from memlib.experiments.verdicts import f3, report
from memlib.experiments.verdicts.registry import JUDGES

NAMES = sorted(path.stem for path in folder().glob("*.toml"))
#: What every file's verdict is, by the letter of its criteria: none changes unseen.
SAID = {
    "f1": "not reproduced", "f2": "not reproduced", "f1_vectors": "partly",
    "f3_paper": "not reproduced", "f3_ours": "not reproduced",
    "f3_vectors": "not reproduced; the vectors set the size",
    "t1_n10": "not reproduced", "t1_n100": "not reproduced", "t1_n1000": "not reproduced",
    "t1_n10000": "not reproduced",
    "s1": "uniform: not reproduced; context: not reproduced",
    "s1_wide": "uniform: not reproduced; context: not reproduced",
    "b1": "partly", "b1_figure_3": "not reproduced", "b2": "not reproduced", "m1": "reproduced",
    "d1": "reproduced", "g1": "not settled: the smallest size that was tried is enough",
}  # fmt: skip


def test_every_experiment_has_a_verdict_and_every_verdict_an_experiment() -> None:
    assert report.known() == sorted(NAMES, key=report.known().index)
    assert {written(experiment(name)).bars["by"] for name in NAMES} == set(JUDGES)


@pytest.mark.parametrize("name", SAID)
def test_the_stored_verdicts(name: str) -> None:
    found = report.verdict(name)
    assert found.verdict == SAID[name]
    assert found.fresh <= found.runs
    assert found.same_runs, "the file asks for other runs than those that are stored"
    manifest, _ = runs.runs(name)
    assert list(found.criteria) == manifest["criteria"], "criteria that are older than the runs"


def test_every_stored_experiment_is_told() -> None:
    assert report.stored() == [name for name in report.known() if name not in report.missing()]
    assert set(SAID) <= set(report.stored())


def test_what_was_designed_after_outcomes_says_so() -> None:
    found = {name for name in NAMES if report_status(name) == "exploratory"}
    assert {"f1_vectors", "f3_vectors", "s1_wide"} <= found


def report_status(name: str) -> str:
    return str(written(experiment(name)).value["status"])


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of experiments and of tables, copied."""
    for source, name in ((folder(), "experiments"), (stored.folder(), "results")):
        shutil.copytree(source, tmp_path / name)
    monkeypatch.setattr(report, "experiments", lambda: tmp_path / "experiments")
    monkeypatch.setattr(configs, "folder", lambda: tmp_path / "experiments")
    for module in (report, runs, stored):
        monkeypatch.setattr(module, "folder", lambda: tmp_path / "results")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[verdict]", "[engine]", "lacks 'by'"),
        ('by = "against_built"', 'by = "against_build"', "no verdict 'against_build'"),
    ],
)
def test_an_experiment_without_a_verdict(elsewhere: Path, old: str, new: str, words: str) -> None:
    path = elsewhere / "experiments" / "g1.toml"
    text = path.read_text().replace('engine = { feed-forward = "batched" }\n', "")
    if new == "[engine]":
        begin, end = text.index("[verdict]"), text.index("[base]")
        text = text[:begin] + text[end:]
        text = text.replace("{share:share}", "half").replace("{ratio}", "1")
    path.write_text(text.replace(old, new))
    with pytest.raises(MemlibError, match=words):
        report.stored()


def test_a_verdict_that_is_taken_out_of_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(JUDGES, "against_built")  # type: ignore[arg-type]
    with pytest.raises(MemlibError, match="no verdict 'against_built'"):
        report.stored()


def test_runs_without_an_experiment(elsewhere: Path) -> None:
    (elsewhere / "experiments" / "g1.toml").unlink()
    with pytest.raises(MemlibError, match=r"g1\.json: runs are stored of which there is no exp"):
        report.stored()


def test_an_experiment_that_is_not_there() -> None:
    with pytest.raises(MemlibError, match="no experiment 'nothing'"):
        report.verdict("nothing")


def test_a_file_that_asks_for_other_runs(elsewhere: Path) -> None:
    assert report.verdict("s1").same_runs
    path = elsewhere / "experiments" / "s1.toml"
    path.write_text(path.read_text().replace("seeds = 11", "seeds = 12"))
    assert not report.verdict("s1").same_runs


def test_runs_that_are_missing_are_told(elsewhere: Path) -> None:
    path = elsewhere / "results" / "t1_n10.json"
    table = json.loads(path.read_text())
    table["manifest"]["runs"] -= 1
    path.write_text(json.dumps(table))
    assert report.verdict("t1_n10").verdict == "not reproduced (runs are missing)"


def test_a_part_of_the_runs_is_not_all_of_them(elsewhere: Path) -> None:
    """The plan is the same, but it is not finished."""
    path = elsewhere / "results" / "t1_change.json"
    table = json.loads(path.read_text())
    assert "plan" in table["manifest"]
    assert report.verdict("t1_change").same_runs
    table["manifest"]["runs"] -= 1
    path.write_text(json.dumps(table))
    assert report.verdict("t1_change").same_runs is False


def test_a_late_rule_decides_with_runs_missing_too() -> None:
    found = replace(report.verdict("g1"), said="training finds more", finished=False)
    assert found.late_rule_decides
    assert found.verdict == "training finds more (runs are missing)"


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_verdict_stands_in_its_criteria(name: str) -> None:
    """Another number makes another sentence: prose and thresholds cannot drift apart."""
    config = load(experiment(name))
    lines = [*config.value["criteria"], *config.value.get("late_criteria", [])]
    settings = config.table("base")["settings"]

    def prose(bars: dict[str, object]) -> list[str]:
        return [told(line, Bars(bars, name), settings) for line in lines]

    def other(value: object) -> object:
        if isinstance(value, list):
            return [other(one) for one in value]
        return value + ("?" if isinstance(value, str) else 1)  # type: ignore[operator]

    bars = config.table("verdict")
    for key in bars.keys() - {"by", "read"}:
        assert prose({**bars, key: other(bars[key])}) != prose(bars), key


def test_every_number_of_a_file_is_read() -> None:
    """A threshold that no verdict reads would decide nothing."""

    asked: set[str] = set()

    class Watched(Bars):
        def __getitem__(self, name: str) -> object:
            asked.add(name)
            return super().__getitem__(name)

    for name in SAID:
        bars = Watched(written(experiment(name)).table("verdict"), name)
        asked.clear()
        JUDGES[bars["by"]](runs.runs(name)[1], bars)
        if name == "f3_vectors":  # these runs have sizes at too few N: known answers read the rest
            f3.by_exponent(Exponent(0.5, 0.4, 0.6, 2), [(1.0, 1.0), (2.0, 2.0)], bars)
        assert asked == set(bars) - {"read"}, name


def test_meanings_belong_to_verdicts() -> None:
    """Whatever a stored verdict is read as, by the letter it is one that the file knows."""
    for name in SAID:
        meanings = written(experiment(name)).table("verdict").get("read", {})
        said = SAID[name]
        assert bool(report.reading(said, meanings)) == any(m in said for m in meanings), name
    assert report.reading("reproduced", {"not reproduced": "x"}) == ""


def test_rates_of_a_stored_sweep_are_those_of_its_rows() -> None:
    _, rows = runs.runs("f3_ours")
    part = statistics.scored(rows, variant="table", **{"task.sequences": 600})
    assert sum(rate.runs for rate in statistics.rates(part, "shape.blocks").values()) == len(part)
    assert len({(row["seed"], row["shape.blocks"]) for row in part}) == len(part)
