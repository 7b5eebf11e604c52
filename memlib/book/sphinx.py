"""The Sphinx extension that makes plain ``jupyter-book build book`` do everything.

Before Sphinx reads a page it points to the root's ``_toc.yml``, brings the executed notebooks up
to date, and hands MathJax our macros; when it writes a page it moves the pictures out of the HTML
into files, one for the light and one for the dark theme; at the end it puts the Colab edition where
the download button leads. A build that was broken off is begun afresh: Sphinx would take the pages
that it wrote as done. Nothing here asks another host.
"""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any, NoReturn

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx_proof.nodes import proof_node

from memlib import files
from memlib.book import (
    colab,
    columns,
    editions,
    epub,
    execute,
    figures,
    glossary,
    languages,
    live,
    map_page,
    moving,
    naming,
    outward,
    previews,
    sitemap,
    tied,
    ways,
    words,
)
from memlib.book.origin import SETTINGS
from memlib.book.project import COLAB_BRANCH, Project
from memlib.book.renderer import check_version
from memlib.entry import Exit
from memlib.errors import MemlibError


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the steps; Sphinx calls this.

    An interruption is one line, too: SystemExit passes through jupyter-book, which buries any other
    exception under tracebacks.
    """
    try:
        check_version()
    except MemlibError as error:
        _stop(error)
    if current_thread() is main_thread():
        signal.signal(signal.SIGINT, _interrupted)
    # jupyter-book sets a value of sphinx-comments even though we leave that extension out.
    app.add_config_value("comments_config", {}, "")
    app.add_config_value("memlib_book", "", "env")  # pages are read again when this code changes
    app.connect("config-inited", forget_what_was_broken_off, priority=90)
    app.connect("config-inited", configure, priority=100)  # before sphinx_external_toc reads it
    app.connect("builder-inited", run_notebooks, priority=100)
    app.connect("builder-inited", lambda app: _mark(app).touch(), priority=110)
    app.connect("build-finished", finish)
    app.connect("doctree-resolved", mend_boxes)
    app.connect("html-page-context", finish_page, priority=900)  # after the theme's own changes
    live.setup(app)
    moving.setup(app)
    tied.setup(app)
    columns.setup(app)
    ways.setup(app)
    map_page.setup(app)
    glossary.setup(app)
    outward.setup(app)
    sitemap.setup(app)
    epub.setup(app)
    editions.setup(app)
    naming.setup(app)
    languages.setup(app)
    words.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _mark(app: Sphinx) -> Path:
    """A file that is there while a build goes on, and after one that was broken off."""
    return Path(app.doctreedir) / "unfinished"


def forget_what_was_broken_off(app: Sphinx, config: Config) -> None:
    """Remove what a build left that did not come to its end, before Sphinx reads any of it."""
    if _mark(app).exists():
        for folder in map(Path, (app.outdir, app.doctreedir)):
            shutil.rmtree(folder)
            folder.mkdir(parents=True)


def configure(app: Sphinx, config: Config) -> None:
    """Take the contents from the root's ``_toc.yml`` and the macros from ``book/macros.yml``."""
    project = Project.find(Path(app.srcdir))
    config.external_toc_path = str(project.root / "_toc.yml")
    config.memlib_book = execute.source_hash(Path(__file__).parent)
    config.html_theme_options["repository_url"] = project.repository
    config.html_theme_options["repository_branch"] = COLAB_BRANCH  # its one use: Colab's button
    if project.has_site and project.origin.told_by != SETTINGS:
        config.html_baseurl = project.site  # each page names its address: this one, not a copy's
    if not project.at.on_github:  # Colab opens no notebooks from elsewhere
        config.html_theme_options["launch_buttons"] = {}
    epub.configure(project, config)
    config.mathjax3_config = {
        "tex": {"macros": project.macros},
        "chtml": {"matchFontHeight": False},
        "options": {"enableMenu": True},
    }


def run_notebooks(app: Sphinx) -> None:
    """Run what is stale; on a failing cell say so and stop, with exit code 2."""
    if app.config.memlib_language:
        return  # the English build has run them
    try:
        execute.run_all(Project.find(Path(app.srcdir)))
    except MemlibError as error:
        _stop(error)


def _stop(error: MemlibError) -> NoReturn:
    """One line and exit code 2; an Exception would bury the message under tracebacks."""
    print(f"memlib: {error}", file=sys.stderr)
    raise SystemExit(Exit.BAD_INPUT) from None


def _interrupted(*_: object) -> None:
    print("memlib: interrupted", file=sys.stderr)
    raise SystemExit(Exit.INTERRUPTED)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """The download button leads to the Colab edition; and what was begun is finished.

    Stored tables and experiments lie beside the pages, which link to them.
    """
    if exception is None:
        project = Project.find(Path(app.srcdir))
        english = not app.config.memlib_language
        for name in ("results", "experiments") if app.builder.name == "html" and english else ():
            if (project.root / name).is_dir():
                shutil.copytree(project.root / name, Path(app.outdir, name), dirs_exist_ok=True)
        for name in project.notebooks if app.builder.name == "html" else ():
            copy = Path(app.outdir) / "_sources" / "notebooks" / f"{name}.ipynb"
            read = Path(app.srcdir) / "notebooks" / f"{name}.ipynb"
            if not copy.is_file():  # of another language only the translated pages are written
                continue
            if copy.read_bytes() == read.read_bytes():  # as Sphinx has put it now
                files.write_text(copy, colab.text(project, name))
        _mark(app).unlink(missing_ok=True)


_SHARED_IDS = {"proof-content", "exercise-content", "solution-content"}


def mend_boxes(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make the boxes valid HTML, and let proofs with ``:class: dropdown`` fold.

    Each box carries the same ids ("proof", "proof-content", …); a page may hold an id only once.
    sphinx-togglebutton expects a title, which proofs do not have, and its script would stop there;
    so these fold by plain HTML.
    """
    for section in doctree.findall(nodes.section):
        if set(section["ids"]) & _SHARED_IDS:
            section["ids"] = []
    for proof in list(doctree.findall(proof_node)):
        for box in proof.findall(nodes.admonition):
            box["ids"] = []
            if "dropdown" in box["classes"]:
                box["classes"].remove("dropdown")
                word = naming.word("Proof")
                opening = f'<details class="memlib-fold"><summary>{word}</summary>'
                before, after = (nodes.raw("", x, format="html") for x in (opening, "</details>"))
                proof.replace_self([before, proof, after])
                break


#: Roles and names that hide the text they stand on from a screen reader.
_MISLEADING = (
    ' aria-label="Toggle hidden content"',
    ' role="doc-biblioentry"',
    ' role="doc-backlink"',
    ' role="list" class="citation-list"',
)


def finish_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give each figure its light and dark file; drop roles that mislead screen readers."""
    if "body" in context and context.get("pathto") and app.builder.name == "html":
        shared = languages.shared(app)
        folder = Path(app.outdir) / shared / "_images"
        prefix = context["pathto"](f"{shared}_images", 1)
        body = figures.to_files(context["body"], folder, prefix)
        for attribute in _MISLEADING:
            body = body.replace(attribute, "")
        context["body"] = body
        if doctree is not None:
            previews.write(Path(app.outdir), pagename, body)
