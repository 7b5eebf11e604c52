"""Page numbers beside references, on paper: "Lemma C.2 (p. 93)".

A link can be followed on a screen alone. So where a chapter first refers to a statement or an
exercise of another, the page stands beside it. Its place is as wide before the number is known as
after it, so that no number moves what it counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import Tag

_NAME: Final = re.compile(
    r"(?:Theorem|Lemma|Proposition|Corollary|Definition|Remark|Exercise)\s[A-Z\d]+\.\d+"
)
_SLOT: Final = re.compile(r'<span class="memlib-page" data-of="(?P<of>[^"]+)"></span>')


def mark(part: Tag, own: str) -> None:
    """Leave a place for the number after each first reference to another chapter.

    Args:
        part: a chapter, or a part of one; its links are those of the whole book.
        own: how the ids of this chapter begin.
    """
    seen = set()
    for link in part.select("p a[href], li a[href], dd a[href]"):
        target = str(link["href"])
        if not target.startswith("#") or target.startswith(f"#{own}--") or target in seen:
            continue
        named = _NAME.fullmatch(link.get_text().strip())
        if named and link.find_parent(class_="memlib-ways") is None:
            seen.add(target)
            slot = BeautifulSoup("", "html.parser").new_tag("span")
            slot["class"], slot["data-of"] = "memlib-page", target[1:]
            alone = str(link.previous_sibling).endswith("(") and str(link.next_sibling)[:1] == ")"
            link.insert_after(*((", ", slot) if alone else (" (", slot, ")")))


def wanted(html: str) -> list[str]:
    """The ids whose pages are to be named, each once.

    >>> wanted('<span class="memlib-page" data-of="notebooks-a--lem-b"></span>')
    ['notebooks-a--lem-b']
    """
    return list(dict.fromkeys(match["of"] for match in _SLOT.finditer(html)))


def fill(html: str, pages: Mapping[str, int]) -> str:
    """Write the numbers, as far as they are known.

    >>> fill('<span class="memlib-page" data-of="x"></span>', {"x": 93})
    '<span class="memlib-page">p.&nbsp;<span>93</span></span>'
    """

    def named(slot: re.Match[str]) -> str:
        number = pages.get(slot["of"], "000")
        return f'<span class="memlib-page">p.&nbsp;<span>{number}</span></span>'

    return _SLOT.sub(named, html)
