"""A store opened by many at once, read where nothing can be written, and the commit beside it."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from fake import outcome
from tiny import TINY, tiny

import memlib
from memlib.cli import main
from memlib.errors import MemlibError
from memlib.experiments import export, store_file
from memlib.experiments.config import load
from memlib.experiments.store import Store

ROUNDS, OPENERS = 60, 4
OUTCOME = json.dumps(asdict(outcome(0.5)), separators=(",", ":"))


def _open_new_ones(folder: str, barrier: Any, refused: Any) -> None:
    for number in range(ROUNDS):
        barrier.wait()
        try:
            with Store(f"{folder}/{number}.sqlite") as opened:
                opened.sweeps()
        except MemlibError as error:
            refused.put(str(error))


def test_a_new_store_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    barrier, refused = fork.Barrier(OPENERS), fork.Queue()
    arguments = (str(tmp_path), barrier, refused)
    processes = [fork.Process(target=_open_new_ones, args=arguments) for _ in range(OPENERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert refused.empty(), refused.get()


def test_waiting_for_a_store_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.sqlite"
    monkeypatch.setattr(store_file, "PATIENCE", 0.2)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("CREATE TABLE other (x)")
    holder.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    with pytest.raises(MemlibError, match="locked"):
        Store(path)
    assert time.monotonic() - started < 10
    holder.close()


def test_a_run_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    run = load(tiny(tmp_path), "quick").cells()[0].run(0, 0)
    with Store(tmp_path / "s.sqlite") as opened:
        opened.put([(run, "d", outcome(0.5))])
        opened.put([(run, "d", outcome(0.25))])
        found = opened.get(run, "d")
        assert found is not None
        assert found.loss == 0.5
        assert opened.get(run, "other data") is None


def test_two_that_write_at_once_wait_from_their_first_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a writer has read is still so when it writes."""
    monkeypatch.setattr(store_file, "PATIENCE", 0.2)
    with Store(tmp_path / "s.sqlite") as one, Store(tmp_path / "s.sqlite") as two:
        with one._writing(), pytest.raises(MemlibError, match="locked"):
            two.enlist("x", [])
        two.enlist("x", [])


