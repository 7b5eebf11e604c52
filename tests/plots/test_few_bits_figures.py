"""Figures of bits: their words come from the numbers that they draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.plots import few_bits


@pytest.fixture
def shown(watch: Callable[..., list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return watch(few_bits)


def test_capacities(shown: list[dict[str, Any]]) -> None:
    few_bits.capacities(
        {"float64": [(97, 28.4), (1201, 230.0)], "int4": [(97, 24.0), (1201, 121.0)]}
    )
    assert "float64: 28 at 97, 230 at 1201; int4: 24 at 97, 121 at 1201." in shown[0]["alt"]
    for word in ("float64", "int4", "slope 1", "trained parameters"):
        assert word in shown[0]["svg"]


def test_held(shown: list[dict[str, Any]]) -> None:
    few_bits.held({"d = 4": [(2.0, 1.9, 1.8, 2.0), (5.0, 2.5, 2.4, 2.6)]}, theirs=(3.02, 4.23))
    assert "d = 4: 1.90 of 2.00, 2.50 of 5.00." in shown[0]["alt"]
    assert "3.02 to 4.23" in shown[0]["alt"]
    for word in ("Morris et al.", "all of it", "d = 4", "bits offered per parameter"):
        assert word in shown[0]["svg"]


def test_nothing_to_draw() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        few_bits.capacities({})
    with pytest.raises(MemlibError, match="nothing to draw"):
        few_bits.held({"d = 4": []}, theirs=(3, 4))
