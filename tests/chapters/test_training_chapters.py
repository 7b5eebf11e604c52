"""Chapters on training: hits are told draw by draw, verdicts with what they mean."""

from __future__ import annotations

from typing import Any

from memlib.chapters import built_and_trained, longer_sequences, replication_report, training_setup
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.report import stored, verdict


def test_the_result_that_stands() -> None:
    said = longer_sequences.result().data
    assert "Feed-forward is ahead in 11 of 20 cells, the transformer in none." in said
    assert "In 11 of these 11" in said


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


def test_the_report_tells_every_experiment(shown: Any) -> None:
    replication_report.overview()
    replication_report.costs()
    training_setup.costs()
    names = stored()
    assert all(len(page.text.split("\n")) == 1 + len(names) for page in shown)
    text = replication_report.claims().data
    for name in names:
        assert f"results/{name}.json" in text
    assert "set-up not identified" in replication_report.told("f1").data
    assert verdict("f1_vectors").status in replication_report.told("f1_vectors").data


def test_the_papers_own_figure_3() -> None:
    assert "2.08 \\[1.30, 2.86\\]" in replication_report.figure_3_of_the_paper().data
