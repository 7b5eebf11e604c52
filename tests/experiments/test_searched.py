"""What was searched: winners, and whether they lie at an end of what was tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny import tiny

from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.searched import searched
from memlib.experiments.tunings import at_ends


def rows(best: dict[str, float], n: int = 12, tried: tuple[float, ...] = ()) -> list[Any]:
    """One scored row a variant with its rate, and the tuning rows of these rates."""

    def row(kind: str, variant: str, rate: float, count: int) -> dict[str, Any]:
        return {
            "kind": kind, "variant": variant, "family": "uniform", "recipe": "uniform",
            "shape.blocks": 1, "task.sequences": count, "task.seed": 0, "set.steps": 400,
            "set.learning_rate": rate, "set.gain": 1.0,
        }  # fmt: skip

    made = [row("tune", name, rate, n) for name in best for rate in tried]
    return made + [row("score", name, rate, n) for name, rate in best.items()]


def test_ends_are_those_of_what_was_tried(tmp_path: Path) -> None:
    config = written(tiny(tmp_path))
    tried = (0.01, 0.03, 0.1)
    found = searched(config, rows({"a": 0.01, "b": 0.03, "c": 0.1, "d": 0.1}, tried=tried))
    assert found is not None
    assert (found.cells, found.low, found.high, found.at_an_end) == (4, 1, 2, 0.75)
    assert found.winners[0] == (0.1, 2)
    assert found.bounds == {"learning_rate": [0.01, 0.03]}


@pytest.mark.parametrize("name", ["map_500", "map_1000_again", "g1_between"])
def test_a_climb_counts_its_tunings(name: str) -> None:
    """As the map's page does: where a rate is kept while N moves, nothing was chosen."""
    manifest, stored = runs(name)
    found = searched(written(experiment(name), manifest["preset"]), stored)
    assert found is not None
    assert (found.low + found.high, found.cells) == at_ends(stored)
    tuned = {
        tuple(row[key] for key in ("variant", "task.length", "task.sequences", "set.steps",
                                   "parameters"))
        for row in stored if row["kind"] == "tune" and row["family"] != "least-squares"
    }  # fmt: skip
    assert 0 < found.cells <= len(tuned)


def test_what_is_solved_was_not_searched(tmp_path: Path) -> None:
    """A linear model has no rate; one that was tried alone lies at no end; a rate is one rate."""
    made = rows({"a": 0.01, "b": 0.009999}, tried=(0.001, 0.01, 0.1))
    solved = [{**row, "variant": "linear", "family": "least-squares"} for row in made]
    found = searched(written(tiny(tmp_path)), made + solved)
    assert found is not None
    assert (found.cells, found.low, found.high, found.winners) == (2, 0, 0, [(0.01, 2)])
    alone = searched(written(tiny(tmp_path)), rows({"a": 0.1}, tried=(0.1,)))
    assert alone is not None
    assert (alone.low, alone.high) == (0, 0)


def test_nothing_searched_and_nothing_scored_yet(tmp_path: Path) -> None:
    assert searched(written(experiment("b1")), runs("b1")[1]) is None
    tuning = [r for r in rows({"a": 0.1}, tried=(0.1,)) if r["kind"] == "tune"]
    assert searched(written(tiny(tmp_path)), tuning) is None


def test_stored_searches() -> None:
    """The first searches were too narrow, and the report says in how many cells."""
    wide = searched(written(experiment("s1_wide")), runs("s1_wide")[1])
    assert wide is not None
    assert (wide.cells, wide.low, wide.high) == (24, 0, 22)
    paper = searched(written(experiment("f3_paper")), runs("f3_paper")[1])
    assert paper is not None
    assert paper.seeds == 10
    assert paper.at_an_end < 0.2
