"""The one page of HTML that is printed: title page, contents, chapters, and how they look."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import Tag

from memlib import __version__, files
from memlib.book import formulas, page_numbers
from memlib.book.paper import Chapter, place
from memlib.book.project import Project
from memlib.errors import MemlibError

_MATH: Final = re.compile(r"<math (?P<head>[^>]*)>.*?</math>", re.DOTALL)
#: Family, file of matplotlib, weight, style: a Times with mathematical signs, and one for code.
_FACES: Final = (
    ("Text", "STIXGeneral.ttf", "normal", "normal"),
    ("Text", "STIXGeneralItalic.ttf", "normal", "italic"),
    ("Text", "STIXGeneralBol.ttf", "bold", "normal"),
    ("Text", "STIXGeneralBolIta.ttf", "bold", "italic"),
    ("Mono", "DejaVuSansMono.ttf", "normal", "normal"),
    ("Mono", "DejaVuSansMono-Bold.ttf", "bold", "normal"),
)


def page(
    project: Project, chapters: Sequence[Chapter], folder: Path
) -> Callable[[Mapping[str, int]], str]:
    """The page, by where chapters and statements stand on paper, as far as that is known.

    The contents and the numbers beside references depend on that: all else is set once, for every
    print.

    Args:
        project: the book.
        chapters: in order.
        folder: where the EPUB is unpacked; its style sheet is used.

    Raises:
        MemlibError: matplotlib, whose fonts are used, is missing, or a formula is wrong.
    """
    body = "".join(
        f'<section class="chapter" id="{place(x.page)}">{x.html}</section>\n' for x in chapters
    )
    body, of_formulas = _formulas(project, body)
    editions = project.root / "book" / "editions"
    styles = [
        _faces(),
        files.read_text(folder / "_static" / "edition.css"),
        of_formulas,
        files.read_text(editions / "print.css"),
        *(_running_head(chapter) for chapter in chapters),
    ]
    before = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
        f"<title>{escape(str(project.config['title']))}</title>"
        f"<style>{''.join(styles)}</style></head><body>{_title_page(project)}"
    )
    script = files.read_text(editions / "print.js")
    after = f"{body}<script>{script}</script></body></html>\n"
    return lambda starts: f"{before}{_contents(chapters, starts)}{page_numbers.fill(after, starts)}"


def _faces() -> str:
    """The fonts, which come with matplotlib."""
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        raise MemlibError("matplotlib is missing", operation="PDF", mend='pip install ".[book]"')
    fonts = Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"
    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url("{(fonts / name).as_uri()}"); '
        f"font-weight: {weight}; font-style: {style}; }}\n"
        for family, name, weight, style in _FACES
    )


def _running_head(chapter: Chapter) -> str:
    """The rules by which the pages of a chapter have its title on top."""
    name = place(chapter.page)
    return (
        f"@page {name} {{ @top-left {{ content: {_string(chapter.title)}; }} }}\n"
        f"#{name} {{ page: {name}; }}\n"
    )


def _string(text: str) -> str:
    r"""A text as CSS writes it.

    >>> _string('say "√N"')
    '"say \\"√N\\""'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'.replace("<", "\\3c ")


def _formulas(project: Project, html: str) -> tuple[str, str]:
    """MathML as HTML in MathJax's fonts, which Chromium sets better; and the rules for it."""

    def tex(match: re.Match[str]) -> tuple[str, bool]:
        opening = BeautifulSoup(f"<math {match['head']}></math>", "html.parser").find("math")
        assert isinstance(opening, Tag)
        return str(opening["alttext"]), opening.get("display") == "block"

    found = [tex(match) for match in _MATH.finditer(html)]
    wanted = sorted(set(found))
    texts, css = formulas.html(wanted, project)
    known, order = dict(zip(wanted, texts, strict=True)), iter(found)
    return _MATH.sub(lambda _: known[next(order)], html), css


def _title_page(project: Project) -> str:
    config = project.config
    address = escape(project.site if project.has_site else project.repository)
    return (
        f'<div class="cover"><p class="cover-title">{escape(str(config["title"]))}</p>'
        "<p>An open course, a reproducible replication, and a library that proves its own "
        f'results</p><p class="cover-author">{escape(str(config["author"]))}</p>'
        f'<p class="cover-foot">Version {__version__}, {escape(str(config["copyright"]))}<br/>'
        f'<a href="{address}">{address}</a><br/>'
        "Text: CC BY 4.0. Code: MIT License.</p></div>"
    )


def _contents(chapters: Sequence[Chapter], starts: Mapping[str, int]) -> str:
    lines = []
    for part, those in groupby(chapters, key=lambda chapter: chapter.part):
        lines.append(f'<p class="part">{escape(part)}</p>' if part else "")
        lines += [
            f'<p><a href="#{place(x.page)}">{escape(x.title)}</a><span class="dots"></span>'
            f'<a href="#{place(x.page)}">{starts.get(x.page, "000")}</a></p>'
            for x in those
        ]
    return f'<div class="contents" id="contents"><h1>Contents</h1>{"".join(lines)}</div>'
