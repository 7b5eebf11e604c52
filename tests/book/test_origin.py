"""A copy of the project has the addresses of the place where it is built, without an edit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from memlib.book import colab, sitemap
from memlib.book.project import Project
from memlib.errors import MemlibError

ROOT = Path(__file__).parents[2]


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def remote(project: Project, address: str, name: str = "origin") -> Project:
    """The project as a checkout with one more remote, read anew."""
    git(project.root, "init", "--quiet")
    git(project.root, "remote", "add", name, address)
    return Project(project.root)


GITHUB, GITLAB, CODEBERG = ("https://github.com/ann/course", "https://gitlab.com/ann/sub/course",
                            "https://codeberg.org/ann/course")  # fmt: skip


@pytest.mark.parametrize(
    ("address", "repository", "site"),
    [
        ("https://github.com/ann/course", GITHUB, "https://ann.github.io/course"),
        ("https://github.com/ann/course.git", GITHUB, "https://ann.github.io/course"),
        ("git@github.com:ann/course.git", GITHUB, "https://ann.github.io/course"),
        ("git@github.com:/ann/course", GITHUB, "https://ann.github.io/course"),
        ("git@github.com-work:ann/course.git", GITHUB, "https://ann.github.io/course"),
        ("ssh://git@github.com-work/ann/course", GITHUB, "https://ann.github.io/course"),
        ("ssh://git@ssh.github.com:443/ann/course.git", GITHUB, "https://ann.github.io/course"),
        ("https://github.com:443/ann/course", GITHUB, "https://ann.github.io/course"),
        ("https://ghp_S3cr3t@github.com/ann/course.git", GITHUB, "https://ann.github.io/course"),
        ("https://x-access-token:S3cr3t@github.com/ann/course", GITHUB,
         "https://ann.github.io/course"),
        ("https://github.com/ann/ann.github.io.git", "https://github.com/ann/ann.github.io",
         "https://ann.github.io"),
        ("git@gitlab.com:ann/sub/course.git", GITLAB, "https://ann.gitlab.io/sub/course"),
        ("https://oauth2:S3cr3t@gitlab.com/ann/sub/course", GITLAB,
         "https://ann.gitlab.io/sub/course"),
        ("https://gitlab.com/ann/ann.gitlab.io", "https://gitlab.com/ann/ann.gitlab.io",
         "https://ann.gitlab.io"),
        ("https://codeberg.org/ann/course.git", CODEBERG, "https://ann.codeberg.page/course"),
        ("ssh://git@codeberg.org/ann/course", CODEBERG, "https://ann.codeberg.page/course"),
        ("https://codeberg.org/ann/pages.git", "https://codeberg.org/ann/pages",
         "https://ann.codeberg.page"),
        ("https://git.example.org:3000/ann/course.git", "https://git.example.org:3000/ann/course",
         ""),
        ("ssh://git@git.example.org:2222/ann/course.git", "https://git.example.org/ann/course", ""),
    ],
)  # fmt: skip
def test_a_checkout_is_published_where_its_remote_is(
    small: Project, address: str, repository: str, site: str
) -> None:
    project = remote(small, address)
    assert project.repository == repository
    assert (project.site if project.has_site else "") == site
    edition = colab.text(project, "one")
    assert f"memlib@{project.archive}'" in edition
    assert "someone" not in edition
    for told in (edition, sitemap.text(project), project.archive, str(project.origin)):
        assert "S3cr3t" not in told
    if project.at.on_github:
        assert project.colab("one").startswith("https://colab.research.google.com/github/ann/")
    assert project.committed.repository == "https://github.com/someone/small"


@pytest.mark.parametrize(
    "address",
    ["/srv/git/course.git", "file:///srv/course", "../course", "http://127.0.0.1:8080/git/ann/course",
     "http://localhost:3000/ann/course", "C:/ann/my/course"],
)  # fmt: skip
def test_a_remote_that_nobody_else_reaches_is_passed_over(small: Project, address: str) -> None:
    project = remote(small, address)
    assert project.repository == "https://github.com/someone/small"
    assert project.origin.told_by == "_config.yml"


def test_without_git_without_a_remote_and_within_another_checkout(
    small: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = "https://github.com/someone/small"
    assert small.repository == settings
    git(tmp_path, "init", "--quiet")
    assert Project(tmp_path).repository == settings
    inner = tmp_path / "inner"
    inner.mkdir()
    for name in ("_config.yml", "_toc.yml"):
        (inner / name).write_text((tmp_path / name).read_text())
    git(tmp_path, "remote", "add", "origin", "https://github.com/other/house")
    assert Project(inner).repository == settings
    assert Project(tmp_path).repository == "https://github.com/other/house"
    monkeypatch.setenv("PATH", str(inner))
    assert Project(tmp_path).repository == settings


def test_of_several_remotes_the_one_that_is_pushed_to(small: Project) -> None:
    upstream, mine, third = (f"https://github.com/{x}/course" for x in ("up", "mine", "third"))
    assert remote(small, upstream, "upstream").repository == upstream, "the only one"
    small_again = remote(small, third, "third")
    assert small_again.origin.told_by == "_config.yml", "two strangers: neither"
    assert remote(small, mine).repository == mine, "origin"
    git(small.root, "symbolic-ref", "HEAD", "refs/heads/main")
    git(small.root, "config", "branch.main.remote", "upstream")
    git(small.root, "config", "remote.pushDefault", "origin")
    assert Project(small.root).repository == mine, "pulled from one, pushed to the other"
    git(small.root, "config", "branch.main.pushRemote", "third")
    assert Project(small.root).repository == third
    git(small.root, "config", "remote.third.pushurl", "DISABLED")
    assert Project(small.root).repository == third
    git(small.root, "config", "remote.third.url", "/srv/third")
    assert Project(small.root).repository == mine, "the next that others reach"


def test_gits_own_short_forms_and_the_branch_of_the_remote(small: Project) -> None:
    project = remote(small, "gh:ann/course")
    git(small.root, "config", "url.git@github.com:.insteadOf", "gh:")
    assert project.repository == GITHUB
    assert project.branch == "main"
    git(small.root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert Project(small.root).archive.endswith("/heads/trunk.zip")
    assert small.committed.branch == "main"


SERVICES = [
    ({"GITHUB_REPOSITORY": "ann/course", "GITHUB_SERVER_URL": "https://github.com",
      "GITHUB_REF": "refs/heads/trunk"}, GITHUB, "https://ann.github.io/course", "trunk"),
    ({"GITHUB_REPOSITORY": "ann/course", "GITHUB_REF": "refs/pull/7/merge"},
     GITHUB, "https://ann.github.io/course", "main"),
    ({"GITHUB_REPOSITORY": "ann/course", "GITHUB_REF": "refs/heads/main",
      "MEMLIB_SITE": "https://course.example.org/"}, GITHUB, "https://course.example.org", "main"),
    ({"GITHUB_REPOSITORY": "ann/course", "GITHUB_SERVER_URL": "https://codeberg.org"},
     CODEBERG, "https://ann.codeberg.page/course", "main"),
    ({"CI_PROJECT_URL": GITLAB, "CI_PAGES_URL": "https://course-1a2b.gitlab.io",
      "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "x"},
     GITLAB, "https://course-1a2b.gitlab.io", "main"),
    ({"CI_PROJECT_URL": GITLAB, "CI_DEFAULT_BRANCH": "trunk"},
     GITLAB, "https://ann.gitlab.io/sub/course", "trunk"),
    ({"CI_REPO_URL": CODEBERG, "CI_COMMIT_BRANCH": "dev"},
     CODEBERG, "https://ann.codeberg.page/course", "dev"),
    ({"READTHEDOCS_GIT_CLONE_URL": "git@github.com:ann/course.git",
      "READTHEDOCS_VERSION_TYPE": "branch", "READTHEDOCS_GIT_IDENTIFIER": "dev",
      "READTHEDOCS_CANONICAL_URL": "https://course.readthedocs.io/en/latest/"},
     GITHUB, "https://course.readthedocs.io/en/latest", "dev"),
    ({"NETLIFY": "true", "REPOSITORY_URL": "https://github.com/ann/course", "BRANCH": "main",
      "URL": "https://course.netlify.app"}, GITHUB, "https://course.netlify.app", "main"),
]  # fmt: skip


@pytest.mark.parametrize(("variables", "repository", "site", "branch"), SERVICES)
def test_a_service_says_where_it_builds_for(
    small: Project, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], repository: str,
    site: str, branch: str,
) -> None:  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    project = remote(small, "https://github.com/someone/else")
    assert (project.repository, project.site, project.branch) == (repository, site, branch)
    assert project.page("preface") == f"{site}/preface.html"
    committed = project.committed
    assert committed.site == "https://someone.github.io/small"
    assert colab.write_all(project) == ["one", "two"]
    assert committed.archive in committed.colab_edition("one").read_text()


def test_what_a_service_says_wrongly_is_passed_over(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "no repository")
    assert remote(small, GITHUB).origin.told_by == "git remote origin"


def test_no_message_tells_a_token(small: Project) -> None:
    text = (small.root / "_config.yml").read_text()
    wrong = text.replace("https://github.com/someone/small", "https://u:S3cr3t@github.com/one")
    (small.root / "_config.yml").write_text(wrong)
    with pytest.raises(MemlibError, match=r"'https://github.com/one' is no address") as caught:
        _ = Project(small.root).repository
    assert "S3cr3t" not in str(caught.value)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, tracked: list[str]) -> Path:
    """A real clone of this project, with another remote."""
    folder = tmp_path_factory.mktemp("fork") / "course"
    git(ROOT, "clone", "--quiet", str(ROOT), str(folder))
    git(folder, "remote", "set-url", "origin", "https://t0ken@github.com/ann/course.git")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    return folder


@pytest.mark.parametrize("by", ["remote", "service"])
def test_every_address_of_a_forks_clone(clone: Path, tmp_path: Path, by: str) -> None:
    """The commands of the publishing workflow, in a process of their own."""
    owner = {"remote": "ann", "service": "bob"}[by]
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    told = {"GITHUB_REPOSITORY": "bob/course", "GITHUB_REF": "refs/heads/main"}
    environment = outside | {"PYTHONPATH": str(clone)} | (told if by == "service" else {})

    def book(*words: str) -> str:
        command = [sys.executable, "-m", "memlib.book", *words]
        done = subprocess.run(
            command, cwd=clone, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    said = book("where")
    assert said.count(owner) == 4
    assert "t0ken" not in said
    assert "0 changed" in book("notebooks", "--check"), "the committed edition is the same"
    book("notebooks", "--to", str(tmp_path / "branch"))
    pages = Project(ROOT).notebooks
    for name in pages:
        path = tmp_path / "branch" / "notebooks" / f"{name}.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        set_up = next(cell.source for cell in cells if cell.cell_type == "code")
        wanted = f"https://github.com/{owner}/course/archive/refs/heads/main.zip"
        assert f"'install -q memlib@{wanted}'" in set_up
        assert f"https://{owner}.github.io/course/notebooks/{name}.html" in cells[0].source
    everything = "".join(x.read_text("utf-8") for x in (tmp_path / "branch").rglob("*.*"))
    assert Project(ROOT).committed.at.owner not in everything
    assert "t0ken" not in everything
    start = f"https://colab.research.google.com/github/{owner}/course/blob/colab/notebooks/"
    readme = (tmp_path / "branch" / "README.md").read_text()
    assert re.findall(re.escape(start) + r"(\w+)\.ipynb", readme) == list(pages)


def test_the_branchs_folder_must_be_empty(small: Project, tmp_path: Path) -> None:
    with pytest.raises(MemlibError, match="is not empty"):
        colab.write_branch(small, small.root)
    colab.write_branch(small, tmp_path / "empty")
    assert (tmp_path / "empty" / "notebooks" / "two.ipynb").is_file()
