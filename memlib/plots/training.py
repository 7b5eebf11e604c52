"""What training found: success rates with intervals, sizes beside the paper's, losses by size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.plots.curves import curve_ends, look, needed
from memlib.plots.names import LETTERS, names_at_ends
from memlib.plots.style import Theme, show

#: (size, share, low, high)
Point = tuple[float, float, float, float]
#: (x, y)
Curve = Sequence[tuple[float, float]]


def success(curves: Mapping[str, Sequence[Point]], *, across: str, caption: str = "") -> None:
    """Success rates against size, with the interval of each.

    Args:
        curves: by name, points (size, share of runs that hit, lower end, upper end).
        across: what the x axis counts.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    needed(curves, "training")
    places = {size: i for i, size in enumerate(sorted({p[0] for c in curves.values() for p in c}))}
    beside = 0.5 / len(curves)

    def draw(axes: Any, theme: Theme) -> None:
        for index, points in enumerate(curves.values()):
            shift = (index - (len(curves) - 1) / 2) * beside
            axes.errorbar(
                [places[p[0]] + shift for p in points],
                [p[1] for p in points],
                yerr=[[p[1] - p[2] for p in points], [p[3] - p[1] for p in points]],
                **look(theme, index),
                linestyle=":",
                capsize=2,
            )
        axes.axhline(0.5, color=theme.muted, linewidth=0.8)
        axes.set_xticks(list(places.values()), [f"{size:,.0f}" for size in places])
        axes.set(xlabel=across, ylabel="share of runs that hit", ylim=(-0.05, 1.05))
        ends = []
        for index, (name, points) in enumerate(curves.items()):
            shift = (index - (len(curves) - 1) / 2) * beside
            end = (places[points[-1][0]] + shift, points[-1][1])
            color = theme.palette[index % len(theme.palette)]
            if places[points[-1][0]] > max(places.values()) - 2:
                ends.append((name, end, color))
            else:  # a line from far left to its name would cross the other curves
                axes.annotate(
                    name, (end[0], points[-1][3]), (0, 5), textcoords="offset points",
                    color=color, ha="center",
                    fontsize=LETTERS, annotation_clip=False,
                )  # fmt: skip
        names_at_ends(axes, ends)

    words = "; ".join(
        f"{name}: " + ", ".join(f"{p[1]:.2f} at {p[0]:g}" for p in points)
        for name, points in curves.items()
    )
    show(draw, alt=f"Share of runs that hit against {across}. {words}.", caption=caption)


def beside(
    curves: Mapping[str, Curve],
    *,
    across: str,
    up: str,
    theirs: Mapping[str, Sequence[tuple[float, float, float]]] | None = None,
    lines: Mapping[str, float] | None = None,
    log: bool = False,
    caption: str = "",
) -> None:
    """Our curves on the same axes as what was read off a figure of the paper.

    Args:
        curves: ours, by name.
        across, up: what the axes count.
        theirs: the paper's, by name: (x, low, high), a range where it was read as one.
        lines: levels to draw, by name.
        log: both axes logarithmic.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    needed(curves, "training")

    def draw(axes: Any, theme: Theme) -> None:
        for index, curve in enumerate(curves.values()):
            axes.plot(
                *zip(*curve, strict=True),
                **look(theme, index),
                linewidth=1,
            )
        for points in (theirs or {}).values():
            axes.errorbar(
                [p[0] for p in points],
                [(p[1] + p[2]) / 2 for p in points],
                yerr=[(p[2] - p[1]) / 2 for p in points],
                color=theme.muted,
                marker="x",
                linestyle="none",
                capsize=3,
            )
        for level in (lines or {}).values():
            axes.axhline(level, color=theme.muted, linestyle="--", linewidth=0.8)
        axes.set(xlabel=across, ylabel=up)
        if log:
            axes.set(xscale="log", yscale="log")
        ends = curve_ends(theme, curves)
        for name, points in (theirs or {}).items():
            x, low, high = points[-1]
            ends.append((name, (x, (low + high) / 2), theme.muted))
        edge = axes.get_xlim()[1]
        ends += [(name, (edge, level), theme.muted) for name, level in (lines or {}).items()]
        names_at_ends(axes, ends)

    words = "; ".join(
        f"{name}: from {curve[0][1]:.3g} at {curve[0][0]:g} to {curve[-1][1]:.3g} "
        f"at {curve[-1][0]:g}"
        for name, curve in curves.items()
    )
    other = "; ".join(
        f"{name}: from {points[0][1]:g} at {points[0][0]:g} to {points[-1][1]:g} "
        f"at {points[-1][0]:g}"
        for name, points in (theirs or {}).items()
    )
    alt = f"{up[0].upper()}{up[1:]} against {across}. {words}." + (f" {other}." if other else "")
    show(draw, alt=alt, caption=caption)
