"""Pages are written again when what they show has changed, by each builder of its own accord."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from memlib.book import glossary, live, ways
from memlib.book.project import Project


def build(builder: str = "html", lab: Path | None = None) -> Any:
    return SimpleNamespace(builder=SimpleNamespace(name=builder), memlib_lab=lab)


def test_another_engine_is_named_by_every_page() -> None:
    """The engine of the last build is put away, so no page may lead to it."""
    env: Any = SimpleNamespace(found_docs={"lab", "intro"})
    live.changed(build(lab=Path("old")), env)
    assert live.changed(build(lab=Path("old")), env) == []
    assert live.changed(build("epub"), env) == []
    assert live.changed(build(lab=Path("new")), env) == ["intro", "lab"]
    assert live.changed(build(lab=None), env) == ["intro", "lab"]
    assert live.changed(build(lab=None), env) == []


def test_an_epub_does_not_make_the_site_forget(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both builders share the environment; each has pages of its own to write."""
    page = small.root / "notebooks" / "two.md"
    env: Any = SimpleNamespace(found_docs=set(small.pages), srcdir=str(small.root / "book"))
    words = {"fold": "notebooks/one"}
    monkeypatch.setattr(glossary, "of", lambda env: words)

    def changed(builder: str) -> list[str]:
        ways.found.cache_clear()
        app = build(builder)
        return sorted({*ways.changed(app, env), *glossary.changed(app, env)})

    assert changed("html") == changed("epub") == ["notebooks/one", "notebooks/two"]
    assert changed("html") == changed("epub") == []
    page.write_text(page.read_text(encoding="utf-8") + "\nBy {prf:ref}`lem-small`.\n", "utf-8")
    words = {"fold": "preface"}
    both = ["notebooks/one", "notebooks/two", "preface"]
    assert changed("epub") == both
    assert changed("html") == both, "the EPUB has seen the change, the site has not"
