"""Mixers side by side: who hears whom, and one number with its interval for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.style import Theme, show, something
from memlib.plots.themes import letters_on


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


def who_hears_whom(weights: Mapping[str, Sequence[Sequence[float]]], *, caption: str = "") -> None:
    """One square for each mixer: how much of token j (column) token i (row) receives.

    Args:
        weights: by name, a square matrix with entries from -1 to 1.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    something(weights, "mixers", "no mixer to draw")

    def draw(rows: Any, theme: Theme) -> None:
        from matplotlib.patches import Rectangle

        for axes, (name, matrix) in zip(rows, weights.items(), strict=True):
            for i, row in enumerate(matrix):
                for j, value in enumerate(row):
                    face = theme.shade(value)
                    cell = Rectangle((j, i), 1, 1, facecolor=face, edgecolor=theme.grid)
                    axes.add_patch(cell)
                    axes.text(
                        j + 0.5, i + 0.5, _short(value), ha="center", va="center", fontsize=9,
                        color=letters_on(face) if value else theme.muted,
                    )  # fmt: skip
            size = len(matrix)
            axes.set(xticks=[], yticks=[], xlim=(0, size), ylim=(size, 0), aspect="equal")
            axes.spines[:].set_visible(False)
            axes.set_title(name, fontsize=11, weight="normal")
            axes.grid(visible=False)

    words = "; ".join(
        f"{name}: the last token receives " + ", ".join(f"{value:.2g}" for value in matrix[-1])
        for name, matrix in weights.items()
    )
    show(
        draw,
        alt=f"One square per mixer: rows receive, columns are heard. {words}.",
        caption=caption,
        size=(1.35 * len(weights), 1.8),
        layout=(1, len(weights)),
    )


def _short(value: float) -> str:
    names = {1 / 2: "½", 1 / 3: "⅓", 1 / 4: "¼", -1 / 2: "−½", -2 / 3: "−⅔"}
    return names.get(value, f"{value:.1g}")
