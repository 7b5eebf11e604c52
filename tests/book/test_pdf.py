"""The PDF: pages of the EPUB become chapters of one page; the contents know where they are."""

from __future__ import annotations

import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from memlib.book import formulas, paper, pdf, tied, typeset
from memlib.book.project import Project
from memlib.errors import MemlibError

ONE = """\
<html><body><div class="body"><h1><span>1. </span>One</h1><div id="thm-a"></div>
<a href="two.xhtml#lem-b">b</a><a href="#thm-a">a</a><a href="../preface.xhtml">p</a>
<a href="https://example.org/x">x</a><a href="../results/x.json">r</a><a id="t" href="">t</a>
<img src="../_images/f.svg" alt="F"/>
<details open="open"><summary>Proof</summary><div class="proof">
<p>Proof. Clear.</p></div></details>
<details open="open"><summary>Output</summary><p>42</p></details>
<section id="memlib-solutions"><h2>1. Solutions</h2>
<p>Solution to <a href="#exr-a">1</a></p></section>
</div></body></html>"""
OTHER = '<html><body><div class="body"><h1>{title}</h1><p id="lem-b">text</p></div></body></html>'


@pytest.fixture
def folder(small: Project, tmp_path: Path) -> Path:
    """An EPUB of the small project, unpacked."""
    out = tmp_path / "epub"
    (out / "notebooks").mkdir(parents=True)
    for page in small.pages:
        text = ONE if page == "notebooks/one" else OTHER.format(title=page.title())
        (out / f"{page}.xhtml").write_text(text, encoding="utf-8")
    return out


def test_ids_and_links_are_those_of_the_whole_book(small: Project, folder: Path) -> None:
    chapters = {chapter.page: chapter for chapter in paper.read(small, folder)}
    html = chapters["notebooks/one"].html
    assert chapters["notebooks/one"].title == "1. One"
    assert 'id="notebooks-one--thm-a"' in html
    for link in (
        "#notebooks-two--lem-b",
        "#notebooks-one--thm-a",
        "#preface",
        "https://example.org/x",
    ):
        assert f'href="{link}"' in html
    assert "results" not in html, "files that only the site has"
    assert html.count("href=") == 4 + 1, "an empty link leads to its page"
    assert f'src="{(folder / "_images" / "f.svg").resolve().as_uri()}"' in html


def test_what_folds_lies_open_and_a_proof_is_called_so_once(small: Project, folder: Path) -> None:
    html = next(x for x in paper.read(small, folder) if x.page == "notebooks/one").html
    assert "<details" not in html
    assert html.count("Proof") == 1
    assert '<p class="admonition-title">Output</p>' in html


def test_solutions_are_the_last_chapter_and_stand_nowhere_else(
    small: Project, folder: Path
) -> None:
    *chapters, last = paper.read(small, folder)
    assert [x.page for x in chapters] == list(small.pages)
    assert not [x.page for x in chapters if "Solution" in x.html]
    assert "<h1>Solutions</h1>" in last.html
    assert "<h2>1. One</h2>" in last.html
    assert 'href="#notebooks-one--exr-a"' in last.html


def test_a_page_that_only_a_browser_can_use_is_left_out_and_linked(
    small: Project, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "LEFT_OUT", ("preface",))
    monkeypatch.setenv("MEMLIB_SITE", "https://example.org/book")
    chapters = {x.page: x for x in paper.read(Project(small.root), folder)}
    assert "preface" not in chapters
    assert 'href="https://example.org/book/preface.html"' in chapters["notebooks/one"].html


def test_a_page_that_is_missing_is_named(small: Project, folder: Path) -> None:
    (folder / "preface.xhtml").unlink()
    with pytest.raises(MemlibError, match=r"^PDF: preface: "):
        list(paper.read(small, folder))


