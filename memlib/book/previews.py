"""What a link shows before one follows it: statements, equations, works and terms of each page.

A browser that reads the site from a disk may fetch no file but scripts, so each page's previews are
a script, loaded when the first link that leads to that page is pointed at or reached by keyboard.
They are cut out of the page's own HTML: a preview shows what the page shows. They hold no links, so
that nothing in them can take the focus.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from memlib import files

#: In the built site.
FOLDER: Final = "_previews"

#: Classes of the boxes that have previews; equations, works and terms are known by their ids.
_BOXES: Final = {"proof", "exercise", "citation"}
_HEADERLINK: Final = re.compile(r'<a class="headerlink"[^>]*>.*?</a>', re.DOTALL)
_DROPPED: Final = re.compile(
    r"<(?:img|button|input)\b[^>]*>|</button>|\s(?:id|name|title)=\"[^\"]*\""
)


def of_page(body: str) -> dict[str, str]:
    """The previews of a page, by the id that links lead to.

    >>> of_page('<p>x</p><div class="math" id="equation-eq-a"><a class="headerlink" href="#">#</a>'
    ...         '<a href="#b">two</a></div>')
    {'equation-eq-a': '<div class="math"><span>two</span></div>'}
    """
    cutter = _Cutter(body)
    return {name: plain(body[start:end]) for name, start, end in cutter.found}


def plain(html: str) -> str:
    """HTML without links, pictures, buttons and ids."""
    html = _DROPPED.sub("", _HEADERLINK.sub("", html))
    return re.sub(r"<a\b[^>]*>", "<span>", html).replace("</a>", "</span>").strip()


def write(folder: Path, page: str, body: str) -> None:
    """The script of one page's previews, in the folder of the built site."""
    text = json.dumps(of_page(body), ensure_ascii=False, separators=(",", ":"))
    target = folder / FOLDER / f"{page}.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    files.write_text(target, f"memlibPreviews({json.dumps(page)},{text});\n")


class _Cutter(HTMLParser):
    """Finds where the elements with previews begin and end.

    Attributes:
        found: id, first character, and the one after the last.
    """

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[str, int, int]] = []
        self._lines = [0]
        for line in body.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._open: list[list[str | int]] = []  # id, tag, start, depth
        self._term: tuple[str, int] | None = None  # a term whose explanation comes next
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for each in self._open:
            each[3] = int(each[3]) + (each[1] == tag)
        values = dict(attrs)
        name, classes = values.get("id") or "", set((values.get("class") or "").split())
        if tag == "dt" and name.startswith("term-"):
            self._term = (name, self._place())
        elif tag == "dd" and self._term:
            self._open.append([self._term[0], tag, self._term[1], 1])
            self._term = None
        elif tag == "div" and name and (classes & _BOXES or name.startswith("equation-")):
            self._open.append([name, tag, self._place(), 1])

    def handle_endtag(self, tag: str) -> None:
        for each in self._open:
            each[3] = int(each[3]) - (each[1] == tag)
            if each[3] == 0:
                end = self._place() + len(tag) + 3
                self.found.append((str(each[0]), int(each[2]), end))
        self._open = [each for each in self._open if each[3] != 0]

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
