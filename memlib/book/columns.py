"""Tables on a small screen: a column of long texts gets a width at which it can be read.

A browser that has too little room makes each column as narrow as its longest word, so that a
sentence becomes a tower of words. A table that scrolls sideways has room: each column of texts is
told its least width, and ``memlib.css`` keeps to it where the screen is small.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bs4 import BeautifulSoup
from bs4.element import Tag
from sphinx.application import Sphinx

#: A text of more letters is long: it may take several lines, and shall not take many.
LONG: Final = 40
#: How many lines a text may take, as long as its column is not wider than a phone; and a heading.
LINES: Final = 4
HEAD_LINES: Final = 3
#: The least and the largest width of a column of long texts, in letters.
NARROW, WIDE = 12, 28
#: A table of fewer columns has room for all of them.
COLUMNS: Final = 3

_TABLE: Final = re.compile(r"<table\b[^>]*\bclass=\"[^\"]*\btable\b.*?</table>", re.DOTALL)
_HEAD: Final = re.compile(r"<th\b(?P<rest>[^>]*)>")
_STYLE: Final = re.compile(r'style="')
_FORMULA: Final = re.compile(r"\\\(.*?\\\)", re.DOTALL)


def widths(table: str) -> list[int]:
    """The least width of each column, in letters; 0 where its texts are short.

    >>> widths("<table><tr><th>a</th><th>b</th><th>how many times it was tried</th></tr>"
    ...        "<tr><td>1</td><td>" + "word " * 20 + "</td><td>2</td></tr></table>")
    [0, 24, 9]
    """
    rows = [
        [
            len(_FORMULA.sub("formula", cell.get_text().strip()))
            for cell in row.find_all(["td", "th"])
        ]
        for row in BeautifulSoup(table, "html.parser").find_all("tr")
        if isinstance(row, Tag)
    ]
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        return []  # cells that span several columns: nothing is known of any
    return (
        [_width(*column) for column in zip(*rows, strict=True)] if len(rows[0]) >= COLUMNS else []
    )


def _width(head: int, *cells: int) -> int:
    """The least width of a column, from the lengths of its texts."""
    longest = max(cells, default=0)
    text = min(max(longest // LINES, NARROW), WIDE) if longest > LONG else 0
    return max(text, head // HEAD_LINES if head > LONG // 2 else 0)


def tell(html: str) -> str:
    """A page whose tables say in their heads how wide their columns are at least."""

    def told(match: re.Match[str]) -> str:
        found = iter(widths(match[0]))

        def head(cell: re.Match[str]) -> str:
            least = next(found, 0)
            if not least:
                return cell[0]
            rest, style = cell["rest"], f'style="--memlib-least: {least}ch'
            if _STYLE.search(rest):
                return f"<th{_STYLE.sub(f'{style}; ', rest, count=1)}>"
            return f'<th{rest} {style}">'

        start, end = match[0].partition("</tr>")[::2]
        return f"{_HEAD.sub(head, start)}</tr>{end}" if end else match[0]

    return _TABLE.sub(told, html)


def setup(app: Sphinx) -> None:
    """Connect the step."""
    app.connect("html-page-context", finish, priority=891)


def finish(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _: Any) -> None:
    """Tell the tables of one page of the site."""
    if "body" in context and app.builder.name == "html":
        context["body"] = tell(context["body"])
