"""Names at the curves themselves: right of the axes, at the height of each curve's end."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any, Final

#: A name, the point that it belongs to, and its color.
End = tuple[str, tuple[float, float], str]

#: The letters, and how far two names stay apart: their height in points, with some air.
LETTERS: Final = 10.5
APART: Final = 15.0


def names_at_ends(axes: Any, ends: Sequence[End]) -> None:
    """A name for each curve, right of the axes, with a line to its end.

    Call it when the limits of the axes are final. Names keep their distance: where curves end near
    each other, they move up, and all of them down where that leads beyond the top. Of curves that
    end at one height the name of the rightmost stands lowest: its line crosses no mark.
    """
    scale = log10 if axes.get_yscale() == "log" else float
    low, high = (scale(y) for y in axes.get_ylim())
    wanted = sorted(
        (((scale(at[1]) - low) / (high - low), name, at, color) for name, at, color in ends),
        key=lambda one: (round(one[0], 6), -one[2][0], one[1]),
    )
    points = axes.get_figure().get_size_inches()[1] * 72 * axes.get_position().height
    for height, (_, name, at, color) in zip(
        apart([height for height, *_ in wanted], APART / points), wanted, strict=True
    ):
        axes.annotate(
            name, at, (1.04, height), xycoords="data", textcoords="axes fraction", color=color,
            fontsize=LETTERS, va="center",
            arrowprops={"arrowstyle": "-", "color": color, "linewidth": 0.7, "shrinkA": 1,
                        "relpos": (0, 0.5)},
        )  # fmt: skip


def apart(heights: Sequence[float], least: float) -> list[float]:
    """Heights in rising order, moved until neighbors are so far apart, and none above 1 if it fits.

    >>> apart([0.1, 0.2, 0.9], 0.5), [round(x, 3) for x in apart([0.5, 0.52, 0.9], 0.1)]
    ([0.0, 0.5, 1.0], [0.5, 0.6, 0.9])
    """
    places: list[float] = []
    for height in heights:
        places.append(max(height, places[-1] + least) if places else height)
    over = max(0.0, places[-1] - 1)
    limit = places[-1] - over
    for i in range(len(places) - 1, -1, -1):  # only those that must give way move down again
        places[i] = min(places[i], limit)
        limit = places[i] - least
    return places
