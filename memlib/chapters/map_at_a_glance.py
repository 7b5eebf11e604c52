"""The map at a glance: who holds more, where and by what factor, in grids and few sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from memlib.chapters import who_is_ahead
from memlib.chapters.prose import Prose
from memlib.chapters.the_map import (
    GOALS,
    NO_DATA,
    NOT_RUN,
    STANDARDIZED,
    Map,
    measured_maps,
    middle,
    read,
)
from memlib.experiments.verdicts.the_map import Duel, in_class_duels
from memlib.plots import who_grid

#: Colors of the two sides.
_COLORS: Final = {who_is_ahead.OURS: "blue", who_is_ahead.THEIRS: "red"}


def measured(goal: str) -> list[Map]:
    """All maps of a goal (``labels`` or ``mse``) that are measured, in whole kinds of data."""
    return [read(name) for name in measured_maps(goal)]


def classes(goal: str) -> list[list[Map]]:
    """The measured maps of a goal (``labels`` or ``mse``): a list per class of parameters."""
    found: dict[int, list[Map]] = {}
    for one in measured(goal):
        found.setdefault(one.config.bars["size"], []).append(one)
    return [found[size] for size in sorted(found)]


def fights(one: Map, *, changed: bool = False) -> list[Duel]:
    """Best against best; changed: with the standardized mean, at no parameter, among ours."""
    if not changed:
        return one.duels
    bars = one.config.bars
    return in_class_duels(one.found, [*bars["transformers"], STANDARDIZED], bars)


def grid(maps: Iterable[Map], *, changed: bool = False) -> dict[str, dict[int, who_grid.Field]]:
    """Kind of data → length → its field; a length that the experiment leaves out says why."""
    rows: dict[str, dict[int, who_grid.Field]] = {}
    for one in maps:
        for kind in one.kinds:
            rows[kind] = {n: who_grid.Field(why) for n, why in one.left_out(kind).items()}
        for duel in fights(one, changed=changed):
            rows[duel.data][duel.length] = _field(duel, one)
    return rows


def _field(duel: Duel, one: Map) -> who_grid.Field:
    side, told, built = who_is_ahead.holds_more(duel), who_is_ahead.told(duel), one.built(duel)
    if not side:
        return who_grid.Field(told, built=built)
    sure = bool(who_is_ahead.ahead(duel, one.config.bars["factor"]))
    winner = side if built or side == who_is_ahead.OURS else duel.theirs
    return who_grid.Field(told, winner, _COLORS[side], sure and built, built)


def at_a_glance(goal: str = "labels") -> None:
    """Per class of parameters a grid: first the paper's models, then with a standardized mean."""
    for maps in classes(goal):
        size = f"About {maps[0].config.bars['size']:,} parameters"
        if goal != "labels":  # that all labels are right goes without saying
            size += f", {GOALS[goal]}"
        who_grid.who_holds_more(grid(maps), title=f"{size}: equation (165) and softmax")
        who_grid.who_holds_more(
            grid(maps, changed=True),
            title=f"{size}: with a standardized mean",
            caption="In a field: whose best holds more sequences, and how many times as many; "
            "close: the brackets touch or overlap. "
            "Dark: surely ahead, by the criteria. Dashed: no flattened net of this size can be "
            "built, so a net that sees the last 16 tokens stands in, and decides nothing."
            + _left_out(maps),
        )


#: What the words for a length that is left out mean.
_LEFT_OUT: Final = {
    NO_DATA: " No data: there are no such sequences of that length.",
    NOT_RUN: " Not run: without few tokens to count, a step costs more the longer the sequence; "
    "left to a GPU.",
}


def _left_out(maps: Iterable[Map]) -> str:
    """What is said in place of an answer, where some length is left out."""
    told = {why for one in maps for kind in one.kinds for why in one.left_out(kind).values()}
    return "".join(said for why, said in _LEFT_OUT.items() if why in told)


