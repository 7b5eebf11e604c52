"""The one picture of the book and its six findings: the cover, the README and chapters show them.

The picture grows from chapter to chapter: *The constants matter* draws two lines, and each later
chapter adds what it found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from memlib.chapters import constants_matter, map_at_a_glance, who_is_ahead
from memlib.chapters.fewer_parameters import COUNTS, curve, literal, part
from memlib.chapters.frontier import part as line_part
from memlib.constructions.compact.proven import LEADING
from memlib.errors import MemlibError
from memlib.experiments.statistics import Bracket
from memlib.experiments.trained import narrowest, smallest
from memlib.experiments.verdicts.g1 import smallest_built
from memlib.plots.bands import bands
from memlib.plots.style import Picture
from memlib.stored import load
from memlib.tables import sandwich as stored

#: What each stage adds, in the order of the chapters.
STAGES: Final = ("theorem", "compact", "floor", "line words", "trained")

#: The two trained families of the picture, and how their variants are named in the experiment.
TRAINED: Final = {"transformer": "eq. (165)", "feed-forward": "feed-forward"}


def picture(upto: str = "trained", caption: str = "") -> Picture:
    """Parameters against labels, with everything up to this stage.

    Raises:
        MemlibError: there is no such stage.
    """
    if upto not in STAGES:
        raise MemlibError(
            f"unknown stage {upto!r}", operation="picture", mend="use " + ", ".join(STAGES)
        )
    shown = STAGES[: STAGES.index(upto) + 1]
    more: dict[str, Any] = {}
    if "compact" in shown:
        more["compact"] = curve(part("sizes", form="plain"))
    if "floor" in shown:
        more["floor"] = family(stored.BRANCHES)
    if "line words" in shown:
        more["line_words"] = family("line words, with skips")
    if "trained" in shown:
        more["trained"] = trained()
    return bands(theorem=literal(), straight=family("2N + d"), caption=caption, **more)


def show_up_to(stage: str, caption: str = "") -> None:
    """Display the picture with everything up to this stage."""
    from IPython.display import display

    display(picture(stage, caption))


def family(name: str) -> list[tuple[int, int]]:
    """(labels, parameters) of a family of the sandwich table, next-token data."""
    rows = [row for row in stored.collect("next-token") if row["family"] == name]
    return sorted((stored.labels(row), row["parameters"]) for row in rows)


def trained() -> dict[str, list[tuple[int, int, int | None]]]:
    """For each of the two families and N a bracket: that of the variant that needs the least.

    >>> trained()["feed-forward"][0]
    (64, 71, 57)
    """
    found: dict[str, dict[int, Bracket]] = {name: {} for name in TRAINED}
    for (variant, n), one in smallest().items():
        for name, begins in TRAINED.items():
            if variant.startswith(begins) and one.enough is not None:
                found[name][n] = min(found[name].get(n, one), one, key=narrowest)
    return {
        name: [(n, one.enough, one.short) for n, one in sorted(some.items()) if one.enough]
        for name, some in found.items()
    }


@dataclass(frozen=True)
class Finding:
    """A sentence to remember, the numbers behind it, and the chapter that tells it."""

    title: str
    text: str
    chapter: str


def findings() -> list[Finding]:
    """Six findings to read beside the picture; every number comes from a table or a program."""
    return [
        _a_million(), _near_the_floor(), _no_logarithms(), _the_theorem(), _training(),
        _who_holds_more(),
    ]  # fmt: skip


def _a_million() -> Finding:
    row = max(line_part("sizes", form="residual"), key=lambda row: int(row["sequences"]))
    size = row["built"]
    return Finding(
        f"A million labels in {round(size['parameters'], -3) // 1000} thousand numbers.",
        f"{size['parameters']:,} nonzero parameters ({size['dense_parameters']:,} places) hold "
        f"{row['sequences']:,} labels drawn by a coin. Every label was checked.",
        "frontier",
    )


def _near_the_floor() -> Finding:
    at = 1024
    plain = line_part("sizes", form="plain")
    skips = line_part("sizes", form="residual")
    (small,) = [row for row in skips if row["sequences"] == at]
    nonzero = next(n for n, w in curve(skips) if w < n)
    dense = next(n for n, w in curve(plain, COUNTS["dense"]) if w < n)
    return Finding(
        "Near the floor.",
        f"{small['built']['parameters']} nonzero parameters hold {at:,} labels; in places that are "
        f"fixed before the labels, fewer than {small['floor_fixed']} cannot. There are more labels "
        f"than nonzero parameters from N = {nonzero} on, and more than places from N = {dense} on.",
        "frontier",
    )


def _no_logarithms() -> Finding:
    return Finding(
        "√N without logarithms.",
        f"For two classes and any separated tokens, {LEADING} √N nonzero parameters are enough, "
        "with 2d and powers of logarithms added. The paper’s bound has a factor √(log N) or more "
        "on top.",
        "no_logarithms",
    )


def _the_theorem() -> Finding:
    literal_size = dict(literal())[1024]
    crossing = constants_matter.forecast(load("constant_terms").rows)
    return Finding(
        "The paper’s theorem holds, and its constant is large.",
        f"Built as its proof says, it takes {literal_size:,} parameters at N = 1,024, and fewer "
        f"than one neuron per label only from about N = {round(crossing, -3):,} on.",
        "constants_matter",
    )


def _training() -> Finding:
    at = 256
    (_, enough, short), *_ = (one for one in trained()["feed-forward"] if one[0] == at)
    return Finding(
        "What training finds.",
        f"Half of the exploratory runs of a feed-forward net fit {at} labels with {enough} "
        f"parameters{f', fewer with {short}' if short else ''}; {smallest_built(at, 8, 2)} nonzero "
        "ones are enough.",
        "built_and_trained",
    )


def _who_holds_more() -> Finding:
    maps = map_at_a_glance.measured("labels")
    duels = map_at_a_glance.built_duels(maps)
    ours, theirs = map_at_a_glance.sides(duels)
    kinds = list(dict.fromkeys(duel.data for duel in ours))
    won = {
        duel: one.config.bars["size"]
        for one in maps
        for duel in map_at_a_glance.sides(map_at_a_glance.built_duels([one], changed=True))[0]
        if duel.data in kinds
    }
    best = map_at_a_glance.clearest(won)
    return Finding(
        "Who memorizes more?",
        "At equal parameters feed-forward nets, a linear model among them, hold more sequences "
        f"than trained transformers in {len(theirs)} of the {len(duels)} cells of our map where a "
        "flattened net can be built, "
        f"transformers in {len(ours)} "
        f"({' and '.join(kinds)}): where one label belongs to many orders of the same tokens. "
        "There a mean that is standardized, at no parameter, lets a transformer hold "
        f"{who_is_ahead.times(best.low, best.high)} times as many as the net (n = {best.length}, "
        f"about {won[best]:,} parameters).",
        "the_map",
    )
