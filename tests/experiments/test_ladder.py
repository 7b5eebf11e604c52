"""Climbs: what is known of a made-up capacity is found, with learning rates inside their range."""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path

import pytest
from fake import outcome
from tiny import tiny

from memlib.experiments import protocols
from memlib.experiments.config import load
from memlib.experiments.wanted import Wanted
from memlib.training.run import Outcome

CLIMB = """
id = "X"
claim = "a climb"
criteria = ["none"]
protocol = "ladder"
[ladder]
first = 64
least = 4
most = 1024
share = 0.5
finest = 1.2
again = 1.0
doublings = 1
extensions = 2
[tune]
learning_rate = [0.001, 0.003162, 0.01, 0.03162, 0.1, 0.3162, 1.0]
seeds = 3
[score]
seeds = 1
draws = 11
[base]
family = "uniform"
shape = { m = 2, q = 8, input = "linear" }
task = { recipe = "uniform", length = 3, dim = 2 }
settings = { steps = 100, learning_rate = 0.01, goal = "error", below = 0.0001, stop = true }
[[data]]
name = "drawn"
[[data]]
name = "few"
task = { recipe = "context", tokens = 8 }
most = { 3 = 100 }
"""


def play(path: Path, holds: int, best: float = 0.03, longer: int = 0) -> list[Wanted]:
    """All runs that are asked for, where N ≤ ``holds`` is memorized at every rate near the best.

    ``longer``: how much more twice the steps hold.
    """

    def made(one: Wanted) -> Outcome:
        n = one.run.task.argument("sequences")
        distance = abs(log(one.run.settings.learning_rate / best))
        fits = n <= holds + longer * (one.run.settings.steps > 100) and distance < 1.2
        return replace(outcome(0.5), hit=1 if fits else None, best_loss=0.1 + distance)

    asked = []
    plan = protocols.stages(load(path))
    wanted = next(plan)
    try:
        while True:
            asked += wanted
            wanted = plan.send({one.run.key: made(one) for one in wanted})
    except StopIteration:
        return asked


def scored(asked: list[Wanted], variant: str = "drawn: all") -> dict[tuple[int, int], list[Wanted]]:
    """Fresh runs by N and steps."""
    found: dict[tuple[int, int], list[Wanted]] = {}
    for one in asked:
        if one.kind == "score" and one.variant == variant:
            n = one.run.task.argument("sequences")
            found.setdefault((n, one.run.settings.steps), []).append(one)
    return found


@pytest.mark.parametrize("holds", [5, 30, 64, 100, 700])
def test_a_capacity_is_bracketed(tmp_path: Path, holds: int) -> None:
    sizes = sorted({n for n, _ in scored(play(tiny(tmp_path, CLIMB), holds))})
    enough = max(n for n in sizes if n <= holds)
    over = min(n for n in sizes if n > holds)
    assert over <= max(1.2 * enough, enough + 1)


def test_the_ends_of_the_ladder(tmp_path: Path) -> None:
    assert max(n for n, _ in scored(play(tiny(tmp_path, CLIMB), 10**6))) == 1024
    assert min(n for n, _ in scored(play(tiny(tmp_path, CLIMB), 0))) == 4
    few = scored(play(tiny(tmp_path, CLIMB), 10**6), "few: all")
    assert max(n for n, _ in few) == 100, "the data has no more"


def test_every_fresh_run_has_its_own_draw_and_seed(tmp_path: Path) -> None:
    asked = play(tiny(tmp_path, CLIMB), 100)
    for group in scored(asked).values():
        runs = [one.run for one in group]
        assert len({run.seed for run in runs}) == 11
        assert len({run.task.argument("seed") for run in runs}) == 11
        assert len({run.settings.learning_rate for run in runs}) == 1
    tuned = {one.run.task.argument("seed") for one in asked if one.kind == "tune"}
    assert min(tuned) >= 1000


@pytest.mark.parametrize("best", [0.0004, 0.001, 0.03, 1.0, 3.0])
def test_the_best_learning_rate_is_not_at_an_end(tmp_path: Path, best: float) -> None:
    """The range grows at the end where the best lies."""
    asked = [one for one in play(tiny(tmp_path, CLIMB), 100, best) if one.variant == "drawn: all"]
    chosen = {one.run.settings.learning_rate for group in scored(asked).values() for one in group}
    for rate in chosen:
        assert abs(log(rate / best)) < log(10**0.25) + 0.01
    tried = {one.run.settings.learning_rate for one in asked if one.kind == "tune"}
    assert min(tried) < min(chosen)
    assert max(chosen) < max(tried)


def test_twice_the_steps_where_it_was_too_much(tmp_path: Path) -> None:
    found = scored(play(tiny(tmp_path, CLIMB), 64, longer=30))
    sizes = {steps: sorted(n for n, s in found if s == steps) for steps in (100, 200)}
    over = min(n for n in sizes[100] if n > 64)
    assert sizes[200][0] <= over
    assert over in sizes[200], "the smallest that was too much is tried again"
    enough = max(n for n in sizes[200] if n <= 94)
    assert min(n for n in sizes[200] if n > 94) <= 1.2 * enough + 1


def test_a_cell_that_says_its_n_stays_there(tmp_path: Path) -> None:
    text = CLIMB.replace("length = 3, dim = 2", "length = 3, dim = 2, sequences = 70")
    asked = play(tiny(tmp_path, text), 100)
    assert {n for n, _ in scored(asked)} == {70}
    assert len(scored(asked)) == 1


def test_exactly_the_share_is_enough(tmp_path: Path) -> None:
    """Of ten runs five hit at every N."""
    text = CLIMB.replace("draws = 11", "draws = 10").replace("most = 1024", "most = 256")
    plan = protocols.stages(load(tiny(tmp_path, text)))
    wanted, sizes = next(plan), set()
    try:
        while True:
            sizes |= {one.run.task.argument("sequences") for one in wanted}
            wanted = plan.send({
                one.run.key: replace(outcome(0.5), hit=1 if one.run.seed % 2 else None)
                for one in wanted
            })  # fmt: skip
    except StopIteration:
        pass
    assert sizes == {64, 100, 128, 256}


def test_rates_are_tried_again_where_n_has_moved_far(tmp_path: Path) -> None:
    def tuned(again: str) -> set[int]:
        text = CLIMB.replace("again = 1.0", f"again = {again}")
        asked = play(tiny(tmp_path, text), 500)
        return {
            one.run.task.argument("sequences") for one in asked
            if one.kind == "tune" and one.variant == "drawn: all"
        }  # fmt: skip

    assert tuned("4.0") == {64, 256}
    assert tuned("100.0") == {64}
    assert len(tuned("1.0")) > 4


def test_a_length_that_is_left_out(tmp_path: Path) -> None:
    config = load(tiny(tmp_path, CLIMB.replace("most = { 3 = 100 }", "most = { 3 = 0 }")))
    assert {cell.variant for cell in config.cells()} == {"drawn: all"}


def test_a_kind_of_data_changes_the_climb_and_kinds_come_one_after_the_other(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(CLIMB.replace("most = { 3 = 100 }", "ladder = { first = 32, least = 30 }"))
    asked = play(path, holds=20)
    kinds = [one.variant for one in asked]
    assert kinds == sorted(kinds, key=["drawn: all", "few: all"].index)
    assert min(n for n, _ in scored(asked)) < 30
    assert {n for n, _ in scored(asked, "few: all")} == {32, 30}
