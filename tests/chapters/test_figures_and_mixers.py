"""Figures beside the paper's, and mixers: what is read off, what is counted, no error below 0."""

from __future__ import annotations

from typing import Any

from memlib.chapters import figures_of_the_paper as figures
from memlib.chapters import mixers
from memlib.experiments import statistics
from memlib.experiments.runs import runs


def test_figure_3_has_both_curves(shown: Any) -> None:
    figures.blocks_for_n(runs("f3_paper")[1])
    assert "ours, trained table: from 0 at 600 to 0 at 1700" in shown[0].alt
    assert "the paper (read off): from 1 at 600 to 16 at 1700" in shown[0].alt


def test_ways_without_runs_at_an_n_are_left_out(shown: Any) -> None:
    figures.shares_of_hits(runs("f3_ours")[1], 1700)
    figures.sizes_of_ways(runs("f3_ours")[1])
    assert "table, random labels" in shown[0].alt
    assert "none" in shown[1].text


def test_intervals_of_errors_end_at_zero(shown: Any) -> None:
    assert mixers._error(statistics.Mean(0.1, -0.2, 0.4, 5)) == "0.100 [0.000, 0.400]"
    mixers.digits(runs("m1")[1])
    assert "[-" not in "".join(line.split("  ")[-1] for line in shown[0].text.split("\n"))


def test_hits_of_mixers_by_draw(shown: Any) -> None:
    mixers.hits_by_draw(runs("m1")[1])
    assert "0 + 10 + 1" in shown[0].text
