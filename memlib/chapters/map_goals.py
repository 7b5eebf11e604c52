"""*Who memorizes more*: what the paper's goal changes, a small mean squared error of all labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from memlib.chapters import who_is_ahead
from memlib.chapters.prose import Prose
from memlib.chapters.the_map import Map, measured_maps, middle, read
from memlib.experiments.verdicts.the_map import judged, quotient
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
    found = []
    for right, squares in pairs():
        size = right.config.bars["size"]
        before = {(duel.data, duel.length): who_is_ahead.holds_more(duel) for duel in right.duels}
        for duel in filter(squares.built, squares.duels):
            place = (duel.data, duel.length)
            if place in before:
                found.append(Cell(*place, size, before[place], who_is_ahead.holds_more(duel)))
    return found


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


def left() -> None:
    """What part of its sequences each family holds with the paper's goal: a table over all maps."""
    parts: dict[str, list[float]] = {f: [] for right, _ in pairs() for f in right.families}
    fell: Counter[str] = Counter()
    for right, squares in pairs():
        for place in squares.found.keys() & right.found.keys():
            before, after = right.found[place].half, squares.found[place].half
            fell[place[1]] += bool(before.enough and not after.enough)
            part = middle(quotient(after, before))
            parts[place[1]] += [] if part is None else [part]
    table(
        [
            {
                "family": family,
                "cells": len(some),
                "least": f"{min(some):.2f}",
                "median": f"{median(some):.2f}",
                "most": f"{max(some):.2f}",
                "fell below all tried": fell[family],
            }
            for family, some in parts.items()
            if some
        ],
        caption="How many sequences a family holds with the paper's goal, as a part of what it "
        "holds with all labels right: over all cells where both brackets have a middle. Fell below "
        "all tried: other cells, where some number was enough, and with the paper's goal none.",
    )


def words_that_change() -> Prose:
    """Each kind of data on which the criteria say another word with the paper's goal."""
    lines = []
    for right, squares in pairs():
        bars = right.config.bars
        for whose, changed in (
            ("", []),
            (", changed means among the transformers", bars["changed"]),
        ):
            ours = [*bars["transformers"], *changed]
            before, after = (judged(one.found, ours, bars) for one in (right, squares))
            lines += [
                f"* {kind}, about {bars['size']:,} parameters{whose}: {before[kind]} with all "
                f"labels right, {after[kind]} with the paper's goal"
                for kind in squares.kinds
                if before[kind] != after[kind]
            ]
    return Prose("\n".join(lines) or "On no kind of data another word is said.")
