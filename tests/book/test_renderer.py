"""jupyter-book 2, which builds nothing here, is refused by all of our ways in: one line, exit 2."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
import yaml

from memlib.book import __main__ as program
from memlib.book import renderer
from memlib.errors import MemlibError

ROOT = Path(__file__).parents[2]
SPHINX = "import memlib.book.sphinx as ours; ours.setup(None)"


def installed(folder: Path, version: str) -> dict[str, str]:
    """An environment in which another jupyter-book is found first.

    A make that is called there is the first, also where a make runs these tests.
    """
    about = folder / f"jupyter_book-{version}.dist-info"
    about.mkdir()
    text = f"Metadata-Version: 2.1\nName: jupyter-book\nVersion: {version}\n"
    (about / "METADATA").write_text(text)
    path = os.pathsep.join([str(folder), str(ROOT)])
    kept = {k: v for k, v in os.environ.items() if k not in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")}
    return {**kept, "PYTHONPATH": path}


@pytest.mark.parametrize("way", ["python -m memlib.book", "make book", "the Sphinx extension"])
@pytest.mark.parametrize("version", ["2.0.0", "2.1.7", "3.0.0a1"])
def test_another_version_is_refused_in_one_line(tmp_path: Path, way: str, version: str) -> None:
    environment = installed(tmp_path, version)
    command = [sys.executable, "-m", "memlib.book", "build"]
    if way == "make book":
        make = shutil.which("make")
        assert make is not None
        ready = tmp_path / "env" / ".ready"
        (ready.parent / "bin").mkdir(parents=True)
        python = ready.parent / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        python.chmod(0o755)
        ready.touch()
        command = [make, "--silent", "book", f"VENV={ready.parent}"]
    if way == "the Sphinx extension":
        command = [sys.executable, "-c", SPHINX]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    line, *more = done.stderr.splitlines()
    assert f"jupyter-book {version} is another program" in line
    assert "pip install -e" in line
    assert done.returncode == 2
    assert all(x.startswith("make: *** ") for x in more), more


@pytest.mark.parametrize("found", ["2.0.0", "2.1.0a1", None])
def test_what_is_not_version_1_is_never_called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: str | None
) -> None:
    def version(name: str) -> str:
        assert name == "jupyter-book"
        if found is None:
            raise PackageNotFoundError
        return found

    monkeypatch.setattr(renderer, "version", version)
    monkeypatch.setattr(program.subprocess, "Popen", lambda *_, **__: pytest.fail("called it"))
    assert program.main(["build"]) == 2
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert (found or "missing") in errors
    assert 'pip install -e ".[book]"' in errors


def test_ours_and_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renderer.check_version()
    assert Path(renderer.jupyter_book()).name == "jupyter-book"
    monkeypatch.setattr(renderer.sys, "executable", str(tmp_path / "python"))
    with pytest.raises(MemlibError, match=r"jupyter-book is missing .pip install"):
        renderer.jupyter_book()


def test_what_version_2_reads_makes_it_fail() -> None:
    """It takes the number 1 there, and repeats anything else in its error."""
    told = yaml.safe_load((ROOT / "myst.yml").read_text(encoding="utf-8"))
    assert told.keys() == {"version"}
    assert told["version"] != 1
    assert "jupyter-book cannot build this book" in told["version"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\njupyter-book build book    # version 2 is another program" in readme
