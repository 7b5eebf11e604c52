"""T1: under which smallest change do four blocks suffice, at each length?"""

from __future__ import annotations

from dataclasses import dataclass

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rate, Rows


@dataclass(frozen=True)
class Change:
    """What became of one change at one length, with the largest budget that was tried for it.

    Attributes:
        name: the variant.
        length: n.
        parameters: all that is trained.
        steps: the budget.
        rate: the fresh runs that hit.
        suffices: whether enough of them do.
    """

    name: str
    length: int
    parameters: int
    steps: int
    rate: Rate
    suffices: bool


def changes(rows: Rows, share: float) -> dict[int, list[Change]]:
    """Length → every change that has fresh runs there, the one with fewest parameters first."""
    found = {}
    for length, part in statistics.by(statistics.scored(rows), "task.length").items():
        some = statistics.by(part, "variant").items()
        tried = [_tried(name, length, runs, share) for name, runs in some]
        found[length] = sorted(tried, key=lambda one: (one.parameters, one.name))
    return found


def smallest_change(rows: Rows, bars: Bars) -> tuple[str, str]:
    """The changes that suffice, by their parameters; the largest budget of each counts.

    Where there are several lengths, the verdict names the smallest change at each.
    """
    found = changes(rows, bars["share"])
    said, told = [], []
    for length, tried in found.items():
        where = f"n = {length:,}: " if len(found) > 1 else ""
        said.append(where + in_words(tried))
        told += [
            f"{where}{one.name} ({one.parameters:,} parameters): {one.rate} within "
            f"{one.steps:,} steps"
            for one in tried
        ]
    return "; ".join(said) or "no change was tried yet", "; ".join(told)


def smallest_of(tried: list[Change]) -> list[Change]:
    """The changes that suffice with the fewest parameters: several, where they have as many."""
    enough = [one for one in tried if one.suffices]
    return [one for one in enough if one.parameters == enough[0].parameters]


def in_words(tried: list[Change]) -> str:
    """The smallest change that suffices at one length; all of them where several are as small."""
    names = [one.name for one in smallest_of(tried)]
    if len(names) > 1:
        names = [f'"{name}"' for name in names]  # they have commas of their own
    told = " or ".join(names)
    return f"the smallest change: {told}" if names else "none of these changes suffices"


def _tried(name: str, length: int, runs: Rows, share: float) -> Change:
    longest = statistics.longest(runs)
    rate = statistics.rate_of(longest)
    steps = longest[0]["set.steps"]
    return Change(name, length, runs[0]["parameters"], steps, rate, rate.share >= share)
