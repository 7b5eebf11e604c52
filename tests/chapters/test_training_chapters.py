"""Chapters on training: hits are told draw by draw, verdicts with what they mean."""

from __future__ import annotations

import re
from typing import Any

from memlib.chapters import (
    built_and_trained,
    longer_sequences,
    replication_report,
    report_choices,
    report_details,
    training_setup,
)
from memlib.experiments import statistics
from memlib.experiments.config import experiment, written
from memlib.experiments.criteria import Bars
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.g1 import best, brackets, rates, smallest_built
from memlib.experiments.verdicts.registry import judge
from memlib.experiments.verdicts.report import missing, stored, verdict
from memlib.experiments.verdicts.s1 import duels
from memlib.experiments.verdicts.the_map import errors


def test_the_result_that_stands() -> None:
    said = longer_sequences.result().data
    assert "Feed-forward is ahead in 11 of 20 cells, the transformer in none." in said
    assert "planned these are 6 of 8, in the exploratory one 5 of 12." in said
    assert "In 11 of the 11 the feed-forward net has more hits" in said
    assert "In 3 of the 11 a linear model" in said


def test_a_longer_sequence_is_no_easier_for_the_model_of_the_paper() -> None:
    """It hits less at n = 64 than at n = 4, where it hits at all; least squares errs less."""
    looked = 0
    for name in longer_sequences.MATCHES:
        match = runs(name)[1]
        for data in longer_sequences.DATA:
            hits = {(d["N"], d["n"]): d["rates"][0].hits for d in duels(match, data)}
            for sequences in {N for N, _ in hits}:
                short, long = hits[sequences, 4], hits[sequences, 64]
                looked += bool(short)
                assert long < short or short == long == 0
        if name == "s1":
            for data in longer_sequences.DATA:
                errors = {
                    (d["N"], d["n"]): float(longer_sequences._linear(match, data, d))
                    for d in duels(match, data)
                }
                assert all(errors[N, 64] < errors[N, 4] for N, _ in errors)
    assert looked == 6


def test_duels_give_hits_by_draw(shown: Any) -> None:
    longer_sequences.duel_table("s1", "context")
    longer_sequences.duel_table("s1_wide", "context")
    first, wide = (page.text for page in shown)
    assert "5 (0 + 3 + 2)" in first
    assert "linear" in first.split("\n")[0]
    assert "linear" not in wide.split("\n")[0]


def test_both_goals_have_a_row_for_each_length_and_size(shown: Any) -> None:
    longer_sequences.goals(longer_sequences.lengths())
    assert [line.split()[0] for line in shown[0].text.split("\n")[1:]] == [
        "10", "10", "10", "100", "100", "1,000", "10,000",
    ]  # fmt: skip


def test_brackets_and_the_exponents_that_they_allow(shown: Any) -> None:
    rows = runs("g1")[1]
    built_and_trained.sizes(rows)
    built_and_trained.exponents(rows)
    sizes, exponents = (page.text for page in shown)
    assert "at most 209" in sizes
    assert "209 (above 105)" in sizes
    (line,) = [line for line in exponents.split("\n") if "feed-forward" in line]
    assert line.split()[-2:] == ["open", "0.75"]  # log(833 / 105) / log 16


def test_the_sizes_between_are_settled_and_training_needs_ever_more() -> None:
    """What the chapter says in "What to keep"."""
    found = dict(sorted(best(runs("g1_between")[1]).items()))
    assert [*found] == [64, 256, 1024, 4096]
    assert all(one.factor is not None and one.factor <= 1.25 for one in found.values())
    assert max(row["set.steps"] for row in runs("g1_between")[1]) == 6000
    ratios = [(one.enough or 0) / (smallest_built(n, 8, 2) or 1) for n, one in found.items()]
    assert 1 < ratios[0] < ratios[1] < ratios[2] < ratios[3]


def test_the_report_tells_every_experiment(shown: Any) -> None:
    replication_report.costs()
    training_setup.costs()
    report_details.searches()
    report_details.environments()
    report_details.samples()
    names = stored()
    assert all(len(page.text.split("\n")) == 1 + len(names) for page in shown)
    for page in shown[2:]:
        assert all(f'<a href="../results/{name}.json">' in page.page for name in names)
    assert "not recorded" in shown[3].text
    assert "/commit/721b29f1124684c7d4a94162b17ad66787619410" in shown[3].page
    text = replication_report.claims().data
    for name in names:
        assert f"results/{name}.json" in text
    assert max(len(line) for line in text.split("\n") if line.startswith("* ")) < 600
    assert "set-up not identified" in replication_report.told("f1").data
    assert verdict("f1_vectors").status in replication_report.told("f1_vectors").data


def test_the_errors_of_a_map_are_a_table_of_every_cell() -> None:
    found = replication_report.told("map_500").data
    assert "* median error" not in found
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in found.split("<tr>")[2:]]
    cells = errors(runs("map_500")[1], 128)
    assert cells
    assert {(data, family) for data, family, *_ in rows} == {place[:2] for place in cells}
    shown = sorted(cell for row in rows for cell in row[2:] if cell != "–")
    assert shown == sorted(f"{error:.3f}" for error in cells.values())


def test_every_experiment_is_of_one_kind(shown: Any) -> None:
    for status in ("confirmatory", "exploratory"):
        replication_report.kinds(status)
    lines = [line for page in shown for line in page.text.split("\n")[1:]]
    assert len(lines) == len(stored())
    assert "f1_vectors.json" in shown[1].text
    assert "f1_vectors.json" not in shown[0].text


