"""Training runs as a stored table: ``results/NAME.json``, one list of values a run.

What is the same in all runs stands once, in ``same``; the others are ``columns`` of ``rows``.
``memlib capacity export`` writes such a table, :func:`runs` reads it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import memlib
from memlib import files
from memlib.errors import MemlibError
from memlib.experiments import protocols
from memlib.experiments.config import Config
from memlib.experiments.seal import SEAL, seal
from memlib.experiments.statistics import Rows
from memlib.experiments.store import Row, Store
from memlib.experiments.wanted import Wanted, short
from memlib.stored import folder, path_of
from memlib.training.run import Outcome, Run

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


def table(config: Config, rows: list[tuple[Row, str]], planned: int) -> dict[str, Any]:
    """The table of a sweep, of so many planned runs: manifest, columns, rows."""
    flats = [flat(row, role) for row, role in rows]
    names = list(dict.fromkeys(name for one in flats for name in one))
    values = {name: [_short(one.get(name)) for one in flats] for name in names}
    same = {n: v[0] for n, v in values.items() if v and all(x == v[0] for x in v)}
    columns = [name for name in names if name not in same]
    versions: dict[str, list[str]] = {}
    for row, _ in rows:
        for name, value in row.versions.items():
            if value not in versions.setdefault(name, []):
                versions[name].append(value)
    manifest = {
        "what": config.value.get("title", config.name),
        "id": config.value["id"],
        "claim": config.value["claim"],
        "criteria": config.criteria,
        "preset": config.preset,
        "command": f"memlib capacity run experiments/{config.name}.toml --preset {config.preset}",
        "experiment": config.digest,
        "plan": config.plan,
        "commit": commit(),
        "versions": {name: ", ".join(found) for name, found in versions.items()},
        "runs": len(rows),
        "planned": planned,
        "seconds": round(sum(row.outcome.seconds for row, _ in rows), 1),
        "first": min((row.finished for row, _ in rows), default=""),
        "last": max((row.finished for row, _ in rows), default=""),
        "data": len({row.data for row, _ in rows}),
    }
    return {
        "manifest": manifest,
        "same": same,
        "columns": columns,
        "rows": [list(line) for line in zip(*(values[c] for c in columns), strict=True)],
    }


def asked_for(config: Config, rows: list[tuple[Row, str]]) -> tuple[list[tuple[Row, str]], int]:
    """The rows that the experiment as it stands asks for, in their order; how many runs it plans.

    A store also keeps what an earlier edition of the same experiment asked for. The protocol is
    played again with the stored outcomes, as far as they go.
    """
    outcomes = {row.run.key: row.outcome for row, _ in rows}
    played = _played(config, lambda one: outcomes.get(one.run.key), lambda outcome: outcome)
    wanted = {(one.run.key, one.role) for one, _ in played}
    kept = [(row, role) for row, role in rows if (row.run.key, role) in wanted]
    return kept, max(protocols.total(config) or 0, len(wanted))


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
    """Finished runs of a stored table, to be taken into a store instead of being trained again."""

    def __init__(self, config: Config, path: Path) -> None:
        self.manifest, rows = read(path)
        same = self.manifest.get("preset") == config.preset
        self._rows = {_asked(row): row for row in rows} if same else {}

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
    path = folder() / f"{config.name}.json"
    return Held(config, path) if path.is_file() else None


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


def outcome_of(row: Mapping[str, Any]) -> Outcome:
    """The outcome that an exported row holds, without its curve."""
    names = {field.name for field in fields(Outcome)} - {"curve"}
    numbers = {"loss", "error", "best_loss", "best_error", "exact_loss", "exact_error"}
    values: dict[str, Any] = {name: row[name] for name in names if name in row}
    values |= {name: float(values[name]) for name in numbers}
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
        name: _short(value) for name, value in row.items()
        if value is not None and _asks(name) and name not in without
    }  # fmt: skip
    return json.dumps(kept, sort_keys=True)


def write(config: Config, store: str | Path, output: str | Path | None = None) -> Path:
    """Export the finished runs of an experiment.

    Raises:
        MemlibError: the store has none of them.
    """
    if not Path(store).is_file():
        raise MemlibError("there is no such store", operation="export", place=str(store))
    with Store(store, read_only=True) as opened:
        rows, planned = asked_for(config, opened.rows(config.sweep))
    if not rows:
        raise MemlibError(
            f"the store has no run of {config.sweep}", operation="export", place=str(store)
        )
    made = table(config, rows, planned)
    made["manifest"][SEAL] = seal(made)
    body = ",\n".join(json.dumps(line, separators=(",", ":")) for line in made.pop("rows"))
    head = json.dumps(made, indent=1)[:-2]
    path = Path(output) if output else folder() / f"{config.name}.json"
    files.write_text(path, f'{head},\n "rows": [\n{body}\n]}}\n')
    return path


def runs(name: str) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """The manifest and the runs of the stored table of that name, each run a dictionary.

    Raises:
        MemlibError: there is no such table, or it holds no runs.
    """
    return read(path_of(name))


def read(path: str | Path) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """The manifest and the runs in a file.

    Raises:
        MemlibError: it cannot be read, or holds no runs.
    """
    return unpacked(files.read_json(path), path)


def unpacked(value: Any, path: str | Path) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """The manifest and the runs of a table that was read from a file.

    Raises:
        MemlibError: it holds no runs.
    """
    if not isinstance(value, dict) or not value.keys() >= {"manifest", "same", "columns", "rows"}:
        raise MemlibError("a table without runs", operation="load results", place=str(path))
    same = {key: _number(one) for key, one in value["same"].items()}
    names = value["columns"]
    rows = [{**same, **dict(zip(names, map(_number, line), strict=True))} for line in value["rows"]]
    return value["manifest"], rows


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, files.JsonFloat) else value


def _short(value: Any) -> Any:
    """Six digits; infinite and undefined losses as text, which JSON can hold."""
    if not isinstance(value, float):
        return value
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return short(value)


def commit(checkout: Path = Path(__file__).parents[2]) -> str:
    """The commit of memlib's own checkout; a copy of memlib inside another one has none.

    >>> commit(Path("/")) == f"unknown, memlib {memlib.__version__}"
    True
    """

    def git(*words: str) -> str:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        return subprocess.run(
            ["git", *words], cwd=checkout, env=clean, capture_output=True, text=True, check=True
        ).stdout.strip()

    try:
        git("ls-files", "--error-unmatch", "pyproject.toml", "memlib/experiments/runs.py")
        if Path(git("rev-parse", "--show-toplevel")).samefile(checkout):
            changed = git("status", "--porcelain", "--untracked-files=no", "memlib", "experiments")
            return git("rev-parse", "HEAD") + ", with changes" * bool(changed)
    except (OSError, subprocess.CalledProcessError):
        pass
    return f"unknown, memlib {memlib.__version__}"
