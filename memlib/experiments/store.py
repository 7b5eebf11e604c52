"""The store: a SQLite file in which every finished run is one row, for ever.

A row's key is a hash of the run and of the arrays that it was trained on, so a run that is there
is never trained again, and data that came out differently is another run. Writers wait for each
other, so two sweeps may share a file. A sweep remembers which runs are its own.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from types import TracebackType
from typing import Any, Final, get_args, get_type_hints

import memlib
from memlib.errors import MemlibError
from memlib.experiments import store_file
from memlib.experiments.store_file import explained
from memlib.training.run import Outcome, Run, run_from_json

#: What each part of an outcome is in JSON, where a number without a fraction may lack its point.
_KINDS: Final[Mapping[str, Any]] = {
    name: list if name == "curve" else kind | int if float in (kind, *get_args(kind)) else kind
    for name, kind in get_type_hints(Outcome).items()
}
#: What an outcome is never without.
_NEEDED: Final = [one.name for one in fields(Outcome) if one.default is MISSING]


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
        with explained(self.path):
            self._base = (store_file.read_only if read_only else store_file.made)(self.path)

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
        key = row_key(run, data)
        with explained(self.path):
            found = self._base.execute("SELECT outcome FROM runs WHERE key = ?", (key,)).fetchone()
        with self._whole(key):
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
        with explained(self.path):
            found = self._base.execute(
                "SELECT key, data, run, outcome, versions, finished, role "
                "FROM members JOIN runs USING (key) WHERE sweep = ? ORDER BY place",
                (sweep,),
            ).fetchall()
        return [(self._row(*parts), role) for *parts, role in found]

    def _row(self, key: str, data: str, run: str, outcome: str, used: str, when: str) -> Row:
        with self._whole(key):
            return Row(key, data, run_from_json(run), _outcome(outcome), _versions(used), when)

    def sweeps(self) -> list[tuple[str, int, int, float]]:
        """(name, runs enlisted, runs finished, seconds of training) of every sweep."""
        with explained(self.path):
            found: list[tuple[str, int, int, float]] = self._base.execute(
                "SELECT sweep, COUNT(*), COUNT(runs.key), COALESCE(SUM(seconds), 0) FROM "
                "(SELECT DISTINCT sweep, key FROM members) LEFT JOIN runs USING (key) "
                "GROUP BY sweep ORDER BY sweep"
            ).fetchall()
        return found

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with explained(self.path):
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    @contextmanager
    def _whole(self, key: str) -> Iterator[None]:
        """What is found wrong in the row of this key is told with its mend."""
        try:
            yield
        except (MemlibError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise MemlibError(
                f"the run {key} is damaged, or of another version of memlib: {error}",
                operation="store", place=str(self.path),
                mend="put a copy from before in its place; or let the run be trained again: "
                f"DELETE FROM runs WHERE key = '{key}'",
            ) from error  # fmt: skip


def _text(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome), sort_keys=True, separators=(",", ":"))


def _outcome(text: str) -> Outcome:
    """The outcome that was kept.

    Raises:
        ValueError, TypeError, OverflowError, RecursionError: the text is no outcome.
    """
    value = _object(text, "outcome")
    for name in (*_NEEDED, *value):
        if name not in _KINDS:
            raise ValueError(f"{name!r} is unknown")
        if name not in value:
            raise ValueError(f"{name!r} is missing")
        if not isinstance(value[name], _KINDS[name]):
            raise ValueError(f"{name!r} is {value[name]!r}")
    value["curve"] = tuple((int(s), float(x), float(y)) for s, x, y in value.get("curve", ()))
    return Outcome(**value)


def _versions(text: str) -> dict[str, str]:
    value = _object(text, "versions")
    if not all(isinstance(one, str) for one in value.values()):
        raise ValueError("a version is no text")
    return value


def _object(text: str, what: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"the {what} is no JSON object")
    return value
