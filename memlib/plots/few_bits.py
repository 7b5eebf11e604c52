"""How many bits training uses: capacity by number format, and bits held of random strings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.plots.curves import curve_ends, look, needed, number_short_log_axes
from memlib.plots.names import LETTERS, names_at_ends
from memlib.plots.style import Theme, show

#: (bits offered, bits held, lower end, upper end), each per parameter
Point = tuple[float, float, float, float]


def capacities(curves: Mapping[str, Sequence[tuple[float, float]]], *, caption: str = "") -> None:
    """Labels that half of the runs memorize against parameters, one curve a number format.

    Args:
        curves: by format, points (parameters, capacity).
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    needed(curves, "few bits")

    def draw(axes: Any, theme: Theme) -> None:
        for index, points in enumerate(curves.values()):
            line = {"markersize": 5, "linewidth": 1}
            axes.plot(*zip(*points, strict=True), **look(theme, index), **line)
        first = next(iter(curves.values()))
        begin, end = first[0], first[-1]
        axes.plot(
            [begin[0], end[0]],
            [begin[1], begin[1] * end[0] / begin[0]],
            color=theme.muted, linestyle="--", linewidth=0.8,
        )  # fmt: skip
        axes.set(xscale="log", yscale="log", xlabel="trained parameters")
        axes.set(ylabel="labels at 50 % success")
        number_short_log_axes(axes)
        slope = (end[0], begin[1] * end[0] / begin[0])
        names_at_ends(axes, [*curve_ends(theme, curves), ("slope 1", slope, theme.muted)])

    words = "; ".join(
        f"{name}: " + ", ".join(f"{n:.0f} at {size:g}" for size, n in points)
        for name, points in curves.items()
    )
    show(draw, alt=f"Labels at 50 % success against trained parameters. {words}.", caption=caption)


def held(
    curves: Mapping[str, Sequence[Point]],
    *,
    theirs: tuple[float, float],
    caption: str = "",
) -> None:
    """Bits of random strings that models hold against the bits that they were offered.

    Args:
        curves: by name, points (offered, held, lower end, upper end), all in bits per parameter.
        theirs: the smallest and the largest number of bits per parameter that others found.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    needed(curves, "few bits")
    most = max(point[0] for points in curves.values() for point in points)

    def draw(axes: Any, theme: Theme) -> None:
        axes.axhspan(*theirs, color=theme.muted, alpha=0.2, linewidth=0)
        axes.plot([0, most], [0, most], color=theme.muted, linewidth=0.8)
        for index, points in enumerate(curves.values()):
            axes.errorbar(
                [p[0] for p in points],
                [p[1] for p in points],
                yerr=[[p[1] - p[2] for p in points], [p[3] - p[1] for p in points]],
                **look(theme, index),
                markersize=5,
                linewidth=1,
                capsize=2,
            )
        axes.set(xlabel="bits offered per parameter", ylabel="bits held per parameter")
        axes.set(xlim=(0, 1.05 * most), ylim=(0, 1.1 * max(theirs)))
        top = max(theirs)
        style = {"color": theme.muted, "fontsize": LETTERS, "va": "center"}
        axes.text(0.03 * most, sum(theirs) / 2, "Morris et al.", **style)
        axes.annotate(
            "all of it", (1.02 * top, 1.02 * top), (-6, 0), textcoords="offset points", ha="right",
            **style,
        )  # fmt: skip
        names_at_ends(axes, curve_ends(theme, curves))

    words = "; ".join(
        f"{name}: " + ", ".join(f"{p[1]:.2f} of {p[0]:.2f}" for p in points)
        for name, points in curves.items()
    )
    show(
        draw,
        alt=f"Bits held against bits offered, per parameter. {words}. "
        f"Morris et al. found {theirs[0]:.2f} to {theirs[1]:.2f}.",
        caption=caption,
    )