def test_the_page_has_contents_running_heads_and_formulas_in_fonts(
    real: Project, tmp_path: Path
) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "edition.css").write_text("p { color: #123456; }")
    math = '<math alttext="x &lt; \\R" xmlns="m"><mi>x</mi></math>'
    text = f"<h1>One</h1>{tied.tie(f'({math}).')}"
    one = paper.Chapter("notebooks/one", "A & B", '1. "One"', text)
    html = typeset.page(real, [one], tmp_path)({"notebooks/one": 7})
    assert "#123456" in html
    assert '@top-left { content: "1. \\"One\\""; }' in html
    assert "#notebooks-one { page: notebooks-one; }" in html
    assert '<p class="part">A &amp; B</p>' in html
    assert '<a href="#notebooks-one">7</a>' in html
    assert "<math" not in html
    assert '<span class="memlib-tied">(<mjx-container' in html
    assert "</mjx-container>).</span>" in html


def test_formulas_on_paper_have_their_fonts_at_hand(real: Project) -> None:
    (one,), css = formulas.html([(r"\norm{x}", False)], real)
    assert "<mjx-math" in one
    assert 'url("file://' in css
    with pytest.raises(MemlibError, match="Undefined control sequence"):
        formulas.html([(r"\nosuch", False)], real)


def printed(path: Path, pages: dict[str, int]) -> None:
    """A PDF with places on pages, counted from 1."""
    writer = PdfWriter()
    for _ in range(max(pages.values())):
        writer.add_blank_page(100, 100)
    for name, number in pages.items():
        writer.add_named_destination(name, number - 1)
    writer.write(path)


def test_it_is_known_where_chapters_begin(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    printed(path, {"intro": 2, "notebooks-one": 5})
    assert pdf.begins(path, ["intro", "notebooks/one"]) == {"intro": 2, "notebooks/one": 5}
    with pytest.raises(MemlibError, match="notebooks/two: the chapter is on no page"):
        pdf.begins(path, ["notebooks/two"])


def prints(monkeypatch: pytest.MonkeyPatch, small: Project, tmp_path: Path, *starts: int) -> Any:
    """Let the browser print the chapters of a book on other pages each time."""
    epub, given = tmp_path / "a.epub", []
    with zipfile.ZipFile(epub, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
    monkeypatch.setattr(pdf, "browser", lambda: "chromium")
    monkeypatch.setattr(paper, "read", lambda *_: [paper.Chapter("intro", "", "Intro", "")])
    page: Any = lambda starts: given.append(dict(starts)) or "<p>x</p>"  # noqa: E731
    monkeypatch.setattr(typeset, "page", lambda *_: page)
    numbers = iter(starts)
    monkeypatch.setattr(pdf, "print_page", lambda *x: printed(x[2], {"intro": next(numbers)}))
    return epub, given


def test_the_second_print_has_the_pages_of_the_first(
    monkeypatch: pytest.MonkeyPatch, small: Project, tmp_path: Path
) -> None:
    epub, given = prints(monkeypatch, small, tmp_path, 3, 3)
    pdf.make(small, epub, tmp_path / "x.pdf")
    assert given == [{}, {"intro": 3}]
    about = PdfReader(tmp_path / "x.pdf").metadata
    assert about is not None
    assert (about.title, about.author) == ("A small book", "Ann")


def test_contents_that_would_be_wrong_are_not_written(
    monkeypatch: pytest.MonkeyPatch, small: Project, tmp_path: Path
) -> None:
    epub, _ = prints(monkeypatch, small, tmp_path, 3, 4, 3, 4)
    with pytest.raises(MemlibError, match="moved"):
        pdf.make(small, epub, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("said", ["", "first\nno space left"])
def test_a_browser_that_stops_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str
) -> None:
    run: Any = lambda *_, **__: SimpleNamespace(stderr=said)  # noqa: E731
    monkeypatch.setattr(pdf.subprocess, "run", run)
    with pytest.raises(MemlibError, match="Chromium: no"):
        pdf.print_page("chromium", tmp_path / "x.html", tmp_path / "x.pdf")
