"""A cascade of marked slots: who marks, who falls into a marked slot, and who goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from memlib.plots.style import bare, show, something
from memlib.plots.themes import Theme


@dataclass(frozen=True)
class Level:
    """One level: how many slots, and the slot of each key that marks or is tested, by name."""

    slots: int
    marking: dict[str, int]
    tested: dict[str, int]

    @property
    def caught(self) -> list[str]:
        """The tested keys in marked slots.

        >>> Level(4, {"a": 1}, {"b": 1, "c": 2}).caught
        ['b']
        """
        marked = set(self.marking.values())
        return [name for name, slot in self.tested.items() if slot in marked]


def cascade(levels: Sequence[Level], *, caption: str = "") -> None:
    """One row of slots per level: marked ones shaded, keys as letters in them.

    Bold letters mark their slot; the others are tested. A tested letter in a marked slot goes on:
    it marks at the next level.

    Raises:
        MemlibError: there is no level.
    """
    something(levels, "cascade", "no level to draw")

    def draw(rows: Any, theme: Theme) -> None:
        for number, (axes, level) in enumerate(zip(rows, levels, strict=True), 1):
            _row(axes, theme, number, level)

    told = " ".join(
        f"Level {number}, {level.slots} slots: {_names(level.marking)} mark "
        f"{len(set(level.marking.values()))}; {_names(level.caught)} of the tested fell into them."
        for number, level in enumerate(levels, 1)
    )
    show(
        draw,
        alt=f"Rows of slots. {told}",
        caption=caption,
        size=(6.2, 0.5 + 1.15 * len(levels)),
        layout=(len(levels), 1),
    )


def _row(axes: Any, theme: Theme, number: int, level: Level) -> None:
    marked = set(level.marking.values())
    for slot in range(level.slots):
        color = theme.color("gold") if slot in marked else theme.background
        axes.axvspan(slot, slot + 1, facecolor=color, alpha=0.35, linewidth=0)
        axes.axvline(slot, color=theme.muted, linewidth=0.8)
    axes.axvline(level.slots, color=theme.muted, linewidth=0.8)
    for names, height, color, weight in (
        (level.marking, 0.68, theme.text, "bold"),
        (level.tested, 0.22, theme.color("blue"), "normal"),
    ):
        for slot in sorted(set(names.values())):
            here = " ".join(name for name, place in names.items() if place == slot)
            axes.text(
                slot + 0.5, height, here, color=color, weight=weight, ha="center", va="center",
                fontsize=12,
            )  # fmt: skip
    axes.set(xlim=(0, level.slots), ylim=(0, 1), yticks=[], xticks=[])
    axes.set_title(
        f"level {number}: {_names(level.marking)} mark, {_names(level.caught)} caught",
        fontsize=11, weight="normal",
    )  # fmt: skip
    bare(axes)


def _names(names: Sequence[str] | dict[str, int]) -> str:
    return ", ".join(names) or "nobody"
