"""Draws of the data that differ are seen, and independent runs are not taken for such."""

from __future__ import annotations

from random import Random

import pytest

from memlib.errors import MemlibError
from memlib.experiments import draws


def runs(hits: tuple[int, ...], of: int = 11, **more: object) -> list[dict[str, object]]:
    """So many hits on each draw, of so many runs."""
    return [
        {"kind": "score", "task.seed": draw, "hit": 1 if k < count else None, "set.goal": "loss",
         "set.below": 1.0, "exact_loss": 0.5, **more}
        for draw, count in enumerate(hits)
        for k in range(of)
    ]  # fmt: skip


def test_hits_draw_by_draw() -> None:
    assert draws.hits(runs((9, 0, 2))) == (9, 0, 2)


def test_equal_draws_have_no_spread_and_unequal_ones_much() -> None:
    assert draws.spread(runs((5, 5, 5)), "task.length") == 0
    # 9, 0, 0 of 11: share 3/11, expected 3 each; (36 + 9 + 9) / (3 · 8/11) / 2
    assert draws.spread(runs((9, 0, 0)), "task.length") == pytest.approx(54 / (24 / 11) / 2)


def test_cells_are_compared_apart() -> None:
    rows = [*runs((11, 11, 11), n=1), *runs((0, 0, 0), n=2), *runs((4, 5, 6), n=3)]
    assert draws.spread(rows, "n") == draws.spread(runs((4, 5, 6), n=3), "n")


def test_independent_runs_give_about_one() -> None:
    rng = Random(0)
    rows = [
        row
        for n in range(400)
        for row in runs(tuple(sum(rng.random() < 0.4 for _ in range(11)) for _ in range(3)), n=n)
    ]
    assert 0.85 < draws.spread(rows, "n") < 1.15


def test_runs_of_the_tuning_do_not_count() -> None:
    rows = runs((5, 5, 5))
    tuning = [{**row, "kind": "tune", "task.seed": 1000} for row in runs((11,))]
    assert draws.spread([*rows, *tuning], "task.length") == 0


def test_nothing_to_compare() -> None:
    with pytest.raises(MemlibError, match="both hits and misses"):
        draws.spread(runs((11, 11, 11)), "task.length")
