"""The Colab edition: from each chapter's MyST text the clean ``.ipynb`` that Colab opens.

The pair is kept in step by a test; ``make notebooks`` writes it anew. The committed edition has the
addresses of ``_config.yml``, the same in every copy of the project. What the Colab buttons open is
written anew where the book is built, to a branch of its own, with the addresses of that place.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from memlib import files
from memlib.book import bibliography, labels, source
from memlib.book.plain import Plain
from memlib.book.project import Project
from memlib.errors import MemlibError, context


def set_up_cell(project: Project) -> str:
    """The one line that installs memlib where it is missing, the same in every notebook.

    It installs memlib and nothing else that Colab already has; where memlib is there, on your
    own machine, it does nothing and asks no network. A folder that is only called memlib, such as a
    clone, has no origin, and is not memlib.
    """
    return (
        "import importlib.util; getattr(importlib.util.find_spec('memlib'), 'origin', None) or "
        f"get_ipython().run_line_magic('pip', 'install -q memlib@{project.archive}');"
    )


def edition(project: Project, name: str) -> NotebookNode:
    """The Colab edition of one chapter, without outputs."""
    notebook = source.read(project, name)
    plain = Plain(
        project,
        f"notebooks/{name}",
        labels.collect(project),
        bibliography.read(project.root / "book" / "references.bib"),
    )
    heading = source.title(notebook)
    with context(operation="Colab edition"):
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = plain.convert(cell.source)
                cell.metadata = nbformat.from_dict({})
    notebook.cells.append(nbformat.v4.new_markdown_cell(plain.bibliography()))
    set_up = nbformat.v4.new_code_cell(set_up_cell(project))
    notebook.cells[0].source = f"# {heading}\n\n{_where(project, name)}"
    notebook.cells.insert(1, set_up)
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    notebook.metadata["colab"] = {"name": f"{name}.ipynb", "provenance": [], "toc_visible": True}
    source.number_cells(notebook)
    return notebook


def text(project: Project, name: str) -> str:
    """The file of the Colab edition of one chapter."""
    return str(nbformat.writes(edition(project, name))) + "\n"


def write_all(project: Project, *, check: bool = False) -> list[str]:
    """Write every committed edition that is out of step (with ``check`` only name it).

    Editions whose chapter is gone are removed, and named too.
    """
    project = project.committed
    changed = []
    for path in sorted((project.root / "notebooks").glob("*.ipynb")):
        if path.stem not in project.notebooks:
            changed.append(path.stem)
            if not check:
                path.unlink()
    for name in project.notebooks:
        target = project.colab_edition(name)
        text_now = text(project, name)
        if not target.is_file() or target.read_text(encoding="utf-8") != text_now:
            changed.append(name)
            if not check:
                files.write_text(target, text_now)
    return changed


def write_branch(project: Project, folder: Path) -> None:
    """Write what the branch of the Colab buttons holds: each edition, a list of them, the licenses.

    Args:
        project: the addresses are those of the place where this runs.
        folder: new, or empty.

    Raises:
        MemlibError: the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise MemlibError("is not empty", operation="Colab edition", place=str(folder))
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    rows = []
    for name in project.notebooks:
        files.write_text(folder / "notebooks" / f"{name}.ipynb", text(project, name))
        link = f"[{source.title(source.read(project, name))}](notebooks/{name}.ipynb)"
        rows.append(f"| {link} | {_button(project, name)} |\n")
    files.write_text(
        folder / "README.md",
        f"# {project.config['title']}\n\nThe chapters for Colab, written by the publishing "
        f"workflow of [this repository]({project.repository}). [The book]({project.page('intro')})."
        "\n\n| chapter | |\n|---|---|\n" + "".join(rows),
    )
    for license in project.root.glob("LICENSE*"):
        files.write_text(folder / license.name, license.read_text(encoding="utf-8"))


def _button(project: Project, name: str) -> str:
    if not project.at.on_github:
        return ""
    picture = "https://colab.research.google.com/assets/colab-badge.svg"
    return f"[![Open in Colab]({picture})]({project.colab(name)})"


def _where(project: Project, name: str) -> str:
    title = project.config["title"]
    return (
        f"A chapter of the open course [{title}]({project.page('intro')}): "
        f"[read it in the book]({project.page(f'notebooks/{name}')}), or run it here. "
        "The first cell installs memlib where it is missing; the next two choose how much to "
        "compute and show the device."
    )
