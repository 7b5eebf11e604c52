"""THE line chart: curves by name, measured or computed, with intervals and levels.

>>> words = told({"built": [(1, 10), (100, 1000)]})
>>> words
'built: 10 at 1, 1,000 at 100'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log10
from typing import Any, Final

from memlib.plots.names import End
from memlib.plots.style import SIZE, Theme, show, something

#: One point: (x, y), or (x, y, low, high) with the interval of y.
Point = Sequence[float]
Curve = Sequence[Point]
Curves = Mapping[str, Curve]

MARKS: Final = ("o", "s", "D", "^", "v", "P", "X", "<", ">", "*")
DASHES: Final = ("-", "--", "-.", ":")


def needed(curves: Mapping[str, Sequence[Any]], place: str) -> None:
    """Refuse a figure without curves, or with an empty one.

    Raises:
        MemlibError: there is nothing to draw.
    """
    something(curves and all(curves.values()), place)


def look(theme: Theme, index: int, *, marks: bool = True) -> dict[str, Any]:
    """Color and mark of the curve at this place; without marks, a dash of its own."""
    style: dict[str, Any] = {"color": theme.palette[index % len(theme.palette)]}
    if marks:
        return style | {"marker": MARKS[index % len(MARKS)]}
    return style | {"linestyle": DASHES[1 + index % 3]}


def curve_ends(theme: Theme, curves: Curves) -> list[End]:
    """Where each curve ends, in its color: what :func:`names_at_ends` takes."""
    return [
        (name, (curve[-1][0], curve[-1][1]), look(theme, index)["color"])
        for index, (name, curve) in enumerate(curves.items())
    ]


def told(curves: Curves, what: Callable[[Curve], str] | None = None) -> str:
    """The curves in words, for the alt text: each name with its first and last point."""
    return "; ".join(f"{name}: {(what or _ends)(curve)}" for name, curve in curves.items())


def _ends(curve: Curve) -> str:
    return ", ".join(f"{p[1]:,.4g} at {p[0]:,.10g}" for p in (curve[0], curve[-1]))


def curves(
    measured: Curves,
    *,
    across: str,
    up: str,
    lines: Curves | None = None,
    levels: Mapping[str, float] | None = None,
    log: str = "",
    band: bool = False,
    style: Callable[[Theme, int], dict[str, Any]] = look,
    ticks: Sequence[float] = (),
    legend: Mapping[str, Any] | None = None,
    more: Callable[[Any, Theme], object] | None = None,
    what: Callable[[Curve], str] | None = None,
    alt: str = "",
    caption: str = "",
    size: tuple[float, float] = SIZE,
) -> None:
    """Draw curves on one pair of axes and display the figure.

    Args:
        measured: what was built, counted or measured, by name; drawn with marks. A point is (x, y),
            or (x, y, low, high): then an error bar is drawn.
        across, up: what the axes count.
        lines: what is computed, for comparison, by name; dashed, without marks.
        levels: values of y to mark by a dashed rule, by name.
        log: the logarithmic axes: ``"x"``, ``"y"`` or ``"xy"``.
        band: draw intervals as a band in place of bars.
        style: theme and place of a measured curve → how it looks.
        ticks: the places of x that get a number; without them matplotlib chooses.
        legend: options of the legend.
        more: called with axes and theme at the end, to add what is special.
        what: one curve in words, for the alt text; without it, its two ends.
        alt: the whole alt text, where the curves in words do not say it.
        caption: a line below the figure.
        size: width and height in inches.

    Raises:
        MemlibError: there is nothing to draw.
    """
    computed = dict(lines or {})
    needed({**measured, **computed}, up)

    def draw(axes: Any, theme: Theme) -> None:
        for index, (name, curve) in enumerate(measured.items()):
            _measured(axes, curve, band, {"label": name, **style(theme, index)})
        for index, (name, curve) in enumerate(computed.items()):
            dashes = look(theme, len(measured) + index, marks=False)
            axes.plot(*zip(*curve, strict=True), label=name, **dashes)
        for name, level in (levels or {}).items():
            axes.axhline(level, color=theme.muted, linestyle="--", linewidth=0.8, label=name)
        axes.set(xlabel=across, ylabel=up)
        axes.set(**{f"{axis}scale": "log" for axis in log})
        if ticks:
            axes.set_xticks(ticks, [f"{tick:,.10g}" for tick in ticks])
            axes.minorticks_off()
        axes.legend(**(legend or {}))
        if more is not None:
            more(axes, theme)
        number_short_log_axes(axes)

    scale = " on log scales" if log == "xy" else " on a log scale" if log else ""
    words = f"{up[0].upper()}{up[1:]} against {across}{scale}."
    given = told({**measured, **computed}, what)
    show(draw, alt=alt or f"{words} {given}.", caption=caption, size=size)


def counts_and_bounds(
    counts: Curves,
    bounds: Curves,
    *,
    across: str,
    up: str = "log₂ of the count, in bits",
    log: str = "",
    every: str = "",
    caption: str = "",
) -> None:
    """What was counted (marks) beside what bounds allow (dashes), both in bits.

    Args:
        counts, bounds: by name, pairs (size, bits).
        every: the name of a last line, as many bits as items, at the sizes of the last bound.
        across, up, log, caption: as for :func:`curves`.

    Raises:
        MemlibError: there is no curve, or one has no point.
    """
    if every:
        bounds = {**bounds, every: [(p[0], p[0]) for p in list(bounds.values())[-1]]}
    curves(counts, across=across, up=up, lines=bounds, log=log, caption=caption, size=(6.2, 4.2))


def _measured(axes: Any, curve: Curve, band: bool, style: dict[str, Any]) -> None:
    points = [(p[0], p[1]) for p in curve]
    intervals = [(p[1], p[2], p[3]) for p in curve if len(p) == 4]
    if not intervals or band:
        axes.plot(*zip(*points, strict=True), **style)
    else:
        down = [max(0.0, y - low) for y, low, _ in intervals]
        ups = [max(0.0, high - y) for y, _, high in intervals]
        axes.errorbar(*zip(*points, strict=True), yerr=[down, ups], capsize=3, **style)
    if intervals and band:
        x = [x for x, _ in points]
        _, low, high = zip(*intervals, strict=True)
        axes.fill_between(x, low, high, color=style["color"], alpha=0.25, linewidth=0)


def number_short_log_axes(axes: Any) -> None:
    """Numbers at 1, 2 and 5 where a log axis spans less than two powers of ten.

    There matplotlib writes one number or none, or crowds the small ticks with powers.
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    for axis, scale, (low, high) in (
        (axes.xaxis, axes.get_xscale(), axes.get_xlim()),
        (axes.yaxis, axes.get_yscale(), axes.get_ylim()),
    ):
        fixed = type(axis.get_major_locator()).__name__ == "FixedLocator"
        if scale == "log" and not fixed and log10(high / low) < 2:
            axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
            axis.set_minor_formatter(NullFormatter())
