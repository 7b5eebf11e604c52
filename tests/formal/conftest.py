"""The proofs, built once for all tests that need them; where Coq is missing those are skipped."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

FORMAL = Path(__file__).parents[2] / "formal"


@pytest.fixture(scope="session")
def built() -> str:
    """What ``make prove`` prints."""
    if shutil.which("coqc") is None:
        pytest.skip("Coq is missing; Debian, Ubuntu: apt-get install coq")
    with (FORMAL / ".gitignore").open() as lock:  # several test workers, one build
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(["make", "-C", FORMAL, "-j2"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def coqc(built: str, tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Compile one file of text against the proofs."""

    def run(text: str) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "Certificate.v"
        path.write_text(text, encoding="utf-8")
        return subprocess.run(
            ["coqc", "-Q", FORMAL, "Memlib", path.name],
            cwd=tmp_path, capture_output=True, text=True,
        )  # fmt: skip

    return run
