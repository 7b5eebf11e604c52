"""The project seen from its root: settings, pages, addresses. All of them are read from files.

Example:
    >>> site = Project.find().committed
    >>> site.colab("tour").startswith("https://colab.research.google.com/github/")
    True
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from memlib.book import origin
from memlib.book.address import Repository
from memlib.errors import MemlibError

#: The branch that the Colab buttons open. The publishing workflow writes the edition to it, with
#: the addresses of the repository that it runs in.
COLAB_BRANCH = "colab"
#: The variable by which whoever builds the book says where its site will be.
SITE_VARIABLE = "MEMLIB_SITE"


@dataclass(frozen=True)
class Project:
    """A checkout of this project.

    Attributes:
        root: the folder that holds ``_config.yml``, ``_toc.yml``, ``book`` and ``notebooks``.
        settings_only: addresses come from ``_config.yml``, wherever this is built.
    """

    root: Path
    settings_only: bool = False

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """The project around ``start`` (default: the working folder, then memlib's own place).

        Raises:
            MemlibError: neither lies in a checkout.
        """
        places = [start] if start else [Path.cwd(), Path(__file__)]
        for place in places:
            for folder in (place.resolve(), *place.resolve().parents):
                if (folder / "_config.yml").is_file() and (
                    folder / "book" / "macros.yml"
                ).is_file():
                    return cls(folder)
        raise MemlibError(
            "no checkout of the project is here",
            operation="book",
            place=str(places[0]),
            mend="run this in the folder that holds _config.yml",
        )

    @cached_property
    def config(self) -> dict[str, Any]:
        """``_config.yml``."""
        return self._yaml("_config.yml")

    @cached_property
    def toc(self) -> dict[str, Any]:
        """``_toc.yml``."""
        return self._yaml("_toc.yml")

    @cached_property
    def macros(self) -> dict[str, Any]:
        """``book/macros.yml``: name → text, or [text, number of arguments]."""
        return self._yaml("book/macros.yml")

    def parameters(self, notebook: str) -> dict[str, Any]:
        """What a notebook runs with: ``book/parameters.yml``, its own values first."""
        table = self._yaml("book/parameters.yml")
        return {**table["all"], **(table.get("notebooks") or {}).get(notebook, {})}

    # Pages

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Every page of ``_toc.yml`` in order, as Sphinx names it (``notebooks/tour``)."""
        return tuple(_files(self.toc))

    @cached_property
    def notebooks(self) -> tuple[str, ...]:
        """The names of the computed pages, in the order of ``_toc.yml``."""
        prefix = "notebooks/"
        return tuple(page.removeprefix(prefix) for page in self.pages if page.startswith(prefix))

    @cached_property
    def numbered(self) -> tuple[str, ...]:
        """The chapters that count: the pages of the parts with ``numbered``, in order."""
        parts = [part for part in self.toc.get("parts", []) if part.get("numbered")]
        return tuple(_files(parts))

    def source(self, notebook: str) -> Path:
        """The MyST text of a computed page."""
        return self.root / "notebooks" / f"{notebook}.md"

    def text(self, page: str) -> str:
        """The MyST text of any page of ``_toc.yml``."""
        folder = self.root if page.startswith("notebooks/") else self.root / "book"
        return (folder / f"{page}.md").read_text(encoding="utf-8")

    def colab_edition(self, notebook: str) -> Path:
        """The committed ``.ipynb`` that Colab opens."""
        return self.root / "notebooks" / f"{notebook}.ipynb"

    def executed(self, notebook: str) -> Path:
        """The notebook with its outputs, as Sphinx reads it; git ignores that folder."""
        return self.root / "book" / "notebooks" / f"{notebook}.ipynb"

    # Addresses

    @property
    def committed(self) -> Project:
        """The project as its committed files see it: the same addresses in every copy."""
        return replace(self, settings_only=True)

    @cached_property
    def origin(self) -> origin.Origin:
        """Where the project is published, and who says so: the service that builds it, else the
        git remote, else ``_config.yml``.

        Raises:
            MemlibError: ``_config.yml`` is asked, and has no address.
        """
        built = origin.told_by_service() or origin.told_by_remote(self.root)
        if built is not None and not self.settings_only:
            return built
        settings = self.config["repository"]
        return origin.Origin(
            Repository.read(str(settings["url"])), origin.SETTINGS, str(settings["branch"])
        )

    @property
    def at(self) -> Repository:
        """Where the project is published."""
        return self.origin.at

    @property
    def repository(self) -> str:
        """The address of its page, without a slash at the end."""
        return self.at.url

    @property
    def branch(self) -> str:
        """The branch that memlib and the pictures are taken from."""
        return self.origin.branch or str(self.config["repository"]["branch"])

    @property
    def has_site(self) -> bool:
        """Whether anybody knows where the site is published."""
        return bool(self._site)

    @property
    def site(self) -> str:
        """Where the built book is published, without a slash at the end.

        The variable ``MEMLIB_SITE`` says it, or ``html.baseurl``, or the service that builds the
        book; else it is where the repository's host publishes sites.

        Raises:
            MemlibError: nobody says it, and the host publishes no sites that we know.
        """
        if not self.has_site:
            raise MemlibError(
                f"nobody knows where {self.at.host} publishes the site",
                operation="book",
                place="_config.yml",
                mend="give html.baseurl, the address of the published book",
            )
        return self._site

    @cached_property
    def _site(self) -> str:
        given = "" if self.settings_only else os.environ.get(SITE_VARIABLE, "")
        given = given or (self.config.get("html") or {}).get("baseurl") or ""
        return (given or self.origin.site or self.at.site).rstrip("/")

    @property
    def archive(self) -> str:
        """What pip installs memlib from."""
        return self.at.archive(self.branch)

    def raw(self, path: str) -> str:
        """The address of one committed picture."""
        if self.at.on_github:
            place = f"{self.at.owner}/{self.at.name}/{self.branch}/{path}"
            return f"https://raw.githubusercontent.com/{place}"
        return f"{self.site}/_images/{Path(path).name}"  # where the built book has it

    def page(self, page: str) -> str:
        """The address of a page of the published book; of the repository, if there is no site."""
        return f"{self.site}/{page}.html" if self.has_site else self.repository

    def colab(self, notebook: str) -> str:
        """The address that opens a notebook in Colab.

        Raises:
            MemlibError: Colab opens no notebooks from there.
        """
        if not self.at.on_github:
            raise MemlibError(
                f"Colab opens no notebooks from {self.at.host}", mend="publish on github.com"
            )
        return (
            "https://colab.research.google.com/github/"
            f"{self.at.owner}/{self.at.name}/blob/{COLAB_BRANCH}/notebooks/{notebook}.ipynb"
        )

    def _yaml(self, name: str) -> dict[str, Any]:
        with (self.root / name).open(encoding="utf-8") as file:
            value = yaml.safe_load(file)
        if not isinstance(value, dict):
            raise MemlibError("not a mapping", operation="book", place=name)
        return value


def _files(entry: Any) -> Iterator[str]:
    """The pages below one entry of ``_toc.yml``."""
    if isinstance(entry, list):
        for item in entry:
            yield from _files(item)
    elif isinstance(entry, dict):
        for key in ("root", "file"):
            if key in entry:
                yield str(entry[key]).removesuffix(".md")
        for key in ("parts", "chapters", "sections", "subtrees", "entries"):
            yield from _files(entry.get(key, []))
