"""What the lab, the exercises and the figures that move add to a page before the reader asks."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from memlib.book.live import FOLDER
from memlib.book.project import Project
from memlib.book.pyodide import SERVED

pytestmark = pytest.mark.site

#: What a page would not have without them.
ADDED = re.compile(
    r'<div class="memlib-exercise".*?</pre>\s*</div>\s*'
    r'(?:<p class="memlib-elsewhere memlib-without">.*?</p>)?'
    r'|<figure class="memlib-moving".*?</figure>'
    r'|<div class="memlib-lab".*?(?=</article>)',
    re.DOTALL,
)
#: Scripts and style sheets that every page loads for them, wholly counted.
LOADED = ("exercise.js", "memlib.js", "memlib.css", "moving.js", "moving.css", "moving-colors.css")
MOST = 60_000


def squeezed(text: str) -> int:
    """Bytes of a text as a server sends it."""
    return len(gzip.compress(text.encode()))


def test_the_lab_says_how_much_python_weighs(site: Path) -> None:
    """As a server sends it that compresses what it serves."""
    said = re.search(r"The first click loads Python, about (\d+) MB", _text(site / "lab.html"))
    assert said is not None
    (folder,) = (site / FOLDER).iterdir()
    files = [folder / name for name in (*SERVED, "engine.js", "worker.mjs")]
    files += folder.glob("*.zip")
    assert len(files) == len(SERVED) + 5
    size = sum(len(gzip.compress(path.read_bytes())) for path in files) / 1e6
    print(f"Python and memlib: {size:.1f} MB")
    assert round(size) == int(said[1])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_a_page_grows_by_less_than_60_kb(site: Path, project: Project) -> None:
    shared = sum(squeezed(_text(site / "_static" / n)) for n in LOADED)
    grown = {}
    for name in project.pages:
        text = _text(site / f"{name}.html")
        own = squeezed(text) - squeezed(ADDED.sub("", text))
        scripts = re.findall(r'<script defer src="([^"]*_lab/[^"]+)"', text)
        files = (site / name).parent
        own += sum(squeezed(_text(files / each)) for each in scripts)
        grown[name] = own + shared
    for name, size in sorted(grown.items(), key=lambda each: -each[1])[:3]:
        print(f"{name}: {size:,} bytes")
    assert max(grown.values()) < MOST
    assert grown["lab"] > shared + 3_000, "the lab's own scripts are counted"
    moved = [grown[f"notebooks/{name}"] - shared for name in ("bit_extraction", "vectors")]
    assert min(moved) > 5_000, "figures are counted"
