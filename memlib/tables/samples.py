"""Which data every stored run was trained on: a hash of each sample, and its rows of the source.

Tables of runs that were exported before rows held the hash of their data have it here. It is
computed from the recipe and the seed, so that a sample of real text can be told from another one.
"""

from __future__ import annotations

import hashlib
import json
import re
from argparse import Namespace
from collections.abc import Iterator
from typing import Final

from memlib.data.imdb import FILES
from memlib.data.multinli import SPLITS
from memlib.data.sources import local_files
from memlib.errors import MemlibError
from memlib.experiments import again
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.report import stored
from memlib.stored import load
from memlib.tables.maker import Row, TableMaker, progress
from memlib.training.run import Task
from memlib.training.tasks import arrays

NAME: Final = "samples"


def text_of(task: Task) -> str:
    """A task in one line, always the same one.

    >>> from memlib.training.run import pairs
    >>> text_of(Task("uniform", pairs(sequences=4, length=2, dim=1, seed=0)))
    '{"arguments":{"dim":1,"length":2,"seed":0,"sequences":4},"recipe":"uniform"}'
    """
    value = {"recipe": task.recipe, "arguments": dict(task.arguments)}
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def tasks() -> dict[Task, list[str]]:
    """The data of stored runs, each with the tables that use it, where the rows hold no hash."""
    found: dict[Task, list[str]] = {}
    for name in stored():
        for row in runs(name)[1]:
            if "data" not in row:
                users = found.setdefault(again.run_of(row).task, [])
                if name not in users:
                    users.append(name)
    return found


def row(task: Task, tables: list[str]) -> Row:
    """One sample: the task, its hash; of real text the rows of the source, in order, as a hash."""
    made = arrays(task)
    facts = made.facts
    source = {}
    if "source rows" in facts:
        taken = facts["source rows"]
        numbers = ",".join(map(str, taken))
        source = {
            "conflicts": facts["conflicts"],
            "source rows sha256": hashlib.sha256(numbers.encode()).hexdigest()[:32],
            "first source rows": taken[:3],
        }
    return {"task": text_of(task), "data": made.digest, "tables": " ".join(tables), **source}


def files_of_text() -> Iterator[Row]:
    """The files that real text was read from: name, lines, hash."""
    for names in (SPLITS["train"][0], FILES):
        for path in local_files(*names) or ():
            content = path.read_bytes()
            lines, digest = content.count(b"\n"), hashlib.sha256(content).hexdigest()
            yield {"file": path.name, "lines": lines, "sha256": digest}


def rows(options: Namespace) -> Iterator[Row]:
    """The files, then all samples, one after the other."""
    yield from files_of_text()
    found = tasks()
    for task in progress(sorted(found, key=text_of), NAME):
        yield row(task, found[task])


def digests() -> dict[str, str]:
    """The stored hash of every sample, by the task in one line; nothing where there is no table.

    Rows of the table that hold no task with its whole hash are passed over.
    """
    try:
        found = [one for one in load(NAME).rows if isinstance(one, dict)]
    except (MemlibError, TypeError):  # no list of rows
        return {}
    told = {str(one.get("task")): str(one.get("data")) for one in found}
    return {task: data for task, data in told.items() if re.fullmatch("[0-9a-f]{32}", data)}


TABLE: Final = TableMaker(
    NAME,
    {
        "what": "the data of the stored runs: a hash of every sample, and of real text its rows of "
        "the source, counted from 0 in the order of the files",
    },
    rows,
)
