"""The one-file checker as a program: 1 says refuted and nothing else, whatever becomes of it."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from memlib.exact import verify as checker

from .by_hand import affine, certificate, write

HOLDS = certificate([[10**1000], [5]], [[0], [1]], [affine([[0]], [7])])
SOURCE = Path(checker.__file__)


def run(command: str, path: Path, **env: str) -> tuple[int, str]:
    """A line of a shell: CHECK is the checker on the file; the status, and standard error."""
    check = f"'{sys.executable}' '{SOURCE}' '{path}'"
    done = subprocess.run(
        ["bash", "-c", command.replace("CHECK", check)],
        capture_output=True, text=True, check=False, env={**os.environ, **env}, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.fixture
def holds(tmp_path: Path) -> Path:
    return write(tmp_path / "holds.json", HOLDS)


@pytest.fixture
def refuted(tmp_path: Path) -> Path:
    made = {**HOLDS, "claims": {**HOLDS["claims"], "depth": 9}}
    return write(tmp_path / "refuted.json", made)


@pytest.mark.parametrize(
    ("command", "env"),
    [
        ("CHECK", {}),
        ("CHECK >/dev/full", {}),
        ("CHECK >/dev/full", {"PYTHONUNBUFFERED": "1"}),
        ("set -o pipefail; CHECK | true", {"PYTHONUNBUFFERED": "1"}),
        ("CHECK >&-", {}),
        ("CHECK >&- 2>&-", {}),
        ("CHECK", {"PYTHONINTMAXSTRDIGITS": "640"}),
        ("CHECK", {"PYTHONIOENCODING": "ascii"}),
    ],
)
def test_what_holds_holds(holds: Path, command: str, env: dict[str, str]) -> None:
    if "/dev/full" in command and not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    assert run(command, holds, **env) == (0, "")


@pytest.mark.parametrize("command", ["CHECK", "CHECK 2>/dev/full", "CHECK 2>&-", "CHECK >&- 2>&-"])
def test_what_is_refuted_is_refuted(refuted: Path, command: str) -> None:
    if "/dev/full" in command and not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    code, said = run(command, refuted)
    assert code == 1
    assert said == ("" if "2>" in command else "refuted: claims.depth: claimed 9, counted 0\n")


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (RuntimeError("out\nof order"), 70, "this program failed: RuntimeError: out\\nof order\n"),
        (RecursionError("deep"), 70, "this program failed: RecursionError: deep\n"),
        (MemoryError(), 2, "malformed: the memory is full\n"),
        (checker.Malformed("no"), 2, "malformed: no\n"),
        (checker.Refuted("no"), 1, "refuted: no\n"),
    ],
)
def test_its_own_failures_refute_nothing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    says: str,
) -> None:
    def fails(*_: Any) -> None:
        raise error

    monkeypatch.setattr(checker, "verify", fails)
    assert checker.main(["c.json"]) == code
    assert capsys.readouterr().err == says


def test_older_pythons_can_read_it(holds: Path) -> None:
    """Python 3.9 stops with status 1, "refuted", at a word that it does not know."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 9))
    assert not any(isinstance(node, ast.Match) for node in ast.walk(tree))
    for older in ("python3.9", "python3.10"):
        found = shutil.which(older)
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            done = subprocess.run([found, SOURCE, holds], capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
