"""What runs on every push: all that is promised, in time, with no more rights than needed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from memlib.book.project import COLAB_BRANCH

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
#: Minutes that `.ci/run` may take on two cores.
MOST = 75


def read(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return value


def test_ci_runs_all_that_check_all_runs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    line = re.search(r"^check-all: (.*?)\s+##", makefile, re.MULTILINE)
    assert line is not None
    wanted = set(line[1].split())
    assert wanted >= {"lint", "test", "test-large", "check-book", "check-colab"}
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert wanted <= set(re.findall(r"^ *make ([a-z-]+)", script, re.MULTILINE))


def test_every_marked_test_has_a_target_that_runs_it() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for mark in ("large", "site", "colab"):
        assert re.search(rf'-m "?{mark}\b', makefile), mark


def test_there_is_time_for_it() -> None:
    job = read(ROOT / ".github" / "workflows" / "tests.yml")["jobs"]["everything"]
    assert job["steps"][-1]["run"] == "bash .ci/run"
    assert job["timeout-minutes"] >= MOST


#: The jobs that may change something, and what they run.
WRITERS = {
    "deploy": ({"pages": "write", "id-token": "write"}, ["actions/deploy-pages"]),
    "colab": ({"contents": "write"}, ["actions/checkout", "actions/download-artifact", "git"]),
}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_jobs_have_no_more_rights_than_they_need(path: Path) -> None:
    """Nothing of other people runs beside the right to write."""
    workflow = read(path)
    assert "write" not in (workflow["permissions"] or {}).values()
    for name, job in workflow["jobs"].items():
        if "write" in job.get("permissions", {}).values():
            rights, steps = WRITERS[name]
            assert job["permissions"] == rights
            assert [step.get("uses", "git").partition("@")[0] for step in job["steps"]] == steps
            for line in "".join(step.get("run", "") for step in job["steps"]).splitlines():
                assert re.match(r"(\w+=\$\()?git |export GIT_", line), line
        assert "timeout-minutes" in job, name


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_colab_branch_holds_the_edition_and_nothing_else(tmp_path: Path) -> None:
    """The workflow's own lines, twice, in a clone whose remote is on this machine."""
    job = read(ROOT / ".github" / "workflows" / "publish.yml")["jobs"]["colab"]
    script = job["steps"][-1]["run"]
    remote, clone = tmp_path / "remote.git", tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "--bare", str(remote))
    git(tmp_path, "clone", "--quiet", str(remote), str(clone))
    (clone / ".gitignore").write_text("_build\n")
    git(clone, "add", ".gitignore")
    who = ["-c", "user.name=x", "-c", "user.email=x@localhost"]
    git(clone, *who, "commit", "--quiet", "-m", "first")
    for words in ("old", "new"):
        folder = clone / job["steps"][1]["with"]["path"] / "notebooks"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{words}.ipynb").write_text(words)
        if words == "new":
            (folder / "old.ipynb").unlink()
        subprocess.run(["bash", "-e", "-c", script], cwd=clone, check=True, capture_output=True)
        there = git(remote, "ls-tree", "-r", "--name-only", COLAB_BRANCH)
        assert there == f"notebooks/{words}.ipynb"
        assert git(remote, "rev-list", "--count", COLAB_BRANCH) == "1"


def test_a_fork_is_not_refused() -> None:
    workflow = (ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8")
    assert "exit 1" not in workflow
    assert "_config.yml" not in workflow


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_named_by_what_they_are(path: Path) -> None:
    """By the hash of a commit: a tag can be moved."""
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    for line in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", line), line
