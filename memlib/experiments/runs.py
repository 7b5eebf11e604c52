"""Training runs as a stored table: ``results/NAME.json``, one list of values a run.

What is the same in all runs stands once, in ``same``; the others are ``columns`` of ``rows``.
:mod:`memlib.experiments.export` writes such a table, :func:`runs` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from memlib import files
from memlib.errors import MemlibError
from memlib.experiments import protocols
from memlib.experiments.config import Config
from memlib.experiments.seal import holds
from memlib.experiments.statistics import Rows
from memlib.experiments.store import Row
from memlib.experiments.stored_runs import LOSSES, of_runs, unpacked
from memlib.experiments.wanted import Wanted, short
from memlib.stored import folder, path_of
from memlib.training.run import Outcome, Run, Task

#: Digits of the hash of a run's data that are kept: samples can be told by row and hash.
_HASH: Final = 12
#: What is kept of a finished run.
Kept = TypeVar("Kept")
#: What an outcome has only where items were held out.
_TEST: Final = {"test_loss", "test_error"}


def flat(row: Row, role: str) -> dict[str, Any]:
    """A stored run as one flat dictionary: what it was, what came out."""
    outcome = row.outcome
    left_out = {"curve"} | (_TEST if outcome.test_error is None else set())
    kept = {key: value for key, value in vars(outcome).items() if key not in left_out}
    return {**_of_run(row.run, role), **kept, "data": row.data[:_HASH]}


def _of_run(run: Run, role: str) -> dict[str, Any]:
    variant, _, kind = role.rpartition(":")
    task = {f"task.{key}": value for key, value in run.task.arguments}
    settings = {f"set.{key}": value for key, value in vars(run.settings).items()}
    shape = {f"shape.{key}": value for key, value in run.shape}
    return {
        "variant": variant, "kind": kind, "family": run.family, **shape,
        "recipe": run.task.recipe, **task, **settings, "seed": run.seed,
    }  # fmt: skip


def asked_for(config: Config, rows: list[tuple[Row, str]]) -> tuple[list[tuple[Row, str]], int]:
    """The rows that the experiment as it stands asks for, in their order; how many runs it plans.

    A store also keeps what an earlier edition of the same experiment asked for. The protocol is
    played again with the stored outcomes, as far as they go.

    Raises:
        MemlibError: there are runs of one task on different data, as two samples of a text give.
    """
    outcomes = {row.run.key: row.outcome for row, _ in rows}
    played = _played(config, lambda one: outcomes.get(one.run.key), lambda outcome: outcome)
    wanted = {(one.run.key, one.role) for one, _ in played}
    kept = [(row, role) for row, role in rows if (row.run.key, role) in wanted]
    _check_one_sample(config, kept)
    return kept, max(protocols.total(config) or 0, len(wanted))


def _check_one_sample(config: Config, rows: list[tuple[Row, str]]) -> None:
    found: dict[Task, str] = {}
    for row, _ in rows:
        first = found.setdefault(row.run.task, row.data)
        if first != row.data:
            raise MemlibError(
                f"the store holds runs on different data: {first[:_HASH]} and {row.data[:_HASH]}",
                operation="runs", place=config.sweep, mend="give each sample a store of its own",
            )  # fmt: skip


def as_asked(config: Config, rows: Rows) -> list[tuple[Wanted, Mapping[str, Any] | None]]:
    """The runs that an experiment asks for, each with the exported row that holds it, or None.

    The protocol is played with the outcomes of the rows, as far as they go. Rows keep six digits,
    so that runs are compared in that form.
    """
    stored = {_asked(row): row for row in rows}
    return _played(config, lambda one: stored.get(_asked(_of_run(one.run, one.role))), outcome_of)


def _played(
    config: Config, find: Callable[[Wanted], Kept | None], outcome: Callable[[Kept], Outcome]
) -> list[tuple[Wanted, Kept | None]]:
    """The runs that a protocol asks for, each with what is kept of it, as far as that goes."""
    found: list[tuple[Wanted, Kept | None]] = []
    plan = protocols.stages(config)
    with suppress(StopIteration):
        stage = next(plan)
        while True:
            held = [(one, find(one)) for one in stage]
            found += held
            known = [(one, kept) for one, kept in held if kept is not None]
            if len(known) < len(held):
                break
            stage = plan.send({one.run.key: outcome(kept) for one, kept in known})
    return found


class Held:
    """Finished runs of a stored table, to be taken into a store instead of being trained again.

    A table of another experiment or preset, or of other results under that name, holds none.

    Raises:
        MemlibError: the table is damaged, or its rows are not those that were sealed.
    """

    def __init__(self, config: Config, path: Path) -> None:
        self.manifest: Mapping[str, Any] = {}
        self._rows: dict[str, Mapping[str, Any]] = {}
        value = files.read_json(path)
        if not of_runs(value):
            return
        manifest, rows = unpacked(value, path)
        if (manifest["id"], manifest["preset"]) != (config.value["id"], config.preset):
            return
        if not (sealed := holds(value)):
            what = "not sealed" if sealed is None else "not those that were sealed"
            raise MemlibError(
                f"its rows are {what}", operation="load results", place=str(path),
                mend="restore the file, or move it away and train the runs again",
            )  # fmt: skip
        self.manifest, self._rows = manifest, {_asked(row): row for row in rows}

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, wanted: Wanted, data: str) -> Outcome | None:
        """The outcome of a wanted run on data of this digest, if the table holds it."""
        row = self._rows.get(_asked(_of_run(wanted.run, wanted.role)))
        if row is None or row.get("data", data[:_HASH]) != data[:_HASH]:
            return None
        return outcome_of(row)


def held(config: Config) -> Held | None:
    """What the stored table of an experiment holds of its runs; None where there is no table."""
    path = default_path(config)
    return Held(config, path) if path.is_file() else None


def default_path(config: Config) -> Path:
    """Where the table of an experiment is stored."""
    return folder() / f"{config.name}.json"


def same_runs(config: Config, rows: Rows) -> bool:
    """Whether an experiment as it stands asks for these exported runs, no more and no fewer.

    Which proposal of the tuning was scored follows from the tuning runs; where two of them are
    equal to six digits, either may have been.
    """
    tuned = {f"set.{name}" for name in config.table("tune")}

    def asked(row: Mapping[str, Any]) -> str:
        return _asked(row, tuned if row["kind"] == "score" else set())

    wanted = {asked(_of_run(one.run, one.role)) for one, _ in as_asked(config, rows)}
    return wanted == {asked(row) for row in rows}


def lacking(config: Config, old: Rows, new: Rows) -> int:
    """How many exported runs an experiment asks for that old rows hold and new ones lack.

    A run on other data is another run.
    """
    data: dict[str, set[str]] = {}
    for row in new:
        data.setdefault(_asked(row), set()).add(row["data"])

    def lacks(row: Mapping[str, Any]) -> bool:
        found = data.get(_asked(row), set())
        return not found or row.get("data", next(iter(found))) not in found

    lost = [_asked(row) for row in old if lacks(row)]
    if not lost:
        return 0
    wanted = {_asked(_of_run(one.run, one.role)) for one, _ in as_asked(config, old)}
    return sum(asked in wanted for asked in lost)


def outcome_of(row: Mapping[str, Any]) -> Outcome:
    """The outcome that an exported row holds, without its curve."""
    names = {field.name for field in fields(Outcome)} - {"curve"}
    values: dict[str, Any] = {name: row[name] for name in names if name in row}
    values |= {name: float(values[name]) for name in LOSSES if values.get(name) is not None}
    return Outcome(**values)


@cache
def _asks(name: str) -> bool:
    """Whether a column says what was asked for.

    >>> _asks("task.length"), _asks("error")
    (True, False)
    """
    names = ("variant", "kind", "family", "recipe", "seed")
    return name in names or name.startswith(("shape.", "task.", "set."))


def _asked(row: Mapping[str, Any], without: Set[str] = frozenset()) -> str:
    """What was asked for, of a row or of a run: everything but what came out."""
    kept = {
        name: short_form(value) for name, value in row.items()
        if value is not None and _asks(name) and name not in without
    }  # fmt: skip
    return json.dumps(kept, sort_keys=True)


def runs(name: str) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """The manifest and the runs of the stored table of that name, each run a dictionary.

    Raises:
        MemlibError: there is no such table, or it is none of runs.
    """
    return read(path_of(name))


def read(path: str | Path) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """The manifest and the runs in a file.

    Raises:
        MemlibError: it cannot be read, or is no table of runs.
    """
    return unpacked(files.read_json(path), path)


def short_form(value: Any) -> Any:
    """Six digits; infinite and undefined losses as text, which JSON can hold."""
    if not isinstance(value, float):
        return value
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return short(value)
