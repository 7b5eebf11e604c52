"""Number lines and tables draw in both themes, and their alt text has the numbers."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.plots import line
from memlib.plots.tables import _words, html, table


def test_line_tells_places_and_the_smallest_gap(shown: Any) -> None:
    line.line([(8, "c"), (2.5, "a"), (4, "b")], marked=["b"], caption="Tokens.")
    alt = shown.only.alt
    assert "a at 2.5, b at 4, c at 8" in alt
    assert "smallest gap is 1.5" in alt
    assert "Hollow squares: b" in alt


def test_pulses_tells_the_buckets(shown: Any) -> None:
    line.pulses([(2, "a"), (8, "c")], [(2, 5, "1 2"), (8, 9, "3")])
    alt = shown.only.alt
    assert "2 pulses" in alt
    assert "from 2 to 5, with '1 2'; from 8 to 9, with '3'" in alt


def test_matches_tells_which_key_fits(shown: Any) -> None:
    line.matches([(4, 1), (6, 3)], 6.25)
    assert "key 4, label 1: match 0 at x; key 6, label 3: match 1 at x" in shown.only.alt


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


def test_cells_in_words() -> None:
    assert [_words(value) for value in (12345, True, 0.5, "x")] == ["12,345", "True", "0.5", "x"]
