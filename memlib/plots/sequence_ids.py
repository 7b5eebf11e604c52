"""Figures of *Sequence ids*: counts and watched tokens, sums on a line, how often they meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from memlib.plots.style import show
from memlib.plots.themes import Theme


def watched_counts(
    tokens: Sequence[str], rows: Mapping[str, Sequence[int]], watched: Sequence[int]
) -> None:
    """How often each token occurs in each multiset; the columns of watched tokens are marked.

    Args:
        tokens: their names, a column each.
        rows: name of a multiset → its counts.
        watched: the places of the tokens in A.
    """

    def draw(axes: Any, theme: Theme) -> None:
        height, width = len(rows), len(tokens)
        for j in watched:
            axes.axvspan(j - 0.45, j + 0.45, color=theme.color("blue"), alpha=0.25, linewidth=0)
        for i, counts in enumerate(rows.values()):
            for j, count in enumerate(counts):
                strong = j in watched
                axes.text(
                    j, i, str(count), ha="center", va="center",
                    color=theme.text if strong else theme.muted,
                    fontweight="bold" if strong else "normal",
                )  # fmt: skip
        axes.set(xlim=(-0.6, width - 0.4), ylim=(height - 0.5, -0.5))
        axes.set_xticks(range(width), tokens)
        axes.set_yticks(range(height), list(rows))
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.grid(False)
        axes.spines[:].set_visible(False)

    told = "; ".join(f"{name}: {', '.join(map(str, c))}" for name, c in rows.items())
    names = ", ".join(tokens[j] for j in watched)
    show(
        draw,
        alt=f"A table of counts, a row a multiset, columns {', '.join(tokens)}. {told}. Marked are "
        f"the columns {names}: on them alone all rows differ.",
        caption="Shaded: the tokens that are watched. On these columns alone, no two rows agree.",
        size=(min(6.2, 1.6 + 0.55 * len(tokens)), 0.7 + 0.36 * len(rows)),
    )


def watched_growth(sizes: Sequence[tuple[int, int]], *, family: str) -> None:
    """How many tokens Lemma B.1 watches, against the number of multisets.

    Args:
        sizes: (N, number of watched tokens), one a family.
        family: what the families are, for the caption.
    """
    bound = sorted({(n, n - 1) for n, _ in sizes})

    def draw(axes: Any, theme: Theme) -> None:
        axes.plot(
            *zip(*bound, strict=True), "--", color=theme.color("red"), label="N − 1, the bound"
        )
        axes.plot(*zip(*sizes, strict=True), "o", color=theme.color("blue"), label="watched")
        axes.set(xscale="log", yscale="log", xlabel="multisets N", ylabel="watched tokens")
        axes.legend(loc="upper left")

    (n1, a1), (n2, a2) = min(sizes), max(sizes)
    show(
        draw,
        alt=f"Log scales: watched tokens against the number N of multisets. The dots go from {a1} "
        f"at N = {n1} to {a2} at N = {n2:,}; the dashed line N − 1 ends at {n2 - 1:,}.",
        caption=family,
    )


def sums_on_lines(rows: Sequence[tuple[str, Mapping[str, int]]]) -> None:
    """Sums of scores on number lines, one below the other; sums that meet are marked.

    Args:
        rows: (title of the line, name of a multiset → its sum).
    """

    def draw(axes: Any, theme: Theme) -> None:
        for ax, (title, sums) in zip(axes.flat, rows, strict=True):
            _line(ax, theme, title, sums)

    told = []
    for title, sums in rows:
        listed = ", ".join(f"{name} at {value}" for name, value in sums.items())
        meet = max(Counter(sums.values()).values()) > 1
        told.append(f"{title}: {listed}; {'two sums meet' if meet else 'all differ'}")
    show(
        draw,
        alt=f"{len(rows)} number lines with the sums of {len(rows[0][1])} multisets. "
        f"{'. '.join(told)}.",
        caption="A red square: two multisets with one sum. No network can tell them apart from it.",
        size=(6.2, 1.15 * len(rows)),
        layout=(len(rows), 1),
        squeeze=False,
    )


def _line(ax: Any, theme: Theme, title: str, sums: Mapping[str, int]) -> None:
    together: dict[int, list[str]] = {}
    for name, value in sums.items():
        together.setdefault(value, []).append(name)
    low, high = min(together), max(together)
    room = 0.12 * (high - low or 1)
    ax.axhline(0, color=theme.muted, linewidth=1)
    for value, names in together.items():
        meets = len(names) > 1
        color = theme.color("red" if meets else "blue")
        ax.plot(value, 0, "s" if meets else "o", color=color, markersize=9 if meets else 7)
        ax.text(value, 0.35, " and ".join(names), ha="center", fontsize=10.5)
        ax.text(value, -0.75, str(value), ha="center", fontsize=10, color=theme.muted)
    ax.set(xlim=(low - room, high + room), ylim=(-0.95, 0.95), xticks=[], yticks=[])
    ax.set_title(title, fontsize=11)
    ax.grid(False)
    ax.spines[:].set_visible(False)


def collision_rates(
    rates: Mapping[str, Sequence[tuple[int, int, int]]], *, lines: Mapping[str, Sequence[float]]
) -> None:
    """The share of draws in which two sums meet, against N, with 95 % intervals.

    Args:
        rates: name → (N, collisions, draws) rows.
        lines: name → a bound at each N, dashed.
    """

    def draw(axes: Any, theme: Theme) -> None:
        for k, (name, rows) in enumerate(rates.items()):
            color = theme.palette[k]
            sizes = [n for n, *_ in rows]
            middle = [100 * hits / draws for _, hits, draws in rows]
            ends = [wilson(hits, draws) for _, hits, draws in rows]
            axes.errorbar(
                sizes, middle,
                yerr=[
                    [max(0.0, m - 100 * low) for m, (low, _) in zip(middle, ends, strict=True)],
                    [max(0.0, 100 * high - m) for m, (_, high) in zip(middle, ends, strict=True)],
                ],
                color=color, marker="osD"[k % 3], capsize=3, label=name,
            )  # fmt: skip
        sizes = [n for n, *_ in next(iter(rates.values()))]
        for k, (name, bound) in enumerate(lines.items()):
            axes.plot(
                sizes, [100 * x for x in bound], "--", color=theme.palette[-1 - k], label=name
            )
        axes.set(xlabel="multisets N", ylabel="draws with a collision, %", xticks=sizes)
        axes.set_ylim(bottom=-1)
        axes.legend()

    told = "; ".join(
        f"{name}: {', '.join(f'{100 * h / d:.1f} % at N = {n}' for n, h, d in rows)}"
        for name, rows in rates.items()
    )
    show(
        draw,
        alt=f"Share of draws in which two sums of scores meet, against the number of multisets, "
        f"with error bars. {told}.",
        caption=f"Each mark: {next(iter(rates.values()))[0][2]:,} draws; bars: 95 % intervals.",
    )


def wilson(hits: int, draws: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval for a share.

    >>> [round(x, 3) for x in wilson(0, 100)], [round(x, 3) for x in wilson(50, 100)]
    ([0.0, 0.037], [0.404, 0.596])
    """
    share, square = hits / draws, z * z / draws
    middle = (share + square / 2) / (1 + square)
    half = z * (share * (1 - share) / draws + square / (4 * draws)) ** 0.5 / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


__all__ = ["collision_rates", "sums_on_lines", "watched_counts", "watched_growth", "wilson"]
