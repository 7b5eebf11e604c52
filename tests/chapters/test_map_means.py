"""Which part of a standardized mean is worth something: what the map's page says of it."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import map_means
from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.parts import above, enough
from memlib.experiments.verdicts.the_map import capacities

BARS = written(experiment(map_means.NAME)).bars


def held() -> Any:
    manifest, rows = runs(map_means.NAME)
    assert manifest["runs"] == manifest["planned"]
    return capacities(rows, BARS["share"])


def test_scaling_what_differs_does_about_what_the_whole_does() -> None:
    """In nearly every cell, with the average kept; times √n in most."""
    cells = [parts for kind in enough(held(), BARS).values() for parts in kind.values()]
    counts = {part: sum(part in parts for parts in cells) for part in BARS["parts"]}
    assert len(cells) >= 10
    assert counts["scaled, average kept"] >= 0.9 * len(cells)
    assert counts["times root n, average kept"] >= 0.8 * len(cells)
    assert counts["centered mean"] < counts["scaled, average kept"]


def test_each_part_helps_alone_and_both_enlarged_do_not() -> None:
    found = held()
    cells = {(kind, n) for kind, _, n in found}
    assert len(cells) == 15

    def better(one: str, other: str) -> int:
        return sum(above(found[kind, one, n], found[kind, other, n], BARS["factor"])
                   for kind, n in cells)  # fmt: skip

    for part in BARS["parts"][:-1]:
        assert better(part, BARS["plain"]) >= 10
        assert better(BARS["plain"], part) == 0
    root = BARS["parts"][-1]
    assert root == "mean times root n"
    assert better(root, BARS["plain"]) <= 1


def test_verdict_counts_and_brackets_are_shown(shown: Any) -> None:
    said = map_means.in_short().data
    kinds = [one["name"] for one in written(experiment(map_means.NAME)).value["data"]]
    assert [f"* *{kind}*: " in said for kind in kinds] == [True] * 5
    assert "* mean times root n: worth something in" in said
    ends, tunings = (int(word) for word in said.split("\n")[-1].split() if word.isdigit())
    assert ends <= 0.05 * tunings
    map_means.by_change()
    assert len(shown[0].text.split("\n")) == 16


def test_without_runs_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_means, "stored", list)
    assert "Not measured yet" in map_means.in_short().data
    assert map_means.by_change() is not None
