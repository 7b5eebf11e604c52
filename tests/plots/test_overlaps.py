"""Words do not lie on curves, and a legend that would cover one goes below its axes."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from memlib.chapters import directions, how_many_bits, sign_patterns
from memlib.plots import bits, few_bits, line, plane, training
from memlib.plots.overlaps import crossed, legends_clear_of_curves
from memlib.plots.style import LIGHT, SIZE

Drawn = Callable[[ModuleType], list[Figure]]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """A module of figures → what it draws, each with its layout done."""

    def kept(module: ModuleType) -> list[Figure]:
        found: list[Figure] = []

        def show(draw: Any, *, size: Any = SIZE, layout: Any = (1, 1), **words: Any) -> None:
            figure = Figure(figsize=size, layout="constrained")
            subplots = {key: words[key] for key in ("squeeze", "sharex") if key in words}
            draw(figure.subplots(*layout, **subplots), LIGHT)
            figure.draw_without_rendering()
            found.append(figure)

        monkeypatch.setattr(module, "show", show)
        return found

    return kept


def covered(figure: Figure) -> list[str]:
    """The words that lie on a curve, a rule or a mark."""
    return [
        text.get_text()
        for axes in figure.axes
        for text in axes.texts
        if text.get_text() and crossed(axes, Text.get_window_extent(text))
    ]


def test_words_at_the_near_and_the_far_point(drawn: Drawn) -> None:
    found = drawn(bits)
    wave = [0.0, 1.0, 0.0, 1.0, 0.0]

    def zigzag(z: float) -> float:
        k = min(int(4 * z), 3)
        return wave[k] + (wave[k + 1] - wave[k]) * (4 * z - k)

    bits.near_and_far(zigzag, 4, [("0001", 0.08, 0.09), ("0110", 0.39, 0.41), ("1001", 0.58, 0.59)])
    assert covered(found[0]) == []


def test_words_at_keys_and_shadows(drawn: Drawn) -> None:
    found = drawn(line)
    line.matches([(4, 1), (6, 3), (9, 2)], 6.25)
    assert covered(found[0]) == []
    found = drawn(directions)
    points, names = [(1, 1), (1, 2), (2, 2.5), (2.5, 0.5), (2.5, 1.5), (3.5, 2)], "pqstuv"
    directions.two_directions(points, names, [(1, 0), (3, 2)])
    assert covered(found[0]) == []


def test_labelings_fit_into_their_cells(drawn: Drawn) -> None:
    """Where a line's name stands at its end, it touches the line; all labelings are clear."""
    found = drawn(sign_patterns)
    lines = [(x, 1.0, 1.0 if abs(x) == 2 else 0.5) for x in (-2.0, -1.0, 1.0, 2.0)]
    tried = [(x / 4, y / 4) for x in range(-12, 13) for y in range(-12, 13)]
    witnesses = {
        "".join("1" if plane.value(each, point) > 0 else "0" for each in lines): point
        for point in tried
    }
    sign_patterns.cells_of_two_parameters(lines, ["x = -2", "x = -1", "x = 1", "x = 2"], witnesses)
    assert len(witnesses) >= 8
    assert not set(covered(found[0])) & set(witnesses)


def test_names_of_formats_stand_beside_the_axes(drawn: Drawn) -> None:
    found = drawn(how_many_bits)
    how_many_bits.bits_by_layer([1, 20, 50, 30, 9, 2], {"float32": 24, "bfloat16": 8})
    assert [text.get_text() for text in found[0].axes[0].texts] == ["float32: 24", "bfloat16: 8"]
    assert covered(found[0]) == []


def test_formats_have_their_names_at_their_curves(drawn: Drawn) -> None:
    found = drawn(few_bits)
    few_bits.capacities({name: [(100, 30), (1200, 270 - k)] for k, name in enumerate("abcdef")})
    (axes,) = found[0].axes
    assert axes.get_legend() is None
    assert {text.get_text() for text in axes.texts} == {*"abcdef", "slope 1"}
    assert covered(found[0]) == []


def test_a_curve_that_ends_on_the_left_has_its_name_there(drawn: Drawn) -> None:
    """A line from its end to a name on the right crossed the curves between."""
    found = drawn(training)
    far = [(x, 0.9, 0.8, 1.0) for x in (100, 200, 400, 800)]
    training.success(
        {"short": [(50, 0.1, 0.0, 0.2), (100, 0.5, 0.4, 0.6)], "long": far}, across="p"
    )
    (axes,) = found[0].axes
    names = {text.get_text(): text for text in axes.texts}
    assert names["short"].arrow_patch is None
    assert names["long"].arrow_patch is not None
    assert "short" not in covered(found[0])


@pytest.mark.parametrize(("rising", "below"), [(True, False), (False, True)])
def test_a_legend_over_curves_goes_below(rising: bool, below: bool) -> None:
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    for k in range(40):  # one line through a corner, or rules all over the axes
        axes.plot([0, 1], [0, 1] if rising else [k, k])
    axes.legend(axes.lines[:3], ["one", "two", "three"])
    legends_clear_of_curves(figure)
    figure.draw_without_rendering()
    box = axes.get_legend().get_window_extent()
    assert not crossed(axes, box)
    assert (box.y1 < axes.get_window_extent().y0) == below
    assert box.y0 >= 0
