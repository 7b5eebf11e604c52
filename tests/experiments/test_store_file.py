"""The file of a store: not one of another program, and rights that somebody lacks."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tiny import tiny

from memlib.cli import main
from memlib.errors import MemlibError
from memlib.experiments.store import Store


@pytest.mark.parametrize(
    ("made", "table"),
    [
        ("CREATE TABLE notes (text)", "notes"),
        ("CREATE VIEW seen AS SELECT 1", "seen"),
        ("CREATE TABLE runs (run_uuid, status)", "runs"),
    ],
)
def test_a_database_of_another_program_stays_as_it_is(
    tmp_path: Path, made: str, table: str
) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as base:
        base.execute(made)
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(MemlibError, match=f"table '{table}'") as error:
            Store(path, read_only=read_only)
        assert (error.value.place, error.value.mend) == (str(path), "name another file")
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["other.sqlite"]


def test_what_sqlite_itself_adds_is_no_table_of_others(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        store._base.execute("ANALYZE")
    with Store(tmp_path / "s.sqlite") as store:
        assert store.sweeps() == []


@pytest.fixture
def reached() -> Iterator[Path]:
    """A folder that everybody may enter, which those of pytest are not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _without_rights(command: list[str], told: Any) -> None:
    if os.geteuid() == 0:  # who may read everything
        os.setuid(65534)
    with redirect_stderr(StringIO()) as said:
        code = main(command)
    told.put((code, said.getvalue()))


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs the rights of POSIX")
@pytest.mark.parametrize("kept", ["inner", "inner/s.sqlite-wal"])
@pytest.mark.parametrize("action", ["show", "export"])
def test_what_may_not_be_read_is_told(reached: Path, action: str, kept: str) -> None:
    """The folder, or the log of a writer that was killed."""
    inner = reached / "inner"
    inner.mkdir()
    Store(inner / "s.sqlite").close()
    command = ["capacity", action, "--store", str(inner / "s.sqlite")]
    command += [str(tiny(reached))] * (action == "export")
    main(command)  # imports what another user may not read
    (inner / "s.sqlite-wal").write_bytes(bytes(99))
    inner.chmod(0o555)
    (reached / kept).chmod(0)
    fork = multiprocessing.get_context("fork")
    told = fork.SimpleQueue()
    process = fork.Process(target=_without_rights, args=(command, told))
    process.start()
    process.join()
    inner.chmod(0o755)
    assert process.exitcode == 0
    code, said = told.get()
    assert code == 2
    assert said.startswith(f"memlib: store: {inner / 's.sqlite'}: Permission denied: ")
    assert "it takes the right to enter its folder, and to read it and the -wal" in said
