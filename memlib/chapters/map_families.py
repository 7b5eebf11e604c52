"""The map family by family: brackets as pictures, and as numbers with the error that is left."""

from __future__ import annotations

from collections.abc import Collection
from math import inf
from typing import Any, Final

from memlib.chapters.the_map import measured_maps, read
from memlib.chapters.who_is_ahead import times
from memlib.experiments.verdicts.the_map import Capacity, duels, errors, feed_forward
from memlib.plots import the_map as figures
from memlib.plots.tables import table

#: The paper's model with eight dimensions inside.
PLAIN: Final = "eq. (165), m = 8"
#: The same with a mean times √n: the scale of a long sequence's differences alone.
TIMES_ROOT: Final = "mean times root n, m = 8"


def families(kind: str, names: Collection[str]) -> None:
    """Every family at every length, in all classes: brackets, or that none can be built.

    Args:
        kind: of data.
        names: the maps where this kind is measured, one per class of parameters.
    """
    classes: dict[str, dict[int, dict[str, tuple[float, float] | None]]] = {}
    for one in map(read, names):
        panels = classes.setdefault(f"about {one.config.bars['size']:,} parameters", {})
        for n in sorted({n for data, _, n in one.found if data == kind}):
            panels[n] = {}
            for family in one.families:
                cell = one.found.get((kind, family, n))
                if cell:
                    panels[n][family] = (cell.half.enough, cell.half.over)
                elif family in one.config.bars["flattened"]:
                    panels[n][family] = None
    bars = one.config.bars
    colors = dict.fromkeys(feed_forward(bars), "red") | dict.fromkeys(bars["transformers"], "blue")
    figures.by_family(
        classes,
        colors=colors,
        caption=f"{kind}, {' (thin) and '.join(classes)}. Blue: transformers; red: feed-forward "
        "nets; the others: controls.",
    )


def all_families(goal: str = "labels") -> None:
    """:func:`families` for every kind of data that is measured."""
    found: dict[str, list[str]] = {}
    for name in measured_maps(goal):
        for kind in read(name).kinds:
            found.setdefault(kind, []).append(name)
    for kind, names in found.items():
        families(kind, names)


def cells(name: str) -> None:
    """The same as numbers: per finished kind a table, one row per family, one column per length."""
    one = read(name)
    lengths = sorted({n for _, _, n in one.found})
    flattened = one.config.bars["flattened"]
    least = errors(one.rows, one.config.bars["at"])
    for kind in one.kinds:
        lines, left_out = [], one.left_out(kind)
        for family in one.families:
            row: dict[str, Any] = {"family": family}
            for n in lengths:
                cell = one.found.get((kind, family, n))
                none = left_out.get(n, "no such net" if family in flattened else "–")
                error = least.get((kind, family, n))
                more = f" ({error:.2f})" if error is not None else ""
                row[f"n = {n:,}"] = f"{_short(cell.half)}{more}" if cell else none
            lines.append(row)
        table(
            lines,
            caption=f"{one.title}, {kind}: sequences that half of the fresh runs memorize; in "
            f"brackets the median of the smallest errors at N = {one.config.bars['at']}. No such "
            "net: none of this size can be built. –: these tokens are all.",
        )


def _short(found: Capacity) -> str:
    """A bracket in as few letters as a wide table needs.

    >>> _short(Capacity(91, 108)), _short(Capacity(0, 4)), _short(Capacity(2048, inf))
    ('91–108', '< 4', '≥ 2,048')
    """
    if found.over == inf:
        return f"≥ {found.enough:,}"
    return f"{found.enough:,}–{found.over:,.0f}" if found.enough else f"< {found.over:,.0f}"


def all_cells(goal: str = "labels") -> None:
    """:func:`cells` for every map."""
    for name in measured_maps(goal):
        cells(name)


def worth(changed: str, goal: str = "labels") -> None:
    """What a change of the mean is worth, at no parameter: a table per map.

    Args:
        changed: the family with the change; it stands against :data:`PLAIN`.
        goal: ``labels`` or ``mse``.
    """
    for name in measured_maps(goal):
        one = read(name)
        told = {(d.data, d.length): d for d in duels(one.found, [changed], [PLAIN])}
        lengths = sorted({n for _, n in told})
        lines = []
        for kind in one.kinds:
            row, left_out = {"data": kind}, one.left_out(kind)
            for n in lengths:
                duel = told.get((kind, n))
                row[f"n = {n:,}"] = times(duel.low, duel.high) if duel else left_out.get(n, "–")
            lines.append(row)
        table(
            lines,
            caption=f"{one.title}: how many times as many "
            f"sequences “{changed}” holds as “{PLAIN}”.",
        )
