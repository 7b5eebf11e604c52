"""An answer per field, written in it: who holds more, or what is enough, at every length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from memlib.plots.curves import needed
from memlib.plots.style import Theme, bare, show

#: Inches of a field; of the names of the rows; of the title and the lengths above.
_WIDE, _HIGH, _NAMES, _TOP = 0.88, 0.54, 0.78, 0.72
#: How strongly a field is filled: where one side is surely ahead, and where it holds more.
_SURE, _MORE = 0.42, 0.16
#: Letters of a winner's name that fit in one line of a field.
_LETTERS = 12


@dataclass(frozen=True)
class Field:
    """One row at one length; the words are those of :func:`who_holds_more`.

    Attributes:
        told: how many times as many the winner holds, ``"close"``, or why nothing was run.
        winner: whose best holds more; empty: neither.
        color: of the winner's side.
        sure: whether that side is ahead by the criteria.
        built: whether a flattened net can be built there.
    """

    told: str
    winner: str = ""
    color: str = ""
    sure: bool = False
    built: bool = True

    def words(self) -> str:
        """What the field says.

        >>> Field("2–4×", "transformer", "blue", sure=True).words()
        'transformer 2–4× (surely)'
        >>> Field("close", built=False).words()
        'close (no flattened net can be built)'
        """
        notes = ["surely"] * self.sure + ["no flattened net can be built"] * (not self.built)
        said = f"{self.winner} {self.told}".strip()
        return f"{said} ({'; '.join(notes)})" if notes else said


def who_holds_more(
    rows: Mapping[str, Mapping[int, Field]], *, title: str = "", caption: str = ""
) -> None:
    """A grid: kinds of data down, lengths across; in each field who holds more and by how much.

    Args:
        rows: kind of data → length n → its field.
        title: a line above the grid.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    answers(
        rows, title=title, caption=caption, names=_NAMES,
        what=f"{title}. A field per kind of data and length: who holds more, how many times.",
    )  # fmt: skip


def answers(
    rows: Mapping[str, Mapping[int, Field]], *, title: str, caption: str, what: str, names: float
) -> None:
    """A grid of fields with words in them: rows down, lengths across.

    Args:
        rows: name → length n → its field.
        title: a line above the grid.
        caption: a line below the figure.
        what: how the text for those who do not see the figure begins.
        names: inches that the names of rows take.

    Raises:
        MemlibError: there is nothing to draw.
    """
    needed({kind: list(fields) for kind, fields in rows.items()}, "the grid")
    lengths = sorted({n for fields in rows.values() for n in fields})

    def draw(axes: Any, theme: Theme) -> None:
        for down, (kind, fields) in enumerate(rows.items()):
            axes.text(-0.08, down + 0.5, kind, ha="right", va="center", fontsize=10)
            for across, n in enumerate(lengths):
                if n in fields:
                    _field(axes, theme, across, down, fields[n])
        for across, n in enumerate(lengths):
            axes.text(across + 0.5, -0.12, f"n = {n:,}", ha="center", va="bottom", fontsize=10)
        head = axes.text(-names / _WIDE, -0.85, title, va="bottom", fontsize=11, weight="bold")
        head.set_in_layout(False)  # fields keep their size
        axes.set(xlim=(-names / _WIDE, len(lengths)), ylim=(len(rows), -_TOP / _HIGH))
        axes.set(xticks=[], yticks=[])
        bare(axes)

    said = " ".join(
        f"{kind}: " + ", ".join(f"{fields[n].words()} at {n:,}" for n in sorted(fields)) + "."
        for kind, fields in rows.items()
    )
    show(
        draw,
        alt=f"{what} {said}",
        caption=caption,
        size=(names + _WIDE * len(lengths), _TOP + _HIGH * len(rows)),
    )


def _field(axes: Any, theme: Theme, across: int, down: int, one: Field) -> None:
    edge, room = (theme.color(one.color) if one.color else theme.muted), 0.03
    corner, size = (across + room, down + room), (1 - 2 * room, 1 - 2 * room)
    if one.color:
        strength = _SURE if one.sure else _MORE
        axes.add_patch(_box(corner, size, facecolor=edge, alpha=strength, linewidth=0))
    axes.add_patch(
        _box(corner, size, fill=False, edgecolor=edge, linewidth=1.8 if one.sure else 0.8,
             linestyle="-" if one.built else (0, (3, 2)))
    )  # fmt: skip
    lines = [one.told, *wrap(one.winner, _LETTERS)]
    step = 0.38 if len(lines) < 3 else 0.29
    for place, line in enumerate(lines):
        axes.text(
            across + 0.5, down + 0.5 + step * (place - (len(lines) - 1) / 2), line,
            ha="center", va="center", fontsize=8.5 if place else 10,
            weight="bold" if one.sure and not place else "normal",
            color=theme.text if one.winner else theme.muted,
        )  # fmt: skip


def _box(corner: tuple[float, float], size: tuple[float, float], **style: Any) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(corner, *size, **style)
