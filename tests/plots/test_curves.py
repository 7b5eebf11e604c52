"""The line chart: what is asked for is drawn, told and numbered."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib.figure import Figure

from memlib.errors import MemlibError
from memlib.plots.curves import curves, number_short_log_axes
from memlib.plots.style import LIGHT


def drawn(monkeypatch: pytest.MonkeyPatch, *args: Any, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
    """The axes that the function draws on, and what it gives to ``show``."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(
        "memlib.plots.curves.show", lambda draw, **words: given.update(words, draw=draw)
    )
    curves(*args, **kwargs)
    axes = Figure().subplots()
    given["draw"](axes, LIGHT)
    return axes, given


def test_curves_lines_and_levels_are_drawn_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    axes, given = drawn(
        monkeypatch,
        {"a": [(1, 10), (100, 1000)], "b": [(1, 20)]},
        lines={"c": [(1, 5), (100, 5)]},
        levels={"half": 0.5},
        across="N",
        up="size",
        log="xy",
        ticks=[1, 100],
    )
    assert given["alt"] == (
        "Size against N on log scales. a: 10 at 1, 1,000 at 100; b: 20 at 1, 20 at 1; "
        "c: 5 at 1, 5 at 100."
    )
    assert [line.get_label() for line in axes.lines] == ["a", "b", "c", "half"]
    assert [line.get_marker() for line in axes.lines] == ["o", "s", "None", "None"]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["1", "100"]


@pytest.mark.parametrize("band", [True, False])
def test_intervals_are_drawn(monkeypatch: pytest.MonkeyPatch, band: bool) -> None:
    points = [(1, 0.5, 0.4, 0.7), (2, 0.9, 0.8, 0.95)]
    axes, given = drawn(monkeypatch, {"a": points}, across="x", up="share", band=band)
    (shape,) = axes.collections
    corners = [tuple(v) for path in shape.get_paths() for v in path.vertices.round(6)]
    assert {(1, 0.4), (1, 0.7), (2, 0.8), (2, 0.95)} <= set(corners)
    assert given["alt"] == "Share against x. a: 0.5 at 1, 0.9 at 2."


@pytest.mark.parametrize("nothing", [{}, {"a": []}, {"a": [(1, 1)], "b": []}])
def test_nothing_is_not_drawn(nothing: dict[str, Any]) -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        curves(nothing, across="x", up="y")


@pytest.mark.parametrize(
    ("low", "high", "numbers"),
    [(16_000, 90_000, ["20,000", "50,000"]), (1, 9, ["1", "2", "5"]), (0.2, 0.9, ["0.2", "0.5"])],
)
def test_a_short_log_axis_has_numbers(low: float, high: float, numbers: list[str]) -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.set(yscale="log", xscale="log", ylim=(low, high), xlim=(1, 10**6))
    number_short_log_axes(axes)
    figure.canvas.draw()
    shown = [
        tick.get_text()
        for tick, place in zip(axes.get_yticklabels(), axes.get_yticks(), strict=True)
        if low <= place <= high
    ]
    assert shown == numbers
    assert "10" in axes.get_xticklabels()[1].get_text()  # a long axis keeps its powers