def answer(goal: str = "labels") -> Prose:
    """Who memorizes more: a sentence over all classes of parameters, and a line per side."""
    maps = measured(goal)
    if not maps:
        return Prose("**Not measured yet.** No kind of data is finished.")
    sizes = " and ".join(f"{n:,}" for n in sorted({one.config.bars["size"] for one in maps}))
    factor = maps[0].config.bars["factor"]
    plain, changed = (built_duels(maps, changed=some) for some in (False, True))
    (ours, theirs), (ours_changed, theirs_changed) = sides(plain), sides(changed)
    lines = [
        f"* *Feed-forward nets*{_where(theirs, factor)}{_stand_ins(plain)}",
        f"* *Transformers*{_where(ours, factor)}",
        "* *With a mean that is standardized, at no parameter:* "
        f"{_in_short(changed)}. Feed-forward nets{_where(theirs_changed, factor)} "
        f"Transformers{_where(ours_changed, factor)}",
    ]
    return Prose(
        f"**At about {sizes} parameters, {_in_short(plain)}.** A cell is one kind of data at one "
        "length and one size that was run, where a flattened net can be built. *Close*: the "
        "brackets of the two touch or overlap. *Surely* is said by the criteria below.\n\n"
        + "\n".join(lines)
    )


def _in_short(duels: Sequence[Duel]) -> str:
    """In how many cells each side holds more.

    >>> lost = Duel("needle", 64, "softmax", "linear", 0.1, 0.2, 0.1, 0.3)
    >>> near = Duel("needle", 16, "softmax", "linear", 0.5, 2, 0.1, 3)
    >>> print(_in_short([lost, near]))
    feed-forward nets hold more in 1 of 2 cells, transformers in none; 1 is close
    """
    ours, theirs = sides(duels)
    close = len(duels) - len(ours) - len(theirs)
    end = f"; {close} {'is' if close == 1 else 'are'} close" if close else ""
    return (
        f"feed-forward nets hold more in {len(theirs)} of {len(duels)} cells, transformers in "
        f"{len(ours) or 'none'}{end}"
    )


def _where(duels: Sequence[Duel], factor: float) -> str:
    """On which data one side holds more, in how many cells surely, and by what factor.

    >>> won = Duel("8 orders", 16, "softmax", "linear", 2, 4, 1, 3)
    >>> print(_where([won], 1.5), _where([], 1.5))
    : 8 orders; surely in 1; most clearly 2 to 4 times as many (8 orders at n = 16). : nowhere.
    """
    if not duels:
        return ": nowhere."
    kinds = ", ".join(dict.fromkeys(duel.data for duel in duels))
    best = clearest(duels)
    return (
        f": {kinds}; surely in {who_is_ahead.surely(duels, factor)}; most clearly {_times(best)} "
        f"({best.data} at n = {best.length:,})."
    )


def clearest(duels: Iterable[Duel]) -> Duel:
    """The duel in which the side that holds more does so by the largest factor.

    >>> some = [Duel("needle", n, "softmax", "linear", n, 2 * n, 1, 3) for n in (4, 16)]
    >>> clearest(some).length
    16
    """
    return max(duels, key=lambda duel: who_is_ahead.more(duel)[1:])


#: Families that stand for feed-forward nets, without a hidden layer over the whole sequence.
_OTHERS: Final = {
    "linear": "a linear model, solved and not trained",
    "last 16 tokens": "a net that sees the last 16 tokens only",
}


def _stand_ins(duels: Sequence[Duel]) -> str:
    """In how many cells the best net is no net on the whole sequence."""
    _, theirs = sides(duels)
    found = {name: [d for d in theirs if d.theirs == name] for name in _OTHERS}
    told = [f"{_OTHERS[name]} (in {len(some)})" for name, some in found.items() if some]
    if not told:
        return ""
    last = max(duel.length for duel in duels)
    late = [duel for duel in theirs if duel.length == last]
    there = sum(duel.theirs in _OTHERS for duel in late)
    return (
        f" In {sum(map(len, found.values()))} of the {len(theirs)} the most is held by "
        f"{' or '.join(told)}; at n = {last:,} in {there} of {len(late)}."
    )


def by_class(goal: str = "labels") -> Prose:
    """Who memorizes more, for each class of parameters."""
    return Prose("\n\n".join(_answer(maps) for maps in classes(goal)))


