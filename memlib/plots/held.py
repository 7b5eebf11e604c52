"""Bits held per parameter: one dot for each network, on one axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memlib.plots.style import show, something
from memlib.plots.themes import Theme


def per_parameter(
    held: Mapping[str, float], *, others: Mapping[str, float], caption: str = ""
) -> None:
    """Dots with their names and values; hollow ones are from other works.

    Raises:
        MemlibError: there is nothing to draw.
    """
    rows = [(name, value, False) for name, value in held.items()]
    rows += [(name, value, True) for name, value in others.items()]
    something(rows, "held")
    rows.sort(key=lambda row: row[1])

    def draw(axes: Any, theme: Theme) -> None:
        for place, (_, value, theirs) in enumerate(rows):
            color = theme.color("gold" if theirs else "blue")
            axes.plot(
                value, place, "o", color=color, markersize=8,
                markerfacecolor=theme.background if theirs else color,
            )  # fmt: skip
            axes.annotate(
                f"{value:.2f}" if value < 10 else f"{value:.0f}", (value, place), (9, 0),
                textcoords="offset points", va="center",
            )  # fmt: skip
        axes.set_yticks(range(len(rows)), [name for name, *_ in rows])
        most = max(value for _, value, _ in rows)
        least = min(value for _, value, _ in rows)
        axes.set(xscale="log", xlabel="bits per parameter", xlim=(least / 1.6, most * 2.6))
        axes.set(ylim=(-0.6, len(rows) - 0.4))

    words = "; ".join(f"{name}: {value:.2f}" for name, value, _ in rows)
    show(
        draw,
        alt=f"Bits held per parameter on a log scale, smallest first. {words}.",
        caption=caption,
        size=(6.2, 0.8 + 0.34 * len(rows)),
    )
