"""Notebooks run when they are stale, and only then; a failing cell says where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

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
