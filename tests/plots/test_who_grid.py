"""The grid of who holds more: every answer is readable inside its field."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from memlib.errors import MemlibError
from memlib.plots import who_grid
from memlib.plots.style import LIGHT
from memlib.plots.who_grid import Field

NET = Field("2.8–5.6×", "feed-forward", "red", sure=True)
STAND_IN = Field("16–32×", "last 16 tokens", "red", built=False)
ROWS = {
    "context": {4: Field("close"), 16: NET, 1024: STAND_IN},
    "64 orders": {4: Field("no data"), 16: Field("5.7–11×", "transformer", "blue")},
}  # fmt: skip
#: A long name takes two lines.
WRITTEN = {"last 16 tokens": ["last 16", "tokens"]}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> tuple[Figure, str]:
    made: list[tuple[Figure, str]] = []

    def show(draw: Callable[..., None], *, alt: str, size: Any, **_: Any) -> None:
        figure = Figure(figsize=size, layout="constrained")
        draw(figure.subplots(), LIGHT)
        figure.draw_without_rendering()
        made.append((figure, alt))

    monkeypatch.setattr(who_grid, "show", show)
    who_grid.who_holds_more(ROWS, title="About 500")
    return made[0]


def test_words_are_inside_their_fields_and_apart(drawn: tuple[Figure, str]) -> None:
    (axes,) = drawn[0].axes
    fields = [box.get_window_extent() for box in axes.patches if isinstance(box, Rectangle)]
    words = {text: Text.get_window_extent(text) for text in axes.texts if text.get_text()}
    told = [one for fields in ROWS.values() for field in fields.values()
            for one in (field.told, *WRITTEN.get(field.winner, [field.winner])) if one]  # fmt: skip
    assert sorted(text.get_text() for text in words) == sorted(
        [*told, *ROWS, "About 500", "n = 4", "n = 16", "n = 1,024"]
    )
    for text, box in words.items():
        if text.get_text() in told:
            assert any(f.x0 < box.x0 and box.x1 < f.x1 and f.y0 < box.y0 and box.y1 < f.y1
                       for f in fields), text.get_text()  # fmt: skip
    assert not [1 for one, two in combinations(words.values(), 2) if one.overlaps(two)]
    edge = drawn[0].bbox
    assert all(box.x0 >= 0 and box.x1 <= edge.x1 and box.y1 <= edge.y1 for box in words.values())


def test_who_is_surely_ahead_is_bold_and_said(drawn: tuple[Figure, str]) -> None:
    bold = {text.get_text() for text in drawn[0].axes[0].texts if text.get_weight() == "bold"}
    assert bold == {"2.8–5.6×", "About 500"}
    assert "context: close at 4, feed-forward 2.8–5.6× (surely) at 16, last 16 tokens" in drawn[1]
    assert "(no flattened net can be built) at 1,024." in drawn[1]


def test_nothing_is_refused() -> None:
    with pytest.raises(MemlibError, match="the grid"):
        who_grid.who_holds_more({})
