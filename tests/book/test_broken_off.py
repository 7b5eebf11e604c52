"""Builds that were broken off heal, the download button leads right, wrong programs are refused."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from memlib.book import __main__ as program
from memlib.book import colab, sphinx
from memlib.book.project import Project


@pytest.fixture
def app(small: Project) -> Any:
    """What our steps use of a Sphinx application, in the middle of a build."""
    out = small.root / "_build" / "html"
    (out / "_sources" / "notebooks").mkdir(parents=True)
    small.executed("one").parent.mkdir()
    for name in small.notebooks:
        for copy in (out / "_sources" / "notebooks" / f"{name}.ipynb", small.executed(name)):
            copy.write_text("with {directives}`x`")
    trees = small.root / "_build" / ".doctrees"
    trees.mkdir()
    builder = SimpleNamespace(format="html")
    return SimpleNamespace(
        outdir=str(out), doctreedir=str(trees), srcdir=str(small.root / "book"), builder=builder
    )


def test_only_what_was_broken_off_is_forgotten(app: Any) -> None:
    kept = [Path(app.outdir, "searchindex.js"), Path(app.doctreedir, "environment.pickle")]
    for path in kept:
        path.touch()
    sphinx.forget_what_was_broken_off(app, None)  # type: ignore[arg-type]
    assert all(path.exists() for path in kept)
    sphinx._mark(app).touch()
    sphinx.forget_what_was_broken_off(app, None)  # type: ignore[arg-type]
    for folder in (app.outdir, app.doctreedir):
        assert list(Path(folder).iterdir()) == []


def test_a_build_that_failed_stays_marked(app: Any) -> None:
    sphinx._mark(app).touch()
    sphinx.finish(app, ValueError("x"))
    assert sphinx._mark(app).exists()
    sphinx.finish(app, None)
    assert not sphinx._mark(app).exists()


def test_the_download_button_leads_to_the_colab_edition(app: Any, small: Project) -> None:
    sphinx.finish(app, None)
    for name in small.notebooks:
        copy = Path(app.outdir, "_sources", "notebooks", f"{name}.ipynb")
        assert copy.read_text() == colab.text(small, name)
        assert small.archive in copy.read_text(), "it installs memlib"
        copy.write_text("as it was put there before")
    sphinx.finish(app, None)
    assert copy.read_text() == "as it was put there before", "an unchanged page costs nothing"


def test_what_tells_pages_of_other_kinds_has_no_sources(app: Any, small: Project) -> None:
    app.builder.format = "latex"
    sphinx.finish(app, None)
    copy = Path(app.outdir, "_sources", "notebooks", "one.ipynb")
    assert copy.read_text() == "with {directives}`x`"


@pytest.mark.parametrize("found", ["2.0.0", "2.1.0a1", None])
def test_another_jupyter_book_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: str | None
) -> None:
    def version(name: str) -> str:
        assert name == "jupyter-book"
        if found is None:
            raise PackageNotFoundError
        return found

    monkeypatch.setattr(program, "version", version)
    monkeypatch.setattr(program.subprocess, "Popen", lambda *_, **__: pytest.fail("called it"))
    assert program.main(["build"]) == 2
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert (found or "missing") in errors
    assert 'pip install -e ".[book]"' in errors
