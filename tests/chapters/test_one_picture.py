"""The one picture and the six findings: made from tables, and what the pages repeat."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from memlib.chapters import __main__, one_picture
from memlib.constructions.compact.proven import LEADING
from memlib.errors import MemlibError
from memlib.stored import load

ROOT = Path(__file__).parents[2]
PAGES = {"README.md": "notebooks/{}.md", "book/intro.md": "notebooks/{}"}


def sizes(table: str, form: str) -> dict[int, dict[str, Any]]:
    """The stored rows of a table by N."""
    rows = load(table).rows
    return {r["sequences"]: r for r in rows if r["part"] == "sizes" and r["form"] == form}


def test_each_stage_adds_one_thing() -> None:
    adds = ("theorem, built", "compact, built", "impossible", "line words, built", ", trained")
    for number, stage in enumerate(one_picture.STAGES, 1):
        alt = one_picture.picture(stage).alt
        assert [name in alt for name in adds] == [True] * number + [False] * (5 - number)
    with pytest.raises(MemlibError, match="unknown stage 'all'"):
        one_picture.picture("all")


def test_trained_sizes_are_brackets_and_have_no_slope() -> None:
    alt = one_picture.picture().alt
    trained = alt[alt.index("transformer, trained") :]
    assert "at most" in trained
    assert "slope" not in trained


def test_a_page_displays_it(shown: Any) -> None:
    one_picture.show_up_to("compact", "Two classes.")
    assert shown[0].caption == "Two classes."


def test_findings_say_what_the_tables_say() -> None:
    texts = [each.text for each in one_picture.findings()]
    million, floor, theorem, literal, training, more = texts
    size = sizes("line_sizes", "residual")[1_000_000]["built"]
    assert f"{size['parameters']:,} nonzero parameters" in million
    assert f"({size['dense_parameters']:,} places)" in million
    at = sizes("line_sizes", "residual")[1024]
    assert floor.startswith(f"{at['built']['parameters']} nonzero parameters hold 1,024 labels")
    assert f"fewer than {at['floor_fixed']} cannot" in floor
    assert f"{LEADING} √N nonzero" in theorem
    assert "34,046 parameters at N = 1,024" in literal
    built = sizes("line_sizes", "residual")[256]["built"]["parameters"]
    assert f"with 209 parameters, fewer with 183; {built} nonzero" in training
    assert "(64 orders): where one label belongs to many orders" in more


def test_what_is_said_from_some_n_on_holds_from_there_on() -> None:
    """It is said of every stored size from there on, and of no smaller one."""
    (_, floor, *_) = one_picture.findings()
    nonzero, dense = (int(n) for n in re.findall(r"from N = (\d+) on", floor.text))
    for form, key, start in (
        ("residual", "parameters", nonzero), ("plain", "dense_parameters", dense),
    ):  # fmt: skip
        stored = sizes("line_sizes", form)
        below = {n for n, row in stored.items() if row["built"][key] < n}
        assert below == {n for n in stored if n >= start}


@pytest.mark.parametrize("page", PAGES)
def test_pages_repeat_the_findings_and_the_picture(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for place, finding in enumerate(one_picture.findings(), 1):
        (line,) = [line for line in text.splitlines() if f"**{finding.title}**" in line]
        assert line.startswith(f"{place}. ")
        assert finding.text in line
        assert PAGES[page].format(finding.chapter) in line
        assert (ROOT / "notebooks" / f"{finding.chapter}.md").exists()
    assert one_picture.picture().alt in " ".join(text.split())


def test_the_committed_picture_is_the_one_of_the_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "picture.svg"
    assert __main__.main(["-o", str(target)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == one_picture.picture().alt
    assert len(said) == 7
    for theme in ("light", "dark"):
        committed = ROOT / "book" / "_static" / f"one-picture-{theme}.svg"
        fresh = (tmp_path / f"picture-{theme}.svg").read_text(encoding="utf-8")
        assert begins(fresh) == begins(committed.read_text(encoding="utf-8"))
    assert __main__.main(["-o", str(tmp_path / "x.png")]) == 2


def begins(svg: str) -> list[tuple[int, ...]]:
    """Where the paths begin, rounded: the same on other machines, too."""
    found = re.findall(r'd="M (-?[\d.]+) (-?[\d.]+)', svg)
    return [tuple(round(float(x)) for x in pair) for pair in found]
