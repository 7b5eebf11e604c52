"""Sizes on log scales with fitted lines."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.plots.growth import fitted, power_law


def test_fitted_fits_the_range_alone(shown: Any) -> None:
    curve = [(1, 1000), (100, 10), (400, 20), (10_000, 100)]
    fitted({"root": curve}, over=(100, 10_000), across="labels", lines={"2N": [(1, 2)]})
    told = shown.only.alt
    assert "fitted exponent 0.50" in told
    assert "root: 1,000 at 1, 100 at 10,000" in told
    assert "Dashed for comparison: 2N" in told


@pytest.mark.parametrize("curves", [{}, {"one": [(200.0, 3.0), (9.0, 1.0)]}])
def test_fitted_needs_two_sizes(curves: dict[str, list[tuple[float, float]]]) -> None:
    with pytest.raises(MemlibError, match="two sizes"):
        fitted(curves, over=(100, 1000), across="N")


def test_the_line_of_a_power_law_is_the_power_law() -> None:
    points = [(n, 7 * n**0.75) for n in (16, 81, 256)]
    assert power_law(points, [16, 256]) == pytest.approx([56, 448])
