"""Exercises and the lab in the built site: blocks in the HTML, and the files that they load.

A part of :mod:`memlib.book.sphinx`. Where npm cannot be reached the site is built without: the
exercises are then what they are on paper, with a link to Colab.
"""

from __future__ import annotations

import shutil
import sys
from html import escape
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from memlib.book import again, languages, pyodide, runnable, words
from memlib.book.project import Project
from memlib.errors import MemlibError
from memlib.figures.page import ENGINE

#: In the built site.
FOLDER: Final = "_lab"
#: Checks that count a trained model's parameters with PyTorch: not in a browser.
NEEDS_TORCH: Final = frozenset({"same_size", "parameters"})
#: How tables of single runs begin that are larger than all others together.
MAPS: Final = "map_"
#: The page of the lab.
PAGE: Final = "lab"

_LOG = logging.getLogger(__name__)
_MARK: Final = ENGINE
_WITHOUT: Final = "This copy of the book was built without Python in its pages."


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.connect("builder-inited", find_files, priority=200)
    app.connect("env-get-updated", changed, priority=904)
    app.connect("doctree-resolved", add_blocks)
    app.connect("html-page-context", finish_page, priority=890)
    app.connect("build-finished", copy_files)


def find_files(app: Sphinx) -> None:
    """Make what the pages load; without it, say so (or stop, where it is required)."""
    app.memlib_lab = None  # type: ignore[attr-defined]
    if app.builder.name != "html":
        return
    project = Project.find(Path(app.srcdir))
    try:
        app.memlib_lab = pyodide.make(  # type: ignore[attr-defined]
            project.root, tables(project.root)
        )
    except MemlibError as error:
        if pyodide.required():
            print(f"error: {error}", file=sys.stderr)
            raise SystemExit(2) from None
        _LOG.info("the site is built without Python in its pages: %s", error)


def changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, when the engine that some of them name is another one, or came or went."""
    if app.builder.name != "html":
        return []
    folder: Path | None = app.memlib_lab  # type: ignore[attr-defined]
    now = folder.name if folder else ""
    return sorted(env.found_docs) if again.before(app, env, "engine", now) != now else []


def tables(root: Path) -> list[str]:
    """The stored tables that pages load: all but the rows of the maps, which no exercise reads."""
    names = (path.stem for path in (root / "results").glob("*.json"))
    return sorted(name for name in names if not name.startswith(MAPS))


def exercises(project: Project, name: str) -> list[runnable.Exercise]:
    """The cells of a chapter that ask for an answer, as they stand in its source."""
    from memlib.book import source

    cells = source.read(project, name).cells
    return runnable.exercises((cell.cell_type, cell.source) for cell in cells)


def needs_torch(code: str) -> bool:
    """Whether the check that a cell calls trains something."""
    return any(f".{name}(" in code for name in NEEDS_TORCH)


def add_blocks(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """After each cell that asks for an answer: an editor, buttons, a place for the output."""
    if app.builder.name != "html" or not docname.startswith("notebooks/"):
        return
    project, language = Project.find(Path(app.srcdir)), app.config.memlib_language
    name = docname.removeprefix("notebooks/")
    before = {each.code.strip(): each.before for each in exercises(project, name)}
    shown = [node for node in doctree.findall(nodes.container) if "cell" in node["classes"]]
    for place, node in enumerate(shown):
        code = _code(node)
        if not runnable.asks(code):
            continue
        colab = _colab(project.colab(name), language)
        if needs_torch(code):
            html = note(words.say(language, f"This check needs PyTorch: {colab}."))
        elif app.memlib_lab is None:  # type: ignore[attr-defined]
            html = note(words.say(language, f"To try it, {colab}."))
        else:
            first = runnable.GIVEN + before[code.strip()]
            html = block(f"answer-{place}", code, first, colab, language)
            node["classes"].append("memlib-asks")
        node.parent.insert(node.parent.index(node) + 1, nodes.raw("", html, format="html"))


def _code(cell: nodes.container) -> str:
    return next((text.astext() for text in cell.findall(nodes.literal_block)), "")


def block(name: str, code: str, before: str, colab: str, language: str = "") -> str:
    """One exercise as HTML; ``colab`` is the link to its chapter there."""
    rows = code.count("\n") + 2
    label, run, reset, stop, output = (
        words.say(language, each)
        for each in (
            "Your answer, in Python (Shift+Enter runs it)", "Run", "Reset", "Stop",
            "Output of your answer",
        )
    )  # fmt: skip
    return f"""<div class="memlib-exercise" data-engine="{_MARK}" data-before="{escape(before)}">
<label for="{name}">{label}</label>
<textarea id="{name}" rows="{rows}" spellcheck="false" autocapitalize="off" autocomplete="off">
{escape(code)}</textarea>
<div class="memlib-bar"><button type="button" data-do="run">{run}</button>
<button type="button" data-do="reset">{reset}</button>
<button type="button" data-do="stop" hidden>{stop}</button><span role="status"></span></div>
<pre data-out tabindex="0" role="region" aria-label="{output}" hidden></pre>
</div>
{note(words.say(language, f"To try it, {colab}."), "memlib-without")}"""


def note(sentence: str, *more: str) -> str:
    """A sentence in the place of a block, or (of class ``memlib-without``) where none can run."""
    return f'<p class="{" ".join(("memlib-elsewhere", *more))}">{sentence}</p>'


def _colab(address: str, language: str) -> str:
    return f'<a href="{escape(address)}">{words.say(language, "open the chapter in Colab")}</a>'


def finish_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Say where the engine lies, as this page reaches it; load the lab's scripts on its page."""
    folder: Path | None = getattr(app, "memlib_lab", None)
    if "body" not in context:
        return
    if folder is None:  # figures move by their tables alone
        body = context["body"].replace(_MARK, "")
        context["body"] = body.replace(
            '<div class="memlib-lab">',
            note(words.say(app.config.memlib_language, _WITHOUT))
            + '<div class="memlib-lab" hidden>',
        )
        return
    place = f"{languages.shared(app)}{FOLDER}/{folder.name}"
    engine = context["pathto"](f"{place}/engine.js", 1)
    context["body"] = context["body"].replace(_MARK, engine)
    if pagename == PAGE:
        names = ("engine.js", "lab.js")
        context["body"] += "".join(
            f'<script defer src="{engine.replace("engine.js", name)}"></script>' for name in names
        )


def copy_files(app: Sphinx, error: Exception | None) -> None:
    """Put the files into the site, and what an older build left there away."""
    folder: Path | None = getattr(app, "memlib_lab", None)
    if error is not None or app.builder.name != "html" or languages.shared(app):
        return
    target = Path(app.outdir) / FOLDER
    for old in target.glob("*"):
        if folder is None or old.name != folder.name:
            shutil.rmtree(old)
    if folder is not None and not (target / folder.name).is_dir():
        shutil.copytree(folder, target / folder.name)
