"""Figures of the training chapters: their words come from the numbers that they draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.plots import training


@pytest.fixture
def shown(watch: Callable[..., list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return watch(training)


def test_success_tells_its_rates(shown: list[dict[str, Any]]) -> None:
    training.success({"table": [(0, 0.73, 0.54, 0.87), (8, 0.45, 0.28, 0.64)]}, across="blocks")
    assert "0.73 at 0" in shown[0]["alt"]
    assert "0.45 at 8" in shown[0]["alt"]
    assert "share of runs that hit" in shown[0]["svg"]


def test_ours_beside_theirs(shown: list[dict[str, Any]]) -> None:
    training.beside(
        {"ours": [(1, 0.999), (10, 0.99)]}, across="blocks", up="final accuracy",
        theirs={"the paper": [(1, 0.92, 0.92), (10, 0.955, 0.98)]}, lines={"ceiling": 0.997},
    )  # fmt: skip
    assert "ours: from 0.999 at 1 to 0.99 at 10" in shown[0]["alt"]
    assert "the paper: from 0.92 at 1" in shown[0]["alt"]
    assert "ceiling" in shown[0]["svg"]


def test_nothing_to_draw() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        training.success({}, across="blocks")
    with pytest.raises(MemlibError, match="nothing to draw"):
        training.beside({"ours": []}, across="blocks", up="loss")
