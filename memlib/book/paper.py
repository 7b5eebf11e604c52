"""The chapters of the book on paper: the pages of the EPUB, as parts of one page.

Ids and links become those of the whole book. What folds in a browser lies open, and the solutions
of all chapters make the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import Tag

from memlib import files
from memlib.book import page_numbers
from memlib.book.project import Project
from memlib.errors import MemlibError

#: Pages that only a browser can use: links to them lead to the site.
LEFT_OUT: Final = ("lab",)
#: The last chapter.
SOLUTIONS: Final = "solutions"


@dataclass(frozen=True)
class Chapter:
    """One page of the site, as a chapter on paper.

    Attributes:
        page: its name.
        part: the caption of its part.
        title: its title with its number.
        html: its body; ids and links are those of the whole book.
    """

    page: str
    part: str
    title: str
    html: str


def read(project: Project, folder: Path) -> Iterator[Chapter]:
    """The chapters in order.

    Args:
        project: the book.
        folder: where the EPUB is unpacked.

    Raises:
        MemlibError: a page is not there, or has no title.
    """
    parts = {
        str(entry["file"]).removesuffix(".md"): str(part["caption"])
        for part in project.toc.get("parts", [])
        for entry in part["chapters"]
    }
    pages = [name for name in project.pages if name not in LEFT_OUT]
    solutions: list[str] = []
    for name in pages:
        path = folder / f"{name}.xhtml"
        text = files.read_text(path) if path.is_file() else ""
        body = BeautifulSoup(text, "html.parser").select_one("div.body")
        heading = body.find("h1") if body is not None else None
        if body is None or not isinstance(heading, Tag):
            raise MemlibError("a page of the EPUB has no title", operation="PDF", place=name)
        title = " ".join(heading.get_text().split())
        _lead_within(body, name, project, folder)
        _unfold(body)
        answers = body.find(id=place(name, "memlib-solutions"))
        if isinstance(answers, Tag):
            page_numbers.mark(answers.extract(), SOLUTIONS)
            solutions.append(_as_section(answers, title))
        page_numbers.mark(body, place(name))
        yield Chapter(name, parts.get(name, ""), title, body.decode_contents())
    last = f"<h1>Solutions</h1>{''.join(solutions)}"
    yield Chapter(SOLUTIONS, parts.get(pages[-1], ""), "Solutions", last)


def place(page: str, name: str = "") -> str:
    """The id that a page, or a place on it, has in the whole book.

    >>> place("notebooks/sqrt_n"), place("notebooks/sqrt_n", "thm-next-token")
    ('notebooks-sqrt_n', 'notebooks-sqrt_n--thm-next-token')
    """
    page = page.replace("/", "-")
    return f"{page}--{name}" if name else page


def _lead_within(body: Tag, name: str, project: Project, folder: Path) -> None:
    """Ids, links and addresses of pictures as they are in the one page of the whole book."""
    above = Path(name).parent.as_posix()
    for one in body.find_all(True):
        if "id" in one.attrs:
            one["id"] = place(name, str(one["id"]))
        for attribute in ("href", "src"):
            path, _, there = str(one.attrs.get(attribute, "#")).partition("#")
            if re.match(r"[a-z]+:", path) or attribute not in one.attrs:
                continue
            target = normpath(f"{above}/{path}") if path else f"{name}.xhtml"
            page = target.removesuffix(".xhtml")
            if attribute == "src":
                one[attribute] = (folder / target).resolve().as_uri()
            elif page in project.pages and page not in LEFT_OUT:
                one[attribute] = f"#{place(page, there)}"
            elif page in LEFT_OUT and project.has_site:
                one[attribute] = project.page(page)
            else:
                del one[attribute]


def _unfold(body: Tag) -> None:
    """What folds lies open; a proof says itself that it is one."""
    for fold in body.select("details"):
        summary = fold.find("summary")
        if isinstance(summary, Tag):
            if fold.select_one("div.proof") is not None:
                summary.decompose()
            else:
                summary.name = "p"
                summary["class"] = "admonition-title"
        fold.name = "div"
        fold.attrs.pop("open", None)


def _as_section(answers: Tag, title: str) -> str:
    """The solutions of a chapter, under its title."""
    heading = answers.find("h2")
    assert isinstance(heading, Tag)
    heading.string = title
    return str(answers)
