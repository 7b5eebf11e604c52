"""The map: capacities as brackets, against the length, and family by family.

Every curve and every row carries its name, so there is no legend to look up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, sqrt
from typing import Any, Final

from memlib.plots.curves import MARKS, needed, number_short_log_axes
from memlib.plots.names import names_at_ends
from memlib.plots.style import Theme, show

#: One bracket: (x, from, to); from is 0 where nothing was enough, to infinite where all was.
Bracket = tuple[float, float, float]
#: Brackets by the name of a curve.
Curves = Mapping[str, Sequence[Bracket]]
#: (n, by what factor, the name of the curve that holds more or nothing, whether it is sure).
Factor = tuple[float, str, str, bool]

_COLORS: Final = ("blue", "red", "black", "green", "gold", "pink")


def by_length(
    panels: Mapping[str, Curves],
    *,
    up: str,
    factors: Mapping[str, Sequence[Factor]] | None = None,
    caption: str = "",
) -> None:
    """One panel per kind of data: brackets against the length n, each curve named at its end.

    Args:
        panels: kind of data → name of a curve → (n, from, to).
        up: what the brackets count.
        factors: kind of data → what stands above its panel at each n, in the color of the curve
            that holds more, bold where that is sure.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    needed({kind: list(curves) for kind, curves in panels.items()}, "the map")
    for curves in panels.values():
        needed(curves, "the map")
    above = factors or {}

    def draw(axes: Any, theme: Theme) -> None:
        names = dict.fromkeys(name for curves in panels.values() for name in curves)
        colors = {name: theme.color(color) for name, color in zip(names, _COLORS, strict=False)}
        for one, (kind, curves) in zip(axes.flat, panels.items(), strict=True):
            _panel(one, colors, curves)
            _above(one, theme, colors, above.get(kind, ()))
            one.set(xlabel="length n", ylabel=up)
            one.set_title(kind, pad=24 if above.get(kind) else 6)

    words = [f"{kind}: {_told(curves)}." for kind, curves in panels.items()]
    words += [
        f"{kind}, factors: "
        + ", ".join(
            f"{told} at {n:,} ({side or 'neither'}{', surely' * sure})"
            for n, told, side, sure in some
        )
        + "."
        for kind, some in above.items()
    ]
    show(
        draw,
        alt=f"{up[0].upper()}{up[1:]} against the length n on log scales, as brackets. "
        + " ".join(words),
        caption=caption,
        size=(6.2, 3.1 * len(panels)),
        layout=(len(panels), 1),  # names stand beside a panel: two side by side would be slivers
        squeeze=False,
    )


def _panel(axes: Any, colors: Mapping[str, str], curves: Curves) -> None:
    ends = []
    lengths = sorted({n for curve in curves.values() for n, *_ in curve})
    axes.set(xscale="log", yscale="log")
    for place, (name, curve) in enumerate(curves.items()):
        color = colors[name]
        aside = 1.09 ** (place - (len(curves) - 1) / 2)  # brackets of one n side by side
        middle = []
        for n, low, high in sorted(curve):
            bottom, top = _drawable(low, high)
            axes.plot([n * aside] * 2, [bottom, top], color=color, linewidth=5, alpha=0.55,
                      solid_capstyle="butt")  # fmt: skip
            if high == inf:
                axes.plot([n * aside], [top], color=color, marker="^", markersize=7)
            middle.append((n * aside, sqrt(bottom * top)))
        axes.plot(*zip(*middle, strict=True), color=color, marker=MARKS[place], markersize=4)
        ends.append((name, middle[-1], color))
    axes.set_xticks(lengths, [f"{n:,}" for n in lengths])
    axes.minorticks_off()
    axes.set_xlim(lengths[0] / 1.6, lengths[-1] * 1.6)  # what stands above the ends has room
    number_short_log_axes(axes)
    names_at_ends(axes, ends)


