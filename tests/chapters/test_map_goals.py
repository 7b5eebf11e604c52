"""What the paper's goal changes on the map: cells with another answer, and what is left."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from memlib.chapters import map_at_a_glance, map_goals
from memlib.chapters.the_map import STANDARDIZED, Map
from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.tunings import chosen
from memlib.experiments.verdicts.report import stored
from memlib.experiments.verdicts.the_map import Capacity, Measured, quotient

SOFTMAX, NET, DEEP = "softmax", "flattened, one layer", "deep sets"


def a_map(name: str, softmax: Capacity, net: Capacity, deep: Capacity) -> Map:
    """Three families on context at n = 16, and a length where no net can be built."""
    held = {SOFTMAX: softmax, NET: net, DEEP: deep}
    found = {("context", family, 16): Measured(one, one, 500) for family, one in held.items()}
    found["context", SOFTMAX, 1024] = Measured(softmax, softmax, 500)
    return Map(written(experiment(name)), ("context",), [], found)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all right the net holds more, with squares the transformer."""
    low, high, none = Capacity(64, 91), Capacity(128, 182), Capacity(0, 4)
    maps = {
        "map_500": a_map("map_500", low, high, low),
        "map_500_mse": a_map("map_500_mse", low, Capacity(32, 45), none),
    }
    monkeypatch.setattr(map_goals, "read", maps.__getitem__)
    names = {"labels": ["map_500"], "mse": ["map_500_mse"]}
    monkeypatch.setattr(map_goals, "measured_maps", lambda goal="labels": names[goal])


@pytest.mark.usefixtures("two")
def test_a_cell_with_another_answer_is_named() -> None:
    head, moved = map_goals.in_short().data.split("\n\n")
    assert head.startswith("**In 0 of 1 cells the answer is the same")
    assert moved == (
        "* context at n = 16, about 500 parameters: feed-forward nets with all labels right, "
        "transformers with the paper's goal"
    )


@pytest.mark.usefixtures("two")
def test_what_is_left_is_told_for_each_family(shown: Any) -> None:
    map_goals.left()
    lines = shown[0].text.split("\n")
    assert [line.strip().split("  ")[0] for line in lines[1:]] == [SOFTMAX, NET]
    assert lines[1].split()[-5:] == ["2", "1.00", "1.00", "1.00", "0"]  # at both lengths
    assert lines[2].split()[-5:] == ["1", "0.25", "0.25", "0.25", "0"]


def test_without_runs_it_says_so(monkeypatch: pytest.MonkeyPatch, shown: Any) -> None:
    monkeypatch.setattr(map_goals, "measured_maps", lambda goal="labels": [])
    assert "Not measured yet" in map_goals.in_short().data
    assert "no kind of data" in map_goals.words_that_change().data


def test_a_small_mean_of_squares_leaves_few_labels_wrong() -> None:
    """A wrong label costs 1 or more: below 0.01 fewer than one label in a hundred is wrong."""
    there = [name for name in ("map_500_mse", "map_1000_mse") if name in stored()]
    assert there
    for name in there:
        hits = [row for row in runs(name)[1] if row["hit"] is not None]
        assert len(hits) > 1000
        assert all(
            row["best_error"] * row["task.sequences"] < row["task.sequences"] / 100 for row in hits
        )


def test_what_the_page_says_of_the_papers_goal(shown: Any) -> None:
    """Few cells change, none from one side to the other; a family pays a step of the climb."""
    found = map_goals.cells()
    assert len(found) == 38
    moved = [one for one in found if one.right != one.squares]
    assert len(moved) <= len(found) / 5
    assert all("" in (one.right, one.squares) for one in moved)
    map_goals.left()
    medians = {line[:30].strip(): float(line.split()[-3]) for line in shown[0].text.split("\n")[1:]}
    assert len(medians) == 15
    assert all(0.6 < part <= 1 for part in medians.values()), medians
    right, squares = map_goals.pairs()[0]
    dip = ("64 orders", STANDARDIZED, 256)
    assert right.config.bars["size"] == 500
    assert squares.found[dip].half.enough > right.found[dip].half.over
    new = ("8 orders", STANDARDIZED, 64)
    for before, after in map_goals.pairs():
        assert after.found[new].half.over < 0.6 * before.found[new].half.enough
    words = map_goals.words_that_change().data
    assert (
        "* 8 orders, about 1,000 parameters: not reproduced with all labels right, mixed" in words
    )


def test_three_nets_fall_where_a_rate_is_too_large() -> None:
    """Letters at n = 64, about 1,000 parameters: the last rates, ten times as large or more."""
    right, squares = map_goals.pairs()[1]
    rates = [
        {
            variant: rate
            for (variant, n, *_), rate in sorted(chosen(one.rows).items())
            if variant.startswith("letters: ") and n == 64
        }
        for one in (right, squares)
    ]
    for family in (NET, "flattened, leaky", "last 16 tokens"):
        before, after = (one.found["letters", family, 64].half for one in (right, squares))
        assert after.over < before.enough / 5
        assert rates[1][f"letters: {family}"] > 9 * rates[0][f"letters: {family}"]


def test_far_moves_fall_on_both_sides_and_rise_for_nets_and_the_standardized_mean() -> None:
    """Brackets that lie apart by a factor of two or more."""
    fell, rose = Counter[str](), Counter[str]()
    for right, squares in map_goals.pairs():
        for place in squares.found.keys() & right.found.keys():
            before, after = right.found[place].half, squares.found[place].half
            fell[place[1]] += quotient(before, after)[0] >= 2
            rose[place[1]] += quotient(after, before)[0] >= 2
    bars = map_goals.pairs()[0][0].config.bars
    assert sum(fell[name] for name in bars["transformers"]) > 5
    assert sum(fell[name] for name in bars["feed_forward"]) > 5
    assert {name for name in rose if rose[name]} <= {STANDARDIZED, *bars["feed_forward"]}
    assert rose[STANDARDIZED]
    assert 0 < rose.total() < 10


def test_a_picture_names_the_goal_that_is_not_the_usual_one(shown: Any) -> None:
    map_at_a_glance.at_a_glance("mse")
    titles = [one.alt.split(". ")[0] for one in shown]
    assert titles[::2] == [
        f"About {size} parameters, MSE < 0.01: equation (165) and softmax"
        for size in ("500", "1,000")
    ]
