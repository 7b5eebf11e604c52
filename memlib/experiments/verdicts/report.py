"""The verdict on every claim that was tested by training, from the stored runs alone.

The criteria and all their numbers stand in the experiment files and were fixed before the runs; the
verdict functions apply them and write down the numbers that decided.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from memlib import files
from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.config import experiment, written
from memlib.experiments.config import folder as experiments
from memlib.experiments.runs import runs, same_runs
from memlib.experiments.verdicts.registry import JUDGES, MEANINGS, judge
from memlib.stored import folder


@dataclass(frozen=True)
class Verdict:
    """One claim and what became of it.

    Attributes:
        id, claim: of the experiment.
        status: "confirmatory", or "exploratory": designed after outcomes were seen.
        criteria: as they were fixed before the runs.
        late_criteria: added after the runs.
        said: by the letter of the criteria.
        finished: whether every run that the experiment asks for is stored.
        reading: what that verdict means, where the word alone says too much; else empty.
        numbers: what decided.
        runs, fresh, minutes: all runs, those that count, core minutes of training.
        command: makes the runs.
        table: holds them.
        same_file: whether the experiment's file is, letter by letter, the one that was run.
        same_runs: whether the file as it is asks for the stored runs, no more and no fewer.
    """

    id: str
    claim: str
    status: str
    criteria: tuple[str, ...]
    late_criteria: tuple[str, ...]
    said: str
    finished: bool
    reading: str
    numbers: str
    runs: int
    fresh: int
    minutes: float
    command: str
    table: str
    same_file: bool
    same_runs: bool | None

    @property
    def verdict(self) -> str:
        """What is said, and whether runs are missing."""
        return self.said if self.finished else f"{self.said} (runs are missing)"

    @property
    def late_rule_decides(self) -> bool:
        """Whether a criterion from after the runs names the verdict, and none from before does."""
        head = self.said.partition(":")[0]
        late, early = (
            any(line.partition(":")[0] == head for line in lines)
            for lines in (self.late_criteria, self.criteria)
        )
        return late and not early


def known() -> list[str]:
    """The experiments of this project, by their files, in the order of the report.

    Raises:
        MemlibError: an experiment asks for no verdict, or for one that there is not.
    """
    found = {path.stem: written(path).bars for path in experiments().glob("*.toml")}
    for bars in found.values():
        judge(bars)
    order = list(JUDGES)
    return sorted(found, key=lambda name: (order.index(found[name]["by"]), len(name), name))


def whole(name: str) -> bool:
    """Whether every run that an experiment asks for is stored.

    >>> whole("t1_n10")
    True
    """
    if not (folder() / f"{name}.json").is_file():
        return False
    return _finished(runs(name)[0])


def _finished(manifest: Mapping[str, Any]) -> bool:
    return bool(manifest["runs"] == manifest["planned"])


def stored() -> list[str]:
    """The experiments whose runs are stored.

    Raises:
        MemlibError: as :func:`known`; or a table of runs is stored that no experiment asks for.
    """
    names = known()
    for path in sorted(folder().glob("*.json")):
        if path.stem not in names and _has_runs(files.read_json(path)):
            raise MemlibError(
                "runs are stored of which there is no experiment",
                operation="verdict", place=str(path), mend=f"write experiments/{path.stem}.toml",
            )  # fmt: skip
    return [name for name in names if (folder() / f"{name}.json").is_file()]


def missing() -> list[str]:
    """The experiments of this project that have no stored runs."""
    return [name for name in sorted(known()) if not (folder() / f"{name}.json").is_file()]


def verdict(name: str) -> Verdict:
    """The verdict on the experiment of that name.

    Raises:
        MemlibError: there is no such experiment, or its table is missing.
    """
    if not experiment(name).is_file():
        raise MemlibError(f"there is no experiment {name!r}", operation="verdict")
    manifest, rows = runs(name)
    config = written(experiment(name), manifest["preset"])
    said, numbers = judge(config.bars)(rows, config.bars)
    meaning = MEANINGS.get(config.bars["by"])
    counted = meaning(rows, config.bars) if meaning else ""
    return Verdict(
        id=manifest["id"],
        claim=manifest["claim"],
        status=config.value.get("status", "confirmatory"),
        criteria=tuple(config.criteria),
        late_criteria=tuple(config.late_criteria),
        said=said,
        finished=_finished(manifest),
        reading=counted or reading(said, config.table("verdict").get("read", {})),
        numbers=numbers,
        runs=manifest["runs"],
        fresh=len(statistics.scored(rows)),
        minutes=float(manifest["seconds"]) / 60,
        command=manifest["command"],
        table=f"results/{name}.json",
        same_file=config.digest == manifest["experiment"],
        same_runs=_same_runs(config, manifest, rows),
    )


def _same_runs(config: Any, manifest: Mapping[str, Any], rows: Any) -> bool | None:
    """Whether the file asks for the stored runs; None where optuna is missing."""
    if "plan" in manifest:
        return _finished(manifest) and bool(config.plan == manifest["plan"])
    try:
        return same_runs(config, rows)
    except ImportError:
        return None


def reading(said: str, meanings: Mapping[str, str]) -> str:
    """What a verdict means, by the first of its parts that the file gives a meaning to.

    >>> reading("uniform: not reproduced", {"reproduced": "a", "not reproduced": "b"})
    'b'
    """
    parts = re.split(r"[;:] ", said)
    return next((meanings[part] for part in parts if part in meanings), "")


def _has_runs(table: Any) -> bool:
    return isinstance(table, dict) and table.keys() >= {"manifest", "same", "columns", "rows"}
