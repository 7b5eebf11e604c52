"""Best against best in words: which side of the map is ahead, where, and by what factor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import Final

from memlib.experiments.verdicts.the_map import Duel

#: The two sides, by the names of their curves.
OURS: Final = "transformer"
THEIRS: Final = "feed-forward"


def ahead(duel: Duel, factor: float) -> str:
    """The side that is ahead by the criteria; empty where none is.

    >>> ahead(Duel("needle", 64, "softmax", "linear", 0.1, 0.2, 0.1, 0.3), 1.5)
    'feed-forward'
    """
    return OURS if duel.won(factor) else THEIRS if duel.lost(factor) else ""


def surely(duels: Iterable[Duel], factor: float) -> str:
    """In how many duels a side is ahead by the criteria.

    >>> surely([Duel("needle", 64, "softmax", "linear", 0.1, 0.2, 0.1, 0.3)], 1.5), surely([], 1.5)
    ('1', 'none')
    """
    return str(sum(bool(ahead(duel, factor)) for duel in duels) or "none")


def more(duel: Duel) -> tuple[str, float, float]:
    """The side whose best holds more, and from how many to how many times as much.

    Where the brackets touch or overlap, it is the side that may hold more by the larger factor.

    >>> more(Duel("needle", 64, "softmax", "linear", 0.1, 0.25, 0, 1))
    ('feed-forward', 4.0, 10.0)
    """
    over = inf if not duel.low else 1 / duel.low
    if duel.high == inf or duel.low * duel.high >= 1:
        return OURS, duel.low, duel.high
    return THEIRS, 1 / duel.high, over


def holds_more(duel: Duel) -> str:
    """The side whose best holds more; empty where it is close: the brackets touch or overlap.

    >>> holds_more(Duel("needle", 64, "softmax", "linear", 0.1, 0.25, 0, 1))
    'feed-forward'
    >>> holds_more(Duel("needle", 64, "softmax", "linear", 0.5, 1, 0, 1))
    ''
    """
    side, low, _ = more(duel)
    return side if low > 1 else ""


def times(low: float, high: float, *, short: bool = False) -> str:
    """A factor that lies between two numbers; short: as it stands in a figure.

    >>> times(2.84, 5.6), times(1.5, inf), times(2.84, 5.6, short=True), times(0, inf)
    ('2.8 to 5.6', '1.5 or more', '2.8–5.6×', 'any number of')
    """
    if high == inf:
        return (f"≥ {low:.2g}×" if low else "open") if short else (
            f"{low:.2g} or more" if low else "any number of"
        )  # fmt: skip
    return f"{low:.2g}–{high:.2g}×" if short else f"{low:.2g} to {high:.2g}"


def told(duel: Duel) -> str:
    """How many times as many the better side holds, as it stands in a figure; or that it is close.

    >>> told(Duel("needle", 64, "softmax", "linear", 0.1, 0.25, 0, 1))
    '4–10×'
    """
    _, low, high = more(duel)
    return times(low, high, short=True) if holds_more(duel) else "close"


def where(duels: Iterable[Duel], factor: float) -> str:
    """At which lengths each side holds more, and where surely, as a clause.

    >>> lost = [Duel("needle", n, "softmax", "linear", 0.1, 0.2, 0.1, 0.3) for n in (4, 1024)]
    >>> where(lost, 1.5)
    'feed-forward nets hold more at n = 4 and 1,024 (surely: at all of them), transformers nowhere'
    >>> near = Duel("needle", 16, "softmax", "linear", 1.2, 2.0, 0.5, 3)
    >>> where([*lost, near], 1.5)  # doctest: +ELLIPSIS
    'transformers hold more at n = 16 (surely: nowhere), feed-forward nets at n = 4 and 1,024 (...)'
    """
    apart: dict[str, list[int]] = {OURS: [], THEIRS: []}
    sure: dict[str, list[int]] = {OURS: [], THEIRS: []}
    for duel in duels:
        if side := holds_more(duel):
            apart[side].append(duel.length)
        if side := ahead(duel, factor):
            sure[side].append(duel.length)
    said = {
        side: f"at {lengths(some)} ({_surely(some, sure[side])})" if some else "nowhere"
        for side, some in apart.items()
    }
    if not any(apart.values()):
        return "neither side holds more at any length"
    if not apart[OURS]:
        return f"feed-forward nets hold more {said[THEIRS]}, transformers nowhere"
    return f"transformers hold more {said[OURS]}, feed-forward nets {said[THEIRS]}"


def _surely(some: Sequence[int], sure: Sequence[int]) -> str:
    if not sure:
        return "surely: nowhere"
    return "surely: at all of them" if len(sure) == len(some) else f"surely: at {lengths(sure)}"


def lengths(some: Sequence[int]) -> str:
    """Lengths as they are said.

    >>> lengths([4]), lengths([4, 16, 1024])
    ('n = 4', 'n = 4, 16 and 1,024')
    """
    said = [f"{n:,}" for n in some]
    return "n = " + (f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else said[0])


def factors(
    duels: Iterable[Duel], factor: float, built: Callable[[Duel], bool]
) -> list[tuple[int, str, str, bool]]:
    """For a figure: at each length how many times as many which side holds, and whether surely.

    >>> lost = Duel("needle", 64, "softmax", "linear", 0.1, 0.25, 0.1, 0.3)
    >>> factors([lost], 1.5, built=lambda duel: True)
    [(64, '4–10×', 'feed-forward', True)]
    >>> factors([lost], 1.5, built=lambda duel: False)
    [(64, '4–10×', 'feed-forward', False)]
    """
    return [(d.length, told(d), holds_more(d), built(d) and bool(ahead(d, factor))) for d in duels]


def row(duel: Duel, factor: float, built: bool) -> dict[str, object]:
    """One duel as a row of a table; it decides nothing where no flattened net can be built."""
    _, low, high = more(duel)
    winner = ahead(duel, factor) or "neither"
    return {
        "data": duel.data,
        "n": duel.length,
        "best transformer": duel.ours,
        "best feed-forward net": duel.theirs,
        "holds more": holds_more(duel) or "close",
        "times as many": times(low, high),
        "ahead": winner if built else f"{winner} (decides nothing)",
    }
