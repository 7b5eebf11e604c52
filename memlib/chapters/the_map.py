"""*Who memorizes more*: transformers and feed-forward nets of one size, length by length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import inf, sqrt
from typing import Final

from memlib.chapters import who_is_ahead
from memlib.chapters.prose import Prose
from memlib.experiments import statistics
from memlib.experiments.config import Config, experiment, written
from memlib.experiments.runs import as_asked, runs
from memlib.experiments.tunings import at_ceiling, at_ends
from memlib.experiments.verdicts.report import stored
from memlib.experiments.verdicts.the_map import (
    Duel,
    Measured,
    Place,
    best,
    feed_forward,
    in_class,
    in_class_duels,
    judged,
    measured,
    quotient,
)
from memlib.plots import the_map as figures
from memlib.plots.tables import table

#: The maps, those of memorization first.
NAMES: Final = (
    "map_500", "map_1000", "map_500_distinct", "map_1000_distinct", "map_500_mse", "map_1000_mse"
)  # fmt: skip

#: What a run has to reach, by the goal of a map.
GOALS: Final = {"labels": "all right", "mse": "MSE < 0.01"}
#: Why an experiment leaves a length out: there are no such data, or it is left to a GPU.
NO_DATA: Final = "no data"
NOT_RUN: Final = "not run"
#: The paper's model with eight dimensions inside, and a mean that is standardized.
STANDARDIZED: Final = "standardized mean, m = 8"


@dataclass(frozen=True)
class Map:
    """What is measured of one map.

    Attributes:
        config: its experiment.
        kinds: the kinds of data whose climbs are finished.
        rows: their runs.
        found: their cells.
    """

    config: Config
    kinds: tuple[str, ...]
    rows: statistics.Rows
    found: dict[Place, Measured]

    @property
    def families(self) -> list[str]:
        """All families, in the order of the experiment."""
        return list(dict.fromkeys(v["name"] for v in self.config.value["variant"]))

    @cached_property
    def duels(self) -> list[Duel]:
        """Best against best, kind by kind."""
        bars = self.config.bars
        made = in_class_duels(self.found, bars["transformers"], bars)
        return sorted(made, key=lambda one: (self.kinds.index(one.data), one.length))

    def of(self, kind: str) -> list[Duel]:
        """The duels on one kind of data."""
        return [duel for duel in self.duels if duel.data == kind]

    @property
    def title(self) -> str:
        """Size and kind of tokens, as a sentence begins: "About 500 parameters, tokens that …"."""
        title = self.config.value["title"].removeprefix("The map at ")
        return f"{title[0].upper()}{title[1:]}".replace(": families, lengths", "")

    @cached_property
    def _for_gpu(self) -> set[str]:
        """The kinds of data that the file names, those too long for a processor among them."""
        return {one["name"] for one in written(experiment(self.config.name), "gpu").value["data"]}

    def left_out(self, kind: str) -> dict[int, str]:
        """The lengths at which the experiment leaves a kind of data out, each with the reason.

        What takes too long on a processor is a kind of its own in the file, for a GPU.
        """
        most = next(d for d in self.config.value["data"] if d["name"] == kind).get("most", {})
        why = NOT_RUN if f"{kind}, long" in self._for_gpu else NO_DATA
        return {int(n): why for n in most if not most[n]}

    def built(self, duel: Duel) -> bool:
        """Whether one of the flattened nets can be built there."""
        names = self.config.bars["flattened"]
        return any((duel.data, name, duel.length) in self.found for name in names)


def goal_of(name: str) -> str:
    """The goal of a map, by its name.

    >>> goal_of("map_500"), goal_of("map_500_mse")
    ('labels', 'mse')
    """
    return "mse" if name.endswith("_mse") else "labels"


def measured_maps(goal: str = "labels") -> list[str]:
    """The maps of one goal of which at least one kind of data is finished.

    Args:
        goal: ``labels``: all right; ``mse``: a mean squared error below 0.01, as in the paper.
    """
    there = stored()
    some = [name for name in NAMES if goal_of(name) == goal]
    return [name for name in some if name in there and read(name).kinds]


@cache
def read(name: str) -> Map:
    """A map, as far as whole kinds of data are finished."""
    manifest, rows = runs(name)
    config = written(experiment(name), manifest["preset"])
    kinds = finished(config, rows)
    kept = [row for row in rows if row["variant"].split(": ", 1)[0] in kinds]
    return Map(config, kinds, kept, measured(kept, config.bars))


def finished(config: Config, rows: statistics.Rows) -> tuple[str, ...]:
    """The kinds of data of which no run is missing."""
    kinds = [one["name"] for one in config.value["data"]]
    missing = (one.variant for one, row in as_asked(config, rows) if row is None)
    first = next((variant.split(": ", 1)[0] for variant in missing), None)
    return tuple(kinds if first is None else kinds[: kinds.index(first)])


def middle(ends: tuple[float, float]) -> float | None:
    """The geometric middle of a factor's two ends; None where one is 0 or infinite.

    >>> middle((2, 8)), middle((2, inf)), middle((0, 8))
    (4.0, None, None)
    """
    low, high = ends
    return sqrt(low * high) if low > 0 and high < inf else None


def state() -> None:
    """Which kinds of data of which map are measured, and which are still to run."""
    lines = []
    for name in NAMES:
        config = written(experiment(name))
        kinds = [one["name"] for one in config.value["data"]]
        done = read(name).kinds if name in stored() else ()
        lines.append(
            {
                "map": name,
                "measured": ", ".join(done) or "none yet",
                "not run": _not_run(name, kinds, done),
                "size": config.bars["size"],
                "goal": GOALS[goal_of(name)],
            }
        )
    table(
        lines,
        caption="What is measured. Size: trained parameters. A kind of data counts when all its "
        "runs are there.",
    )


def _not_run(name: str, kinds: Sequence[str], done: Sequence[str]) -> str:
    """Kinds of data that are not finished, and lengths of finished ones that are left to a GPU."""
    left = {
        kind: [n for n, why in read(name).left_out(kind).items() if why == NOT_RUN] for kind in done
    }
    told = [kind for kind in kinds if kind not in done]
    told += [f"{kind} at {who_is_ahead.lengths(some)}" for kind, some in left.items() if some]
    return "; ".join(told) or "none"


def verdicts(goal: str = "labels") -> Prose:
    """Who memorizes more by the criteria: a sentence per map, and one per kind of data."""
    parts = [_verdicts(read(name)) for name in measured_maps(goal)]
    return Prose("\n\n".join(parts) or "**Not measured yet.** No kind of data is finished.")


def _verdicts(one: Map) -> str:
    bars = one.config.bars
    told = judged(one.found, bars["transformers"], bars)
    late = [d for d in one.duels if d.length >= bars["long"] and one.built(d)]
    sides = [who_is_ahead.ahead(duel, bars["factor"]) for duel in late]
    head = (
        f"**{one.title}.** From n = {bars['long']} on, where it was run and a flattened net of "
        f"this size can be built, **the transformer is ahead in {sides.count(who_is_ahead.OURS)} "
        f"of {len(late)} cells, the feed-forward net in {sides.count(who_is_ahead.THEIRS)}**. A "
        "cell is one kind of data at one length. At all lengths that were run, where such a net "
        "can be built:"
    )
    lines = [
        f"* *{kind}*: {who_is_ahead.where(filter(one.built, one.of(kind)), bars['factor'])} "
        f"(what the paper expects: {told.get(kind, 'not settled')})."
        for kind in one.kinds
    ]
    return "\n".join([head, "", *lines])


def duels(goal: str = "labels") -> None:
    """Best against best at every length, and which side is ahead: a table per map."""
    for name in measured_maps(goal):
        one = read(name)
        table(
            [who_is_ahead.row(d, one.config.bars["factor"], one.built(d)) for d in one.duels],
            caption=f"{one.title}, best against best: who holds more sequences, how many times as "
            "many, and who is ahead by the criteria. Where no flattened net can be built, a "
            "stand-in fights, and decides nothing.",
        )


def picture(goal: str = "labels") -> None:
    """The best of each side against the length, for every kind of data, in labels per parameter."""
    for name in measured_maps(goal):
        one = read(name)
        factor = one.config.bars["factor"]
        caption = (
            f"{one.title}. Above a panel, in the color of the side that "
            "holds more: how many times as many its best holds as the best of the other side. "
            "Bold: surely, by the criteria, where a flattened net can be built; gray: close. A bar "
            "reaches from the most sequences that half of the runs memorize to the next larger "
            f"number tried; an arrow: no larger one was tried. A linear model counts its "
            f"own n·d + 1 parameters, which are fewer.{_instead(one)}"
        )
        for kind in one.kinds:  # a picture each: all in one would be too large for an SVG
            figures.by_length(
                {kind: _per_parameter(one, kind)},
                up="labels per parameter",
                factors={kind: who_is_ahead.factors(one.of(kind), factor, one.built)},
                caption=caption if kind == one.kinds[-1] else "",
            )


def change_with_length(first: int = 16, last: int = 256, goal: str = "labels") -> Prose:
    """By what factor the best of each side changes between two lengths where nets can be built.

    A bracket with an open end, or from 0 on, has no middle: such a kind of data is left out, and
    so is one that was not run at both lengths.
    """
    found: dict[str, list[float]] = {who_is_ahead.OURS: [], who_is_ahead.THEIRS: []}
    for one in map(read, measured_maps(goal)):
        for kind in one.kinds:
            curves = _best(one, kind)
            for side, held in found.items():
                if curves[side].keys() >= {first, last}:
                    ends = (curves[side][n].half for n in (last, first))
                    change = middle(quotient(*ends))
                    held += [] if change is None else [change]
    if not all(found.values()):
        return Prose("**Not measured yet.** No kind of data is finished.")
    ours, theirs = (f"{min(some):.2g} to {max(some):.2g}" for some in found.values())
    return Prose(
        f"**From n = {first} to n = {last}** the number of sequences that the best transformer "
        f"holds is multiplied by {ours}, and that of the best feed-forward net by {theirs}, over "
        "all kinds of data that were run at both, and both classes (middles of the brackets)."
    )


def _instead(one: Map) -> str:
    """What stands for a flattened net where none of this size can be built."""
    beyond: dict[tuple[int, str], list[str]] = {}
    for fight in one.duels:
        if not one.built(fight):
            beyond.setdefault((fight.length, fight.theirs), []).append(fight.data)
    return "".join(
        f" At n = {n:,} no flattened net can be built: the mark is that of the net called “{name}”"
        + ("." if len(kinds) == len(one.kinds) else f" ({', '.join(kinds)}).")
        for (n, name), kinds in sorted(beyond.items())
    )


def _best(one: Map, kind: str) -> dict[str, dict[int, Measured]]:
    """Side → length → the best of its families there."""
    bars = one.config.bars
    found = in_class(one.found, bars)
    families = {
        who_is_ahead.OURS: bars["transformers"],
        who_is_ahead.THEIRS: feed_forward(bars),
        "mean standardized": [*bars["transformers"], STANDARDIZED],
    }
    lengths = sorted({n for _, _, n in found})
    return {
        side: {n: found[kind, name, n] for n in lengths if (name := best(found, kind, n, some))}
        for side, some in families.items()
    }


def _per_parameter(one: Map, kind: str) -> dict[str, list[figures.Bracket]]:
    """Side → the brackets of its best as labels per parameter of that model."""
    return {
        side: [
            (n, m.half.enough / m.parameters, m.half.over / m.parameters)
            for n, m in best_of.items()
        ]
        for side, best_of in _best(one, kind).items()
        if best_of
    }


def tuning() -> None:
    """How often the best learning rate lies at an end of what was tried."""
    for name in [*measured_maps(), *measured_maps("mse")]:
        one = read(name)
        ends, all_of_them = at_ends(one.rows)
        fresh = len(statistics.scored(one.rows))
        print(f"{name}: {len(one.rows):,} runs, {fresh:,} of them fresh")
        print(
            f"best learning rate at an end in {ends} of {all_of_them} tunings "
            f"({100 * ends / max(1, all_of_them):.1f} %)"
        )
        print(f"all seeds hit with two rates or more, the fastest taken: {at_ceiling(one.rows)}")
