"""The lists of *The sandwich*: every family has a row, and trained ones have no slope."""

from __future__ import annotations

from typing import Any

from memlib.chapters import the_sandwich


def test_slopes_give_brackets_for_trained_families(shown: Any) -> None:
    the_sandwich.slopes(the_sandwich.rows("next-token"))
    lines = shown[0].text.split("\n")
    assert any("32 bits per parameter" in line and "1.00" in line for line in lines)
    assert any("line words, with skips" in line and "built" in line for line in lines)
    assert all("at N = " in line for line in lines if "trained:" in line)
