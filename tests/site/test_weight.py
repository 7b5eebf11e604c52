"""What the lab, the exercises and the figures that move add to a page before the reader asks."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from memlib.book.project import Project

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


def test_a_page_grows_by_less_than_60_kb(site: Path, project: Project) -> None:
    shared = sum(squeezed((site / "_static" / n).read_text(encoding="utf-8")) for n in LOADED)
    grown = {}
    for name in project.pages:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        own = squeezed(text) - squeezed(ADDED.sub("", text))
        scripts = re.findall(r'<script defer src="([^"]*_lab/[^"]+)"', text)
        files = (site / name).parent
        own += sum(squeezed((files / each).read_text(encoding="utf-8")) for each in scripts)
        grown[name] = own + shared
    for name, size in sorted(grown.items(), key=lambda each: -each[1])[:3]:
        print(f"{name}: {size:,} bytes")
    assert max(grown.values()) < MOST
    assert grown["lab"] > shared + 3_000, "the lab's own scripts are counted"
    moved = [grown[f"notebooks/{name}"] - shared for name in ("bit_extraction", "vectors")]
    assert min(moved) > 5_000, "figures are counted"
