"""Which part of a change of the mean does what the whole does, on each kind of data of the map."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rows
from memlib.experiments.verdicts.the_map import Capacity, Place, capacities, quotient


def above(one: Capacity, other: Capacity, factor: float) -> bool:
    """Whether one capacity is, from end to end, at least so many times another.

    >>> above(Capacity(64, 91), Capacity(22, 32), 1.4), above(Capacity(64, 91), Capacity(32, 45), 2)
    (True, False)
    """
    return quotient(one, other)[0] >= factor


def enough(found: Mapping[Place, Capacity], bars: Bars) -> dict[str, dict[int, list[str]]]:
    """By kind of data and n, where the whole is worth something: the parts that are enough there.

    A cell is left out where the capacity of the whole has no upper end, or where a part was not
    measured.
    """
    made: dict[str, dict[int, list[str]]] = {}
    for kind, n in sorted({(kind, n) for kind, _, n in found}):
        here = {family: one for (data, family, k), one in found.items() if (data, k) == (kind, n)}
        if not {bars["plain"], bars["whole"], *bars["parts"]} <= set(here):
            continue
        plain, whole = here[bars["plain"]], here[bars["whole"]]
        if above(whole, plain, bars["factor"]) and whole.over < inf:
            made.setdefault(kind, {})[n] = [
                part for part in bars["parts"]
                if above(here[part], plain, bars["factor"])
                and here[part].over * bars["slack"] >= whole.enough
            ]  # fmt: skip
    return made


def parts_of_a_change(rows: Rows, bars: Bars) -> tuple[str, str]:
    """On each kind of data the parts that are enough in every cell; then cell by cell."""
    found = capacities(rows, bars["share"])
    said = [f"{kind}: {parts}" for kind, parts in by_kind(found, bars).items()]
    return "; ".join(said), "; ".join([*counts(found, bars), *_by_cell(enough(found, bars))])


def by_kind(found: Mapping[Place, Capacity], bars: Bars) -> dict[str, str]:
    """The verdict on each kind of data."""
    cells, said = enough(found, bars), {}
    for kind in dict.fromkeys(kind for kind, _, _ in found):
        here = cells.get(kind, {})
        names = [part for part in bars["parts"] if all(part in some for some in here.values())]
        settled = len(here) >= bars["least"]
        said[kind] = (" / ".join(names) or "no part is enough") if settled else "not settled"
    return said


def counts(found: Mapping[Place, Capacity], bars: Bars) -> list[str]:
    """Of the whole and of each part: in how many cells it is worth, or costs, something."""
    told = []
    for change in (bars["whole"], *bars["parts"]):
        both = [
            (one, found[kind, bars["plain"], n])
            for (kind, family, n), one in found.items()
            if family == change and (kind, bars["plain"], n) in found
        ]
        better = sum(above(one, plain, bars["factor"]) for one, plain in both)
        worse = sum(above(plain, one, bars["factor"]) for one, plain in both)
        told.append(
            f"{change}: worth something in {better} of {len(both)} cells, costs something in "
            f"{worse}"
        )
    return told


def _by_cell(cells: Mapping[str, Mapping[int, list[str]]]) -> list[str]:
    return [
        f"{kind}, n = {n:,}: enough: {' / '.join(names) or 'none'}"
        for kind, here in cells.items()
        for n, names in here.items()
    ]