def _above(axes: Any, theme: Theme, colors: Mapping[str, str], factors: Sequence[Factor]) -> None:
    for n, told, side, sure in factors:
        axes.annotate(
            told, (n, 1), (0, 5), xycoords=("data", "axes fraction"), textcoords="offset points",
            color=colors.get(side, theme.muted), fontsize=10, ha="center", va="bottom",
            weight="bold" if sure else "normal",
        )  # fmt: skip
    if factors:
        axes.annotate(
            "times as many", (1.04, 1), (0, 5), xycoords="axes fraction",
            textcoords="offset points", color=theme.muted, fontsize=10, va="bottom",
        )  # fmt: skip


def _drawable(low: float, high: float) -> tuple[float, float]:
    """Both ends as numbers that a log axis can show.

    >>> _drawable(0, 4), _drawable(8, inf), _drawable(2, 3)
    ((2.0, 4), (8, 8), (2, 3))
    """
    return (low or high / 2), (low if high == inf else high)


def by_family(
    panels: Mapping[int, Mapping[str, tuple[float, float] | None]],
    *,
    colors: Mapping[str, str],
    caption: str = "",
) -> None:
    """One panel per length: the bracket of every family on a line of its own, None: not built.

    Args:
        panels: n → family → (from, to) in sequences, or None where none of this size can be built.
        colors: family → name of its color; others are drawn in the color of text.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    needed({str(n): list(some) for n, some in panels.items()}, "the map")
    names = list(dict.fromkeys(name for some in panels.values() for name in some))
    found = [end for some in panels.values() for one in some.values() if one for end in one]
    shown = [end for end in found if 0 < end < inf]
    left = min(shown) / 2

    def draw(axes: Any, theme: Theme) -> None:
        flat = list(axes.flat)
        for one, (n, some) in zip(flat, panels.items(), strict=True):
            for place, name in enumerate(names):
                if name in some:
                    color = theme.color(colors[name]) if name in colors else theme.text
                    _line(one, theme, len(names) - place, some[name], left, color)
            one.set(xscale="log", xlim=(left, max(shown) * 2), title=f"n = {n:,}")
            one.set_yticks(range(len(names), 0, -1), names)
            one.set_ylim(0.3, len(names) + 0.7)  # the last line stands clear of the axis
            one.grid(axis="y", alpha=0.4)
            one.tick_params(labelbottom=True)
        flat[-1].set_xlabel("sequences memorized by half of the runs")

    words = "; ".join(
        f"n = {n:,}: " + ", ".join(f"{name} {_bracket(one)}" for name, one in some.items())
        for n, some in panels.items()
    )
    height = 0.6 + 0.2 * len(names)
    show(
        draw,
        alt=f"Sequences memorized by half of the runs, as brackets. {words}.",
        caption=caption,
        size=(6.2, height * len(panels)),
        layout=(len(panels), 1),
        squeeze=False,
        sharex=True,
    )


def _line(
    axes: Any,
    theme: Theme,
    height: int,
    one: tuple[float, float] | None,
    left: float,
    color: str,
) -> None:
    if one is None:
        axes.text(left * 1.1, height, "cannot be built", color=theme.muted, va="center", size=9)
        return
    low, high = _drawable(*one)
    axes.plot([low, high], [height] * 2, color=color, linewidth=5, solid_capstyle="butt")
    if one[1] == inf:
        axes.plot([high], [height], color=color, marker=">", markersize=7)
    if not one[0]:
        axes.plot([low], [height], color=color, marker="<", markersize=7)


def _told(curves: Curves) -> str:
    return "; ".join(
        f"{name} " + ", ".join(f"{_bracket((a, b))} at {n:,}" for n, a, b in sorted(curve))
        for name, curve in curves.items()
    )


def _bracket(one: tuple[float, float] | None) -> str:
    """In words.

    >>> _bracket((64, 91)), _bracket((0, 4)), _bracket((8, inf)), _bracket(None)
    ('64 to 91', 'below 4', '8 and more', 'cannot be built')
    """
    if one is None:
        return "cannot be built"
    low, high = one
    if high == inf:
        return f"{_number(low)} and more"
    return f"{_number(low)} to {_number(high)}" if low else f"below {_number(high)}"


def _number(x: float) -> str:
    """A whole number as it is, a share to three digits.

    >>> _number(2048), _number(0.18734)
    ('2,048', '0.187')
    """
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"
