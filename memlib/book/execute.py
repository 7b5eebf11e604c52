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
from collections.abc import Iterable, Iterator
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

#: In every kernel: sets in one order, no progress bars in the pages (nor a word that the widgets
#: for them are missing), no picture windows.
KERNEL_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TQDM_DISABLE": "1",
    "MPLBACKEND": "agg",
    "PYTHONWARNINGS": "ignore:IProgress not found",
}

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
    ours = {f"{name}{end}" for name in project.notebooks for end in (".ipynb", ".seal")}
    for path in folder.glob("*"):  # chapters that are gone, and what was never finished
        if path.name not in ours and path.is_file():
            path.unlink()
    return [name for name in project.notebooks if run(project, name)]


def run(project: Project, name: str) -> bool:
    """Bring one executed notebook up to date; True when its cells had to run."""
    parameters = project.parameters(name)
    if os.environ.get(PRESET_VARIABLE):
        parameters["preset"] = os.environ[PRESET_VARIABLE]
    target = project.executed(name)
    seal = target.with_suffix(".seal")
    if seal.is_file() and seal.read_bytes() == _seal(project, name, parameters).encode():
        return False  # not a byte of the text has changed either: no need to read it
    notebook = source.read(project, name)
    wanted = key(notebook, parameters, project.root)
    old = _executed(target)
    known = old is not None and old.metadata.get("memlib", {}).get("key") == wanted
    fresh = known and old is not None and _take_outputs(notebook, old)
    if not fresh and not _take_outputs(notebook, _papermill(notebook, name, parameters)):
        raise MemlibError("an executed notebook does not fit its source", operation="book")
    notebook.metadata["memlib"] = {"key": wanted, "parameters": parameters}
    text = nbformat.writes(notebook) + "\n"
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_bytes() != text.encode():
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

    Cell sources and tags, the parameters, the files of memlib, of results and of experiments, the
    kernel's program, the versions of Python and of every installed library.
    """
    cells = [
        (cell.source, sorted(cell.metadata.get("tags", [])))
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    parts = [cells, parameters, *_surroundings(root)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _surroundings(root: Path) -> list[Any]:
    """What every chapter depends on: all files that one may read, the program, the versions."""
    library = Path(sys.modules["memlib"].__file__ or root / "memlib").parent
    folders = (library, root / "results", root / "experiments")
    return [*map(source_hash, folders), sys.executable, _versions()]


def joint_hash(parts: Iterable[bytes]) -> str:
    """One hash of several contents in their order."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def source_hash(folder: Path) -> str:
    """One hash of all files below a folder, names and contents, but what Python compiled."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "__pycache__":
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@cache
def _versions() -> list[str]:
    # The names of the metadata folders say it all, and reading them takes no time.
    found = {path.stem for folder in sys.path for path in Path(folder).glob("*.dist-info")}
    return [sys.version, *sorted(found)]


def _executed(path: Path) -> NotebookNode | None:
    """The notebook in a file, or None when there is none, or what is there is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        return notebook
    except Exception:  # whatever stands in it: it is made anew
        return None


def _papermill(notebook: NotebookNode, name: str, parameters: dict[str, Any]) -> NotebookNode:
    """Run a notebook in an empty folder, by the Python that runs this.

    Raises:
        MemlibError: a cell failed, or the kernel did; whatever it is, one line.
    """
    import papermill
    import tqdm.auto  # noqa: F401  read now, before the environment forbids bars to the kernels
    from papermill.exceptions import PapermillExecutionError

    try:
        with tempfile.TemporaryDirectory(prefix="memlib-book-") as folder:
            given, result = Path(folder, "in.ipynb"), Path(folder, "out.ipynb")
            empty = Path(folder, "work")
            empty.mkdir()
            nbformat.write(notebook, given)
            try:
                with _environment(
                    {**KERNEL_ENVIRONMENT, "JUPYTER_PATH": _our_kernel(Path(folder))}
                ):
                    return papermill.execute_notebook(
                        str(given),
                        str(result),
                        parameters=parameters,
                        kernel_name=_KERNEL,
                        cwd=str(empty),
                        progress_bar={"desc": f"notebooks/{name}"},
                        request_save_on_cell_execute=True,  # so it is known which was running
                        # the kernel's own talk, not the chapter's
                        extra_arguments=["--log-level=CRITICAL"],
                    )
            except PapermillExecutionError as error:
                raise _failure(name, error) from error
            except Exception as error:  # the kernel died, or could not start
                raise _kernel_failure(name, error, _executed(result)) from error
    except OSError as error:  # no folder to work in
        raise _kernel_failure(name, error, None) from error


_KERNEL = "memlib-book"


def _our_kernel(folder: Path) -> str:
    """A kernel of the Python that builds the book, whatever others are called; where it is found.

    It imports the same memlib, also where that is not installed but lies in the working folder.
    """
    home = folder / "kernels" / _KERNEL
    home.mkdir(parents=True)
    module = "ipykernel_launcher"
    spec: dict[str, Any] = {
        "argv": [sys.executable, "-m", module, "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    library = Path(sys.modules["memlib"].__file__ or "").resolve().parents[1]
    if library.name not in ("site-packages", "dist-packages"):
        paths = [str(library), os.environ.get("PYTHONPATH", "")]
        spec["env"] = {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    (home / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    others = os.environ.get("JUPYTER_PATH", "")
    return os.pathsep.join(filter(None, [str(folder), others]))


def _kernel_failure(name: str, error: Exception, reached: NotebookNode | None) -> MemlibError:
    """One line that names the notebook, the cell that was running, and what happened."""
    cells = [cell for cell in reached.cells if cell.cell_type == "code"] if reached else []
    begun = [cell for cell in cells if cell.metadata.get("papermill", {}).get("start_time")]
    place = f"notebooks/{name}.md" + (_which(begun[-1].source, len(begun)) if begun else "")
    what = " ".join(str(error).split()) or type(error).__name__
    mend = "a dead kernel often means that the memory was full" if "died" in what.lower() else ""
    return MemlibError(what, operation="run the notebooks", place=place, mend=mend)


def _which(source: str, number: int) -> str:
    first = next((line for line in source.splitlines() if line.strip()), "")
    return f": code cell {number}, which begins with {first!r}"


def _failure(name: str, error: Any) -> MemlibError:
    """One line that names the notebook, the cell and the error; the traceback goes before it."""
    traceback = _ANSI.sub("", "\n".join(error.traceback))
    print(f"\n{traceback}\n", file=sys.stderr)
    return MemlibError(
        f"{error.ename}: {error.evalue}",
        operation="run the notebooks",
        place=f"notebooks/{name}.md{_which(error.source, error.exec_count)}",
        mend="the traceback stands above",
    )


def _take_outputs(notebook: NotebookNode, executed: NotebookNode) -> bool:
    """Copy the outputs of ``executed`` into the same code cells; False where it has others."""
    done = [
        cell
        for cell in executed.cells
        if cell.cell_type == "code" and _INJECTED not in cell.metadata.get("tags", [])
    ]
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.source for cell in cells] != [cell.source for cell in done]:
        return False
    for count, (cell, ran) in enumerate(zip(cells, done, strict=True), start=1):
        cell.outputs = _in_one_piece(ran.outputs)
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = count
    return True


def _in_one_piece(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs in which text that was printed without a break is one.

    A kernel sends it in pieces, as time falls; MyST-NB would begin a new line at each.
    """
    joined: list[NotebookNode] = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before and output.get("name") and before.get("name") == output["name"]:
            before["text"] += output["text"]
        else:
            joined.append(output)
    return joined


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
