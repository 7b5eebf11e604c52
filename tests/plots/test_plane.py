"""Lines in a window of the plane, and the pieces into which they cut it."""

from __future__ import annotations

import pytest

from memlib.bounds.hardmax_plane import plane as hardmax_plane
from memlib.plots import plane


def test_the_pieces_of_a_window() -> None:
    low, high = (0.0, 0.0), (4.0, 2.0)
    box = [low, (4.0, 0.0), high, (0.0, 2.0)]
    kept = plane.keep(box, (1.0, 0.0, -1.0), True)  # x > 1
    assert sorted(kept) == [(1.0, 0.0), (1.0, 2.0), (4.0, 0.0), (4.0, 2.0)]
    assert plane.middle(kept) == (2.5, 1.0)
    assert plane.ends((1.0, -2.0, 0.0), low, high) == [(0.0, 0.0), (4.0, 2.0)]  # the diagonal
    assert plane.ends((0.0, 1.0, -5.0), low, high) == []


def test_cells_fill_the_window() -> None:
    found = hardmax_plane([(2, -3), (3, -1), (0, 2)])
    low, high = (-4.0, -4.0), (4.0, 4.0)
    pieces = [
        plane.cell(found.lines, point, low, high)
        for points in found.cells.values()
        for point in points
    ]
    assert sum(map(plane.area, pieces)) == pytest.approx(64)
