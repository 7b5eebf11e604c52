"""The sandwich: what cannot be beaten, what is built or trained, and one neuron an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.growth import slope
from memlib.plots.style import Theme, show

_MARKS = ("o", "s", "D", "^", "v", "P", "X", "<", ">", "*")
_DASHES = ("--", "-.", ":", "-")

#: The order in which kinds are drawn.
_KINDS = ("yardstick", "built", "trained", "bound")


def sandwich(rows: Iterable[Mapping[str, Any]], *, caption: str = "") -> None:
    """Draw one curve a family, parameters against labels, on logarithmic axes.

    Bounds are dashed, built and trained families have marks (filled and empty), and the yardstick
    is a plain broad line.

    Args:
        rows: with family, kind, labels, parameters (:mod:`memlib.tables.sandwich` stores them).
        caption: a line below the figure.

    Raises:
        MemlibError: there is no row, or a kind is unknown.
    """
    curves: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in rows:
        if row["kind"] not in _KINDS:
            raise MemlibError(f"unknown kind {row['kind']!r}", operation="figure", place="sandwich")
        point = (row["labels"], row["parameters"])
        curves.setdefault((row["kind"], row["family"]), []).append(point)
    if not curves:
        raise MemlibError("nothing to draw", operation="figure", place="sandwich")
    for curve in curves.values():
        curve.sort()
    ordered = sorted(curves, key=lambda key: _KINDS.index(key[0]))

    def draw(axes: Any, theme: Theme) -> None:
        index = dict.fromkeys(_KINDS, 0)
        for kind, family in ordered:
            place = index[kind]
            index[kind] += 1
            color = theme.palette[place % len(theme.palette)]
            style: dict[str, Any] = {"color": color, "marker": _MARKS[place % len(_MARKS)]}
            if kind == "trained":
                style |= {"markerfacecolor": theme.background, "linestyle": ":"}
            elif kind == "bound":
                style = {"color": theme.text, "linestyle": _DASHES[place % 4], "linewidth": 1.4}
            elif kind == "yardstick":
                style = {"color": theme.muted, "linewidth": 3}
            axes.plot(*zip(*curves[kind, family], strict=True), label=family, markersize=5, **style)
        axes.set(xlabel="labels", ylabel="parameters", xscale="log", yscale="log")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=9.5)

    words = "; ".join(
        f"{family} ({kind}): {curve[0][1]:,.0f} at {curve[0][0]:,} labels, "
        f"{curve[-1][1]:,.0f} at {curve[-1][0]:,}, slope {slope(curve):.2f}"
        for kind, family in ordered
        for curve in [curves[kind, family]]
    )
    show(
        draw,
        alt=f"Parameters against labels on log scales. {words}.",
        caption=caption,
        size=(6.4, 4.6 + 0.19 * len(curves)),
    )


__all__ = ["sandwich"]
