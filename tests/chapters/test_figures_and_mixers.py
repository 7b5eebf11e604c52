"""Figures beside the paper's, and mixers: what is read off, what is counted, no error below 0."""

from __future__ import annotations

from typing import Any

from memlib.chapters import figures_of_the_paper as figures
from memlib.chapters import mixers
from memlib.experiments import statistics
from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.verdicts import m1
from memlib.training.run import Task, pairs
from memlib.training.tasks import arrays


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


def test_averaging_leads_and_has_its_limit() -> None:
    """What the chapter says of memorization at these budgets."""
    rows = runs("m1")[1]
    found = {data: m1.rates(rows, data) for data in m1.MEMORIZED}
    for rates in found.values():
        assert not any(m1.ahead(rates, mixer, "averaging") for mixer in m1.MIXERS)
        for mixer in ("identity", "pooling", "hardmax"):
            assert m1.ahead(rates, "averaging", mixer)
    assert found["context"]["averaging"][75].share < 1 / 4
    assert max(n for rates in found.values() for n in rates["averaging"]) == 75


def test_what_pooling_has_not_heard_is_not_the_only_reason() -> None:
    """At N = 25 the last three of four tokens tell all sequences apart; it misses all the same."""
    rows = statistics.scored(runs("m1")[1], variant="context: pooling")
    draws = statistics.by(rows, "task.sequences", "task.seed")
    assert sum(n == 25 for n, _ in draws) == 3
    for (n, seed), group in draws.items():
        made = arrays(Task("context", pairs(sequences=n, length=4, dim=2, tokens=8, seed=seed)))
        assert made.ids is not None
        heard = {tuple(last) for last in made.ids[:, -3:].tolist()}
        assert (len(heard) == n) == (n == 25)
        assert group[0]["shape.layers"] == 2
    assert m1.rates(runs("m1")[1], "context")["pooling"][25].share < 1 / 2


def test_digits_are_told_as_measured() -> None:
    rows, points = runs("m1")[1], written(experiment("m1")).bars["points"]
    assert points == 3
    told = mixers.digits_told(rows, points).data
    assert "After 250 steps averaging and softmax differ by less than 3 points" in told
    assert "-0.003 [-0.024, 0.019]" in told
    assert "0 of 33 runs were right on all of them" in told
    assert "by 7.5 to 9.3 points" in told
    found, errors = m1.accuracies(rows), m1.train_errors(rows)
    for free in ("pooling", "identity"):
        assert all(found[free].low > found[other].high for other in ("averaging", "softmax"))
    assert errors["softmax"].value < 0.01
    assert not m1.gains(rows)["softmax"].low > 0
    assert [name for name, error in errors.items() if error.value == 0] == ["pooling"]
