"""The figures of the counting chapters draw in both themes, and their alt text has the numbers."""

from __future__ import annotations

import pytest

from memlib.bounds.arrangement import cells
from memlib.errors import MemlibError
from memlib.plots import counting
from memlib.plots.style import Picture


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    pictures: list[Picture] = []
    monkeypatch.setattr("IPython.display.display", pictures.append)
    return pictures


def only(pictures: list[Picture]) -> Picture:
    (picture,) = pictures
    assert picture.light != picture.dark
    return picture


def draw_cells(points: list[int]) -> None:
    lines = [(x, x * x, 1) for x in points]
    found = cells(lines, inside=[(0, 0, 1)])
    witnesses = {
        "".join(str(int(sign > 0)) for sign in signs): (p[0] / p[2], p[1] / p[2])
        for signs, p in found.items()
    }
    counting.cells_of_two_parameters(lines, [f"x = {x}" for x in points], witnesses)


def test_cells_names_every_labeling(shown: list[Picture]) -> None:
    draw_cells([-1, 1, 2])
    alt = only(shown).alt
    assert "cut by 3 lines, one for each item, into 7 cells" in alt
    assert "000, 010, 011, 100, 101, 110, 111" in alt
    assert "1 of the 8 labelings have no cell" in alt


@pytest.mark.parametrize("points", [[3], [0, 1], [0, 2, 5], [-3, -2, -1, 1, 2, 3]])
def test_cells_draws_what_a_reader_may_ask(points: list[int], shown: list[Picture]) -> None:
    draw_cells(points)
    assert f"{len(points)} lines" in only(shown).alt


def test_the_pieces_of_a_window() -> None:
    low, high = (0.0, 0.0), (4.0, 2.0)
    box = [low, (4.0, 0.0), high, (0.0, 2.0)]
    kept = counting._keep(box, (1.0, 0.0, -1.0), True)  # x > 1
    assert sorted(kept) == [(1.0, 0.0), (1.0, 2.0), (4.0, 0.0), (4.0, 2.0)]
    assert counting._middle(kept) == (2.5, 1.0)
    assert counting._ends((1.0, -2.0, 0.0), low, high) == [(0.0, 0.0), (4.0, 2.0)]  # the diagonal
    assert counting._ends((0.0, 1.0, -5.0), low, high) == []


def test_short_words_counts_the_points_above_the_line(shown: list[Picture]) -> None:
    counting.short_words([1.0, 0.25, 0.5, 0.0], items=4)
    alt = only(shown).alt
    assert "16 labelings of 4 items" in alt
    assert "0.25 at c = 1, 0.5 at c = 2" in alt
    assert "1 of the points lie above" in alt


def test_counts_and_bounds_tells_both_ends(shown: list[Picture]) -> None:
    counting.counts_and_bounds(
        {"counted": [(1, 1), (8, 5.5)]}, {"allowed": [(1, 4), (8, 19)]}, xlabel="points"
    )
    alt = only(shown).alt
    assert "counted: 1 at 1 and 5.5 at 8; allowed: 4 at 1 and 19 at 8" in alt


def test_nothing_to_draw() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        counting.counts_and_bounds({"counted": []}, {}, xlabel="points")
    with pytest.raises(MemlibError, match="nothing to draw"):
        counting.cells_of_two_parameters([], [], {})
