"""The one picture: six families, trained sizes as brackets, findings that pages repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from memlib.chapters import __main__, the_sandwich

ROOT = Path(__file__).parents[2]


def test_six_families_and_no_slope_of_trained_ones() -> None:
    alt = the_sandwich.picture().alt
    for name in the_sandwich.SIX.values():
        assert f"{name} (" in alt
    trained = alt[alt.index("eq. (165), trained") : alt.index("impossible, places fixed")]
    assert "at most" in trained
    assert "slope" not in trained


def test_slopes_give_brackets_for_trained_families(shown: Any) -> None:
    the_sandwich.slopes(the_sandwich.rows("next-token"))
    lines = shown[0].text.split("\n")
    assert any("32 bits per parameter" in line and "1.00" in line for line in lines)
    assert all("at N = " in line for line in lines if "trained:" in line)


@pytest.mark.parametrize("page", ["README.md", "book/intro.md"])
def test_pages_repeat_the_findings_and_the_picture(page: str, tmp_path: Path) -> None:
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    for finding in the_sandwich.findings():
        assert finding in text
    assert the_sandwich.picture().alt in text


def test_the_committed_picture_is_the_one_of_the_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "sandwich.svg"
    assert __main__.main(["-o", str(target)]) == 0
    assert capsys.readouterr().out.strip() == the_sandwich.picture().alt
    for theme in ("light", "dark"):
        committed = ROOT / "book" / "_static" / f"sandwich-{theme}.svg"
        fresh = (tmp_path / f"sandwich-{theme}.svg").read_text(encoding="utf-8")
        assert fresh[:400] == committed.read_text(encoding="utf-8")[:400]
    assert __main__.main(["-o", str(tmp_path / "x.png")]) == 2
