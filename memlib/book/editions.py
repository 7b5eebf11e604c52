"""The book to take along, as an EPUB.

It is made before the site, which offers it on every page; a site that is built without it offers
the one that is still that of its text, if there is one.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from memlib import files
from memlib.book import again, execute
from memlib.book.project import Project
from memlib.book.renderer import jupyter_book
from memlib.errors import MemlibError

#: The file, and what its link says.
NAME: Final = "memlib.epub"
WORDS: Final = "The whole book (EPUB)"


def folder(project: Project) -> Path:
    """Where the edition of the book as it is now lies, or will; named by all that it depends on."""
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


def make(project: Project) -> Path:
    """The EPUB of the book as it is now, made when it is not there yet.

    Raises:
        MemlibError: a notebook fails, or Sphinx stops.
    """
    execute.run_all(project)
    target = folder(project) / NAME
    if not target.is_file():
        command = [jupyter_book(), "build", "book", "--quiet"]
        command += ["--builder", "custom", "--custom-builder", "epub"]
        done = subprocess.run(command, cwd=project.root, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise MemlibError("the EPUB could not be built", operation="editions")
        shutil.rmtree(target.parents[1], ignore_errors=True)
        target.parent.mkdir(parents=True)
        files.write_bytes(target, (project.root / "_build" / "epub" / NAME).read_bytes())
    return target


def setup(app: Sphinx) -> None:
    """Connect the steps that offer the editions on the site."""
    app.connect("builder-inited", find)
    app.connect("env-get-updated", changed, priority=903)
    app.connect("html-page-context", offer, priority=910)
    app.connect("build-finished", copy)


def find(app: Sphinx) -> None:
    """The edition that is there, after the notebooks have run."""
    path = folder(Project.find(Path(app.srcdir))) / NAME
    app.memlib_edition = path if path.is_file() else None  # type: ignore[attr-defined]


def changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, when there is an edition to offer where there was none, or none any more."""
    if app.builder.name != "html":
        return []
    there = app.memlib_edition is not None  # type: ignore[attr-defined]
    before = again.before(app, env, "offered", there)
    return sorted(env.found_docs) if before != there else []


def offer(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _: Any) -> None:
    """A link in the menu of the download button."""
    if app.builder.name != "html" or app.memlib_edition is None:  # type: ignore[attr-defined]
        return
    for button in context.get("header_buttons", []):
        if button.get("label") == "download-buttons":
            link = {"type": "link", "url": context["pathto"](NAME, 1), "text": "book.epub"}
            link |= {"tooltip": WORDS, "icon": "fas fa-book-open", "label": "download-epub-button"}
            button["buttons"].append(link)


def copy(app: Sphinx, error: Exception | None) -> None:
    """Put the edition into the site, and that of an older text away."""
    if error is not None or app.builder.name != "html":
        return
    (Path(app.outdir) / NAME).unlink(missing_ok=True)
    if app.memlib_edition is not None:  # type: ignore[attr-defined]
        shutil.copyfile(app.memlib_edition, Path(app.outdir) / NAME)  # type: ignore[attr-defined]
