"""Catalogs of translations: what is stale is named, shown in English, and never guessed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from memlib.book import __main__ as book
from memlib.book import catalog, languages, messages, translated
from memlib.book.project import Project
from memlib.errors import MemlibError

NUMBERS = ["one", "two", "three", *"defghijkl"]
SENTENCES = [f"Sentence number {word} says this." for word in NUMBERS]
ENGLISH = "# Preface\n\n" + "\n\n".join(SENTENCES) + "\n"


@pytest.fixture
def done(small: Project) -> Project:
    """A project whose preface is translated, and its menu."""
    (small.root / "book" / "preface.md").write_text(ENGLISH, encoding="utf-8")
    for page in ("menu", "preface"):
        catalog.update(small, "zh", page)
        path = catalog.path(small, "zh", page)
        lines = path.read_text(encoding="utf-8").splitlines()
        for place, line in enumerate(lines[6:], start=6):
            if line == 'msgstr ""':
                lines[place] = f'msgstr "句子 {place}。"'
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return small


def change(project: Project, old: str, new: str) -> None:
    path = project.root / "book" / "preface.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_nothing_is_stale_where_all_is_translated(done: Project) -> None:
    assert catalog.report(done, "zh") == []
    translation = catalog.read(done, "zh", "preface")
    assert translation.shown
    assert messages.translate(ENGLISH, translation).count("句子") == 13


def test_a_changed_sentence_is_named_and_shown_in_english(done: Project) -> None:
    change(done, "number three says this", "number three says that")
    stale = "Sentence number three says that."
    assert catalog.report(done, "zh") == [f"book/locale/zh/preface.po: stale: {stale}"]
    translation = catalog.read(done, "zh", "preface")
    assert translation.shown
    assert translation(stale) == ""


def test_a_line_break_makes_nothing_stale(done: Project) -> None:
    change(done, "number three says", "number\nthree says")
    assert catalog.report(done, "zh") == []


def test_the_old_translation_is_kept_for_the_translator_and_not_shown(done: Project) -> None:
    change(done, "number three says this", "number three says that")
    assert catalog.update(done, "zh", "preface").stale == ("Sentence number three says that.",)
    text = catalog.path(done, "zh", "preface").read_text(encoding="utf-8")
    assert '#, fuzzy\n#| msgid "Sentence number three says this."' in text
    assert catalog.update(done, "zh", "preface").stale, "again: still not looked at"


def test_a_page_of_which_much_is_stale_is_english_as_a_whole(done: Project) -> None:
    change(done, "says this", "says that")
    first, *others = catalog.report(done, "zh", whole=True)
    assert catalog.report(done, "zh") == [first]
    assert first == "book/locale/zh/preface.po: stale: 12 of 13: the page is shown in English"
    assert len(others) == len(SENTENCES)
    assert not catalog.read(done, "zh", "preface").shown


def test_the_command_tells_and_its_exit_code_says_it(
    done: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(done.root)
    assert book.main(["translations", "--check"]) == 0
    assert capsys.readouterr().out == "zh: 1 of 4 pages, 14 of their 14 messages\n"
    change(done, "number three says this", "number three says that")
    assert book.main(["translations", "--check"]) == 1
    assert "stale: Sentence number three says that." in capsys.readouterr().out


def test_a_broken_catalog_is_one_line(done: Project) -> None:
    catalog.path(done, "zh", "preface").write_text("rubbish\n", encoding="utf-8")
    with pytest.raises(MemlibError, match="no catalog of translations"):
        catalog.read(done, "zh", "preface")


def test_sources_of_the_language(done: Project, tmp_path: Path) -> None:
    """Translated pages, the others for their labels, the outputs of what has run."""
    (done.root / "book" / "notebooks").mkdir()
    from memlib.book import source

    for name in done.notebooks:
        import nbformat

        notebook = source.read(done, name)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [nbformat.v4.new_output("stream", text="out")]
        nbformat.write(notebook, done.executed(name))
    shown = translated.prepare(done, "zh")
    assert set(shown) == {"menu", "preface"}
    folder = translated.folder(done, "zh")
    assert "句子" in (folder / "preface.md").read_text(encoding="utf-8")
    assert "句子" in (folder / "_toc.yml").read_text(encoding="utf-8")
    assert (folder / "intro.md").read_text(encoding="utf-8") == "# Intro\n"
    assert '"out"' not in (folder / "notebooks" / "one.ipynb").read_text(encoding="utf-8")
    key = translated.key(done, "zh")
    stamp = (folder / "preface.md").stat().st_mtime_ns
    translated.prepare(done, "zh")
    assert (folder / "preface.md").stat().st_mtime_ns == stamp, "Sphinx need not read it again"
    assert translated.key(done, "zh") == key
    change(done, "number three says", "number three said")
    assert translated.key(done, "zh") != key


@pytest.mark.parametrize("name", ["book/macros.yml", "book/references.bib"])
def test_pages_of_other_settings_are_out_of_date(done: Project, name: str) -> None:
    key = translated.key(done, "zh")
    path = done.root / name
    path.write_text(f"{path.read_text(encoding='utf-8')}\n", encoding="utf-8")
    assert translated.key(done, "zh") != key


def test_pages_that_lead_to_another_engine_or_address_are_out_of_date(
    done: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine is put away with the English build that brings the new one."""
    keys = {translated.key(done, "zh", engine) for engine in ("", "old", "new")}
    monkeypatch.setenv("MEMLIB_SITE", "https://example.org/book")
    assert len({*keys, translated.key(Project(done.root), "zh")}) == 4


def test_a_translation_is_built_again_only_for_another_key(
    done: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(lab: str) -> Any:
        app: Any = SimpleNamespace(
            builder=SimpleNamespace(name="html"), config=SimpleNamespace(memlib_language=""),
            srcdir=done.root / "book", outdir=tmp_path / "html", warningiserror=False,
            memlib_lab=Path(lab),
        )  # fmt: skip
        languages.start(app)
        return app

    (tmp_path / "html" / "zh").mkdir(parents=True)
    process = SimpleNamespace(wait=lambda: 0, terminate=lambda: None)
    popen = SimpleNamespace(Popen=lambda *_, **__: process)
    monkeypatch.setattr(languages, "subprocess", popen)
    broken = start("one")
    languages.finish(broken, ValueError())
    built = start("one")
    assert built.memlib_others, "the first build did not come to its end"
    languages.finish(built, None)
    assert not start("one").memlib_others
    assert start("two").memlib_others