def test_what_was_not_run_says_so() -> None:
    name = missing()[0] if missing() else ""
    if name:
        assert "not run yet" in replication_report.told(name).data


def test_the_forest_and_the_originals_tell_their_numbers(shown: Any) -> None:
    replication_report.forest_of_claims()
    replication_report.figures()
    forest, figures = shown
    assert "F1 accuracy, 1 block: claimed 0.92 (read off), ours 1 [1, 1]" in forest.alt
    assert "T1" in forest.alt
    assert "the paper from 0.92 at 1 to 0.955 at 50" in figures.alt
    assert "the paper from 1 at 600 to 16 at 1700" in figures.alt
    assert all(one.light != one.dark for one in shown)


def test_choices_against_outcomes(shown: Any) -> None:
    report_choices.choices_of_accuracy()
    report_choices.choices_of_size()
    accuracy, size = (page.text.split("\n") for page in shown)
    assert len(accuracy) == 1 + 2 + 9  # a line of the paper's for each figure, nine variants
    assert len(size) == 1 + 9
    assert "3,629" in size[1]
    assert "set-up not identified" in report_choices.identified().data
    assert "none of their intervals holds 0.5" in report_choices.roots().data


def test_the_papers_own_figure_3() -> None:
    assert "2.08 \\[1.30, 2.86\\]" in replication_report.figure_3_of_the_paper().data


def test_what_is_chosen_is_counted_from_the_files() -> None:
    said = training_setup.chosen().data
    assert "4 of these (`f3_ours`, `t1_n10`, `s1`, `g1`) the initial scale, too" in said
    assert "5 choose nothing in this way (`t1_n10000`, `b1`, `b1_figure_3`, `b2`, `d1`)" in said
    assert "with no step of training (`d1`)" in said
    for name in stored():  # tuning never counts, and is on other seeds and draws
        rows = runs(name)[1]
        tune = [row for row in rows if row["kind"] == "tune"]
        score = [row for row in rows if row["kind"] != "tune"]
        assert bool(tune) == (f"`{name}`" not in said.partition("nothing")[2]) or not_ours(name)
        for what in ("seed", "task.seed"):
            assert not {row[what] for row in tune} & {row[what] for row in score}


def not_ours(name: str) -> bool:
    """Whether a program proposes, as in the paper."""
    return written(experiment(name)).value["protocol"] == "best-of"


def test_late_rules_are_counted_and_name_a_whole_verdict_in_g1_alone() -> None:
    """Where a late rule names the variant that counts, no other variant changes the verdict."""
    said = training_setup.late().data
    assert said.startswith("13 of the ")
    assert said.count("it decides") == 1
    assert 'In `g1` it decides: the verdict "not settled: ' in said
    naming = set()
    for name in stored():
        manifest, rows = runs(name)
        file = written(experiment(name), manifest["preset"])
        if any("variant" in line for line in file.late_criteria):
            naming.add(name)
            bars = file.table("verdict")
            words = {
                judge(changed)(rows, changed)[0]
                for variant in {row["variant"] for row in rows}
                for changed in [Bars({**bars, "variant": variant}, name)]
            }
            assert words == {verdict(name).verdict}
    assert naming == {"f1", "f2", "f3_ours"}


def test_your_points_over_the_stored_ones(shown: Any) -> None:
    """Half of the stored runs of every cell, as if they were yours."""
    rows = [row for row in runs("g1")[1] if row["kind"] == "score" and row["seed"] % 2]
    said = training_setup.yours_over_stored("g1", rows).data
    assert "**Your verdict: " in said
    assert "24 cells are those of stored runs" in said
    assert "share of hits, yours" in shown.only.alt.lower()
    none = training_setup.yours_over_stored("t1_n10", [])
    assert "No verdict on yours" in none.data
    other = [{**row, "task.sequences": 40} for row in rows]  # what a smaller preset has
    assert "No verdict on yours" in training_setup.yours_over_stored("g1", other).data


def test_a_gpu_that_was_not_measured_is_told(monkeypatch: Any, shown: Any) -> None:
    from memlib.errors import MemlibError
    from memlib.stored import Table

    def missing_table(_: str) -> Any:
        raise MemlibError("no table 'gpu'")

    monkeypatch.setattr(training_setup, "load_table", missing_table)
    assert "Not measured yet" in training_setup.gpu().data  # type: ignore[union-attr]
    rows = [{"part": "training", "device": "cuda"}, {"part": "verify --fast", "seconds": 2}]
    table = Table("gpu", {"card": "Some card"}, rows)
    monkeypatch.setattr(training_setup, "load_table", lambda _: table)
    assert training_setup.gpu() is None
    assert "Some card" in shown[0].page


def test_single_runs_fit_with_one_parameter_less_than_the_built_network() -> None:
    rows = statistics.scored(runs("g1")[1], parameters=53, **{"task.sequences": 64})
    assert statistics.rate_of(rows).hits == 2
    assert len(rows) == 33
    assert smallest_built(64, 8, 2) == 54


def test_one_or_two_runs_decide_the_brackets_of_small_n() -> None:
    rows = statistics.scored(runs("g1_between")[1])
    for n, variant in ((64, "feed-forward on the last four tokens"),
                       (256, "feed-forward, one hidden layer")):  # fmt: skip
        (one,) = [b for (name, count), b in brackets(rows).items() if (name, count) == (variant, n)]
        assert one == best(rows)[n]
        assert one.enough is not None
        assert one.short is not None
        found = rates(statistics.scored(rows, variant=variant, **{"task.sequences": n}))
        assert found[one.enough].hits == 6
        assert found[one.enough].runs == 11
