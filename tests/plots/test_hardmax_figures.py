"""The figure of hardmax patterns names them all, and refuses nothing to draw."""

from __future__ import annotations

import pytest

from memlib.bounds.hardmax_plane import plane
from memlib.errors import MemlibError
from memlib.plots import hardmax
from memlib.plots.style import Picture


def test_alt_text_has_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[Picture] = []
    monkeypatch.setattr("IPython.display.display", pictures.append)
    found = plane([(2, -3), (3, -1), (0, 2)])
    hardmax.pattern_cells(found.lines, found.cells, reach=4)
    (picture,) = pictures
    assert picture.light != picture.dark
    assert "9 lines into 38 cells, colored by 17 hardmax patterns" in picture.alt
    assert "1 1 1, 1 1 2" in picture.alt


def test_nothing_to_draw() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        hardmax.pattern_cells([], {}, reach=1)


def test_cells_fill_the_window() -> None:
    found = plane([(2, -3), (3, -1), (0, 2)])
    low, high = (-4.0, -4.0), (4.0, 4.0)
    pieces = [
        hardmax._cell(found.lines, point, low, high)
        for points in found.cells.values()
        for point in points
    ]
    assert sum(map(hardmax._area, pieces)) == pytest.approx(64)
