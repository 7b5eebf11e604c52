"""*Who memorizes more*: which part of a standardized mean is worth something."""

from __future__ import annotations

from typing import Final

from memlib.chapters.prose import Prose
from memlib.chapters.who_is_ahead import times
from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.report import stored
from memlib.experiments.verdicts.the_map import capacities, quotient
from memlib.plots.tables import table

NAME: Final = "map_means"


def by_change() -> Prose | None:
    """How many times as many sequences each change of the mean holds as the plain mean."""
    if NAME not in stored():
        return Prose("**Not measured yet.**")
    manifest, rows = runs(NAME)
    config = written(experiment(NAME), manifest["preset"])
    bars, found = config.bars, capacities(rows, config.bars["share"])
    lines = []
    for kind in (one["name"] for one in config.value["data"]):
        for n in sorted({n for data, _, n in found if data == kind}):
            line: dict[str, object] = {"data": kind, "n": f"{n:,}"}
            for change in (bars["whole"], *bars["parts"]):
                mine, plain = found.get((kind, change, n)), found.get((kind, bars["plain"], n))
                line[change] = times(*quotient(mine, plain), short=True) if mine and plain else "–"
            lines.append(line)
    table(
        lines,
        caption="How many times as many sequences a change of the mean holds as the "
        f"{bars['plain']}, at the same number of parameters.",
    )
    return None
