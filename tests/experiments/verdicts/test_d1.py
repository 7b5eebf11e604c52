"""D1: peaks are found where rows put them, and a verdict needs all that its criteria ask."""

from __future__ import annotations

from typing import Any

import pytest
from answers import bars

from memlib.experiments.config import experiment, load
from memlib.experiments.verdicts import d1

PLACES = (20, 50, 80, 100, 125, 200, 800)
#: A textbook curve of n = 100.
TEXTBOOK = {20: 0.2, 50: 0.1, 80: 0.3, 100: 0.8, 125: 0.4, 200: 0.1, 800: 0.05}


def cell(errors: dict[int, float], variant: str = "ReLU", spread: float = 0.01) -> list[Any]:
    """Three runs at every p, so far apart."""
    return [
        {
            "kind": "score", "variant": variant, "recipe": "digits", "task.noise": 0.0,
            "task.sequences": 100, "shape.features": p, "test_error": error + k * spread,
            "set.goal": "loss", "set.below": 1e-8, "hit": 0 if p >= 100 else None,
            "exact_loss": 0.0 if p >= 100 else 0.1, "exact_error": 0.0 if p >= 80 else 0.1,
        }
        for p, error in errors.items()
        for k in (-1, 0, 1)
    ]  # fmt: skip


def said(rows: list[Any]) -> tuple[str, str]:
    return d1.double_descent(rows, bars("d1"))


def test_a_textbook_curve() -> None:
    (curve,) = d1.curves(cell(TEXTBOOK))
    assert (curve.peak, curve.valley, curve.largest, curve.threshold) == (100, 50, 800, 100)
    assert curve.all_right == 80
    assert not curve.shallower
    assert curve.summit == [100]
    assert curve.at_n((5, 4))
    assert curve.first_descent
    assert curve.second_descent
    assert said(cell(TEXTBOOK))[0] == "reproduced"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({100: 0.3, 200: 0.8}, "not reproduced"),  # a peak at 2n
        ({100: 0.3, 50: 0.8, 20: 0.9}, "not reproduced"),  # a peak far below n
        ({125: 0.8}, "reproduced"),  # a broad peak within 5/4 of n
        ({80: 0.8}, "reproduced"),  # and within 4/5
        ({126: 0.8}, "not reproduced"),  # just beyond
        ({79: 0.8}, "not reproduced"),
        ({800: 0.79}, "not reproduced"),  # no second descent: the summit holds 8n
        ({20: 0.79, 50: 0.79, 80: 0.79}, "not reproduced"),  # a plateau: the summit begins at 20
    ],
    ids=["late", "early", "broad", "broad below", "beyond", "below", "stays up", "plateau"],
)
def test_each_part_of_the_criterion(change: dict[int, float], word: str) -> None:
    assert said(cell({**TEXTBOOK, **change}))[0] == word


def test_noisy_runs_make_a_wide_summit() -> None:
    """With wide intervals the peak cannot be told from what lies beyond 5/4 of n."""
    (curve,) = d1.curves(cell(TEXTBOOK, spread=0.3))
    assert 200 in curve.summit
    assert not curve.at_n((5, 4))
    assert not curve.second_descent


def test_a_small_model_may_stay_better() -> None:
    (curve,) = d1.curves(cell({**TEXTBOOK, 800: 0.2}))
    assert curve.shallower
    assert not curve.deeper


def test_one_cell_that_fails_is_named() -> None:
    flat = cell({**TEXTBOOK, 800: 0.79}, variant="Fourier")
    verdict, numbers = said(cell(TEXTBOOK) + flat)
    assert verdict == "partly"
    assert "cells that fail: Fourier, digits, noise 0, n = 100;" in numbers


def test_the_criterion_can_be_met_by_the_sizes_that_are_run() -> None:
    """Every n has sizes within and beyond 5/4 of it, and 8n is the largest."""
    for preset in ("quick", "cpu"):
        sizes: dict[int, set[int]] = {}
        for one in load(experiment("d1"), preset).cells():
            n = dict(one.arguments)["sequences"]
            sizes.setdefault(n, set()).add(dict(one.shape)["features"])  # type: ignore[call-overload, arg-type]
        for n, found in sizes.items():
            assert {n * 4 // 5, n, n * 5 // 4, 2 * n} <= found
            assert max(found) == 8 * n
            assert min(found) < n / 2
