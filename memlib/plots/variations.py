"""Figures of the theorem's relatives: seq-to-seq, deep sets, limited bits, sparse attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.growth import Curve, slope
from memlib.plots.style import Picture, Theme, picture, show

MARKS = ("o", "s", "D", "^", "v", "P", "X", "*")


def rearranged(word: Sequence[str], labels: Sequence[int]) -> None:
    """A word with a label at every token, and its rearrangements: each token last once.

    Args:
        word: the tokens.
        labels: one a token.
    """
    n = len(word)
    copies = [[*word[:k], *word[k + 1 :], word[k]] for k in range(n)]

    def draw(axes: Any, theme: Theme) -> None:
        for row, letters in enumerate([list(word), *copies]):
            y = n - row + (0.3 if row == 0 else 0)
            shown = labels if row == 0 else [None] * (n - 1) + [labels[row - 1]]
            for k, (letter, label) in enumerate(zip(letters, shown, strict=True)):
                last = label is not None
                axes.text(
                    k, y, letter, ha="center", va="center", fontsize=14, family="monospace",
                    color=theme.text if last else theme.muted,
                    bbox={"boxstyle": "round", "facecolor": "none",
                          "edgecolor": theme.color("blue") if last else theme.grid},
                )  # fmt: skip
                if last and row == 0:
                    axes.text(k, y + 0.55, f"→ {label}", ha="center", color=theme.color("red"))
            if row:
                axes.text(
                    n - 0.45, y, f"→ {labels[row - 1]}", va="center", color=theme.color("red")
                )
        _bare(axes, (-0.6, n + 0.4), (-0.5, n + 1.2))

    told = "; ".join(
        f"{' '.join(copy)} with label {label}" for copy, label in zip(copies, labels, strict=True)
    )
    show(
        draw,
        alt=f"Above, the word {' '.join(word)} with a label at every token. Below, {n} "
        f"rearrangements, each with a label at its last token only: {told}.",
        caption="One sequence with n labels is n rearranged sequences with one label each.",
        size=(4.4, 0.8 + 0.62 * (n + 1)),
    )


def context_points(points: Sequence[tuple[float, float, str, int]]) -> None:
    """Context ids in two coordinates: the mean of the scores, and the number of the token.

    Args:
        points: mean, number of the token, what to write, label.
    """
    classes = sorted({label for *_, label in points})

    def draw(axes: Any, theme: Theme) -> None:
        for index, c in enumerate(classes):
            mine = [point for point in points if point[3] == c]
            axes.plot(
                [x for x, *_ in mine], [y for _, y, *_ in mine],
                MARKS[index % len(MARKS)], color=theme.palette[index % 6], label=f"label {c}",
            )  # fmt: skip
        for x, y, name, _ in points:
            axes.annotate(name, (x, y), (6, 6), textcoords="offset points", fontsize=10)
        axes.set(xlabel="mean of φ̃: which multiset", ylabel="F: which token")
        axes.margins(0.14)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.16), ncols=len(classes))

    told = "; ".join(f"{name} at ({x:.4g}, {y:.4g}), label {c}" for x, y, name, c in points)
    show(
        draw,
        alt=f"{len(points)} context ids as points, the mean of the scores across, the number "
        f"of the token upwards: {told}. No two points coincide.",
        caption="Every token of every word is a point of its own. A column holds one multiset.",
    )


def fitted(
    curves: Mapping[str, Curve],
    *,
    over: tuple[float, float],
    across: str,
    lines: Mapping[str, Curve] | None = None,
    caption: str = "",
) -> None:
    """Show the figure of :func:`fitted_picture`."""
    from IPython.display import display

    display(fitted_picture(curves, over=over, across=across, lines=lines, caption=caption))


def fitted_picture(
    curves: Mapping[str, Curve],
    *,
    over: tuple[float, float],
    across: str,
    lines: Mapping[str, Curve] | None = None,
    caption: str = "",
) -> Picture:
    """Measured sizes on log scales, each with its least-squares line over a range.

    Args:
        curves: (labels, parameters) by name.
        over: the range that is fitted, shaded.
        across: what the x axis counts.
        lines: computed curves for comparison, dashed.
        caption: a line below the figure.

    Raises:
        MemlibError: a curve has fewer than two points in the range.
    """
    fits = {name: _inside(curve, over) for name, curve in curves.items()}
    if not fits or any(len(points) < 2 for points in fits.values()):
        raise MemlibError("two sizes a curve are needed in the range", operation="figure")
    found = {name: slope(points) for name, points in fits.items()}
    given = [*curves, *(lines or {})]

    def draw(axes: Any, theme: Theme) -> None:
        axes.axvspan(*over, color=theme.grid, alpha=0.6, linewidth=0)
        for index, (name, curve) in enumerate(curves.items()):
            color = theme.palette[index % 6]
            axes.plot(
                *zip(*curve, strict=True), MARKS[index % len(MARKS)], color=color,
                label=f"{name}: {found[name]:.2f}",
            )  # fmt: skip
            ends = fits[name][0][0], fits[name][-1][0]
            axes.plot(ends, _line(fits[name], ends), color=color)
        for name, curve in (lines or {}).items():
            axes.plot(*zip(*curve, strict=True), "--", color=theme.muted, label=name)
        axes.set(xlabel=across, ylabel="parameters", xscale="log", yscale="log")
        axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.16), ncols=2, fontsize=10)

    told = "; ".join(
        f"{name}: {curve[0][1]:,.0f} at {curve[0][0]:,.0f}, {curve[-1][1]:,.0f} at "
        f"{curve[-1][0]:,.0f}, fitted exponent {found[name]:.2f}"
        for name, curve in curves.items()
    )
    also = f" Dashed for comparison: {', '.join(lines)}." if lines else ""
    return picture(
        draw,
        alt=f"Parameters against {across} on log scales, with lines fitted from {over[0]:,.0f} "
        f"to {over[1]:,.0f}. {told}.{also}",
        caption=caption,
        size=(6.2, 3.4 + 0.3 * (len(given) + 1) // 2),
    )


def sums_by_size(points: Sequence[tuple[int, int]]) -> None:
    """The sum of scores of each multiset, above its number of tokens.

    Args:
        points: number of tokens, sum.
    """

    def draw(axes: Any, theme: Theme) -> None:
        axes.plot(*zip(*points, strict=True), "o", color=theme.color("blue"), markersize=4.5)
        axes.set(xlabel="tokens in the multiset", ylabel="sum of the scores")
        axes.xaxis.get_major_locator().set_params(integer=True)

    sizes = [size for size, _ in points]
    totals = [total for _, total in points]
    show(
        draw,
        alt=f"{len(points)} multisets of {min(sizes)} to {max(sizes)} tokens, each a dot: its "
        f"size across, its sum of scores upwards, from {min(totals):,} to {max(totals):,}. "
        f"{len(set(totals))} different sums.",
        caption="Multisets of all sizes have sums of their own.",
    )


def connections(n: int) -> None:
    """Who looks at whom: uniform attention beside gather and scatter, for n tokens."""

    def draw(axes: Any, theme: Theme) -> None:
        full, sparse = axes
        for asks in range(n):
            for answers in range(n):
                full.plot(answers, asks, "o", color=theme.color("blue"), markersize=6)
        for k in range(1, n + 1):
            sparse.plot(k, 0, "o", color=theme.color("blue"), markersize=6)
            sparse.plot(0, k, "s", color=theme.color("red"), markersize=6)
        for panel, extra, title in (
            (full, 0, f"uniform: n² = {n * n}"),
            (sparse, 1, f"one extra token: 2n = {2 * n}"),
        ):
            side = n + extra
            panel.set(
                xlim=(-0.6, side - 0.4), ylim=(side - 0.4, -0.6), aspect="equal", title=title,
                xlabel="is looked at", ylabel="looks", xticks=range(side), yticks=range(side),
            )  # fmt: skip
            names = ["∗"] * extra + [str(k + 1) for k in range(n)]
            panel.set_xticklabels(names)
            panel.set_yticklabels(names)

    show(
        draw,
        alt=f"Two grids, who looks at whom. Left, {n} tokens in uniform attention: all "
        f"{n * n} pairs are dots. Right, with one extra token: it looks at the {n} others "
        f"(circles, a row), and they look at it (squares, a column), {2 * n} in all.",
        caption="Circles: the extra token ∗ gathers the mean. Squares: the others take it over.",
        size=(6.2, 3.6),
        layout=(1, 2),
    )


def trade(curves: Mapping[str, Sequence[tuple[int, int, int]]]) -> None:
    """Bits of the longest weight against parameters, a point for each B.

    Args:
        curves: by name, (B, bits, parameters).
    """

    def draw(axes: Any, theme: Theme) -> None:
        for index, (name, rows) in enumerate(curves.items()):
            color = theme.palette[index]
            axes.plot(
                [bits for _, bits, _ in rows], [p for *_, p in rows],
                marker=MARKS[index], color=color, label=name,
            )  # fmt: skip
            for B, bits, p in rows:
                axes.annotate(
                    f"B = {B}", (bits, p), (7, 5), textcoords="offset points", fontsize=9.5
                )
        axes.set(
            xlabel="bits of the longest weight", ylabel="parameters", xscale="log", yscale="log"
        )
        axes.margins(x=0.12)
        axes.legend()

    told = "; ".join(
        f"{name}: " + ", ".join(f"B = {B}, {bits:,} bits, {p:,} parameters" for B, bits, p in rows)
        for name, rows in curves.items()
    )
    show(
        draw,
        alt=f"Parameters against bits of the longest weight on log scales, falling. {told}.",
        caption="Shorter weights, more of them.",
    )


def verdicts(columns: Sequence[str], rows: Mapping[str, Sequence[bool]]) -> None:
    """Which theorem accepts which data: marks in a grid.

    Args:
        columns: the data sets.
        rows: theorem → whether it accepts each.
    """

    def draw(axes: Any, theme: Theme) -> None:
        for y, accepts in enumerate(rows.values()):
            for x, yes in enumerate(accepts):
                axes.plot(
                    x, y, "o" if yes else "x", markersize=11, markeredgewidth=2.4,
                    color=theme.color("blue") if yes else theme.color("red"),
                )  # fmt: skip
        axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
        axes.set_xticks(range(len(columns)), columns)
        axes.set_yticks(range(len(rows)), list(rows))
        axes.tick_params(top=True, bottom=False, labeltop=True, labelbottom=False, length=0)
        axes.grid(False)
        axes.spines[:].set_visible(False)

    told = "; ".join(
        f"{name} builds for "
        + (", ".join(c for c, yes in zip(columns, accepts, strict=True) if yes) or "none")
        for name, accepts in rows.items()
    )
    show(
        draw,
        alt=f"A grid of theorems and data sets. {told.replace(chr(10), ' ')}. All others refuse.",
        caption="Dot: a network was built. Cross: refused.",
        size=(6.2, 0.9 + 0.42 * len(rows)),
    )


def _inside(curve: Curve, over: tuple[float, float]) -> list[tuple[float, float]]:
    return [(n, size) for n, size in curve if over[0] <= n <= over[1]]


def _line(points: Curve, at: Sequence[float]) -> list[float]:
    """The fitted power law: through the geometric mean of the points, with their slope."""
    from math import exp, log

    power = slope(points)
    middle = sum(log(p) - power * log(n) for n, p in points) / len(points)
    return [exp(middle) * float(n**power) for n in at]


def _bare(axes: Any, across: tuple[float, float], upwards: tuple[float, float]) -> None:
    axes.set(xlim=across, ylim=upwards, xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set_visible(False)
