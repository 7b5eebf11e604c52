"""*Who memorizes more*: which part of a standardized mean is worth something."""

from __future__ import annotations

from typing import Final

from memlib.chapters.prose import Prose
from memlib.chapters.who_is_ahead import times
from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.tunings import at_ends
from memlib.experiments.verdicts.parts import by_kind, counts
from memlib.experiments.verdicts.report import stored
from memlib.experiments.verdicts.the_map import capacities, quotient
from memlib.plots.tables import table

NAME: Final = "map_means"


def in_short() -> Prose:
    """The verdict: on each kind of data the parts that do what the whole does."""
    if NAME not in stored():
        return Prose("**Not measured yet.**")
    manifest, rows = runs(NAME)
    bars = written(experiment(NAME), manifest["preset"]).bars
    found = capacities(rows, bars["share"])
    ends, tunings = at_ends(rows)
    return Prose(
        "**Parts that hold about as many as the whole, on each kind of data:**\n\n"
        + "\n".join(f"* *{kind}*: {said}" for kind, said in by_kind(found, bars).items())
        + "\n\n**Against the plain mean** (worth something: surely at least "
        f"{bars['factor']} times as many sequences; costs something: the other way round)**:**\n\n"
        + "\n".join(f"* {one}" for one in counts(found, bars))
        + f"\n\nThe best learning rate lies at an end in {ends} of {tunings} tunings."
    )


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
