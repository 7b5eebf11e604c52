"""*Counting sign patterns*: cells of two parameters, and counts beside bounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from math import e, log2
from random import Random
from textwrap import fill
from typing import Any

from memlib.bounds import polynomials
from memlib.bounds import sign_patterns as signs
from memlib.bounds.arrangement import cells
from memlib.bounds.tiny import Tiny
from memlib.errors import MemlibError
from memlib.plots import plane
from memlib.plots.curves import counts_and_bounds, needed
from memlib.plots.style import show
from memlib.plots.tables import table
from memlib.plots.themes import Theme


def cells_of_points(points: Sequence[int]) -> None:
    """The labelings of 1 + θ₁x + θ₂x² > 0 on some points: a witness of each, and the picture."""
    lines = [(x, x * x, 1) for x in points]
    witnesses = {
        "".join(str(int(s > 0)) for s in signs): (a / c, b / c)
        for signs, (a, b, c) in cells(lines, inside=[(0, 0, 1)]).items()
    }
    for name, (first, second) in sorted(witnesses.items()):
        print(name, f"at θ = ({first:.3g}, {second:.3g})")
    print(len(witnesses), "of", 2 ** len(points))
    cells_of_two_parameters(lines, [f"x = {x}" for x in points], witnesses)


def cells_of_two_parameters(
    lines: Sequence[plane.Line], names: Sequence[str], witnesses: Mapping[str, plane.Point]
) -> None:
    """Lines cut the plane of two parameters into cells; each cell bears its labeling.

    Args:
        lines: where the output of an item changes sign, one per item.
        names: how to call the items.
        witnesses: labeling, such as "0110", → a point of its cell.

    Raises:
        MemlibError: no line is given, or no witness.
    """
    needed({"lines": lines, "witnesses": list(witnesses)}, "cells")
    low, high = plane.window(lines, list(witnesses.values()))

    def draw(axes: Any, theme: Theme) -> None:
        for word, witness in witnesses.items():
            polygon = plane.cell(lines, witness, low, high)
            if len(polygon) < 3:
                continue  # the cell lies outside the window
            ones = word.count("1") / len(word)
            axes.fill(
                *zip(*polygon, strict=True), color=theme.color("blue"), alpha=0.04 + 0.3 * ones,
                linewidth=0,
            )  # fmt: skip
            (x, y), _ = plane.room(polygon, (0.085 * (high[0] - low[0]), 0.05 * (high[1] - low[1])))
            axes.text(x, y, word, ha="center", va="center", fontsize=10, zorder=4)
        for line, name in zip(lines, names, strict=True):
            ends = plane.ends(line, low, high)
            if ends:
                axes.plot(*zip(*ends, strict=True), color=theme.color("red"), linewidth=1.6)
                _name_line(axes, theme, name, ends, high)
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        axes.set(xlabel="θ₁", ylabel="θ₂")
        axes.grid(False)

    possible = 2 ** len(next(iter(witnesses)))
    show(
        draw,
        alt=f"The plane of two parameters, cut by {len(lines)} lines, one for each item, into "
        f"{len(witnesses)} cells. In each cell stands its labeling: "
        f"{', '.join(sorted(witnesses))}. {possible - len(witnesses)} of the {possible} "
        "labelings have no cell.",
        caption=f"{len(lines)} lines, {len(witnesses)} cells. In a cell all parameters give the "
        "same labels; the more ones, the stronger the color.",
        size=(6.2, 4.6),
    )


def _name_line(
    axes: Any, theme: Theme, name: str, ends: list[plane.Point], high: plane.Point
) -> None:
    """The name stands where the line leaves the window: on the right, above, or at an end."""
    right = [end for end in ends if math.isclose(end[0], high[0])]
    above = [end for end in ends if math.isclose(end[1], high[1])]
    if right:
        end, offset, ha, va = right[0], (5, 0), "left", "center"
    elif above:
        end, offset, ha, va = above[0], (0, 4), "center", "bottom"
    else:
        end, offset, ha, va = ends[1], (-4, 6), "right", "bottom"
    axes.annotate(
        name, end, offset, textcoords="offset points", ha=ha, va=va, fontsize=10,
        color=theme.color("red"), annotation_clip=False,
    )  # fmt: skip


def random_polynomials(rng: Random) -> None:
    """Sign vectors of random polynomials, counted exactly, beside Lemma B.4."""

    def number() -> int:
        return rng.randint(-9, 9)

    rows = []
    for M, D in ((4, 1), (8, 1), (8, 2), (4, 3)):
        drawn = [[*(number() for _ in range(D)), 1] for _ in range(M)]
        rows.append(_beside(M, D, 1, len(polynomials.one_variable_signs(drawn))))
    for M, D, W in ((6, 1, 2), (12, 1, 2), (6, 2, 2), (6, 1, 3)):
        forms = [[tuple(number() for _ in range(W + 1)) for _ in range(D)] for _ in range(M)]
        rows.append(_beside(M, D, W, len(polynomials.product_signs(forms))))
    table(rows, caption="Random polynomials, counted exactly.")


def _beside(M: int, D: int, W: int, counted: int) -> dict[str, object]:
    bits = signs.lemma_b4(M, D, W)
    assert log2(counted) <= bits
    return {
        "W": W,
        "D": D,
        "M": M,
        "sign vectors": counted,
        "Lemma B.4": round(2**bits),
        "all 3^M": 3**M,
        "ratio in bits": f"{bits / log2(counted):.2f}",
    }


def random_cells(rng: Random, sizes: Iterable[int]) -> None:
    """Cells of random lines beside Warren's bound and all labelings."""
    counted, allowed = [], []
    for M in sizes:
        lines = [tuple(rng.randint(-99, 99) for _ in range(3)) for _ in range(M)]
        counted.append((M, log2(len(cells(lines, inside=[(0, 0, 1)])))))
        allowed.append((M, signs.warren(M, 1, 2)))
    counts_and_bounds(
        {"cells of random lines": counted},
        {"Warren": allowed},
        every="all labelings, 2^M",
        across="lines M",
        caption="Two parameters. Where the straight line passes Warren's curve, some labeling is "
        "out of reach.",
    )
    first = next(M for M, bits in allowed if bits < M)
    print("Warren's bound is below 2^M from M =", first, "on")


