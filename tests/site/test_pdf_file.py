"""The PDF: whole, nothing cut, contents and links that lead right; read by poppler and pypdf."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from test_pages import page

from memlib.book import editions, paper
from memlib.book.project import Project

pytestmark = pytest.mark.site

MM = 72 / 25.4
#: Of the paper and of what is printed on it, as book/editions/print.css has it.
WIDE, HIGH, LEFT, RIGHT, TOP, FOOT = 176, 250, 21, 155, 8, 243


@pytest.fixture(scope="module")
def pdf(project: Project) -> Path:
    path = editions.folder(project) / editions.PDF.name
    assert path.is_file(), "no PDF of this text is made: run `make check-book`"
    return path


@pytest.fixture(scope="module")
def read(pdf: Path) -> PdfReader:
    return PdfReader(pdf)


@pytest.fixture(scope="module")
def texts(pdf: Path) -> list[str]:
    """The lines of each page."""
    return tool("pdftotext", "-layout", str(pdf), "-").removesuffix("\f").split("\f")


@pytest.fixture(scope="module")
def sources(pdf: Path, project: Project) -> dict[str, BeautifulSoup]:
    """The pages of the EPUB, which the PDF is made from."""
    with zipfile.ZipFile(pdf.with_name(editions.EPUB.name)) as book:
        return {
            name: BeautifulSoup(book.read(f"{name}.xhtml"), "html.parser")
            for name in project.pages
            if name not in paper.LEFT_OUT
        }


def tool(name: str, *arguments: str) -> str:
    """What a program of poppler says."""
    assert shutil.which(name), f"{name} is needed (Debian: poppler-utils), as .ci/run installs it"
    done = subprocess.run([name, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def plain(text: str) -> str:
    """A text without the spaces that setting it moves."""
    return re.sub(r"\s", "", text)


def titles(sources: dict[str, BeautifulSoup]) -> list[str]:
    found = [soup.select_one("div.body h1") for soup in sources.values()]
    return [*(plain(each.get_text()) for each in found if each), "Solutions"]


def test_it_says_what_it_is(read: PdfReader, project: Project, texts: list[str]) -> None:
    about = read.metadata
    assert about is not None
    assert (about.title, about.author) == (project.config["title"], project.config["author"])
    assert 300 < len(read.pages) == len(texts) < 700
    sizes = {(round(x.mediabox.width / MM), round(x.mediabox.height / MM)) for x in read.pages}
    assert sizes == {(WIDE, HIGH)}
    assert read.root_object["/MarkInfo"]["/Marked"], "screen readers find its structure"


def entries(texts: list[str]) -> Iterator[tuple[str, int]]:
    """The lines of the contents, which lie between the title page and the first chapter."""
    for text in texts[1:10]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not lines or lines[-1].isdigit():  # the first page with a number is that of a chapter
            return
        for line in lines:
            if found := re.fullmatch(r"(\S.*?)\s+(\d+)", line):
                yield plain(found[1]), int(found[2])


def test_contents_name_every_chapter_and_its_page(
    texts: list[str], sources: dict[str, BeautifulSoup]
) -> None:
    """Read off the paper: what the contents say, and what stands on top of that page."""
    found = list(entries(texts))
    assert [title for title, _ in found] == titles(sources)
    numbers = [number for _, number in found]
    assert numbers == sorted(set(numbers))
    for title, number in found:
        lines = [plain(line) for line in texts[number - 1].splitlines() if line.strip()]
        assert lines[0] == title, "the running head"
        assert "".join(lines[1:4]).startswith(title), f"page {number} is to begin with {title}"
        assert lines[-1] == str(number)


def test_the_outline_leads_to_the_same_pages(
    read: PdfReader, texts: list[str], sources: dict[str, BeautifulSoup]
) -> None:
    flat: list[Any] = []

    def collect(items: list[Any]) -> None:
        for item in items:
            collect(item) if isinstance(item, list) else flat.append(item)

    collect(read.outline)
    marks = {(plain(x.title), read.get_destination_page_number(x)) for x in flat}
    for title, number in entries(texts):
        assert (title, number - 1) in marks, title
    assert len(flat) > 200, "sections, too"


def test_no_word_is_beyond_the_text_and_no_ink_near_the_edge(pdf: Path, tmp_path: Path) -> None:
    """A column, a line of code or a formula that is too wide would be."""
    box = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
    number, ends = 0, []
    for line in tool("pdftotext", "-bbox", str(pdf), "-").splitlines():
        number += "<page " in line
        found = box.search(line)
        if found and re.search(r"\w", found[5]):  # pieces of braces have boxes larger than they
            left, top, right = (float(found[k]) / MM for k in range(1, 4))
            inside = left > LEFT - 0.5 and right < RIGHT + 0.5 and top < FOOT
            assert inside, f"page {number}: {found[5]!r}, {left:.1f} to {right:.1f}, {top:.1f} mm"
            ends.append(right)
    assert len(ends) > 50_000
    full = sum(right > RIGHT - 3 for right in ends)  # else the browser has set all of it smaller
    assert full > len(ends) / 400, "something is so wide that the whole book was scaled down"
    tool("pdftoppm", "-gray", "-r", "24", str(pdf), str(tmp_path / "p"))
    pictures = sorted(tmp_path.glob("p-*.pgm"))
    assert len(pictures) == number
    for at, path in enumerate(pictures, start=1):
        _, size, _, dots = path.read_bytes().split(b"\n", 3)
        wide, high = map(int, size.split())
        assert (wide, high) == (round(WIDE / 25.4 * 24 + 0.4), round(HIGH / 25.4 * 24 + 0.4))
        edge, end = wide * (LEFT - 3) // WIDE, wide * (RIGHT + 3) // WIDE + 1
        rows = [dots[k * wide : (k + 1) * wide] for k in range(high)]
        around = [part for row in rows for part in (row[:edge], row[end:])]
        around += [*rows[: high * TOP // HIGH], *rows[high * FOOT // HIGH + 1 :]]
        assert min(map(min, around)) > 200, f"page {at}: something stands in the margin"


def test_fonts_are_in_it(pdf: Path) -> None:
    lines = tool("pdffonts", str(pdf)).splitlines()[2:]
    embedded = [re.search(r"\s(yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", line) for line in lines]
    assert lines
    for line, found in zip(lines, embedded, strict=True):
        assert found, line
        assert found[1] == "yes", line
    for name in ("STIXGeneral-Regular", "STIXGeneral-Italic", "STIXGeneral-Bold", "DejaVuSansMono"):
        assert any(name in line for line in lines), name


def test_a_figure_that_is_stepped_through_is_a_table(texts: list[str]) -> None:
    book = plain("".join(texts))
    assert plain("slot 2: does the key match?") in book
    assert plain("the output 00100100 1101 3") in book


def test_solutions_are_at_the_end_and_nowhere_else(
    texts: list[str], sources: dict[str, BeautifulSoup]
) -> None:
    wanted = [
        plain(title.get_text())
        for soup in sources.values()
        for title in soup.select("div.solution > p.admonition-title")
    ]
    start = dict(entries(texts))["Solutions"]
    before, after = plain("".join(texts[: start - 1])), plain("".join(texts[start - 1 :]))
    assert len(wanted) > 50
    places = [after.find(title) for title in wanted]
    assert min(places) >= 0, wanted[places.index(-1)] if -1 in places else ""
    assert "SolutiontoExercise" not in before


def test_no_title_of_a_box_is_alone_at_the_foot_of_a_page(
    texts: list[str], sources: dict[str, BeautifulSoup]
) -> None:
    alone = {
        plain(title.get_text())
        for soup in sources.values()
        for title in soup.select("p.admonition-title, h2, h3, summary")
    }
    assert {"Hint", "Exercises"} <= alone
    starts = dict(entries(texts))
    lists = range(starts["Statements,onebyone"], starts["Glossary"])  # of the names of statements
    for number, text in enumerate(texts, start=1):
        if number in lists:
            continue
        lines = [plain(line) for line in text.splitlines() if line.strip()]
        assert len(lines) < 3 or lines[-2] not in alone, f"page {number} ends with {lines[-2]}"


def test_references_to_other_chapters_name_the_page(texts: list[str]) -> None:
    """Read off the paper: what is named stands there."""
    kinds = "Theorem|Lemma|Proposition|Corollary|Definition|Remark|Exercise"
    named = re.compile(rf"((?:{kinds}) [A-Z\d]+\.\d+)(?:, | \()p\.\s*(\d+)\)")
    found = [(plain(name), at) for name, at in named.findall("".join(texts))]
    assert len(found) > 150
    wrong = [(name, at) for name, at in found if name not in plain(texts[int(at) - 1])]
    assert wrong == []


def test_links_lead_within_the_book_or_to_the_web(read: PdfReader) -> None:
    names, inside, outside = read.named_destinations, 0, set()
    for sheet in read.pages:
        for link in sheet.get("/Annots", ()):
            one = link.get_object()
            action = one.get("/A", {})
            if "/URI" in action:
                outside.add(str(action["/URI"]))
            else:
                there = one.get("/Dest", action.get("/D"))
                known = isinstance(there, list) or str(there) in names or f"/{there}" in names
                assert known, there
                inside += 1
    assert inside > 1500
    assert not [address for address in outside if not address.startswith(("http", "mailto:"))]


def test_the_site_offers_it(site: Path, project: Project, pdf: Path) -> None:
    assert (site / editions.PDF.name).read_bytes() == pdf.read_bytes()
    for name in project.pages:
        assert any(x.endswith(editions.PDF.name) for x in page(site / f"{name}.html").links), name
