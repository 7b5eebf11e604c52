"""*Deep sets, embeddings, few bits, sparse attention*: who accepts what, trades, exponents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from memlib.constructions.construction import Construction
from memlib.constructions.registry import THEOREMS
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.plots.curves import curves
from memlib.plots.growth import fitted
from memlib.plots.style import Theme, bare, show
from memlib.plots.tables import table
from memlib.stored import Table
from memlib.tables import theorem_sizes

#: The families of the last figure, and what its legend calls them.
FAMILIES: Final = {
    "next-token": "next-token",
    "seq-to-seq": "seq-to-seq",
    "deep-sets": "deep sets",
    "embedding": "embedding, ω = {vocabulary}",
    "feed-forward": "feed-forward",
    "limited-bits, B = 8": "limited bits, B = 8",
}


def who_accepts(data: Mapping[str, Dataset], theorems: Sequence[str]) -> dict[tuple[str, str], str]:
    """Draw which theorem builds a network for which data; what the others say, by (theorem, data).

    Titles of data sets may have a line break.
    """
    said = {}
    for theorem in theorems:
        for name, words in data.items():
            try:
                THEOREMS[theorem].construct(words)
            except MemlibError as error:
                said[theorem, name] = str(error)
    _verdicts(list(data), {t: [(t, name) not in said for name in data] for t in theorems})
    return said


def _verdicts(columns: Sequence[str], rows: Mapping[str, Sequence[bool]]) -> None:
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
        bare(axes)

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


def sums_by_size(made: Construction) -> None:
    """The sum of scores of each multiset of a deep set, above its number of tokens."""
    score = made.proof.ids.score_of_token
    points = [(len(s), sum(score[x] for x in s)) for s in made.dataset.sequences]

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


def looked_up(made: Construction, letters: str) -> None:
    """What the embedding table holds for each letter."""
    scores = made.proof.scores.of
    table(
        [
            {"letter": x, "id": i, "score": scores.get(i - 1, 0), "name": i, "mean": 0}
            for i, x in enumerate(letters, start=1)
        ],
        caption="What is looked up for each letter.",
    )


def trade(rows: Mapping[str, Mapping[str, tuple[int, int]]], *, caption: str) -> None:
    """Nonzero parameters against bits of the longest weight, each point with its name.

    Args:
        rows: curve → name of a point → (bits, parameters).
        caption: a line below the figure.
    """

    def name_points(axes: Any, theme: Theme) -> None:
        for points in rows.values():
            for name, place in points.items():
                axes.annotate(name, place, (7, 5), textcoords="offset points", fontsize=9.5)
        axes.margins(x=0.12)

    told = "; ".join(
        f"{name}: "
        + ", ".join(f"{at}, {bits:,} bits, {p:,} parameters" for at, (bits, p) in points.items())
        for name, points in rows.items()
    )
    curves(
        {name: list(points.values()) for name, points in rows.items()},
        across="bits of the longest weight",
        up="nonzero parameters",
        log="xy",
        more=name_points,
        alt="Nonzero parameters against bits of the longest weight on log scales, falling. "
        f"{told}.",
        caption=caption,
    )


def stored_trade(stored: Table, here: Mapping[str, tuple[int, int]], sequences: int) -> None:
    """The trade of Theorem F.1: the stored networks, and those of ``here`` for fewer sequences."""
    rows = stored.rows
    there = {f"B = {r['bits']}": (r["built"]["max_bits"], r["built"]["parameters"]) for r in rows}
    many = rows[0]["sequences"]
    trade(
        {f"N = {many:,}": there, f"N = {sequences}, here": here},
        caption="Shorter weights, more of them.",
    )
    table(
        [
            {
                "B": row["bits"],
                "groups": row["groups"],
                "keys per word": row["slots"],
                "longest, bits": row["built"]["max_bits"],
                "promised": row["promised"]["max_bits"],
                "nonzero parameters": row["built"]["parameters"],
                "all bits": row["total_bits"],
            }
            for row in rows
        ],
        caption=f"The trade for N = {many:,}.",
    )


def ends_of_the_trade(stored: Table) -> None:
    """How much the two ends of the stored trade differ."""
    first, last = stored.rows[0], stored.rows[-1]
    more = first["built"]["parameters"] / last["built"]["parameters"]
    shorter = last["built"]["max_bits"] / first["built"]["max_bits"]
    print(f"from B = {last['bits']} to B = {first['bits']}:")
    print(f"  {more:.0f} times as many nonzero parameters,")
    print(f"  the longest {shorter:.0f} times shorter")
    print("one key has", first["key_bits"], "bits")


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


def all_theorems(stored: Table) -> None:
    """Measured sizes of all families with fitted lines, and the exponents as a table."""
    low, high = stored.manifest["fitted"]
    fitted(
        {
            title.format(**stored.manifest): theorem_sizes.curve(stored.rows, name)
            for name, title in FAMILIES.items()
        },
        over=(low, high),
        across="labels",
        lines={"2N": [(n, 2 * n) for n in (64, 10_000)]},
        caption="At the curves the fitted exponents.",
    )
    table(
        [
            {
                "theorem": name,
                "promised": theorem_sizes.PROMISED[name],
                "fitted": f"{power:.3f}",
                "largest": theorem_sizes.curve(stored.rows, name)[-1][1],
            }
            for name, power in theorem_sizes.exponents(stored.rows).items()
        ],
        caption=f"Exponents, {low:,} to {high:,} labels; nonzero parameters at {high:,}.",
    )
