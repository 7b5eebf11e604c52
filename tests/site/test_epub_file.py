"""The EPUB: what the checker of the trade says, and where the site offers it."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from test_pages import page

from memlib.book import editions
from memlib.book.project import Project

pytestmark = pytest.mark.site

CHECKER = Path("/usr/share/java/epubcheck.jar")


@pytest.fixture(scope="module")
def epub(project: Project) -> Path:
    path = editions.folder(project) / editions.EPUB.name
    assert path.is_file(), "no EPUB of this text is made: run `make check-book`"
    return path


def test_epubcheck_finds_nothing(epub: Path) -> None:
    java = shutil.which("java")
    assert java, "java is needed (Debian: default-jre-headless), as .ci/run installs it"
    assert CHECKER.is_file(), "epubcheck is needed (Debian: epubcheck), as .ci/run installs it"
    command = [java, "-jar", str(CHECKER), "--failonwarnings", str(epub)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_every_page_is_in_it_and_no_formula_is_left_as_tex(epub: Path, project: Project) -> None:
    with zipfile.ZipFile(epub) as book:
        assert book.namelist()[0] == "mimetype"
        for name in project.pages:
            text = book.read(f"{name}.xhtml").decode()
            assert "\\(" not in text.replace("\\\\(", ""), name
            assert "<script" not in text, name
        formulas = sum(book.read(f"{name}.xhtml").count(b"<math") for name in project.pages)
    assert formulas > 1000


def test_the_site_offers_it(site: Path, project: Project, epub: Path) -> None:
    assert (site / editions.EPUB.name).read_bytes() == epub.read_bytes()
    for name in project.pages:
        assert any(x.endswith(editions.EPUB.name) for x in page(site / f"{name}.html").links), name
