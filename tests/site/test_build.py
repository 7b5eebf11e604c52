"""Building: the literal command in a fresh clone, again unchanged, and with a broken cell."""

from __future__ import annotations

import json
import os
import shutil
import signal as signals
import subprocess
import sys
import time
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
    start = _processor_seconds()
    result = subprocess.run(
        COMMAND, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    return result, _processor_seconds() - start


def environment(folder: Path) -> dict[str, str]:
    """This environment, active, with the clone's own memlib."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(folder)}


def _processor_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, project: Project, tracked: list[str]) -> Path:
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


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGINT"])
def test_a_build_that_was_broken_off_heals(clone: Path, signal: str) -> None:
    """While pages are written: the search of the next build finds them all."""
    site = clone / "_build" / "html"
    shutil.rmtree(clone / "_build", ignore_errors=True)
    process = subprocess.Popen(
        COMMAND, cwd=clone, env=environment(clone), stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while len(list(site.glob("notebooks/*.html"))) < 4:
        assert process.poll() is None, process.communicate()[1][-3000:]
        time.sleep(0.05)
    os.killpg(process.pid, getattr(signals, signal))
    _, errors = process.communicate()
    assert "Traceback" not in errors
    written = len(list(site.glob("notebooks/*.html")))
    assert written < len(Project(clone).notebooks), "it was broken off in the middle"
    result, _ = build(clone)
    assert result.returncode == 0, result.stderr[-3000:]
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(index[index.index("(") + 1 : index.rindex(")")])
    assert set(Project(clone).pages) <= set(found["docnames"])


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
    assert last.startswith("memlib: run the notebooks: notebooks/tour.md: ")
    assert "print(6 / 0)" in last
    assert "ZeroDivisionError: division by zero" in last
    assert not (clone / "_build" / "html" / "index.html").exists()
