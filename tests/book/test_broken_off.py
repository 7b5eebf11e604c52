"""Builds that were broken off heal, the download button leads right, a sitemap is there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

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
    builder = SimpleNamespace(format="html", name="html")
    return SimpleNamespace(
        outdir=str(out),
        doctreedir=str(trees),
        srcdir=str(small.root / "book"),
        builder=builder,
        config=SimpleNamespace(memlib_language=""),
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
    app.builder.format = app.builder.name = "latex"
    sphinx.finish(app, None)
    copy = Path(app.outdir, "_sources", "notebooks", "one.ipynb")
    assert copy.read_text() == "with {directives}`x`"
