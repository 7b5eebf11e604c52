"""*Who memorizes more*: what the paper's goal changes, a small mean squared error of all labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from memlib.chapters import map_at_a_glance, who_is_ahead
from memlib.chapters.prose import Prose
from memlib.chapters.the_map import Map, measured_maps, middle, read
from memlib.experiments.verdicts.the_map import Duel, judged, quotient
from memlib.plots.tables import table

#: How the side of a cell is said; of a cell without one, "" is said.
_SIDES: Final = {
    who_is_ahead.OURS: "transformers", who_is_ahead.THEIRS: "feed-forward nets", "": "close"
}  # fmt: skip


def pairs() -> list[tuple[Map, Map]]:
    """Each map of memorization with that of the paper's goal, as far as both are measured."""
    there = measured_maps()
    names = ((name.removesuffix("_mse"), name) for name in measured_maps("mse"))
    return [(read(right), read(squares)) for right, squares in names if right in there]


@dataclass(frozen=True)
class Cell:
    """One cell with both goals.

    Attributes:
        data, length, size: which one; size is the class of parameters.
        right, squares: the side that holds more with each goal; empty where it is close.
    """

    data: str
    length: int
    size: int
    right: str
    squares: str

    def __str__(self) -> str:
        return (
            f"{self.data} at n = {self.length:,}, about {self.size:,} parameters: "
            f"{_SIDES[self.right]} with all labels right, {_SIDES[self.squares]} with the paper's "
            "goal"
        )


def cells() -> list[Cell]:
    """All cells measured with both goals, where a flattened net can be built."""
    return [
        Cell(
            duel.data,
            duel.length,
            right.config.bars["size"],
            who_is_ahead.holds_more(duel),
            who_is_ahead.holds_more(other),
        )
        for right, squares in pairs()
        for duel, other in _matched(right, squares)
    ]


def agree(found: Sequence[Cell]) -> str:
    """In how many cells the same side holds more, or it is close, with both goals.

    >>> agree([Cell("needle", 16, 500, "feed-forward", "feed-forward"),
    ...        Cell("needle", 64, 500, "transformer", "")])
    '1 of 2 cells'
    """
    return f"{sum(one.right == one.squares for one in found)} of {len(found)} cells"


def in_short() -> Prose:
    """In how many cells the same side holds more with both goals, and all where it does not."""
    found = cells()
    if not found:
        return Prose("**Not measured yet.** No kind of data is finished.")
    moved = "\n".join(f"* {one}" for one in found if one.right != one.squares)
    return Prose(
        f"**In {agree(found)} the answer is the same with both goals**: the same side holds more, "
        "or it is close with both." + (f" The others:\n\n{moved}" if moved else "")
    )


def _matched(right: Map, squares: Map) -> list[tuple[Duel, Duel]]:
    """Cells measured with both goals, where a flattened net can be built."""
    told = {(duel.data, duel.length): duel for duel in map_at_a_glance.fights(right)}
    return [
        (told[duel.data, duel.length], duel)
        for duel in map_at_a_glance.fights(squares)
        if squares.built(duel) and (duel.data, duel.length) in told
    ]


def left() -> None:
    """What part of its sequences each family holds with the paper's goal: a table over all maps."""
    parts: dict[str, list[float]] = {}
    fell: Counter[str] = Counter()
    for right, squares in pairs():
        for place in squares.found.keys() & right.found.keys():
            before, after = right.found[place].half, squares.found[place].half
            fell[place[1]] += bool(before.enough and not after.enough)
            part = middle(quotient(after, before))
            parts.setdefault(place[1], []).extend([] if part is None else [part])
    table(
        [
            {
                "family": family,
                "cells": len(parts[family]),
                "least": f"{min(parts[family]):.2f}",
                "median": f"{median(parts[family]):.2f}",
                "most": f"{max(parts[family]):.2f}",
                "fell below all tried": fell[family],
            }
            for family in _families()
            if parts.get(family)
        ],
        caption="How many sequences a family holds with the paper's goal, as a part of what it "
        "holds with all labels right: over all cells where both brackets have a middle. Fell below "
        "all tried: other cells, where some number was enough, and with the paper's goal none.",
    )


def _families() -> list[str]:
    """All families, in the order of the experiments."""
    return list(dict.fromkeys(family for right, _ in pairs() for family in right.families))


def words_that_change() -> Prose:
    """Each kind of data on which the criteria say another word with the paper's goal."""
    lines = [
        f"* {kind}, about {right.config.bars['size']:,} parameters{with_mean}: {words[0]} with all "
        f"labels right, {words[1]} with the paper's goal"
        for right, squares in pairs()
        for with_mean, changed in (("", False), (", changed means among the transformers", True))
        for kind in squares.kinds
        if (words := [_word(one, kind, changed=changed) for one in (right, squares)])
        and words[0] != words[1]
    ]
    return Prose("\n".join(lines) or "On no kind of data another word is said.")


def _word(one: Map, kind: str, *, changed: bool) -> str:
    """What the criteria say on a kind of data; changed: with the means that cost no parameter."""
    bars = one.config.bars
    ours = [*bars["transformers"], *(bars["changed"] if changed else [])]
    return judged(one.found, ours, bars).get(kind, "not settled")
