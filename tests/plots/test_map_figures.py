"""The map's first figure is readable with one kind of data and with all five."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise
from math import inf
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from memlib.plots import the_map
from memlib.plots.style import LIGHT, picture

LENGTHS = (4, 16, 64, 256, 1024)
CURVES = {
    "transformer": [(n, 0.4 / n, 0.6 / n) for n in LENGTHS],
    "feed-forward": [(n, 0.5, 0.7) for n in LENGTHS],
    "mean standardized": [(n, 0.2, 0.3) for n in LENGTHS],
}
FACTORS = [(n, "2.9–5.6×", "feed-forward", n < 100) for n in LENGTHS]


@pytest.mark.parametrize("kinds", [1, 2, 3, 5])
def test_panels_are_wide_and_tick_labels_apart(monkeypatch: pytest.MonkeyPatch, kinds: int) -> None:
    drawn: list[Figure] = []

    def show(draw: Callable[..., None], *, size: Any, layout: Any, squeeze: bool, **_: Any) -> None:
        figure = Figure(figsize=size, layout="constrained")
        draw(figure.subplots(*layout, squeeze=squeeze), LIGHT)
        figure.draw_without_rendering()
        drawn.append(figure)

    monkeypatch.setattr(the_map, "show", show)
    names = [f"kind {i}" for i in range(kinds)]
    the_map.by_length(
        dict.fromkeys(names, CURVES), up="labels per parameter",
        factors=dict.fromkeys(names, FACTORS),
    )  # fmt: skip
    (figure,) = drawn
    assert len(figure.axes) == kinds
    for axes in figure.axes:
        assert axes.get_position().width > 0.4
        assert axes.get_window_extent().height > 1.5 * figure.dpi
        boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
        assert len(boxes) == len(LENGTHS)
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
        words = {text.get_text(): Text.get_window_extent(text) for text in axes.texts}
        assert words.keys() == {*CURVES, "2.9–5.6×", "times as many"}
        above = [text for text in axes.texts if text.get_text() not in CURVES]
        titles = [t for t in axes.findobj(Text) if t.get_text() in names]
        boxes = [text.get_window_extent() for text in (*titles, *above)]
        assert len(boxes) == 1 + len(LENGTHS) + 1
        assert not [1 for one, two in combinations(boxes, 2) if one.overlaps(two)]
        edge = axes.get_window_extent()
        assert all(words[name].x0 > edge.x1 for name in CURVES)  # no name lies on a mark
        assert all(text.get_window_extent().y0 > edge.y1 for text in above)
        colors = {text.get_text(): text.get_color() for text in axes.texts}
        assert colors["2.9–5.6×"] == colors["feed-forward"] != colors["transformer"]


def test_all_families_at_all_lengths_are_a_light_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen families, five lengths, two classes: as an image that would be a megabyte."""
    made: list[Any] = []
    monkeypatch.setattr(the_map, "show", lambda draw, **words: made.append(picture(draw, **words)))
    names = [f"a family of nets, m = {m}" for m in range(15)]
    panels: Any = {n: {name: (8 + m, 12 + m) for m, name in enumerate(names)} for n in LENGTHS}
    panels[1024] = {**panels[1024], names[3]: None, names[4]: (0, 4), names[5]: (2048, inf)}
    the_map.by_family({"about 500": panels, "about 1,000": panels}, colors={names[0]: "blue"})
    (one,) = made
    assert one.kind == "svg+xml"
    assert f"about 1,000: n = 4: {names[0]} 8 to 12" in one.alt
    assert f"{names[3]} cannot be built, {names[4]} below 4, {names[5]} 2,048 and more" in one.alt
