"""``sitemap.xml``: every page of the site in every language that it has, for search engines.

A part of :mod:`memlib.book.sphinx`. Where nobody knows the address of the site there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from memlib import files
from memlib.book import catalog, languages
from memlib.book.project import Project


def setup(app: Sphinx) -> None:
    """Connect the step."""
    app.connect("build-finished", write)


def write(app: Sphinx, error: Exception | None) -> None:
    """Write it, at the end of the English build."""
    project = Project.find(Path(app.srcdir))
    english = app.builder.name == "html" and not app.config.memlib_language
    if error is None and english and project.has_site:
        files.write_text(Path(app.outdir) / "sitemap.xml", text(project))


def text(project: Project) -> str:
    """What stands in it: each page with its versions in all languages, itself among them."""
    translations = {code: catalog.translated(project, code) for code in catalog.LANGUAGES}
    pages = [languages.versions(project, translations, page) for page in project.pages]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{''.join(line for versions in pages for line in _entries(versions))}</urlset>\n"
    )


def _entries(versions: dict[str, str]) -> Iterator[str]:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(address)}"/>'
        for tag, address in versions.items()
    )
    for address in versions.values():
        yield f"  <url><loc>{escape(address)}</loc>{links if len(versions) > 1 else ''}</url>\n"
