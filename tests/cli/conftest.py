"""A command in this process, in an empty folder."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from memlib.cli import main

from .commands import Run

#: ``codecheck`` trains: where only the pure part is installed, its tests are left out.
_TRAINS = ["test_codecheck.py", "test_codecheck_altered.py"]
collect_ignore = [] if find_spec("torch") and find_spec("yaml") else _TRAINS


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in an empty folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEMLIB_DATA", raising=False)
    monkeypatch.delenv("MEMLIB_TRACEBACK", raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