def _answer(maps: Sequence[Map]) -> str:
    bars = maps[0].config.bars
    parts = [_counted(built_duels(maps, changed=some), bars["factor"]) for some in (False, True)]
    return (
        f"**About {bars['size']:,} parameters.** The models of the paper, and softmax: {parts[0]} "
        f"With a mean that is standardized, at the same number of parameters: {parts[1]}"
    )


def sides(duels: Iterable[Duel]) -> tuple[list[Duel], list[Duel]]:
    """The duels in which the transformer holds more, and those in which the net does.

    >>> lost = Duel("needle", 64, "softmax", "linear", 0.1, 0.2, 0.1, 0.3)
    >>> close = Duel("needle", 16, "softmax", "linear", 0.7, 1.4, 0.5, 2)
    >>> [len(side) for side in sides([lost, close])]
    [0, 1]
    """
    found: dict[str, list[Duel]] = {who_is_ahead.OURS: [], who_is_ahead.THEIRS: []}
    for duel in duels:
        if side := who_is_ahead.holds_more(duel):
            found[side].append(duel)
    return found[who_is_ahead.OURS], found[who_is_ahead.THEIRS]


def built_duels(maps: Iterable[Map], *, changed: bool = False) -> list[Duel]:
    """All duels of some maps where a flattened net can be built."""
    return [d for one in maps for d in fights(one, changed=changed) if one.built(d)]


def _counted(duels: Sequence[Duel], factor: float) -> str:
    """In how many cells each side holds more, where the transformer does, and up to what factor.

    >>> lost = Duel("needle", 64, "softmax", "linear", 0.1, 0.2, 0.1, 0.3)
    >>> won = Duel("orders", 16, "softmax", "linear", 2, 4, 1, 3)
    >>> print(_counted([lost, won], 1.5))
    **transformers hold more in 1 of 2 cells** (*orders*: 2 to 4 times as many at n = 16), \
feed-forward nets in 1 (most clearly 5 to 10 times as many: needle at n = 64). Surely ahead: \
transformers in 1, feed-forward nets in 1.
    """
    ours, theirs = sides(duels)
    sure = [who_is_ahead.ahead(duel, factor) for duel in duels]
    where: dict[str, list[str]] = {}
    for duel in ours:
        where.setdefault(duel.data, []).append(f"{_times(duel)} at n = {duel.length:,}")
    won = "; ".join(f"*{kind}*: {' and '.join(told)}" for kind, told in where.items())
    lost = ""
    if theirs:
        most = clearest(theirs)
        lost = f" (most clearly {_times(most)}: {most.data} at n = {most.length:,})"
    return (
        f"**transformers hold more in {len(ours)} of {len(duels)} cells**"
        f"{f' ({won})' if won else ''}, feed-forward nets in {len(theirs)}{lost}. Surely ahead: "
        f"transformers in {sure.count(who_is_ahead.OURS)}, feed-forward nets in "
        f"{sure.count(who_is_ahead.THEIRS)}."
    )


def _times(duel: Duel) -> str:
    _, low, high = who_is_ahead.more(duel)
    return f"{who_is_ahead.times(low, high)} times as many"


def taken_back(goal: str = "labels") -> Prose:
    """By how much a standardized mean lowers the factors of the nets, on long sequences."""
    divided: list[float] = []
    still = cells = 0
    maps = measured(goal)
    for one in maps:
        changed = {(d.data, d.length): d for d in fights(one, changed=True)}
        for before in sides(built_duels([one]))[1]:
            if before.length >= one.config.bars["long"]:
                after = changed[before.data, before.length]
                still += bool(sides([after])[1])
                cells += 1
                middles = [middle((d.low, d.high)) for d in (before, after)]
                if middles[0] and middles[1]:
                    divided.append(middles[1] / middles[0])
    if not divided:
        return Prose("")
    return Prose(
        f"From n = {maps[0].config.bars['long']} on there are {cells} cells where nets hold "
        f"more. There a standardized mean divides their factor by {min(divided):.1f} to "
        f"{max(divided):.1f} (middles of the brackets). Nets still hold more in {still}."
    )
