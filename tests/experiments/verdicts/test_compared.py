"""Theirs and ours side by side: the claimed value, and whether the interval meets it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from memlib.experiments import sensitivity
from memlib.experiments.runs import folder
from memlib.experiments.verdicts.compared import MEASURES, Compared, compared

ONE = Compared("X", "x", "a number", "0.5", (0.5, 0.5), 0.6, 0.4, 0.8, "95 %")


@pytest.mark.parametrize(
    ("claimed", "meets"),
    [((0.5, 0.5), True), ((0.8, 0.9), True), ((0.81, 0.9), False), ((0.1, 0.39), False)],
)
def test_an_interval_meets_a_claim_where_they_share_a_value(
    claimed: tuple[float, float], meets: bool
) -> None:
    assert replace(ONE, claimed=claimed).agrees == meets


def test_every_claim_with_a_number_is_there() -> None:
    found = compared()
    assert {one.experiment for one in found} == set(MEASURES)
    assert {one.id for one in found} == {"F1", "F2", "F3", "T1", "S1", "B1", "B2", "M1", "D1"}
    for one in found:
        assert one.low <= one.ours <= one.high, one
        assert one.claimed[0] <= one.claimed[1], one


def test_the_papers_values_are_those_that_were_read_off() -> None:
    points = json.loads((folder() / "paper_points.json").read_text())["rows"]
    (first,) = [row for row in points if row["figure"] == 1 and row["blocks"] == 1]
    (one,) = [c for c in compared() if c.experiment == "f1" and c.what == "accuracy, 1 block"]
    assert one.claimed == (first["accuracy_low"], first["accuracy_high"])


def test_choices_and_their_outcomes() -> None:
    accuracies, sizes = sensitivity.accuracies(), sensitivity.sizes()
    assert [one.figure for one in accuracies] == [1] * 6 + [2] * 3
    assert not any(one.near for one in accuracies)
    distances = [one.distance for one in accuracies if one.figure == 1]
    assert distances == sorted(distances)
    for one in accuracies:
        assert all(one.at_best[b] >= one.at_end[b] for b in one.at_end)
    assert [one.grows for one in sizes].count("width of the vectors") == 1
    assert sum(one.exponent is None for one in sizes) == 4
    # one count for all: a table of words has more parameters for more sentences
    table = next(one for one in sizes if one.choice.word == "trained table")
    assert table.blocks[600] == 0
    assert (table.sizes[600] or 0) > 3000
