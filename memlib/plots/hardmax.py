"""The plane of two attention parameters, colored by who attends to whom."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.counting import Line, Point, _ends, _keep, _middle, _value
from memlib.plots.style import show
from memlib.plots.themes import Theme

#: Steps through the colormap, so that patterns found one after the other look different.
_GOLDEN = (math.sqrt(5) - 1) / 2


def pattern_cells(
    lines: Sequence[Line],
    cells: Mapping[tuple[int, ...], Sequence[Point]],
    *,
    reach: float,
) -> None:
    """Fill each cell with the color of its hardmax pattern; the largest one bears its name.

    Args:
        lines: the questions, one line each.
        cells: pattern (the winner of each query, from 0) → a point of each cell that has it.
        reach: show −reach to reach on both axes.

    Raises:
        MemlibError: there is nothing to draw.
    """
    if not lines or not cells or reach <= 0:
        raise MemlibError("nothing to draw", operation="figure", place="hardmax patterns")
    low, high = (-reach, -reach), (reach, reach)
    polygons = {
        pattern: [cut for point in points if len(cut := _cell(lines, point, low, high)) > 2]
        for pattern, points in cells.items()
    }

    def draw(axes: Any, theme: Theme) -> None:
        import matplotlib as mpl

        colors = mpl.colormaps[theme.sequential]
        for index, (pattern, pieces) in enumerate(sorted(polygons.items())):
            color = colors(index * _GOLDEN % 1)
            for piece in pieces:
                axes.fill(*zip(*piece, strict=True), color=color, alpha=0.4, linewidth=0)
            if pieces and (largest := max(pieces, key=_area)) and _area(largest) > 0.02 * reach**2:
                axes.text(
                    *_middle(largest), _name(pattern), ha="center", va="center", fontsize=10,
                    zorder=4,
                )  # fmt: skip
        for line in lines:
            ends = _ends(line, low, high)
            if ends:
                axes.plot(*zip(*ends, strict=True), color=theme.muted, linewidth=0.9)
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="θ₁", ylabel="θ₂")
        axes.grid(False)

    pieces = sum(map(len, cells.values()))
    names = ", ".join(_name(pattern) for pattern in sorted(cells))
    show(
        draw,
        alt=f"The plane of two parameters, cut by {len(lines)} lines into {pieces} cells, colored "
        f"by {len(cells)} hardmax patterns: {names}. The digits are the winners for the first, "
        "second, … token. A color may fill several neighboring cells.",
        caption=f"{len(lines)} questions, {pieces} cells, {len(cells)} patterns. The digits: whom "
        "the first, the second, the third token attends to.",
        size=(6.2, 5.2),
    )


def _cell(lines: Sequence[Line], point: Point, low: Point, high: Point) -> list[Point]:
    """The part of the window on this point's side of every line."""
    polygon = [low, (high[0], low[1]), high, (low[0], high[1])]
    for line in lines:
        if polygon:
            polygon = _keep(polygon, line, _value(line, point) > 0)
    return polygon


def _area(polygon: Sequence[Point]) -> float:
    following = [*polygon[1:], *polygon[:1]]
    return abs(sum(a * d - b * c for (a, b), (c, d) in zip(polygon, following, strict=True))) / 2


def _name(pattern: Sequence[int]) -> str:
    return " ".join(str(winner + 1) for winner in pattern)


__all__ = ["pattern_cells"]
