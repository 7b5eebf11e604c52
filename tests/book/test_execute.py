"""Notebooks run when they are stale, and only then; a failing cell says where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

import memlib
from memlib.book import execute, source
from memlib.book.project import Project
from memlib.errors import MemlibError


def test_one_run_then_the_cache(small: Project) -> None:
    assert execute.run(small, "one") is True
    target = small.executed("one")
    text = target.read_text()
    assert "42 quick" in text
    assert execute.run(small, "one") is False
    assert target.read_text() == text

    prose = small.source("one")
    prose.write_text(prose.read_text().replace("Some prose", "Other prose"))
    assert execute.run(small, "one") is False, "prose costs no computation"
    changed = target.read_text()
    assert "Other prose" in changed
    assert "42 quick" in changed

    machine = [str(small.root), str(Path.home()), "/tmp/", "start_time", "duration"]
    assert [word for word in machine if word in changed] == []


def test_a_line_that_is_printed_in_pieces_is_one_line(small: Project) -> None:
    old, new = (source.read(small, "one") for _ in range(2))
    output = nbformat.v4.new_output
    for cell in old.cells:
        if cell.cell_type == "code":
            cell.outputs = [
                output("stream", name="stdout", text="rows"),
                output("stream", name="stdout", text=" 462\n"),
                output("stream", name="stderr", text="slow\n"),
                output("display_data", data={"text/plain": "3"}),
                output("stream", name="stdout", text="end\n"),
            ]
    assert execute._take_outputs(new, old)
    (first, *_) = (cell for cell in new.cells if cell.cell_type == "code")
    assert [out.get("text") for out in first.outputs] == ["rows 462\n", "slow\n", None, "end\n"]


def test_the_key_holds_all_that_the_outputs_depend_on(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(parameters: dict[str, Any] | None = None) -> str:
        return execute.key(source.read(small, "one"), parameters or {}, small.root)

    keys = {key()}

    def changed(parameters: dict[str, Any] | None = None) -> bool:
        before = len(keys)
        keys.add(key(parameters))
        return len(keys) > before

    assert not changed()
    assert changed({"preset": "full"})
    path = small.source("one")
    path.write_text(path.read_text().replace("6 * 7", "6 * 8"))
    assert changed(), "cell sources"
    path.write_text(path.read_text().replace("ipython3\n", "ipython3\n:tags: [hide-input]\n"))
    assert changed(), "tags"
    monkeypatch.setattr(execute, "_versions", lambda: ["numpy==0"])
    assert changed(), "versions"
    (small.root / "results").mkdir()
    (small.root / "results" / "sizes.json").write_text("{}")
    assert changed(), "tables of results"
    monkeypatch.setattr(execute, "source_hash", lambda *_: "other sources")
    assert changed(), "memlib's sources"


def test_the_source_hash_sees_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    first = execute.source_hash(tmp_path)
    (tmp_path / "a.py").write_text("x = 2\n")
    second = execute.source_hash(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, second, execute.source_hash(tmp_path)}) == 3


def test_a_failing_cell_names_notebook_cell_and_error(
    small: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small.source("one")
    path.write_text(path.read_text().replace("number = 6 * 7", "number = 6 / (3 - 3)"))
    with pytest.raises(MemlibError) as error:
        execute.run(small, "one")
    message = str(error.value)
    assert "notebooks/one.md" in message
    assert "number = 6 / (3 - 3)" in message
    assert "ZeroDivisionError: division by zero" in message
    assert "Traceback" in capsys.readouterr().err
    assert not small.executed("one").exists(), "nothing half-done is left for Sphinx to read"


def test_outputs_of_chapters_that_are_gone_go(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "run", lambda project, name: name == "two")
    folder = small.root / "book" / "notebooks"
    folder.mkdir()
    (folder / "gone.ipynb").write_text("{}")
    (folder / "one.ipynb").write_text("{}")
    assert execute.run_all(small) == ["two"]
    assert [path.name for path in folder.iterdir()] == ["one.ipynb"]


def test_an_unreadable_result_is_made_anew(small: Project) -> None:
    target = small.executed("one")
    target.parent.mkdir()
    target.write_text("{ not a notebook")
    assert execute.run(small, "one") is True
    assert nbformat.read(target, as_version=4).metadata["memlib"]["parameters"] == {
        "preset": "quick"
    }


def test_a_chapter_begins_with_its_title(small: Project) -> None:
    small.source("one").write_text("No title.\n")
    with pytest.raises(MemlibError, match="begins with its title"):
        source.read(small, "one")
    with pytest.raises(MemlibError, match="no such chapter"):
        source.read(small, "three")


def test_the_opening_is_hidden_in_the_book(small: Project) -> None:
    notebook = source.read(small, "one")
    assert notebook.cells[0].source == "# One"
    hidden = [cell for cell in notebook.cells if "remove-cell" in cell.metadata.get("tags", [])]
    assert [cell.source for cell in hidden] == [source.PARAMETERS, source.START]
    assert json.dumps(notebook.metadata).count("python3") == 1


def test_the_versions_are_those_of_the_installed_libraries() -> None:
    from importlib.metadata import version

    names = {name.lower() for name in execute._versions()}
    assert f"papermill-{version('papermill')}" in names


def test_an_unchanged_chapter_is_not_even_read(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert execute.run(small, "one")
    monkeypatch.setattr(source, "read", lambda *_: pytest.fail("read again"))
    assert not execute.run(small, "one")
    monkeypatch.undo()
    small.source("one").write_text(
        small.source("one").read_text(encoding="utf-8") + "\nMore prose.\n", encoding="utf-8"
    )
    assert not execute.run(small, "one")
    assert "More prose." in small.executed("one").read_text(encoding="utf-8")


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"", b"[]", b"null", b"{}", b'{"cells": 1}', b"1"])
def test_whatever_stands_in_a_result_or_its_seal_it_is_made_anew(
    small: Project, bad: bytes
) -> None:
    assert execute.run(small, "one")
    target = small.executed("one")
    good = target.read_bytes()
    target.write_bytes(bad)
    assert execute.run(small, "one") is True
    assert target.read_bytes() == good
    target.with_suffix(".seal").write_bytes(bad)
    assert execute.run(small, "one") is False, "the key in the result still says that it is fresh"
    assert target.read_bytes() == good


def test_a_result_of_other_cells_is_made_anew(small: Project) -> None:
    assert execute.run(small, "one")
    target = small.executed("one")
    target.write_text(target.read_text().replace("number = 6 * 7", "number = 6 * 8"))
    assert execute.run(small, "one") is True
    assert "42 quick" in target.read_text()


def test_what_was_never_finished_goes(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "run", lambda *_: False)
    folder = small.root / "book" / "notebooks"
    folder.mkdir()
    for name in (".one.ipynb.1a2b", "one.ipynb", "one.seal", "gone.seal"):
        (folder / name).touch()
    execute.run_all(small)
    assert {path.name for path in folder.iterdir()} == {"one.ipynb", "one.seal"}


def test_every_file_that_a_page_may_read_is_in_the_key(small: Project, real: Project) -> None:
    def now() -> str:
        return execute.key(source.read(small, "one"), {}, small.root)

    keys = [now()]
    for name in ("experiments/t.toml", "results/t.json", "results/deep/er.json"):
        (small.root / name).parent.mkdir(exist_ok=True)
        for content in ("1", "2"):
            (small.root / name).write_text(content)
            keys.append(now())
    assert len(set(keys)) == len(keys)
    (small.root / "experiments" / "__pycache__").mkdir()
    (small.root / "experiments" / "__pycache__" / "t.pyc").touch()
    assert now() == keys[-1]


def test_the_key_holds_the_library_and_the_program(
    small: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    (library / "deep").mkdir(parents=True)
    for name in ("__init__.py", "deep/er.py"):
        (library / name).touch()
    monkeypatch.setattr(memlib, "__file__", str(library / "__init__.py"))

    def now() -> str:
        return execute.key(source.read(small, "one"), {}, small.root)

    before = now()
    (library / "deep" / "er.py").write_text("x = 1\n")
    assert now() != before, "sources in folders below"
    before = now()
    monkeypatch.setattr(sys, "executable", "/another/python")
    assert now() != before


KERNEL_CELL = """\
import os, sys, memlib
print(sys.executable, os.path.dirname(memlib.__file__), hash("a"))
"""


def test_the_book_runs_in_the_python_that_builds_it(
    small: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever kernels others have installed under the usual name; sets in one order."""
    other = tmp_path / "jupyter" / "kernels" / "python3"
    other.mkdir(parents=True)
    argv = ["/no/such/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "x", "language": "python"}
    (other / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    path = small.source("one")
    path.write_text(path.read_text().replace("number = 6 * 7\n", KERNEL_CELL + "number = 42\n"))
    assert execute.run(small, "one")
    command = [sys.executable, "-c", "print(hash('a'))"]
    fixed = {**os.environ, "PYTHONHASHSEED": "0"}
    seed_0 = subprocess.run(command, env=fixed, capture_output=True, text=True, check=True).stdout
    said = f"{sys.executable} {Path(memlib.__file__).parent} {seed_0.strip()}"
    assert said in small.executed("one").read_text()


def test_a_kernel_that_dies_names_notebook_and_cell(small: Project) -> None:
    path = small.source("one")
    die = "import os; os.kill(os.getpid(), 9)"
    path.write_text(path.read_text().replace("number = 6 * 7", die))
    with pytest.raises(MemlibError) as error:
        execute.run(small, "one")
    message = str(error.value)
    assert "notebooks/one.md: code cell 4, which begins with" in message, message
    assert die in message
    assert "Kernel died" in message
    assert not small.executed("one").exists()


def test_a_kernel_that_cannot_start_names_the_notebook(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(MemlibError, match=r"notebooks/one.md: .*(/no/such/python|[Kk]ernel)"):
        execute.run(small, "one")


def test_no_folder_to_work_in_is_one_line(
    small: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(execute.tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(MemlibError, match=r"run the notebooks: notebooks/one.md: .*No such file"):
        execute.run(small, "one")