@pytest.fixture
def filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A store with the runs of the tiny sweep."""
    path = tmp_path / "made" / "s #1.sqlite"
    path.parent.mkdir()
    config = str(tiny(tmp_path, TINY))
    assert main(["capacity", "run", config, "--preset", "quick", "--store", str(path)]) == 0
    capsys.readouterr()
    return path


def test_reading_writes_nothing(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = filled.read_bytes()
    assert main(["capacity", "show", "--store", str(filled)]) == 0
    assert "tiny/quick: " in capsys.readouterr().out
    config, made = str(tmp_path / "tiny.toml"), str(tmp_path / "made.json")
    command = ["capacity", "export", config, "--preset", "quick", "--store", str(filled)]
    assert main([*command, "-o", made]) == 0
    assert filled.read_bytes() == before
    run = load(config, "quick").cells()[0].run(0, 0)
    with Store(filled, read_only=True) as opened, pytest.raises(MemlibError, match="readonly"):
        opened.enlist("x", [(run, "d", "r")])


@pytest.mark.skipif(os.name != "posix" or (os.geteuid() == 0 and not shutil.which("unshare")),
                    reason="needs a folder that cannot be written")  # fmt: skip
@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize("log", [False, True])
def test_where_nothing_can_be_written_a_store_is_read_whole(
    filled: Path, log: bool, link: bool
) -> None:
    """On a read-only mount, also what still stands in the log beside the file."""
    view = filled.parents[1] / "view"
    view.mkdir()
    code = (
        "import sys; from memlib.experiments.store import Store\n"
        "with Store(sys.argv[1], read_only=True) as opened: print(opened.sweeps()[0][:3])"
    )
    with Store(filled) as opened:
        if log:  # as a killed writer leaves it
            opened._base.execute("INSERT INTO members VALUES ('a new one', 0, 'k', 'r')")
            shutil.copy(filled, view)
            shutil.copy(f"{filled}-wal", view)
    if not log:
        shutil.copy(filled, view)
    path = view / filled.name
    if link:
        path = view.with_name("link.sqlite")
        path.symlink_to(view / filled.name)
    if os.geteuid() == 0:
        bound = f"mount --bind '{view}' '{view}' && mount -o remount,ro,bind '{view}'"
        command = ["unshare", "-m", "sh", "-c", f'{bound} && exec "$@"', "sh"]
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
            pytest.skip("this user may not mount")
    else:
        view.chmod(0o555)
        command = []
    done = subprocess.run(
        [*command, sys.executable, "-c", code, str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    view.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert ("a new one" in done.stdout) == log


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("outcome", "{}", "'loss' is missing"),
        ("outcome", "{", "Expecting property name"),
        ("outcome", "[]", "the outcome is no JSON object"),
        ("outcome", OUTCOME.replace('"error":', '"mistake":'), "'error' is missing"),
        ("outcome", OUTCOME.replace("{", '{"later":1,'), "'later' is unknown"),
        ("outcome", OUTCOME.replace('"loss":0.5', '"loss":"x"'), "'loss' is 'x'"),
        ("outcome", OUTCOME.replace("[]", "[[1,2]]"), "not enough values"),
        ("outcome", OUTCOME.replace("[]", "[[1e999,2,3]]"), "infinity"),
        ("versions", "{", "Expecting property name"),
        ("versions", '{"numpy":1}', "a version is no text"),
        ("run", "{}", "no run"),
    ],
)
def test_a_damaged_row_is_told_with_what_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, value: str, says: str
) -> None:
    config, path = tiny(tmp_path), tmp_path / "s.sqlite"
    run = load(config, "quick").cells()[0].run(0, 0)
    with Store(path) as opened:
        opened.put([(run, "d", outcome(0.5))])
        opened.enlist("tiny/quick", [(run, "d", "r:tune")])
        assert len(opened.rows("tiny/quick")) == 1
        opened._base.execute(f"UPDATE runs SET {column} = ?", (value,))
        if column == "outcome":
            with pytest.raises(MemlibError, match=says):
                opened.get(run, "d")
    export = ["capacity", "export", str(config), "--preset", "quick", "--store", str(path)]
    assert main(export) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"memlib: store: {path}: the run ")
    assert says in said
    with sqlite3.connect(path) as base:
        base.execute(said[said.index("DELETE") : said.rindex(")")])
        assert base.execute("SELECT COUNT(*) FROM runs").fetchone() == (0,)


# --- the commit in a manifest


def git(folder: Path, *words: str) -> str:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(
        ["git", *author, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_commit_is_that_of_memlibs_own_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = f"unknown, memlib {memlib.__version__}"
    own = tmp_path / "own"
    for name in ("pyproject.toml", "memlib/experiments/runs.py"):
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).touch()
    assert export.commit(own) == unknown, "no checkout at all"
    git(own, "init", "-q")
    assert export.commit(own) == unknown, "another one's folder: our files are not in it"
    git(own, "add", ".")
    git(own, "commit", "-q", "-m", "x")
    head = git(own, "rev-parse", "HEAD")
    assert export.commit(own) == head
    thesis = tmp_path / "thesis"
    shutil.copytree(own, thesis / "lib", ignore=shutil.ignore_patterns(".git"))
    git(thesis, "init", "-q")
    git(thesis, "add", ".")
    git(thesis, "commit", "-q", "-m", "y")
    assert export.commit(thesis / "lib") == unknown, "a copy inside another repository"
    monkeypatch.setenv("GIT_DIR", str(thesis / ".git"))
    assert export.commit(own) == head, "a hook of another repository calls us"
    monkeypatch.delenv("GIT_DIR")
    (own / "memlib" / "experiments" / "runs.py").write_text("# changed\n")
    assert export.commit(own) == f"{head}, with changes"
    monkeypatch.setenv("PATH", "")
    assert export.commit(own) == unknown, "no git"
