"""What runs on every push: all that is promised, in time, with no more rights than needed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

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


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_jobs_have_no_more_rights_than_they_need(path: Path) -> None:
    workflow = read(path)
    assert "write" not in (workflow["permissions"] or {}).values()
    for name, job in workflow["jobs"].items():
        rights = job.get("permissions", {})
        if "write" in rights.values():
            assert name == "deploy"
            assert rights == {"pages": "write", "id-token": "write"}
            assert len(job["steps"]) == 1, "nothing of other people runs beside it"
        assert "timeout-minutes" in job, name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_named_by_what_they_are(path: Path) -> None:
    """By the hash of a commit: a tag can be moved."""
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    for line in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", line), line
