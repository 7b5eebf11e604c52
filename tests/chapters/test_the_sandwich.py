"""The one picture: six families, trained sizes as brackets, findings that pages repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from memlib.chapters import __main__, the_sandwich
from memlib.chapters.built_and_trained import Bracket, brackets

ROOT = Path(__file__).parents[2]


def runs(sizes: dict[int, int]) -> list[dict[str, Any]]:
    """Ten fresh runs at each size, so many of which hit."""
    return [
        {"variant": "net, small", "task.sequences": 64, "parameters": size, "kind": "score",
         "set.goal": "error", "set.below": 0.1, "exact_error": 0.0, "hit": 1 if k < hits else None}
        for size, hits in sizes.items()
        for k in range(10)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sizes", "says"),
    [
        ({10: 0, 20: 4, 30: 5, 40: 9}, "20 to 30"),
        ({10: 5, 20: 0}, "at most 10"),
        ({10: 0, 20: 4}, "more than 20"),
        ({10: 0, 20: 5, 30: 0, 40: 9}, "10 to 20"),
    ],
)
def test_brackets_of_known_runs(sizes: dict[int, int], says: str) -> None:
    (found,) = brackets(runs(sizes))
    assert str(found) == says
    assert isinstance(found, Bracket)


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
