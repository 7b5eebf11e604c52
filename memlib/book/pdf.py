"""The book as a PDF: the pages of the EPUB in one, printed by Chromium.

Chromium sets running heads, page numbers, the outline and the structure that screen readers follow.
What it does not know is on which page a chapter or a statement stands: so the book is printed
twice, the second time with these pages in the contents and beside references.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from memlib import __version__, files
from memlib.book import page_numbers, paper, typeset
from memlib.book.project import Project
from memlib.errors import MemlibError

#: Names of the browser.
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
#: A whole book takes half a minute on a quiet machine, and several on a busy one.
SECONDS: Final = 600
#: Two, and one or two more if a number in the contents moves a chapter.
PRINTS: Final = 4


def browser() -> str:
    """The program that prints.

    Raises:
        MemlibError: there is none.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    mend = "install it (Debian, Ubuntu: apt-get install chromium)"
    raise MemlibError("Chromium, which prints it, is missing", operation="PDF", mend=mend)


def make(project: Project, epub: Path, target: Path) -> None:
    """Print the book.

    Args:
        project: whose book.
        epub: the same book as an EPUB.
        target: the file to write.

    Raises:
        MemlibError: Chromium is missing or stops, or the contents would not be right.
    """
    program = browser()
    with tempfile.TemporaryDirectory(prefix="memlib-pdf-") as name:
        folder = Path(name)
        with zipfile.ZipFile(epub) as book:
            book.extractall(folder)
        chapters = list(paper.read(project, folder))
        source, printed = folder / "book.html", folder / "book.pdf"
        page = typeset.page(project, chapters, folder)
        places = [each.page for each in chapters]
        places += page_numbers.wanted("".join(each.html for each in chapters))
        starts: Mapping[str, int] = {}
        for _ in range(PRINTS):
            before = starts
            files.write_text(source, page(before))
            print_page(program, source, printed)
            starts = begins(printed, places)
            if starts == before:
                break
        else:
            raise MemlibError("chapters moved while the contents were set", operation="PDF")
        describe(printed, target, project)


def print_page(program: str, source: Path, target: Path) -> None:
    """Print one page of HTML.

    Raises:
        MemlibError: the browser stops, or takes too long.
    """
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
               f"--user-data-dir={target.parent / 'browser'}", "--no-pdf-header-footer",
               "--generate-pdf-document-outline", f"--print-to-pdf={target}",
               source.resolve().as_uri()]  # fmt: skip
    target.unlink(missing_ok=True)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise MemlibError(f"Chromium did not print in {SECONDS} s", operation="PDF") from None
    if not target.is_file():
        said = (done.stderr.strip().splitlines() or ["no file was written"])[-1]
        raise MemlibError(f"Chromium: {said}", operation="PDF")


def begins(path: Path, pages: Iterable[str]) -> dict[str, int]:
    """On which page of a PDF each chapter begins, or each place of one, counted from 1.

    Raises:
        MemlibError: a chapter, or a place, is nowhere.
    """
    from pypdf import PdfReader

    reader = PdfReader(path)
    places = reader.named_destinations
    found = {}
    for page in pages:
        there = places.get(paper.place(page)) or places.get(f"/{paper.place(page)}")
        number = None if there is None else reader.get_destination_page_number(there)
        if number is None:
            raise MemlibError("the chapter is on no page", operation="PDF", place=page)
        found[page] = number + 1
    return found


def describe(printed: Path, target: Path, project: Project) -> None:
    """Write the finished file, which says what it is and who wrote it."""
    from pypdf import PdfWriter

    writer = PdfWriter(printed, incremental=True)  # what Chromium has written stays as it is
    writer.add_metadata(
        {
            "/Title": str(project.config["title"]),
            "/Author": str(project.config["author"]),
            "/Subject": project.site if project.has_site else project.repository,
            "/Creator": f"memlib {__version__}",
        }
    )
    writer.page_mode = "/UseOutlines"
    finished = io.BytesIO()
    writer.write(finished)
    files.write_bytes(target, finished.getvalue())
