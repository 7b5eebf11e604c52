"""The EPUB lies where the site looks for it, also the first time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from memlib.book import editions
from memlib.book.project import Project


def test_the_first_edition_gets_its_folder(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def sphinx(*_: Any, **__: Any) -> SimpleNamespace:
        made = small.root / "_build" / "epub"
        made.mkdir(parents=True)
        (made / editions.NAME).write_bytes(b"book")
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(editions.execute, "run_all", lambda project: [])
    monkeypatch.setattr(editions, "subprocess", SimpleNamespace(run=sphinx, DEVNULL=None))
    monkeypatch.setattr(editions, "jupyter_book", lambda: "jupyter-book")
    (small.root / "book" / "macros.yml").touch()
    assert editions.make(small).read_bytes() == b"book"
    assert editions.make(small).is_file(), "and is not made twice"


@pytest.mark.parametrize("name", ["_config.yml", "book/references.bib", "book/_static/moving.css"])
def test_an_edition_of_other_settings_or_styles_is_another_one(small: Project, name: str) -> None:
    """What the EPUB is made of beside its pages; else the site would offer an old one."""
    path = small.root / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    before = editions.folder(small)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n", encoding="utf-8")
    assert editions.folder(small) != before


def test_an_edition_of_another_address_is_another_one(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = editions.folder(small)
    monkeypatch.setenv("MEMLIB_SITE", "https://example.org/book")
    assert editions.folder(Project(small.root)) != before
