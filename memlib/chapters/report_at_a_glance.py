"""*Replication report*, its first page: what meets a claim, which criteria came late, the map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from memlib.chapters import map_goals
from memlib.chapters.map_at_a_glance import built_duels, fights, measured, sides
from memlib.chapters.prose import Prose
from memlib.chapters.verdicts import decided
from memlib.chapters.who_is_ahead import lengths, surely
from memlib.experiments.verdicts.compared import Compared, compared
from memlib.experiments.verdicts.report import stored
from memlib.experiments.verdicts.the_map import Duel

#: Claims of the paper on its own training.
PAPER: Final = ("F1", "F2", "F3", "T1")
#: What the paper expects or suspects.
EXPECTED: Final = ("S1", "B1")
#: Claims of other works.
OTHERS: Final = ("B2", "D1")
#: Our own question, with a bar of ours.
OWN: Final = ("M1",)
#: How the reading of a verdict begins where we do not know what the paper ran.
NOT_IDENTIFIED: Final = "set-up not identified"
#: The data on which one label belongs to eight orders of the same tokens.
FEWER_ORDERS: Final = "8 orders"


def groups() -> dict[str, list[Compared]]:
    """The numbers that can be compared: planned ones by whose claim they are, exploratory ones."""
    planned = [one for one in compared() if not exploratory(one)]
    kinds = {
        "Planned, on the paper's own training": PAPER,
        "Planned, on what the paper expects or suspects": EXPECTED,
        "Claims of other works": OTHERS,
        "Our own question, with a bar of ours": OWN,
    }
    found = {kind: [one for one in planned if one.id in ids] for kind, ids in kinds.items()}
    late = {"Exploratory, on the same claims": [one for one in compared() if exploratory(one)]}
    return found | late


def exploratory(one: Compared) -> bool:
    """Whether its experiment was designed after outcomes of the same question had been seen."""
    return decided(one.experiment).status == "exploratory"


def overall() -> Prose:
    """How many of the numbers that can be compared meet what is claimed, kind by kind."""
    found, lines = groups(), []
    for kind, some in found.items():
        ids = ", ".join(dict.fromkeys(one.id for one in some))
        meet = [f"{one.id}, {one.what}" for one in some if one.agrees]
        which = f": {plain('; '.join(meet))}" if meet else ""
        lines.append(f"* {kind} ({ids}): **{_meeting(len(meet), len(some))}**{which}.")
    planned = next(iter(found.values()))
    unknown = sum(decided(one.experiment).reading.startswith(NOT_IDENTIFIED) for one in planned)
    lines[0] += f" For {unknown} of these {len(planned)} the set-up is not identified."
    return Prose(
        "A number *meets* a claim where our interval and the claimed value have a common point.\n\n"
        + "\n".join(lines)
    )


def _meeting(count: int, of: int) -> str:
    """How many numbers meet.

    >>> _meeting(0, 10), _meeting(1, 2), _meeting(0, 1)
    ('none of 10 numbers meets', '1 of 2 numbers meets', 'none of 1 number meets')
    """
    return f"{count or 'none'} of {of} number{'s' * (of != 1)} meet{'s' * (count <= 1)}"


def plain(text: str) -> str:
    r"""Text that Markdown leaves as it is.

    >>> plain("[0, 1]")
    '\\[0, 1\\]'
    """
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


def late_criteria() -> Prose:
    """How many files have criteria that were added after the runs, and where one decides."""
    names = stored()
    late = [name for name in names if decided(name).late_criteria]
    deciding = [name for name in late if decided(name).late_rule_decides]
    return Prose(
        f"Criteria that were added after the runs stand in {len(late)} of {len(names)} files: "
        f"{_listed(late)}. The verdict is the word of such a criterion "
        f"{f'in {_listed(deciding)}' if deciding else 'in none'}."
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{decided(name).id} (`{name}`)" for name in names)


def on_the_map() -> Prose:
    """Who holds more on the maps of memorization: where a net can be built, and where none can."""
    maps = measured("labels")
    duels = built_duels(maps)
    ours, theirs = sides(duels)
    factor = maps[0].config.bars["factor"]
    rest = [duel for one in maps for duel in fights(one) if not one.built(duel)]
    there = [duel for duel in duels if duel.data == FEWER_ORDERS]
    theirs_there = [duel for duel in there if duel in theirs]
    out = sides(rest)[0]
    return Prose(
        f"Where a flattened net can be built, feed-forward nets hold more in **{len(theirs)} of "
        f"{len(duels)}** cells (surely in {surely(theirs, factor)}), the paper's models and "
        f"softmax in {len(ours)}: {_places(ours)}; surely in {surely(ours, factor)}. On "
        f"*{FEWER_ORDERS}*, where one label belongs to many orders, too, nets hold more in "
        f"{len(theirs_there)} of {len(there)} cells ({_at(theirs_there)}), transformers in "
        f"{sum(duel in ours for duel in there) or 'none'}. Where no flattened net can be built "
        f"({_at(rest)}), transformers hold more in {len(out) or 'none'} of "
        f"{len(rest)} comparisons with a net that stands in ({_places(out)}); these decide "
        "nothing. All these runs succeed when all labels are right. Where tokens recur, the "
        "paper's goal was taken, too, a mean squared error below 0.01: the answer is the same in "
        f"{map_goals.agree(map_goals.cells())}."
    )


def _places(duels: Iterable[Duel]) -> str:
    """Kinds of data, each with the lengths, and at which of them both classes are meant.

    >>> _places([Duel("needle", n, "softmax", "linear", 2, 4, 1, 3) for n in (16, 64, 64)])
    '*needle* at n = 16 and 64, in both classes at n = 64'
    """
    kinds: dict[str, list[Duel]] = {}
    for duel in duels:
        kinds.setdefault(duel.data, []).append(duel)
    return "; ".join(f"*{kind}* at {_at(some)}{_both(some)}" for kind, some in kinds.items()) or (
        "nowhere"
    )


def _both(duels: Iterable[Duel]) -> str:
    counted = Counter(duel.length for duel in duels)
    twice = [n for n, count in sorted(counted.items()) if count > 1]
    if not twice:
        return ""
    which = "" if len(twice) == len(counted) else f" at {lengths(twice)}"
    return f", in both classes{which}"


def _at(duels: Iterable[Duel]) -> str:
    return lengths(sorted({duel.length for duel in duels}))
