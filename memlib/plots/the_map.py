"""The map: capacities as brackets, against the length, and family by family.

Every curve and every row carries its name, so there is no legend to look up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, nan, sqrt
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

#: Families of two classes of parameters: how far their lines are apart, how wide they are.
_ASIDE: Final = 0.36
_WIDTHS: Final = (3.0, 6.0)

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
    classes: Mapping[str, Mapping[int, Mapping[str, tuple[float, float] | None]]],
    *,
    colors: Mapping[str, str],
    caption: str = "",
) -> None:
    """One panel per length: the bracket of every family on a line of its own, None: not built.

    Args:
        classes: class of parameters → n → family → (from, to) in sequences, or None where none of
            this size can be built. Later classes are drawn wider, and below.
        colors: family → name of its color; others are drawn in the color of text.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    panels = [some for panel in classes.values() for some in panel.values()]
    needed({str(i): list(some) for i, some in enumerate(panels)}, "the map")
    names = list(dict.fromkeys(name for some in panels for name in some))
    lengths = sorted({n for panel in classes.values() for n in panel})
    shown = [end for some in panels for one in some.values() if one for end in one]
    shown = [end for end in shown if 0 < end < inf]
    left = min(shown) / 2

    def draw(axes: Any, theme: Theme) -> None:
        for one, n in zip(axes.flat, lengths, strict=True):
            for down, panel in enumerate(classes.values()):
                aside = (down - (len(classes) - 1) / 2) * _ASIDE
                lines: dict[str, list[tuple[float, tuple[float, float]]]] = {}
                for height, name in zip(range(len(names), 0, -1), names, strict=True):
                    found = panel.get(n, {}).get(name, ())
                    if found:
                        color = theme.color(colors[name]) if name in colors else theme.text
                        lines.setdefault(color, []).append((height - aside, found))
                    elif found is None and not down:
                        one.text(left * 1.3, height, "no such net", size=8, color=theme.muted,
                                 va="center")  # fmt: skip
                for color, some in lines.items():
                    _lines(one, some, color, _WIDTHS[down - len(classes)])
            one.set(xscale="log", xlim=(left, max(shown) * 2))
            one.set_title(f"n = {n:,}", fontsize=10, loc="center")
            one.set_yticks(range(len(names), 0, -1), names, fontsize=9)
            one.tick_params(axis="y", left=False)
            one.set_ylim(0.3, len(names) + 0.7)  # the last line stands clear of the axis
            one.grid(axis="y", visible=False)
        figure = axes.flat[0].figure
        figure.supxlabel("sequences memorized by half of the runs", fontsize=10)

    words = " ".join(
        f"{size}: "
        + "; ".join(
            f"n = {n:,}: " + ", ".join(f"{name} {_bracket(one)}" for name, one in some.items())
            for n, some in panel.items()
        )
        + "."
        for size, panel in classes.items()
    )
    show(
        draw,
        alt=f"Sequences memorized by half of the runs, as brackets, a panel per length. {words}",
        caption=caption,
        size=(6.2, 0.9 + 0.22 * len(names)),
        layout=(1, len(lengths)),
        squeeze=False,
        sharex=True,
        sharey=True,
    )


def _lines(
    axes: Any, some: Sequence[tuple[float, tuple[float, float]]], color: str, width: float
) -> None:
    """Brackets of one color, as one line with gaps: fewer elements make a smaller picture."""
    across, up = [], []
    for height, (low, high) in some:
        across += [*_drawable(low, high), nan]
        up += [height, height, nan]
        if high == inf or not low:
            end = max(_drawable(low, high)) if high == inf else min(_drawable(low, high))
            axes.plot([end], [height], color=color, marker=">" if high == inf else "<",
                      markersize=4)  # fmt: skip
    axes.plot(across, up, color=color, linewidth=width, solid_capstyle="butt")


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
