"""*Why √(nN) for every token*: who attends to whom, counts beside bounds, families."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from math import ceil, log2
from random import Random
from typing import Any

from memlib.bounds import seq_to_seq, shattering
from memlib.bounds.hardmax_plane import plane as hardmax_plane
from memlib.bounds.shapes import Shape
from memlib.bounds.sign_patterns import sign_vectors
from memlib.plots import plane
from memlib.plots.curves import counts_and_bounds, needed
from memlib.plots.style import show
from memlib.plots.tables import table
from memlib.plots.themes import Theme

#: Steps through the colormap, so that patterns found one after the other look different.
_GOLDEN = (math.sqrt(5) - 1) / 2


def pattern_cells(
    lines: Sequence[plane.Line],
    cells: Mapping[tuple[int, ...], Sequence[plane.Point]],
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
    needed({"lines": lines, "cells": list(cells)}, "hardmax patterns")
    low, high = (-reach, -reach), (reach, reach)
    polygons = {
        pattern: [cut for point in points if len(cut := plane.cell(lines, point, low, high)) > 2]
        for pattern, points in cells.items()
    }

    def draw(axes: Any, theme: Theme) -> None:
        import matplotlib as mpl

        colors = mpl.colormaps[theme.sequential]
        for index, (pattern, pieces) in enumerate(sorted(polygons.items())):
            color = colors(index * _GOLDEN % 1)
            for piece in pieces:
                axes.fill(*zip(*piece, strict=True), color=color, alpha=0.4, linewidth=0)
            if (
                pieces
                and (largest := max(pieces, key=plane.area))
                and plane.area(largest) > 0.02 * reach**2
            ):
                at, _ = plane.room(largest, (0.2 * reach, 0.1 * reach))
                axes.text(*at, _name(pattern), ha="center", va="center", fontsize=10, zorder=4)
        for line in lines:
            ends = plane.ends(line, low, high)
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


def _name(pattern: Sequence[int]) -> str:
    return " ".join(str(winner + 1) for winner in pattern)


def all_patterns(rng: Random, sizes: Sequence[tuple[int, int, int]]) -> None:
    """Hardmax patterns of one head on random tokens, all of them, beside what the proof allows.

    Args:
        rng: draws the tokens.
        sizes: (N, n, d).
    """
    rows = []
    for N, n, d in sizes:
        drawn = [[tuple(rng.randint(-9, 9) for _ in range(d)) for _ in range(n)] for _ in range(N)]
        found = len(shattering.hardmax_patterns(drawn))
        bits = sign_vectors(n**3 * N, 2, 2 * d * d)
        assert log2(found) <= bits
        rows.append(
            {
                "d": d,
                "N": N,
                "n": n,
                "conceivable": (2**n - 1) ** (n * N),
                "reached": found,
                "in bits": f"{log2(found):.1f}",
                "the proof allows": f"{bits:.1f}",
            }
        )
    table(
        rows,
        caption="Patterns of one head on random tokens, counted exactly, ties too. Allowed: by "
        "(79) of the paper, in bits.",
    )


def three_forms(N: int, n: int, families: Sequence[Shape]) -> None:
    """The least number of parameters by each form of the bound, family by family."""
    closed = seq_to_seq.closed_form(N, n)
    rows, gains = [], []
    for family in families:
        tight, product = (
            form(N, n, family).parameters
            for form in (seq_to_seq.tight_form, seq_to_seq.product_form)
        )
        assert closed <= tight <= product
        gains.append(round(product / closed, 1))
        rows.append(
            {
                "m": family.embedding,
                "s": family.head_size,
                "H": family.heads,
                "q": family.hidden,
                "d": family.token_dim,
                "closed": ceil(closed),
                "tight": tight,
                "product": product,
                "gain": f"{product / closed:.1f}",
            }
        )
    table(
        rows,
        caption=f"N = {N:,}, n = {n}: least number of dense parameters by each form. Gain: product "
        "over closed.",
    )
    print(f"gains from {min(gains)} to {max(gains)}")


def one_narrow_block(shape: Shape, rng: Random) -> None:
    """Labelings of one sequence that the narrowest block reaches, beside the product form."""
    counted = []
    for n in (2, 3, 4, 5, 6, 8, 10):
        reached = shattering.hardmax_block([rng.sample(range(-12, 13), n)])
        counted.append((n, log2(len(reached))))
        assert counted[-1][1] <= seq_to_seq.product_bits(shape, 1, n)
    lengths = [2**k for k in range(1, 10)]
    allowed = [(n, seq_to_seq.product_bits(shape, 1, n)) for n in lengths]
    print("below all labelings at", next(n for n, b in allowed if b < n), "tokens")
    counts_and_bounds(
        {"reached, counted": counted},
        {"product form": allowed},
        log="xy",
        across="tokens n of one sequence",
        every="all labelings, 2ⁿ",
        caption="One narrow block. Right of the crossing the product rules out that all labelings "
        "are reached.",
    )


def cells_of_tokens(tokens: Sequence[tuple[int, int]]) -> None:
    """The hardmax patterns of one sequence, in the plane of two entries of A."""
    picture = hardmax_plane(tokens)
    print(f"lines {len(picture.lines)}, cells {picture.count},", end=" ")
    print(f"patterns {len(picture.cells)} of {len(tokens) ** len(tokens)}")
    lines = [(float(a), float(b), float(c)) for a, b, c in picture.lines]
    cells = {k: [(float(x), float(y)) for x, y in v] for k, v in picture.cells.items()}
    pattern_cells(lines, cells, reach=4)
