"""Building: the literal command in a fresh clone, again unchanged, and with a broken cell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from memlib.book.project import Project

pytestmark = pytest.mark.site

COMMAND = ["jupyter-book", "build", "book"]


def build(folder: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    """``jupyter-book build book`` with this environment active, in ``folder``.

    Returns:
        The result, and the seconds of processor time: what the clock shows on a machine that has
        nothing else to do, and the same on a busy one.
    """
    environment = dict(os.environ)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment["PYTHONPATH"] = str(folder)  # the clone's own memlib
    start = _processor_seconds()
    result = subprocess.run(
        COMMAND, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return result, _processor_seconds() - start


def _processor_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, project: Project) -> Path:
    """A fresh clone with one short chapter (the book itself is built by ``make check-book``)."""
    folder = tmp_path_factory.mktemp("clone") / "memlib"
    subprocess.run(
        ["git", "clone", "--quiet", str(project.root), str(folder)], check=True, timeout=120
    )
    for page in Project(folder).notebooks:
        (folder / "notebooks" / f"{page}.md").write_text(f"# {page}\n", encoding="utf-8")
    short = "# Short\n\n```{code-cell} ipython3\nprint(6 * 7)\n```\n"
    (folder / "notebooks" / "tour.md").write_text(short, encoding="utf-8")
    return folder


def test_the_literal_command_in_a_fresh_clone(clone: Path) -> None:
    result, _ = build(clone)
    assert result.returncode == 0, result.stderr[-3000:]
    site = clone / "_build" / "html"
    for page in Project(clone).pages:
        assert (site / f"{page}.html").is_file(), page
    assert "42" in (site / "notebooks" / "tour.html").read_text(encoding="utf-8")
    assert not [path for path in clone.rglob("*") if path.is_symlink()]
    status = subprocess.run(
        ["git", "status", "--porcelain", "--", "book", "memlib", "_toc.yml"],
        cwd=clone,
        capture_output=True,
        text=True,
        check=True,
    )
    assert status.stdout == "", "a build writes only into folders that git ignores"


def test_again_unchanged_takes_seconds(clone: Path) -> None:
    build(clone)
    seconds = []
    for _ in range(2):
        result, taken = build(clone)
        assert result.returncode == 0
        assert "tour: " not in result.stderr, "no notebook ran"
        seconds.append(taken)
    assert min(seconds) < 5


def test_a_change_of_memlib_runs_the_notebooks_again(clone: Path) -> None:
    build(clone)
    with (clone / "memlib" / "errors.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    result, _ = build(clone)
    assert "notebooks/tour" in result.stderr


def test_a_broken_cell_stops_the_build(clone: Path) -> None:
    chapter = clone / "notebooks" / "tour.md"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("6 * 7", "6 / 0"))
    shutil.rmtree(clone / "_build")
    result, _ = build(clone)
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("error: run the notebooks: notebooks/tour.md: ")
    assert "print(6 / 0)" in last
    assert "ZeroDivisionError: division by zero" in last
    assert not (clone / "_build" / "html" / "index.html").exists()
