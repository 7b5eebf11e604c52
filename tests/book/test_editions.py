"""The editions lie where the site looks for them, also the first time, and are offered there."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from memlib.book import editions, pdf
from memlib.book.__main__ import main
from memlib.book.project import Project


@pytest.fixture
def made(small: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A small project whose EPUB is made without Sphinx."""

    def sphinx(*_: Any, **__: Any) -> SimpleNamespace:
        folder = small.root / "_build" / "epub"
        folder.mkdir(parents=True)
        (folder / editions.EPUB.name).write_bytes(b"book")
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(editions.execute, "run_all", lambda project: [])
    monkeypatch.setattr(editions, "subprocess", SimpleNamespace(run=sphinx, DEVNULL=None))
    monkeypatch.setattr(editions, "jupyter_book", lambda: "jupyter-book")
    monkeypatch.setattr(Project, "find", lambda *_: small)
    (small.root / "book" / "macros.yml").touch()
    return small


@pytest.fixture
def no_chromium(made: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    return made


def test_the_first_edition_gets_its_folder(made: Project) -> None:
    assert editions.make_epub(made).read_bytes() == b"book"
    assert editions.make_epub(made).is_file(), "and is not made twice"


def test_without_chromium_a_pdf_is_refused_in_one_line_before_any_work(
    no_chromium: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pdf"]) == 2
    said = capsys.readouterr()
    assert re.fullmatch(r"memlib: PDF: Chromium.* is missing.*apt-get install.*\n", said.err)
    assert said.out == ""
    assert not editions.folder(no_chromium).exists()


@pytest.mark.usefixtures("no_chromium")
def test_without_chromium_the_editions_are_the_epub(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["editions"]) == 0
    said = capsys.readouterr()
    assert "The EPUB is made: " in said.out
    assert re.fullmatch(r"memlib: no PDF: .*Chromium.* is missing.*\n", said.err)


def test_the_pdf_is_made_from_the_epub_and_once(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = []

    def make(project: Project, epub: Path, target: Path) -> None:
        printed.append(epub.read_bytes())
        target.write_bytes(b"pdf")

    monkeypatch.setattr(pdf, "browser", lambda: "chromium")
    monkeypatch.setattr(pdf, "make", make)
    assert main(["pdf"]) == main(["editions"]) == 0
    assert printed == [b"book"]
    assert (editions.folder(made) / editions.PDF.name).read_bytes() == b"pdf"


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


def app(made: Project, out: Path, language: str = "") -> Any:
    out.mkdir(exist_ok=True)
    config = SimpleNamespace(memlib_language=language)
    name = SimpleNamespace(name="html")
    return SimpleNamespace(builder=name, srcdir=made.root / "book", outdir=out, config=config)


def test_pages_offer_what_is_made_and_no_more(made: Project, tmp_path: Path) -> None:
    env: Any = SimpleNamespace(found_docs={"intro"})

    def links(language: str = "") -> list[str]:
        building = app(made, tmp_path / f"site{language}", language)
        editions.find(building)
        button: dict[str, Any] = {"label": "download-buttons", "buttons": []}
        context = {"header_buttons": [button], "pathto": lambda name, _: name}
        editions.offer(building, "intro", "", context, None)
        editions.copy(building, None)
        return [each["url"] for each in button["buttons"]]

    def again() -> list[str]:
        building = app(made, tmp_path / "site")
        editions.find(building)
        return editions.changed(building, env)

    again()
    assert links() == []
    editions.make_epub(made)
    assert links() == ["memlib.epub"]
    assert (again(), again()) == (["intro"], [])
    (editions.folder(made) / editions.PDF.name).write_bytes(b"pdf")
    assert links() == ["memlib.epub", "memlib.pdf"]
    assert (again(), again()) == (["intro"], [])
    assert (tmp_path / "site" / "memlib.pdf").read_bytes() == b"pdf"
    assert links("zh") == ["../memlib.epub", "../memlib.pdf"]
    assert list((tmp_path / "sitezh").iterdir()) == [], "one copy is enough"
    (editions.folder(made) / editions.PDF.name).unlink()
    assert links() == ["memlib.epub"]
    assert not (tmp_path / "site" / "memlib.pdf").exists(), "that of an older text goes"