def tiny_models(models: Sequence[Tiny]) -> None:
    """Labelings reached by tiny models, beside the bound."""
    table(
        [
            {
                "model": row.name,
                "W": row.parameters,
                "N": row.items,
                "reached": row.reached,
                "how": row.how,
                "in bits": f"{log2(row.reached):.1f}",
                "Lemma B.4": f"{row.lemma_b4_bits:.1f}",
                "ratio": f"{row.ratio:.1f}",
            }
            for row in models
        ],
        caption="Labelings reached, and the bound by Lemma B.4, in bits. Ratio: the better bound "
        "to the count.",
    )


def warren_in_bits(sizes: Sequence[tuple[int, int, int]]) -> None:
    """Warren's bound in bits, for W variables, M polynomials and degree D."""
    table(
        [{"W": w, "M": m, "D": d, "bits": round(signs.warren(m, d, w), 1)} for w, m, d in sizes],
        caption="log₂ of Warren's bound.",
    )


def too_many_variables(polynomials: int, degree: int, variables: int) -> None:
    """What the formula alone would say where W is larger than M, and what the library says."""
    formula = variables * log2(8 * e * polynomials * degree / variables)
    print(f"the formula alone: {formula:.1f} bits; the truth: {polynomials * log2(3):.3f} bits")
    try:
        signs.lemma_b4(polynomials, degree, variables)
    except MemlibError as error:
        print(fill(f"error: {error}", 60))
