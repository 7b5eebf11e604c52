"""The book to take along, as an EPUB and as a PDF.

They are made before the site, which offers them on every page; a site that is built without them
offers those that are still of its text, if there are any.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final, NamedTuple

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from memlib import files
from memlib.book import again, execute, languages, pdf
from memlib.book.project import Project
from memlib.book.renderer import jupyter_book
from memlib.errors import MemlibError


class Edition(NamedTuple):
    """One kind of file.

    Attributes:
        name: of the file.
        text: of its link.
        words: what the link says when it is pointed at.
        icon: of the link.
    """

    name: str
    text: str
    words: str
    icon: str


EPUB: Final = Edition("memlib.epub", "book.epub", "The whole book (EPUB)", "fas fa-book-open")
PDF: Final = Edition("memlib.pdf", "book.pdf", "The whole book (PDF)", "fas fa-book")


def folder(project: Project) -> Path:
    """Where the editions of the book as it is now lie or will; named by all they depend on."""
    parts = [project.repository.encode(), project.page("intro").encode()]
    for name in project.pages:
        executed = project.root / "book" / f"{name}.ipynb"
        path = executed if executed.is_file() else project.root / "book" / f"{name}.md"
        parts.append(path.read_bytes() if path.is_file() else b"")
    book = project.root / "book"
    for place in (Path(__file__).parents[1], book / "editions", book / "_static"):
        parts.append(execute.source_hash(place).encode())
    settings = ("_config.yml", "_toc.yml", "book/macros.yml", "book/references.bib")
    parts += [(project.root / name).read_bytes() for name in settings]
    return project.root / "_build" / "editions" / execute.joint_hash(parts)[:16]


def make_epub(project: Project) -> Path:
    """The EPUB of the book as it is now, made when it is not there yet.

    Raises:
        MemlibError: a notebook fails, or Sphinx stops.
    """
    execute.run_all(project)
    target = folder(project) / EPUB.name
    if not target.is_file():
        command = [jupyter_book(), "build", "book", "--quiet"]
        command += ["--builder", "custom", "--custom-builder", "epub"]
        done = subprocess.run(command, cwd=project.root, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise MemlibError("the EPUB could not be built", operation="editions")
        shutil.rmtree(target.parents[1], ignore_errors=True)
        target.parent.mkdir(parents=True)
        files.write_bytes(target, (project.root / "_build" / "epub" / EPUB.name).read_bytes())
    return target


def make_pdf(project: Project) -> Path:
    """The PDF of the book as it is now, and the EPUB that it is made from, where they are missing.

    Raises:
        MemlibError: Chromium is missing or stops, a notebook fails, or Sphinx stops.
    """
    pdf.browser()  # before notebooks run for minutes
    epub = make_epub(project)
    target = epub.with_name(PDF.name)
    if not target.is_file():
        pdf.make(project, epub, target)
    return target


def setup(app: Sphinx) -> None:
    """Connect the steps that offer the editions on the site."""
    app.connect("builder-inited", find, priority=200)  # the builds in other languages ask for it
    app.connect("env-get-updated", changed, priority=903)
    app.connect("html-page-context", offer, priority=910)
    app.connect("build-finished", copy)


def find(app: Sphinx) -> None:
    """The editions that are there, after the notebooks have run."""
    place = folder(Project.find(Path(app.srcdir)))
    found = [edition for edition in (EPUB, PDF) if (place / edition.name).is_file()]
    app.memlib_editions = {edition: place / edition.name for edition in found}  # type: ignore[attr-defined]


def offered(app: Sphinx) -> dict[Edition, Path]:
    """What the site that is being built offers, and where it lies."""
    there: dict[Edition, Path] = getattr(app, "memlib_editions", {})
    return there if app.builder.name == "html" else {}


def changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, when there are other editions to offer than there were."""
    if app.builder.name != "html":
        return []
    there = [edition.name for edition in offered(app)]
    return sorted(env.found_docs) if again.before(app, env, "offered", there) != there else []


def offer(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _: Any) -> None:
    """Links in the menu of the download button."""
    for button in context.get("header_buttons", []):
        if button.get("label") != "download-buttons":
            continue
        for edition in offered(app):
            url = context["pathto"](f"{languages.shared(app)}{edition.name}", 1)
            link = {"type": "link", "url": url, "text": edition.text, "tooltip": edition.words}
            label = f"download-{edition.text.replace('.', '-')}-button"
            button["buttons"].append(link | {"icon": edition.icon, "label": label})


def copy(app: Sphinx, error: Exception | None) -> None:
    """Put the editions into the site, and those of an older text away."""
    if error is not None or app.builder.name != "html":
        return
    for edition in (EPUB, PDF):
        (Path(app.outdir) / edition.name).unlink(missing_ok=True)
        if edition in offered(app) and not app.config.memlib_language:
            shutil.copyfile(offered(app)[edition], Path(app.outdir) / edition.name)
