"""Figures of double descent and of mixers: their words come from the numbers that they draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.plots import descent, mixers

CURVE = [(20.0, 0.3, 0.2, 0.4), (50.0, 0.1, 0.05, 0.15), (100.0, 0.8, 0.7, 0.9),
         (800.0, 0.04, 0.03, 0.05)]  # fmt: skip


@pytest.fixture
def shown(watch: Callable[..., list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return watch(descent, mixers)


def test_errors_tell_their_course(shown: list[dict[str, Any]]) -> None:
    descent.errors({"clean": CURVE, "noisy": CURVE[1:]}, across="features p", up="test error",
                   at={"p = n": 100})  # fmt: skip
    alt = shown[0]["alt"]
    assert "clean: 0.300 at 20, 0.100 at 50, largest 0.800 at 100, 0.040 at 800" in alt
    assert "noisy: 0.100 at 50, largest 0.800 at 100, 0.040 at 800" in alt
    assert "p = n" in shown[0]["svg"]


def test_errors_without_a_rise(shown: list[dict[str, Any]]) -> None:
    falling = [(1.0, 0.5, 0.4, 0.6), (2.0, 0.2, 0.1, 0.3)]
    descent.errors({"falls": falling}, across="p", up="error", at={})
    assert "falls: 0.500 at 1, largest 0.500 at 1, 0.200 at 2" in shown[0]["alt"]


def test_fits_tell_how_far_they_swing(shown: list[dict[str, Any]]) -> None:
    descent.fits([(0.0, 0.0), (1.0, 1.0)], {"p = 2": [(0.0, -9.0), (1.0, 9.0)],
                                            "p = 9": [(0.0, 0.0), (1.0, 1.0)]})  # fmt: skip
    assert "p = 2: the curve runs from -9 to 9" in shown[0]["alt"]
    assert "p = 9" in shown[0]["svg"]
    descent.fits([(0.0, 0.0)], {"one panel": [(0.0, 0.0)]})
    assert "one panel" in shown[1]["svg"]


def test_mixers_side_by_side(shown: list[dict[str, Any]]) -> None:
    values = {"averaging": (0.8, 0.78, 0.82), "softmax": (0.79, 0.75, 0.83)}
    mixers.side_by_side(values, across="test accuracy", base="averaging")
    assert "softmax 0.790, interval 0.750 to 0.830" in shown[0]["alt"]
    assert "averaging" in shown[0]["svg"]


def test_nothing_to_draw() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        descent.errors({}, across="p", up="error", at={})
    with pytest.raises(MemlibError, match="nothing to draw"):
        descent.fits([], {"a": [(0.0, 0.0)]})
    with pytest.raises(MemlibError, match="no value for 'averaging'"):
        mixers.side_by_side({}, across="accuracy", base="averaging")
