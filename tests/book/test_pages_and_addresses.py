"""Settings, pages and addresses are read from the files, each from one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from memlib.book.project import Project
from memlib.errors import MemlibError


def test_pages_and_notebooks_in_the_order_of_the_toc(small: Project) -> None:
    assert small.pages == ("intro", "preface", "notebooks/one", "notebooks/two")
    assert small.notebooks == ("one", "two")


def test_a_notebooks_own_parameters_win(small: Project) -> None:
    assert small.parameters("one") == {"preset": "quick"}
    assert small.parameters("two") == {"preset": "full"}


def test_every_address_comes_from_the_one_value(small: Project) -> None:
    addresses = [
        small.repository,
        small.site,
        small.archive,
        small.raw("book/x.svg"),
        small.page("preface"),
        small.colab("one"),
    ]
    assert all("someone" in address and "small" in address for address in addresses)
    text = (small.root / "_config.yml").read_text().replace("someone", "another")
    (small.root / "_config.yml").write_text(text)
    moved = Project(small.root)
    assert "another" in moved.colab("one")
    assert "someone" not in moved.colab("one") + moved.archive + moved.site


def test_find_looks_upwards_and_says_when_there_is_nothing(small: Project, tmp_path: Path) -> None:
    assert Project.find(small.root / "notebooks").root == small.root
    with pytest.raises(MemlibError, match="no checkout"):
        Project.find(Path(tmp_path.anchor))


def test_each_source_of_the_real_project_is_in_the_toc(real: Project) -> None:
    sources = {path.stem for path in (real.root / "notebooks").glob("*.md")}
    assert sources == set(real.notebooks)
    pages = {path.stem for path in (real.root / "book").glob("*.md")}
    assert pages == {page for page in real.pages if "/" not in page}
