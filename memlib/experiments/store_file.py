"""The SQLite file of a store: made when missing, or read where nothing can be written.

A database of another program is refused before anything in it is changed.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from random import random
from tempfile import TemporaryDirectory
from typing import Final

from memlib.errors import MemlibError

#: How long a writer waits for another one, in seconds.
PATIENCE: Final = 60.0

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS runs (
    key TEXT PRIMARY KEY, data TEXT NOT NULL, family TEXT NOT NULL, run TEXT NOT NULL,
    outcome TEXT NOT NULL, versions TEXT NOT NULL, engine TEXT NOT NULL, device TEXT NOT NULL,
    dtype TEXT NOT NULL, seconds REAL NOT NULL, finished TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS members (
    sweep TEXT NOT NULL, place INTEGER NOT NULL, key TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (sweep, key, role)
);
"""
_OTHER: Final = "name another file"
_RIGHTS: Final = "it takes the right to enter its folder, and to read it and the -wal beside it"
#: What mends an error of SQLite, by its number.
_MENDS: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_CORRUPT: f"put a copy from before in its place, or {_OTHER}",
    sqlite3.SQLITE_NOTADB: _OTHER,
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_READONLY: "it takes the right to write it, and in its folder",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """What SQLite and the system say of a store, as a :class:`MemlibError`."""
    try:
        yield
    except sqlite3.Error as error:
        mend = _MENDS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
        raise MemlibError(str(error), operation="store", place=str(path), mend=mend) from error
    except OSError as error:
        mend = _RIGHTS if isinstance(error, PermissionError) else ""
        reason = f"{error.strerror or error}: {error.filename or path}"
        raise MemlibError(reason, operation="store", place=str(path), mend=mend) from error


def made(path: Path) -> sqlite3.Connection:
    """A connection that writes; the file is made when it is missing."""
    base = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    end = time.monotonic() + PATIENCE
    while True:  # SQLite does not wait by itself where two want to set up one new file
        try:
            _check_ours(base, path)
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.executescript(_TABLES)
            return base
        except (sqlite3.Error, MemlibError) as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                base.close()
                raise
            time.sleep(random() / 50)


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing; SQLite itself wants to, beside a file that is shared."""
    if not path.is_file():
        raise MemlibError("there is no such store", operation="store", place=str(path))
    base = _readable(path.resolve())  # the log lies beside the file, not beside a link to it
    try:
        _check_ours(base, path)
    except BaseException:
        base.close()
        raise
    return base


def _readable(path: Path) -> sqlite3.Connection:
    address = path.as_uri()
    try:
        base = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=PATIENCE)
        base.execute("SELECT COUNT(*) FROM sqlite_master")
        return base
    except sqlite3.OperationalError:
        log = Path(f"{path}-wal")
        if not log.is_file() or not log.stat().st_size:  # all is in the file itself
            return sqlite3.connect(f"{address}?immutable=1", uri=True)
    base = sqlite3.connect(":memory:")
    with TemporaryDirectory(prefix="memlib-") as folder:
        for file in (path, log):
            shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder, path.name))) as whole:
            whole.backup(base)
    return base


def _check_ours(base: sqlite3.Connection, path: Path) -> None:
    """Refuse a database that has a table of another program."""
    ours = _ours()
    for name in _tables(base):
        if name not in ours or _columns(base, name) != ours[name]:
            raise MemlibError(
                f"a database of another program: its table {name!r} is no table of a store",
                operation="store", place=str(path), mend=_OTHER,
            )  # fmt: skip


@cache
def _ours() -> Mapping[str, list[str]]:
    """The columns of the tables of a store."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript(_TABLES)
        return {name: _columns(base, name) for name in _tables(base)}


def _tables(base: sqlite3.Connection) -> list[str]:
    """The tables and views of a database, without SQLite's own."""
    found = base.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    return [name for (name,) in found if not name.startswith("sqlite_")]


def _columns(base: sqlite3.Connection, table: str) -> list[str]:
    found = base.execute("SELECT name FROM pragma_table_info(?)", (table,))
    return [name for (name,) in found]
