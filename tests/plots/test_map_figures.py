"""The map's first figure is readable with one kind of data and with all five."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from matplotlib.figure import Figure

from memlib.plots import the_map
from memlib.plots.style import LIGHT

LENGTHS = (4, 16, 64, 256, 1024)
CURVES = {
    "transformer": [(n, 0.4 / n, 0.6 / n) for n in LENGTHS],
    "feed-forward": [(n, 0.5, 0.7) for n in LENGTHS],
    "with the mean standardized": [(n, 0.2, 0.3) for n in LENGTHS],
}


@pytest.mark.parametrize("kinds", [1, 2, 5])
def test_panels_are_wide_and_tick_labels_apart(monkeypatch: pytest.MonkeyPatch, kinds: int) -> None:
    drawn: list[Figure] = []

    def show(draw: Callable[..., None], *, size: Any, layout: Any, squeeze: bool, **_: Any) -> None:
        figure = Figure(figsize=size, layout="constrained")
        draw(figure.subplots(*layout, squeeze=squeeze), LIGHT)
        figure.draw_without_rendering()
        drawn.append(figure)

    monkeypatch.setattr(the_map, "show", show)
    the_map.by_length({f"kind {i}": CURVES for i in range(kinds)}, up="labels per parameter")
    (figure,) = drawn
    assert len(figure.axes) == kinds
    for axes in figure.axes:
        assert axes.get_position().width > 0.4
        assert axes.get_window_extent().height > 1.5 * figure.dpi
        boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
        assert len(boxes) == len(LENGTHS)
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
