"""*Who memorizes more*: what the paper's goal changes, a small mean squared error of all labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import median
from typing import Final

from memlib.chapters import map_at_a_glance, who_is_ahead
from memlib.chapters.prose import Prose
from memlib.chapters.the_map import Map, measured_maps, read
from memlib.experiments.verdicts.the_map import Capacity, Duel, feed_forward, quotient
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
        Cell(duel.data, duel.length, right.config.bars["size"], _side(duel), _side(other))
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


def _side(duel: Duel) -> str:
    """The side whose best holds more; empty where the brackets overlap.

    >>> _side(Duel("needle", 64, "softmax", "linear", 0.1, 0.2, 0.1, 0.3))
    'feed-forward'
    """
    side, low, _ = who_is_ahead.more(duel)
    return side if low > 1 else ""


def _matched(right: Map, squares: Map) -> list[tuple[Duel, Duel]]:
    """Cells measured with both goals, where a flattened net can be built."""
    told = {(duel.data, duel.length): duel for duel in map_at_a_glance.fights(right)}
    return [
        (told[duel.data, duel.length], duel)
        for duel in map_at_a_glance.fights(squares)
        if squares.built(duel) and (duel.data, duel.length) in told
    ]


def kept(before: Capacity, after: Capacity) -> float | None:
    """What part of a capacity is left, by the middles of the brackets; None where one is open.

    >>> kept(Capacity(64, 100), Capacity(16, 25)), kept(Capacity(64, 91), Capacity(0, 4))
    (0.25, None)
    """
    low, high = quotient(after, before)
    return sqrt(low * high) if low > 0 and high < inf else None


def left() -> None:
    """What part of its sequences each family holds with the paper's goal: a table over all maps."""
    found: dict[str, list[float]] = {}
    sides: dict[str, str] = {}
    for right, squares in pairs():
        bars = right.config.bars
        sides |= dict.fromkeys(bars["transformers"], "transformer")
        sides |= dict.fromkeys(feed_forward(bars), "feed-forward net")
        for family in right.families:
            parts = found.setdefault(family, [])
            for place, cell in squares.found.items():
                if place[1] == family and place in right.found:
                    part = kept(right.found[place].half, cell.half)
                    parts += [] if part is None else [part]
    lines = [
        {
            "family": family,
            "side": sides.get(family, "control"),
            "cells": len(parts),
            "least": f"{min(parts):.2f}",
            "median": f"{median(parts):.2f}",
            "most": f"{max(parts):.2f}",
        }
        for family, parts in found.items()
        if parts
    ]
    if lines:
        table(
            lines,
            caption="How many sequences a family holds with the paper's goal, as a part of what it "
            "holds with all labels right: over all cells, by the middles of the brackets. Cells "
            "where a bracket is open are not counted.",
        )
