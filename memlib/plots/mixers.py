"""Mixers side by side: one number with its interval for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.style import Theme, show


def side_by_side(
    values: Mapping[str, tuple[float, float, float]],
    *,
    across: str,
    base: str,
    caption: str = "",
) -> None:
    """Values with intervals, a line each, and the base's value as a rule through all.

    Args:
        values: by name, (value, low, high); drawn from top to bottom.
        across: what the x axis counts.
        base: the name that the others are compared with.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw, or no base.
    """
    if base not in values:
        raise MemlibError(f"no value for {base!r}", operation="figure", place="mixers")
    places = {name: -row for row, name in enumerate(values)}

    def draw(axes: Any, theme: Theme) -> None:
        for name, (value, low, high) in values.items():
            axes.errorbar(
                [value],
                [places[name]],
                xerr=[[value - low], [high - value]],
                color=theme.color("red" if name == base else "blue"),
                marker="s" if name == base else "o",
                capsize=3,
            )
        axes.axvline(values[base][0], color=theme.muted, linestyle=":", linewidth=1)
        axes.set_yticks(list(places.values()), list(places))
        axes.set(xlabel=across, ylim=(0.5 - len(places), 0.5))

    words = "; ".join(
        f"{name} {value:.3f}, interval {low:.3f} to {high:.3f}"
        for name, (value, low, high) in values.items()
    )
    alt = f"{across[0].upper()}{across[1:]} by mixer, with intervals. {words}."
    show(draw, alt=alt, caption=caption, size=(6.2, 2.6))
