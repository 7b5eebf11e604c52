"""The figures of the √N chapter draw in both themes, and their alt text has the numbers."""

from __future__ import annotations

import pytest

from memlib.errors import MemlibError
from memlib.plots import construction
from memlib.plots.style import Picture
from memlib.plots.tables import html, table


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    pictures: list[Picture] = []
    monkeypatch.setattr("IPython.display.display", pictures.append)
    return pictures


def only(pictures: list[Picture]) -> Picture:
    (picture,) = pictures
    assert picture.light != picture.dark
    return picture


def test_two_directions_tells_the_smallest_gaps(shown: list[Picture]) -> None:
    construction.two_directions([(0, 0), (0, 3), (4, 0)], list("abc"), [(1, 0), (0, 2)])
    alt = only(shown).alt
    assert "direction (1, 0): 0.00" in alt
    assert "direction (0, 2): 0.00" in alt


def test_counts_tells_rows_and_watched_tokens(shown: list[Picture]) -> None:
    construction.counts(["m1", "m2"], ["a", "b"], [[2, 1], [0, 3]], ["b"])
    alt = only(shown).alt
    assert "m1: 2, 1; m2: 0, 3" in alt
    assert "Framed: the columns b" in alt


def test_line_tells_places_and_the_smallest_gap(shown: list[Picture]) -> None:
    construction.line([(8, "c"), (2.5, "a"), (4, "b")], marked=["b"], caption="Tokens.")
    alt = only(shown).alt
    assert "a at 2.5, b at 4, c at 8" in alt
    assert "smallest gap is 1.5" in alt
    assert "Hollow squares: b" in alt


def test_pulses_tells_the_buckets(shown: list[Picture]) -> None:
    construction.pulses([(2, "a"), (8, "c")], [(2, 5, "1 2"), (8, 9, "3")])
    alt = only(shown).alt
    assert "2 pulses" in alt
    assert "from 2 to 5, with '1 2'; from 8 to 9, with '3'" in alt


def test_folds_tells_heights_and_bits(shown: list[Picture]) -> None:
    construction.folds(2, 2, [(0.875, 0.75, 1), (0.25, 0.5, 0)], caption="Two bits.")
    alt = only(shown).alt
    assert "two points at 0.5625 and 0.625" in alt
    assert "fold 1: near at 0.875, far at 0.75, falling, bit 1" in alt
    assert "fold 2: near at 0.25, far at 0.5, rising, bit 0" in alt


def test_matches_tells_which_key_fits(shown: list[Picture]) -> None:
    construction.matches([(4, 1), (6, 3)], 6.25)
    assert "key 4, label 1: match 0 at x; key 6, label 3: match 1 at x" in only(shown).alt


def test_table_escapes_and_aligns() -> None:
    page = html([{"N": 16384, "what": "<b>"}], caption="A & B")
    assert "16,384" in page
    assert "&lt;b&gt;" in page
    assert "<caption>A &amp; B</caption>" in page
    assert page.count("<tr>") == 2


@pytest.mark.parametrize("rows", [[], [{"a": 1}, {"b": 1}]])
def test_table_wants_equal_columns(rows: list[dict[str, int]]) -> None:
    with pytest.raises(MemlibError, match="same columns"):
        table(rows)
