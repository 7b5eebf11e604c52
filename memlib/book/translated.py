"""The sources of the book in another language, as Sphinx reads them: ``_build/LANGUAGE``.

Computed pages take their outputs from the notebooks that the English book has run: nothing runs
twice. Pages that are not shown in the language are there too, without their outputs: references
lead to them, and the numbers of boxes are those of the English book.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import yaml

from memlib import files
from memlib.book import catalog, execute, messages
from memlib.book.catalog import Translation
from memlib.book.project import Project

#: What pages take from beside them.
_BESIDE = ("_static", "lab", "references.bib")
_UP = re.compile(r"(\{literalinclude\} )\.\./")


def folder(project: Project, language: str) -> Path:
    """Where the sources lie."""
    return project.root / "_build" / language


def key(project: Project, language: str, *beside: str) -> str:
    """One hash of all that the pages of a language are made of: equal, then they are up to date.

    Args:
        project: the book.
        language: of the pages.
        beside: names of what its pages lead to: the folder of Python for the pages, editions.
    """
    pages = [project.executed(name) for name in project.notebooks]
    pages += [project.root / "book" / f"{page}.md" for page in project.pages]
    pages += [catalog.path(project, language, page) for page in ("menu", *project.pages)]
    settings = ("_config.yml", "_toc.yml", "book/macros.yml", "book/references.bib")
    pages += [project.root / name for name in settings]
    folders = [Path(__file__).parents[1], project.root / "book" / "_static"]
    parts = [address.encode() for address in (project.archive, project.page("intro"), *beside)]
    parts += [path.read_bytes() for path in pages if path.is_file()]
    parts += [execute.source_hash(path).encode() for path in folders]
    return execute.joint_hash(parts)


def prepare(project: Project, language: str) -> dict[str, Translation]:
    """Write the sources; what has not changed is not touched.

    Returns:
        The translations of the pages that are shown, and of the menu.
    """
    known = catalog.translated(project, language)
    shown = {page: each for page, each in known.items() if page == "menu" or each.shown}
    target = folder(project, language)
    wanted = {target / "_toc.yml": _toc(project, shown.get("menu"))}
    for page in project.pages:
        if page.startswith("notebooks/"):
            wanted[target / f"{page}.ipynb"] = _notebook(project, page, shown)
        else:
            wanted[target / f"{page}.md"] = _text(project, page, shown)
    for name in _BESIDE:
        _copy(project.root / "book" / name, target / name)
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or files.read_text(path) != text:
            files.write_text(path, text)
    for path in [*target.glob("*.md"), *target.glob("notebooks/*")]:
        if path not in wanted:
            path.unlink()
    return shown


def _text(project: Project, page: str, shown: Mapping[str, Translation]) -> str:
    text = project.text(page)
    if page in shown:
        text = messages.translate(text, shown[page])
    return _UP.sub(r"\1../../", text)  # these sources lie one folder deeper


def _notebook(project: Project, page: str, shown: Mapping[str, Translation]) -> str:
    notebook = nbformat.read(project.executed(page.removeprefix("notebooks/")), as_version=4)
    for cell in notebook.cells:
        if page not in shown:
            cell.pop("outputs", None)
            if cell.cell_type == "code":
                cell.outputs = []
        elif cell.cell_type == "markdown":
            cell.source = messages.translate(cell.source, shown[page])
    return str(nbformat.writes(notebook)) + "\n"


def _toc(project: Project, menu: Translation | None) -> str:
    toc: dict[str, Any] = {**project.toc, "parts": [dict(part) for part in project.toc["parts"]]}
    for part in toc["parts"] if menu else ():
        part["caption"] = (menu and menu(part["caption"])) or part["caption"]
    return yaml.safe_dump(toc, allow_unicode=True, sort_keys=False)


def _copy(source: Path, target: Path) -> None:
    """A file or a folder of files, those that differ."""
    if source.is_dir():
        for path in sorted(source.iterdir()):
            _copy(path, target / path.name)
    elif source.is_file() and not (target.is_file() and target.read_bytes() == source.read_bytes()):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
