"""Pages as XML for e-readers: well-formed, without scripts, pictures in their light version."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import Tag

from memlib.book import figures

#: What nobody can use on paper.
_DEAD: Final = (
    "script", "button", "input", "select", "textarea", "noscript", "form", "meta[property]",
    ".headerlink", ".only-dark", ".memlib-exercise", ".memlib-elsewhere", ".copybtn",
    "link[rel=canonical]", "link[rel=search]", "link[rel=next]", "link[rel=prev]",
    "link[rel=index]", "link[rel=icon]", "[hidden]", "label", "template", "body style",
)  # fmt: skip
_UNKNOWN: Final = {
    "loading", "scope", "align", "valign", "border", "tabindex", "role", "nowrap",
}  # fmt: skip
#: Attributes that XHTML has with capitals and the parser writes without.
_CAPITALS: Final = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio",
                    "textlength": "textLength", "pathlength": "pathLength",
                    "gradientunits": "gradientUnits", "markerwidth": "markerWidth",
                    "markerheight": "markerHeight", "refx": "refX", "refy": "refY"}  # fmt: skip
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'lang="en" xml:lang="en">'
)


def well_formed(text: str, path: Path, folder: Path) -> tuple[str, set[Path]]:
    """One page as XML, and the pictures that it shows.

    Args:
        text: the page.
        path: its file.
        folder: of the whole book; pictures that lie in the page are written into ``_images`` there.
    """
    prefix = "../" * len(path.relative_to(folder).parts[:-1]) + "_images"
    soup = BeautifulSoup(figures.to_files(text, folder / "_images", prefix), "html.parser")
    for one in soup.select(", ".join(_DEAD)):
        one.decompose()
    for link in soup.select("link[rel=stylesheet]"):
        if Path(str(link["href"])).name not in ("epub.css", "pygments.css", "edition.css"):
            link.decompose()
    pictures = set()
    for one in soup.find_all(True):
        _attributes(one)
        if one.name == "img" and "src" in one.attrs:
            pictures.add((path.parent / str(one["src"])).resolve())
    body = soup.find("html")
    assert isinstance(body, Tag), path
    inside = "".join(str(child) for child in body.children)
    return f"{_HEAD}{_ids(inside)}</html>\n", pictures


def _attributes(one: Tag) -> None:
    """What XHTML does not know goes, what it writes otherwise is written so."""
    for name in list(one.attrs):
        value = one.attrs[name]
        if name in _UNKNOWN or name.startswith(("on", "data-", "aria-")):
            del one.attrs[name]
        elif name in _CAPITALS:
            del one.attrs[name]
            one.attrs[_CAPITALS[name]] = value
    link = str(one.attrs.get("href", "")) if one.name == "a" else ""
    if not re.match(r"[a-z]+:|#|[^#]+\.xhtml|$", link):  # a file that only the site has
        del one.attrs["href"]
    if one.name == "svg":
        one["xmlns"] = "http://www.w3.org/2000/svg"
    if one.name == "details":
        one["open"] = "open"


def _ids(html: str) -> str:
    """An id that stands twice on a page stands once."""
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        if match[1] in seen:
            return ""
        seen.add(match[1])
        return match[0]

    return re.sub(r'\sid="([^"]*)"', once, html)
