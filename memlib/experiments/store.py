"""The store: a SQLite file in which every finished run is one row, for ever.

A row's key is a hash of the run and of the arrays that it was trained on, so a run that is there
is never trained again, and data that came out differently is another run. Writers wait for each
other, so two sweeps may share a file. A sweep remembers which runs are its own.
"""

from __future__ import annotations

import json
import platform
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from random import random
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final

import memlib
from memlib.errors import MemlibError
from memlib.training.run import Outcome, Run, run_from_json

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


@dataclass(frozen=True)
class Row:
    """One finished run as it is stored."""

    key: str
    data: str
    run: Run
    outcome: Outcome
    versions: dict[str, str]
    finished: str


def row_key(run: Run, data: str) -> str:
    """The key of a run on data of this digest."""
    return sha256(f"{run.key} {data}".encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def versions() -> Mapping[str, str]:
    """The versions that a result may depend on; they stay what they are while a program runs."""
    found = {"memlib": memlib.__version__, "python": python_version()}
    for name in ("numpy", "torch", "numba", "scipy", "optuna"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return {**found, "system": f"{platform.system()} {platform.machine()}", "processor": _cpu()}


@lru_cache(maxsize=1)
def _cpu() -> str:
    """What the processor calls itself; float32 sums come in an order that depends on it."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or "not told"


class Store:
    """An open store; use it in a ``with`` block.

    Args:
        path: the file, made when missing.
        read_only: of a file that is there; then nothing needs to be writable, nor its folder.

    Raises:
        MemlibError: the file cannot be opened or is no store.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        with self._explained():
            self._base = _read_only(self.path) if read_only else _made(self.path)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def get(self, run: Run, data: str) -> Outcome | None:
        """The outcome of a run on data of this digest, if it has been trained."""
        with self._explained():
            found = self._base.execute(
                "SELECT outcome FROM runs WHERE key = ?", (row_key(run, data),)
            ).fetchone()
        return None if found is None else _outcome(found[0])

    def put(
        self,
        finished: Iterable[tuple[Run, str, Outcome]],
        used: Mapping[str, str] | None = None,
        when: str = "",
    ) -> None:
        """Keep finished runs, all or none; a run that is there already stays as it is.

        Runs that were made elsewhere keep their versions and their time.
        """
        now = when or datetime.now(UTC).isoformat(timespec="seconds")
        used_ = json.dumps(dict(used or versions()), sort_keys=True)
        rows = [
            (
                row_key(run, data), data, run.family, run.to_json(), _text(outcome), used_,
                outcome.engine, outcome.device, run.settings.dtype, outcome.seconds, now,
            )
            for run, data, outcome in finished
        ]  # fmt: skip
        with self._writing():
            self._base.executemany(
                "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
            )

    def enlist(self, sweep: str, wanted: Iterable[tuple[Run, str, str]]) -> None:
        """Remember that these (run, data, role) belong to a sweep, in this order."""
        with self._writing():
            (place,) = self._base.execute(
                "SELECT COALESCE(MAX(place), -1) + 1 FROM members WHERE sweep = ?", (sweep,)
            ).fetchone()
            self._base.executemany(
                "INSERT OR IGNORE INTO members VALUES (?, ?, ?, ?)",
                [(sweep, place + i, row_key(r, d), role) for i, (r, d, role) in enumerate(wanted)],
            )

    def rows(self, sweep: str) -> list[tuple[Row, str]]:
        """The finished runs of a sweep with their roles, in the sweep's order."""
        with self._explained():
            found = self._base.execute(
                "SELECT key, data, run, outcome, versions, finished, role "
                "FROM members JOIN runs USING (key) WHERE sweep = ? ORDER BY place",
                (sweep,),
            ).fetchall()
        return [
            (Row(key, data, run_from_json(run), _outcome(outcome), json.loads(used), when), role)
            for key, data, run, outcome, used, when, role in found
        ]

    def sweeps(self) -> list[tuple[str, int, int, float]]:
        """(name, runs enlisted, runs finished, seconds of training) of every sweep."""
        with self._explained():
            found: list[tuple[str, int, int, float]] = self._base.execute(
                "SELECT sweep, COUNT(*), COUNT(runs.key), COALESCE(SUM(seconds), 0) FROM "
                "(SELECT DISTINCT sweep, key FROM members) LEFT JOIN runs USING (key) "
                "GROUP BY sweep ORDER BY sweep"
            ).fetchall()
        return found

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._explained():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise MemlibError(str(error), operation="store", place=str(self.path)) from error


def _made(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    end = time.monotonic() + PATIENCE
    while True:  # SQLite does not wait by itself where two want to set up one new file
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.executescript(_TABLES)
            return base
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                base.close()
                raise
            time.sleep(random() / 50)


def _read_only(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing; SQLite itself wants to, beside a file that is shared."""
    address = path.resolve().as_uri()
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
        whole = sqlite3.connect(Path(folder, path.name))
        whole.backup(base)
        whole.close()
    return base


def _text(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome), sort_keys=True, separators=(",", ":"))


def _outcome(text: str) -> Outcome:
    value: dict[str, Any] = json.loads(text)
    value["curve"] = tuple((int(step), loss, error) for step, loss, error in value["curve"])
    return Outcome(**value)
