"""The figure of the README is what the stored table gives, and README.md tells what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from memlib import files
from memlib.plots import __main__

ROOT = Path(__file__).parents[2]


def test_the_committed_figure_and_its_words_are_those_of_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "theorem-sizes.svg"
    assert __main__.main([str(ROOT / __main__.TABLE), "-o", str(target)]) == 0
    alt = capsys.readouterr().out.strip()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f'alt="{alt}"' in readme
    for theme in ("light", "dark"):
        name = f"theorem-sizes-{theme}.svg"
        assert f"book/_static/{name}" in readme
        committed = (ROOT / "book" / "_static" / name).read_text(encoding="utf-8")
        assert committed.startswith("<?xml")
        assert (tmp_path / name).read_text(encoding="utf-8")[:400] == committed[:400]


def test_curves_that_coincide_are_drawn_once() -> None:
    table = files.read_json(ROOT / __main__.TABLE)
    assert isinstance(table, dict)
    made = __main__.theorem_sizes(table)
    assert "next-token, sparse, limited-bits:" in made.alt
    assert "feed-forward:" in made.alt


def test_no_table_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.json"
    path.write_text("[]")
    assert __main__.main([str(path)]) == 2
    assert capsys.readouterr().err.startswith("error: draw: ")
