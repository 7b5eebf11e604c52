"""*Who memorizes more*: how much of the map hangs on how often its learning rates were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from memlib.chapters import map_at_a_glance, who_is_ahead
from memlib.chapters.prose import Prose
from memlib.chapters.the_map import Map, read
from memlib.experiments.verdicts.report import stored
from memlib.experiments.verdicts.the_map import Capacity, Duel, feed_forward, quotient
from memlib.plots.tables import table

#: A map, and the same with learning rates tried again at every N.
AGAIN: Final = {"map_500": "map_500_again", "map_1000": "map_1000_again"}
#: Brackets that lie apart by this factor have moved far.
FAR: Final = 2


def pairs() -> list[tuple[Map, Map]]:
    """Each map with the one whose rates were tried again, as far as that is measured."""
    found = [(read(name), read(again)) for name, again in AGAIN.items() if again in stored()]
    return [(one, again) for one, again in found if again.kinds]


def way(before: Capacity, after: Capacity) -> str:
    """Where a cell has moved: its two brackets do not overlap.

    >>> way(Capacity(64, 91), Capacity(91, 128)), way(Capacity(64, 91), Capacity(32, 45))
    ('up', 'down')
    >>> way(Capacity(64, 91), Capacity(64, 76))
    ''
    """
    return "up" if after.enough >= before.over else "down" if after.over <= before.enough else ""


def moved() -> Prose:
    """How many capacities of each side moved, up or down; how far; which moved far."""
    told: dict[str, list[str]] = {"transformers": [], "feed-forward nets": [], "controls": []}
    further: list[str] = []
    far: list[str] = []
    sizes: list[str] = []
    for one, again in pairs():
        bars = one.config.bars
        sizes.append(f"{bars['size']:,}")
        sides = dict.fromkeys(bars["transformers"], "transformers")
        sides |= dict.fromkeys(feed_forward(bars), "feed-forward nets")
        for place, cell in again.found.items():
            if place in one.found and place[1] != bars["linear"]:  # that is solved: nothing to tune
                before, after = one.found[place].half, cell.half
                told[sides.get(place[1], "controls")].append(way(before, after))
                apart = max(quotient(after, before)[0], quotient(before, after)[0])
                if apart > 1:
                    further.append(way(before, after))
                if apart >= FAR:
                    kind, family, n = place
                    size = f"about {bars['size']:,} parameters"
                    far.append(f"* {family}, {kind} at n = {n:,}, {size}: {before}, now {after}")
    if not any(told.values()):
        return Prose("**Not measured yet.**")
    each = "; ".join(
        f"{side}: {ways.count('up')} up and {ways.count('down')} down, of {len(ways)}"
        for side, ways in told.items()
    )
    return Prose(
        f"**At about {' and '.join(sizes)} parameters: brackets that moved apart.** "
        f"{each[0].upper()}{each[1:]}. More than one step of the climb: {further.count('up')} up "
        f"and {further.count('down')} down. By a factor of {FAR} and more (sequences that half of "
        "the runs memorize):\n\n" + ("\n".join(sorted(far)) or "* none")
    )


def compared() -> None:
    """Who holds more in each cell, in the map and with rates tried again: a table per class."""
    for one, again in pairs():
        lines = []
        for kind in again.kinds:
            for n in sorted({n for data, _, n in again.found if data == kind}):
                line: dict[str, object] = {"data": kind, "n": f"{n:,}"}
                for name, changed in (("", False), (", mean standardized", True)):
                    for told, some in (("the map", one), ("tried again", again)):
                        fights = map_at_a_glance.fights(some, changed=changed)
                        line[told + name] = _told(fights, kind, n)
                lines.append(line)
        table(
            lines,
            caption=f"About {one.config.bars['size']:,} parameters: whose best holds more, and how "
            "many times as many, in the map and with learning rates tried again at every N.",
        )


def _told(fights: Sequence[Duel], kind: str, n: int) -> str:
    fight = next(one for one in fights if (one.data, one.length) == (kind, n))
    return f"{who_is_ahead.holds_more(fight)} {who_is_ahead.told(fight)}".strip()
