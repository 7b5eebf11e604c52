"""Chapters as they are written (MyST text) and as notebooks: one source, two readers."""

from __future__ import annotations

from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from memlib import files
from memlib.book.project import Project
from memlib.errors import MemlibError

PARAMETERS = 'preset = "auto"  # or "quick", or "full"'
START = "from memlib.book import start\n\ndevice, preset = start(preset)"

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def read(project: Project, name: str) -> NotebookNode:
    """The chapter ``notebooks/NAME.md`` as a notebook without outputs.

    Right after its title come the two cells that every chapter opens with: the parameters that
    papermill replaces, and the choice of device and preset. The book hides them.

    Raises:
        MemlibError: there is no such chapter, it has no title, or a cell has no language.
    """
    path = project.source(name)
    place = f"notebooks/{name}.md"
    if not path.is_file():
        raise MemlibError("no such chapter", operation="book", place=place, mend="see _toc.yml")
    notebook = jupytext.reads(files.read_text(path), fmt="myst")
    cells = notebook.cells
    if not cells or not cells[0].source.startswith("# "):
        raise MemlibError(
            "a chapter begins with its title", operation="book", place=place, mend="# Title"
        )
    title, _, rest = cells[0].source.partition("\n")
    head = [nbformat.v4.new_markdown_cell(title), *opening()]
    if rest.strip():
        head.append(nbformat.v4.new_markdown_cell(rest.strip()))
    notebook.cells = head + [cell for cell in cells[1:] if cell.source.strip()]
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    number_cells(notebook)
    return notebook


def opening() -> list[NotebookNode]:
    """The cells that open every chapter."""
    return [
        _code(PARAMETERS, tags=["parameters", "remove-cell"]),
        _code(START, tags=["remove-cell"]),
    ]


def title(notebook: NotebookNode) -> str:
    """The chapter's title, without the mark."""
    return str(notebook.cells[0].source).removeprefix("# ").strip()


def number_cells(notebook: NotebookNode) -> None:
    """Give the cells ids that do not change from one writing to the next."""
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index:03d}"


def _code(source: str, *, tags: list[str]) -> NotebookNode:
    metadata: dict[str, Any] = {"tags": tags}
    return nbformat.v4.new_code_cell(source, metadata=metadata)
