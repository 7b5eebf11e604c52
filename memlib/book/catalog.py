"""Translations of pages: a gettext catalog for each, and what in it is out of step.

A catalog is ``book/locale/LANGUAGE/PAGE.po``, of the messages of :mod:`memlib.book.messages`.
A sentence that has no translation, or whose English has changed since, is *stale*: the page shows
it in English, and the build says which it is. A page of which too much is stale is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from memlib import files
from memlib.book import messages
from memlib.book.project import Project
from memlib.errors import MemlibError

#: The languages of the book beside English: their folder in the site, and what Sphinx calls them.
LANGUAGES: Final = {"zh": "zh_CN"}
#: A page with less of its messages translated is shown in English.
ENOUGH: Final = 0.9

_HEAD: Final = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
)


@dataclass(frozen=True)
class Translation:
    """One page in one language.

    Attributes:
        page: as ``_toc.yml`` names it.
        wanted: the messages of the English page, each once, in order.
        known: message → translation, those that a person has looked at.
    """

    page: str
    wanted: tuple[str, ...]
    known: dict[str, str]

    @cached_property
    def stale(self) -> tuple[str, ...]:
        """The messages that are shown in English."""
        return tuple(message for message in self.wanted if not self.known.get(message))

    @property
    def shown(self) -> bool:
        """Whether enough is translated to show the page in this language."""
        return bool(self.wanted) and len(self.stale) <= (1 - ENOUGH) * len(self.wanted)

    def __call__(self, message: str) -> str:
        """The translation, or nothing."""
        return self.known.get(message, "")


def path(project: Project, language: str, page: str) -> Path:
    """Where a page's catalog lies."""
    return project.root / "book" / "locale" / language / f"{page}.po"


def wanted(project: Project, page: str) -> tuple[str, ...]:
    """The messages of a page, each once; those of the menu for the page ``menu``."""
    if page == "menu":
        return tuple(str(part["caption"]) for part in project.toc["parts"])
    return tuple(dict.fromkeys(messages.messages(project.text(page))))


def read(project: Project, language: str, page: str) -> Translation:
    """The translation of a page, empty where there is no catalog."""
    return Translation(page, wanted(project, page), _known(_catalog(project, language, page)))


def translated(project: Project, language: str) -> dict[str, Translation]:
    """The pages that have a catalog, in the order of the book, and the menu."""
    pages = ("menu", *project.pages)
    kept = [page for page in pages if path(project, language, page).is_file()]
    return {page: read(project, language, page) for page in kept}


def update(project: Project, language: str, page: str) -> Translation:
    """Bring a catalog in step with the English, making it when needed.

    A changed sentence keeps its old translation, marked fuzzy: not shown until a person has looked.
    """
    catalog = _catalog(project, language, page)
    template = Catalog()
    for message in wanted(project, page):
        template.add(message)
    catalog.update(template, update_header_comment=False)
    catalog.obsolete.clear()
    target = path(project, language, page)
    target.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, catalog, width=0, omit_header=True, include_previous=True)
    files.write_text(
        target, _HEAD.format(language=LANGUAGES[language]) + written.getvalue().decode()
    )
    return read(project, language, page)


def report(project: Project, language: str, *, whole: bool = False) -> list[str]:
    """A line for each stale sentence, with its page.

    Args:
        project: the book.
        language: of the catalogs.
        whole: also of pages that are not shown, which else have one line.
    """
    lines = []
    for page, translation in translated(project, language).items():
        place, stale = f"book/locale/{language}/{page}.po", translation.stale
        hidden = page != "menu" and not translation.shown
        if hidden:
            count = f"{len(stale)} of {len(translation.wanted)}"
            lines.append(f"{place}: stale: {count}: the page is shown in English")
        if whole or not hidden:
            lines += [f"{place}: stale: {_short(message)}" for message in stale]
    return lines


def summary(project: Project, language: str) -> str:
    """How much is translated, in one line."""
    found = translated(project, language)
    pages = [each for page, each in found.items() if page != "menu"]
    messages = sum(len(each.wanted) for each in found.values())
    stale = sum(len(each.stale) for each in found.values())
    shown = sum(each.shown for each in pages)
    return (
        f"{language}: {shown} of {len(project.pages)} pages, "
        f"{messages - stale:,} of their {messages:,} messages"
    )


def _short(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= 90 else f"{line[:88]} …"


def _known(catalog: Catalog) -> dict[str, str]:
    return {
        str(message.id): str(message.string)
        for message in catalog
        if message.id and message.string and not message.fuzzy
    }


def _catalog(project: Project, language: str, page: str) -> Catalog:
    place = path(project, language, page)
    if not place.is_file():
        return Catalog(locale=LANGUAGES[language])
    try:
        with place.open("rb") as file:
            return read_po(file, locale=LANGUAGES[language], abort_invalid=True)
    except Exception as error:  # babel has no one type for what a catalog may lack
        raise MemlibError(
            f"no catalog of translations: {error}", operation="book", place=str(place)
        ) from error
