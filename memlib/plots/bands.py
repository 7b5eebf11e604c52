"""THE picture of the book: what is impossible, built, trained, and one neuron per label.

Four bands and one line, each with its name where it lies, so that nothing has to be looked up; the
letters are large enough for a phone. The axes and the colors never change: chapters show it as it
grows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import atan2, degrees, exp, log
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.plots.growth import course
from memlib.plots.style import Picture, Theme, picture

#: (labels, parameters), and for a trained size the largest one that was not enough, or None.
Point = Sequence[Any]
Curves = Mapping[str, Sequence[Point]]

#: Width and height in inches, and the axes: labels, parameters.
SIZE: Final = (5.6, 4.9)
ACROSS: Final = (24, 1.6e6)
UP: Final = (6, 4.5e6)
#: Trained families stand beside each other at one N: by these factors left and right.
BESIDE: Final = (0.87, 1.15)
LETTERS: Final = 12.0


def bands(
    *,
    theorem: Sequence[Point],
    straight: Sequence[Point],
    compact: Sequence[Point] = (),
    floor: Sequence[Point] = (),
    line_words: Sequence[Point] = (),
    trained: Curves | None = None,
    caption: str = "",
) -> Picture:
    """Parameters against labels: what of floor, built families, trained ones and 2N + d is given.

    Args:
        theorem: the paper's theorem, built as its proof says.
        straight: one neuron per label, 2N + d.
        compact: built; marks.
        floor: the least number of parameters; below it lies what is impossible.
        line_words: built, smaller; the band up to ``compact`` is shaded.
        trained: two families by name, points (N, enough, short): a bracket from the largest size
            that was tried and was not enough to the smallest that was; an arrow where ``short`` is
            None.
        caption: a line below the figure.

    Raises:
        MemlibError: the theorem's curve or 2N + d is empty, or there are more than two families.
    """
    trained = trained or {}
    if not theorem or not straight or len(trained) > len(BESIDE):
        raise MemlibError(
            "the theorem, 2N + d and at most two trained families", operation="figure",
            place="bands",
        )  # fmt: skip
    curves = {
        "2N + d": straight,
        "the paper’s theorem, built": theorem,
        "compact, built": compact,
        "line words, built": line_words,
        "impossible, places fixed before the labels": floor,
    }

    def draw(axes: Any, theme: Theme) -> None:
        axes.set(xscale="log", yscale="log", xlim=ACROSS, ylim=UP)
        axes.set(xlabel="labels N", ylabel="parameters")
        if floor:
            _impossible(axes, theme, floor)
        _line(axes, straight, theme.muted, "one neuron per label: 2N + d", (9e3, 0.62), "top")
        _line(
            axes, theorem, theme.color("blue"), "the paper’s theorem, built", (70, 1.75), "bottom"
        )
        if compact:
            _built(axes, theme, compact, line_words)
        for place, (name, points) in enumerate(trained.items()):
            _brackets(axes, theme, place, name, points)

    words = [f"{name}: {course(curve)}" for name, curve in curves.items() if curve]
    words += [f"{name}, trained: {_told(points)}" for name, points in trained.items()]
    return picture(
        draw,
        alt=f"Parameters against labels on log scales. {'; '.join(words)}.",
        caption=caption,
        size=SIZE,
    )


def at(curve: Sequence[Point], x: float) -> float:
    """The curve's height at x, straight on log scales; its end pieces go on.

    >>> round(at([(1, 10), (100, 1000)], 10))
    100
    """
    right = next((i for i, p in enumerate(curve) if p[0] >= x), len(curve) - 1)
    a, b = curve[max(right, 1) - 1], curve[max(right, 1)]
    share = log(x / a[0]) / log(b[0] / a[0])
    return exp(log(a[1]) + share * log(b[1] / a[1]))


def _line(
    axes: Any, curve: Sequence[Point], color: str, name: str, place: tuple[float, float], side: str
) -> None:
    """A curve with its name along it: from x on, so many times as high as the curve."""
    x, y = zip(*(point[:2] for point in curve), strict=True)
    yardstick = side == "top"
    axes.plot(x, y, color=color, linewidth=3.2 if yardstick else 2.2)
    if not yardstick:
        axes.plot(x, y, color=color, marker="s", markersize=4.5, linestyle="none")
    start, above = place
    axes.annotate(
        name, (start, at(curve, start) * above), color=color, fontsize=LETTERS,
        rotation=_slope(axes, curve), rotation_mode="anchor", va=side,
    )  # fmt: skip


def _slope(axes: Any, curve: Sequence[Point]) -> float:
    """The angle of a curve on these axes, in degrees."""
    (x0, y0, *_), (x1, y1, *_) = curve[0], curve[-1]
    wide, high = axes.get_figure().get_size_inches()
    up = log(y1 / y0) / log(UP[1] / UP[0]) * high
    return degrees(atan2(up, log(x1 / x0) / log(ACROSS[1] / ACROSS[0]) * wide))


def _impossible(axes: Any, theme: Theme, floor: Sequence[Point]) -> None:
    x, y = zip(*(point[:2] for point in floor), strict=True)
    axes.fill_between(x, UP[0], y, color=theme.muted, alpha=0.2, linewidth=0)
    axes.plot(x, y, color=theme.text, linestyle="--", linewidth=1.4)
    axes.text(
        x[-1] / 1.2, UP[0] * 1.25, "impossible\n(places fixed before the labels)",
        color=theme.text, fontsize=LETTERS, ha="right", va="bottom", linespacing=1.25,
    )  # fmt: skip


def _built(axes: Any, theme: Theme, compact: Sequence[Point], small: Sequence[Point]) -> None:
    color = theme.color("red")
    for curve, mark in ((small, "o"), (compact, "D")):
        if curve:
            x, y = zip(*(point[:2] for point in curve), strict=True)
            axes.plot(x, y, color=color, marker=mark, markersize=4)
    style = {"color": color, "fontsize": LETTERS, "weight": "bold"}
    start = 6e3
    axes.annotate(
        "compact, built", (start, at(compact, start) * 1.3), rotation=_slope(axes, compact),
        rotation_mode="anchor", va="bottom", **style,
    )  # fmt: skip
    if small:
        shared = [p[0] for p in compact if small[0][0] <= p[0] <= small[-1][0]]
        between = ([at(small, n) for n in shared], [at(compact, n) for n in shared])
        axes.fill_between(shared, *between, color=color, alpha=0.16, linewidth=0)
        start = 1.6e3  # below its curve: above the floor there is room for one line of letters
        axes.annotate(
            "line words, built", (start, at(small, start) * 0.78), rotation=_slope(axes, small),
            rotation_mode="anchor", va="top", **style,
        )  # fmt: skip


def _brackets(axes: Any, theme: Theme, place: int, name: str, points: Sequence[Point]) -> None:
    color = (theme.color("green"), theme.color("gold"))[place]
    for n, high, low in points:
        x = n * BESIDE[place]
        if low is None:
            arrow = {"arrowstyle": "->", "color": color, "linewidth": 1.6}
            axes.annotate("", (x, high / 1.9), (x, high), arrowprops=arrow)
        else:
            axes.plot([x, x], [low, high], color=color, linewidth=3)
            axes.plot([x], [low], color=color, marker="_", markersize=10)
        axes.plot([x], [high], color=color, marker="^v"[place], markersize=7)
    if place == 0:
        axes.text(28, 5.6e3, "trained:", color=theme.text, fontsize=LETTERS)
    text = f"{'▲▼'[place]} {name}"
    axes.text(28, (3.2e3, 1.85e3)[place], text, color=color, fontsize=LETTERS)


def _told(points: Sequence[Point]) -> str:
    return ", ".join(
        f"{'at most' if low is None else f'more than {low:,} and at most'} {high:,} at {n:,}"
        for n, high, low in points
    )
