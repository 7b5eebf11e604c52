"""The last mends of an EPUB before it is packed: what pages hold is told, links lead on."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import normpath
from typing import Final

from memlib import files

_ITEM: Final = re.compile(r'<item\s(?P<all>[^>]*?\bhref="(?P<href>[^"]+\.xhtml)"[^>]*?)\s*/>')
_LINK: Final = re.compile(r'(?P<before>\shref=")(?P<path>[^":#]*)#(?P<place>[^"]+)"')
_ID: Final = re.compile(r'\sid="([^"]+)"')


def mend(folder: Path, identifier: str) -> None:
    """Mend the files of an unpacked EPUB.

    Args:
        folder: where they lie.
        identifier: of the book, the same in its two tables of contents.
    """
    pages = {
        path.relative_to(folder).as_posix(): files.read_text(path)
        for path in sorted(folder.rglob("*.xhtml"))
    }
    ids = {name: set(_ID.findall(text)) for name, text in pages.items()}
    for name, text in pages.items():
        mended = lead_on(text, name, ids)
        if mended != text:
            files.write_text(folder / name, mended)
    for path in sorted(folder.rglob("*.svg")):
        files.write_text(path, picture(files.read_text(path)))
    for path in sorted((folder / "_static").glob("*.css")):
        text = files.read_text(path)
        files.write_text(path, re.sub(r"[^;{}]*url\((?!data:)[^)]*\)[^;}]*;?", "", text))
    package = folder / "content.opf"
    files.write_text(package, declare(files.read_text(package), pages))
    contents = folder / "toc.ncx"
    text = files.read_text(contents)
    uid = r'(<meta name="dtb:uid" content=")[^"]*'
    files.write_text(contents, re.sub(uid, lambda match: match[1] + identifier, text))


def lead_on(text: str, name: str, ids: dict[str, set[str]]) -> str:
    """A page whose links lead to places that are there, or else to their page.

    >>> lead_on('<a href="b.xhtml#x">', "a.xhtml", {"b.xhtml": {"y"}})
    '<a href="b.xhtml">'
    """

    def link(match: re.Match[str]) -> str:
        parent = name.rpartition("/")[0]
        there = normpath(f"{parent}/{match['path']}").lstrip("/") if match["path"] else name
        if there not in ids or match["place"] in ids[there]:
            return match[0]
        return f'{match["before"]}{match["path"] or name.rpartition("/")[2]}"'

    return _LINK.sub(link, text)


def picture(text: str) -> str:
    """A picture as e-readers take it: no other file is named, every path has its points."""
    text = re.sub(r"<!DOCTYPE[^>]*>\s*", "", text)
    return re.sub(r"<path(?![^>]*\sd=)", '<path d="M 0 0"', text)


def declare(package: str, pages: dict[str, str]) -> str:
    """The list of files, with what each page holds; nothing is to be read that is not listed."""

    def item(match: re.Match[str]) -> str:
        text = pages.get(match["href"], "")
        holds = [kind for kind, tag in (("mathml", "<math"), ("svg", "<svg")) if tag in text]
        if not holds or "properties=" in match["all"]:
            return match[0]
        return f'<item {match["all"]} properties="{" ".join(holds)}" />'

    package = _ITEM.sub(item, package)
    listed = set(re.findall(r'<item\s[^>]*\bid="([^"]+)"', package))

    def known(match: re.Match[str]) -> str:
        return match[0] if match["id"] in listed else ""

    return re.sub(r'\s*<itemref idref="(?P<id>[^"]+)"[^>]*/>', known, package)
