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


def published(small: Project, url: str, more: str = "") -> Project:
    text = (small.root / "_config.yml").read_text()
    text = text.replace("https://github.com/someone/small", f"'{url}'") + more
    (small.root / "_config.yml").write_text(text)
    return Project(small.root)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/ann/course",
        "https://github.com/ann/course/",
        "https://github.com/ann/course.git",
        "http://www.github.com/ann/course.git/",
        "git@github.com:ann/course.git",
        "git@github.com:ann/course",
        "ssh://git@github.com/ann/course.git",
        "ssh://git@ssh.github.com:443/ann/course.git",
        "git://github.com/ann/course.git",
        "git+https://github.com/ann/course",
        "https://ann@github.com/ann/course",
        "github.com/ann/course",
        " https://github.com/ann/course ",
    ],
)
def test_what_a_clone_button_gives_is_understood(small: Project, url: str) -> None:
    project = published(small, url)
    assert project.repository == "https://github.com/ann/course"
    assert project.site == "https://ann.github.io/course"
    assert project.archive == "https://github.com/ann/course/archive/refs/heads/main.zip"
    assert project.raw("book/x.svg") == (
        "https://raw.githubusercontent.com/ann/course/main/book/x.svg"
    )
    assert project.colab("one").endswith("/github/ann/course/blob/colab/notebooks/one.ipynb")


@pytest.mark.parametrize(
    "url",
    ["", "course", "ann/course", "https://github.com/ann", "https://github.com", "file:///a/b",
     "https://github.com/ann/course/tree/main", "/srv/ann/course", "https://github.com/ann/a b",
     "gh repo clone ann/course"],
)  # fmt: skip
def test_other_addresses_are_refused_in_one_line(small: Project, url: str) -> None:
    with pytest.raises(MemlibError, match=r"repository.url: .* is no address.*clone button"):
        _ = published(small, url).repository


@pytest.mark.parametrize(
    ("url", "repository", "site"),
    [
        ("https://gitlab.com/ann/sub/course.git", "https://gitlab.com/ann/sub/course",
         "https://ann.gitlab.io/sub/course"),
        ("git@codeberg.org:ann/course.git", "https://codeberg.org/ann/course",
         "https://ann.codeberg.page/course"),
        ("https://github.com/ann/ann.github.io", "https://github.com/ann/ann.github.io",
         "https://ann.github.io"),
        ("https://github.com/Ann/ann.github.io", "https://github.com/Ann/ann.github.io",
         "https://Ann.github.io"),
    ],
)  # fmt: skip
def test_other_hosts_and_sites_of_persons(
    small: Project, url: str, repository: str, site: str
) -> None:
    project = published(small, url)
    assert (project.repository, project.site) == (repository, site)


def test_a_host_that_publishes_no_sites_needs_one_word(small: Project) -> None:
    project = published(small, "https://ann@bitbucket.org/ann/course.git")
    with pytest.raises(MemlibError, match=r"bitbucket.org publishes the site.*html.baseurl"):
        _ = project.site
    with pytest.raises(MemlibError, match="Colab opens no notebooks"):
        project.colab("one")
    told = published(small, "", "html:\n  baseurl: https://ann.example.org/book/\n")
    assert told.page("preface") == "https://ann.example.org/book/preface.html"
    assert told.raw("book/_static/x.svg") == "https://ann.example.org/book/_images/x.svg"
    assert told.archive == "git+https://bitbucket.org/ann/course.git@main"
