"""Export: the finished runs of a store as a stored table with a manifest, sealed.

What stands in the table's place is looked at first: no finished run may be lost by an export that
nobody meant.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import memlib
from memlib import files
from memlib.errors import MemlibError, context
from memlib.experiments.config import Config
from memlib.experiments.runs import asked_for, default_path, flat, lacking, read, short_form
from memlib.experiments.seal import SEAL, seal
from memlib.experiments.statistics import Rows
from memlib.experiments.store import Row, Store


def write(config: Config, store: str | Path, output: str | Path | None = None) -> Path:
    """Export the finished runs of an experiment, by default to its place in ``results``.

    There no finished run is lost: a file that holds others stays as it is. A file that is named
    is replaced.

    Raises:
        MemlibError: the store has none of them, or has them on different data; or what stands
            in the default place would be lost.
    """
    with Store(store, read_only=True) as opened:
        finished = opened.rows(config.sweep)
    with context(operation="export", place=str(store)):
        rows, planned = asked_for(config, finished)
        if not rows:
            raise MemlibError(f"the store has no run of {config.sweep}")
    path = Path(output) if output else default_path(config)
    if not output:
        _check_replaced(config, path, [flat(row, role) for row, role in rows])
    made = table(config, rows, planned)
    made["manifest"][SEAL] = seal(made)
    body = ",\n".join(json.dumps(line, separators=(",", ":")) for line in made.pop("rows"))
    head = json.dumps(made, indent=1)[:-2]
    files.write_text(path, f'{head},\n "rows": [\n{body}\n]}}\n')
    return path


def _check_replaced(config: Config, path: Path, new: Rows) -> None:
    """Refuse to put these runs in the place of a file that holds anything else."""
    if not path.exists():
        return
    try:
        manifest, old = read(path)
    except MemlibError as error:
        what = f"what stands there is no table of runs: {error.what}"
    else:
        if manifest["id"] != config.value["id"]:
            what = f"what stands there is a table of experiment {manifest['id']}"
        elif manifest["preset"] != config.preset:
            what = f"what stands there is a table of preset {manifest['preset']}"
        elif lost := lacking(config, old, new):
            what = f"what stands there holds {lost} finished runs that the new table would lack"
        else:
            return
    raise MemlibError(what, operation="export", place=str(path), mend="name another file with -o")


def table(config: Config, rows: list[tuple[Row, str]], planned: int) -> dict[str, Any]:
    """The table of a sweep, of so many planned runs: manifest, columns, rows."""
    flats = [flat(row, role) for row, role in rows]
    names = list(dict.fromkeys(name for one in flats for name in one))
    values = {name: [short_form(one.get(name)) for one in flats] for name in names}
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
