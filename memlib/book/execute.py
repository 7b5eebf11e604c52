"""Run the chapters that are stale, with papermill, into ``book/notebooks`` where Sphinx reads them.

The result is its own cache: an executed notebook carries a key made of all that its outputs
depend on. Prose is not part of the key, so mending a sentence costs no computation.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from memlib import files
from memlib.book import source
from memlib.book.project import Project
from memlib.errors import MemlibError

#: The environment variable that chooses another preset than ``book/parameters.yml``.
PRESET_VARIABLE = "MEMLIB_PRESET"

#: In every kernel: sets in one order, no progress bars in the pages, no picture windows.
KERNEL_ENVIRONMENT = {"PYTHONHASHSEED": "0", "TQDM_DISABLE": "1", "MPLBACKEND": "agg"}

_INJECTED = "injected-parameters"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def run_all(project: Project) -> list[str]:
    """Bring ``book/notebooks`` up to date with ``_toc.yml``.

    Returns:
        The names of the notebooks that had to run.

    Raises:
        MemlibError: a cell failed; the message has the notebook, the cell and the error.
    """
    folder = project.root / "book" / "notebooks"
    for path in (*folder.glob("*.ipynb"), *folder.glob("*.seal")):  # chapters that are gone
        if path.stem not in project.notebooks:
            path.unlink()
    return [name for name in project.notebooks if run(project, name)]


def run(project: Project, name: str) -> bool:
    """Bring one executed notebook up to date; True when its cells had to run."""
    parameters = project.parameters(name)
    if os.environ.get(PRESET_VARIABLE):
        parameters["preset"] = os.environ[PRESET_VARIABLE]
    target = project.executed(name)
    seal = target.with_suffix(".seal")
    if seal.is_file() and seal.read_text(encoding="utf-8") == _seal(project, name, parameters):
        return False  # not a byte of the text has changed either: no need to read it
    notebook = source.read(project, name)
    wanted = key(notebook, parameters, project.root)
    old = _executed(target)
    fresh = old is not None and old.metadata.get("memlib", {}).get("key") == wanted
    executed = old if fresh and old is not None else _papermill(notebook, name, parameters)
    _take_outputs(notebook, executed)
    notebook.metadata["memlib"] = {"key": wanted, "parameters": parameters}
    text = nbformat.writes(notebook) + "\n"
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        files.write_text(target, text)  # untouched files keep Sphinx from reading them again
    files.write_text(seal, _seal(project, name, parameters))
    return not fresh


def _seal(project: Project, name: str, parameters: dict[str, Any]) -> str:
    """One hash of all that an executed notebook is made of, and of the notebook itself."""
    made_of = [
        parameters,
        _surroundings(project.root),
        *(
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            for path in (project.source(name), project.executed(name))
        ),
    ]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


def key(notebook: NotebookNode, parameters: dict[str, Any], root: Path) -> str:
    """What the outputs depend on, as one hash.

    Cell sources and tags, the parameters, memlib's sources, the stored tables of results, the
    versions of Python and of every installed library.
    """
    cells = [
        (cell.source, sorted(cell.metadata.get("tags", [])))
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    parts = [cells, parameters, *_surroundings(root)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _surroundings(root: Path) -> list[Any]:
    """What every chapter depends on: memlib's sources, the stored tables, the versions."""
    library = Path(sys.modules["memlib"].__file__ or root / "memlib").parent
    return [source_hash(library), source_hash(root / "results", "*.json"), _versions()]


def source_hash(folder: Path, pattern: str = "*.py") -> str:
    """One hash of all files of a pattern below a folder, names and contents."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob(pattern)):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@cache
def _versions() -> list[str]:
    # The names of the metadata folders say it all, and reading them takes no time.
    found = {path.stem for folder in sys.path for path in Path(folder).glob("*.dist-info")}
    return [sys.version, *sorted(found)]


def _executed(path: Path) -> NotebookNode | None:
    """The notebook in a file, or None when there is none that can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError):
        return None


def _papermill(notebook: NotebookNode, name: str, parameters: dict[str, Any]) -> NotebookNode:
    """Run a notebook in an empty folder."""
    import papermill
    import tqdm.auto  # noqa: F401  read now, before the environment forbids bars to the kernels
    from papermill.exceptions import PapermillExecutionError

    with (
        tempfile.TemporaryDirectory(prefix="memlib-book-") as folder,
        _environment(KERNEL_ENVIRONMENT),
    ):
        given, result = Path(folder, "in.ipynb"), Path(folder, "out.ipynb")
        nbformat.write(notebook, given)
        empty = Path(folder, "work")
        empty.mkdir()
        try:
            executed = papermill.execute_notebook(
                str(given),
                str(result),
                parameters=parameters,
                cwd=str(empty),
                progress_bar={"desc": f"notebooks/{name}"},
                request_save_on_cell_execute=False,
                extra_arguments=[
                    "--log-level=CRITICAL"
                ],  # the kernel's own talk, not the chapter's
            )
        except PapermillExecutionError as error:
            raise _failure(name, error) from error
    return executed


def _failure(name: str, error: Any) -> MemlibError:
    """One line that names the notebook, the cell and the error; the traceback goes before it."""
    traceback = _ANSI.sub("", "\n".join(error.traceback))
    print(f"\n{traceback}\n", file=sys.stderr)
    first = next((line for line in error.source.splitlines() if line.strip()), "")
    return MemlibError(
        f"{error.ename}: {error.evalue}",
        operation="run the notebooks",
        place=f"notebooks/{name}.md: code cell {error.exec_count}, which begins with {first!r}",
        mend="the traceback stands above",
    )


def _take_outputs(notebook: NotebookNode, executed: NotebookNode) -> None:
    """Copy the outputs of ``executed`` into the same code cells of ``notebook``."""
    done = [
        cell
        for cell in executed.cells
        if cell.cell_type == "code" and _INJECTED not in cell.metadata.get("tags", [])
    ]
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.source for cell in cells] != [cell.source for cell in done]:
        raise MemlibError("an executed notebook does not fit its source", operation="book")
    for count, (cell, ran) in enumerate(zip(cells, done, strict=True), start=1):
        cell.outputs = ran.outputs
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = count


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables for the kernels that are started inside."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
