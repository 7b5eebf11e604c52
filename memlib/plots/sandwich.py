"""The sandwich: what cannot be beaten, what is built or trained, and one neuron an item.

Every curve carries its name at its right end, so there is no legend to look up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.plots.curves import MARKS
from memlib.plots.growth import course
from memlib.plots.names import names_at_ends
from memlib.plots.style import Picture, Theme, picture, something

#: The order in which kinds are drawn.
KINDS: Final = ("yardstick", "built", "trained", "bound")

Rows = Iterable[Mapping[str, Any]]
Curve = list[tuple[float, float, float | None]]


def sandwich(
    rows: Rows,
    *,
    names: Mapping[str, str] | None = None,
    caption: str = "",
    size: tuple[float, float] = (6.6, 4.6),
) -> Picture:
    """One curve per family, parameters against labels, on logarithmic axes, each with its name.

    Bounds are dashed; where there is one alone, what lies below it is shaded. Built families have
    marks. A trained size is a bracket: from the largest size that was tried and was not enough
    (``above``) to the smallest that was; where no smaller size was tried, an arrow points down.
    The yardstick is a plain broad line.

    Args:
        rows: with family, kind, labels, parameters, and for trained ones ``above``, a number or
            None (:mod:`memlib.tables.sandwich` stores them, without ``above``).
        names: what the picture calls each family, where that differs.
        caption: a line below the figure.
        size: width and height in inches.

    Raises:
        MemlibError: there is no row, or a kind is unknown.
    """
    curves = _curves(rows)
    called = {family: (names or {}).get(family, family) for _, family in curves}

    def draw(axes: Any, theme: Theme) -> None:
        ends = []
        for place, ((kind, family), curve) in enumerate(curves.items()):
            color = _drawn(axes, theme, kind, curve, place)
            ends.append((called[family], curve[-1][:2], color))
        axes.set(xlabel="labels", ylabel="parameters", xscale="log", yscale="log")
        bounds = [curve for (kind, _), curve in curves.items() if kind == "bound"]
        if len(bounds) == 1:
            _shaded(axes, theme, bounds[0])
        names_at_ends(axes, ends)

    words = "; ".join(
        f"{called[family]} ({kind}): {_told(kind, curve)}"
        for (kind, family), curve in curves.items()
    )
    return picture(
        draw,
        alt=f"Parameters against labels on log scales. {words}.",
        caption=caption,
        size=size,
    )


def _curves(rows: Rows) -> dict[tuple[str, str], Curve]:
    curves: dict[tuple[str, str], Curve] = {}
    for row in rows:
        if row["kind"] not in KINDS:
            raise MemlibError(f"unknown kind {row['kind']!r}", operation="figure", place="sandwich")
        point = (row["labels"], row["parameters"], row.get("above"))
        curves.setdefault((row["kind"], row["family"]), []).append(point)
    something(curves, "sandwich")
    ordered = sorted(curves, key=lambda key: KINDS.index(key[0]))
    return {key: sorted(curves[key], key=lambda point: point[0]) for key in ordered}


def _drawn(axes: Any, theme: Theme, kind: str, curve: Curve, place: int) -> str:
    """Draw one curve and return its color."""
    x, y, above = zip(*curve, strict=True)
    if kind == "yardstick":
        axes.plot(x, y, color=theme.muted, linewidth=3)
        return theme.muted
    if kind == "bound":
        axes.plot(x, y, color=theme.text, linestyle="--", linewidth=1.4)
        return theme.text
    color = theme.palette[(place - 1) % len(theme.palette)]
    if kind == "built":
        axes.plot(x, y, color=color, marker=MARKS[place % len(MARKS)], markersize=5)
        return color
    for n, high, low in zip(x, y, above, strict=True):
        if low is None:
            axes.annotate(
                "", (n, high / 2), (n, high), arrowprops={"arrowstyle": "->", "color": color}
            )
        else:
            axes.plot([n, n], [low, high], color=color, linewidth=1.6)
            axes.plot([n], [low], color=color, marker="_", markersize=9)
    axes.plot(
        x, y, color=color, marker=MARKS[place % len(MARKS)], markersize=6, linestyle="none",
        markerfacecolor=theme.background,
    )  # fmt: skip
    return color


def _shaded(axes: Any, theme: Theme, bound: Curve) -> None:
    x, y, _ = zip(*bound, strict=True)
    bottom = axes.get_ylim()[0]
    axes.fill_between(x, bottom, y, color=theme.muted, alpha=0.18, linewidth=0)
    axes.set_ylim(bottom=bottom)


def _told(kind: str, curve: Curve) -> str:
    if kind != "trained":
        return course([point[:2] for point in curve])
    return ", ".join(
        f"{'at most' if low is None else f'more than {low:,} and at most'} {high:,} at {n:,}"
        for n, high, low in curve
    )
