"""*What is memorization?*: figures draw in both themes, and their alt text has the numbers."""

from __future__ import annotations

from typing import Any

from memlib.chapters import what_is_memorization as memorization
from memlib.rivals.zhang import interpolate


def test_labelings_counts_what_has_no_line(shown: Any) -> None:
    points = [(0, 0), (1, 0)]
    lines = {(0, 0): (0, 0, -1), (0, 1): (2, 0, -1), (1, 0): (-2, 0, 1), (1, 1): None}
    memorization.labelings(points, lines)
    alt = shown.only.alt
    assert "All 4 ways to label 2 points" in alt
    assert "In 3 of" in alt
    assert "in 1 there is no such line" in alt


def test_bit_budget_names_the_bound_and_the_models(shown: Any) -> None:
    memorization.bit_budget(
        2000.0, [("one bit", 1, 2000), ("32 bits", 32, 63)], items=1000, classes=4
    )
    alt = shown.only.alt
    assert "2,000" in alt
    assert "32 bits: 32 bits, 63" in alt
    assert "1,000 items with 4 classes" in shown.only.caption


def test_separated_tokens_names_the_closest_pair(shown: Any) -> None:
    memorization.separated_tokens(["a", "b", "c"], [(0, 0), (3, 4), (9, 0)], 9.0, 5.0, (0, 1))
    alt = shown.only.alt
    assert "3 tokens" in alt
    assert "r = 9" in alt
    assert "a and b, touch" in alt


def test_close_pairs_forces_one_zero_a_pair(shown: Any) -> None:
    memorization.close_pairs([(0.0, 0.1), (2.0, 2.1), (3.0, 3.1)])
    assert "3 forced zeros" in shown.only.alt


def test_hinges_tells_the_heights(shown: Any) -> None:
    memorization.hinges([1, 2, 4], [5, 1, 3], [0, 1, 2], ["a", "b", "c"])
    assert "heights 5, 1, 3" in shown.only.alt


def test_polyline_goes_through_the_labels_in_the_order_of_the_keys(shown: Any) -> None:
    points, values = [(5, 0), (1, 0), (3, 0)], [7, 8, 9]
    fit = interpolate(points, values)
    memorization.polyline(fit, points, values, ["a", "b", "c"])
    ordered = [y for _, y in sorted(zip((fit.key(p) for p in points), values, strict=True))]
    assert f"heights {', '.join(map(str, ordered))}" in shown.only.alt
