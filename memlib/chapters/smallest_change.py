"""*Longer sequences*: which changes of the model make four blocks enough, length by length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from memlib.chapters.prose import Prose
from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.report import whole
from memlib.experiments.verdicts.t1_change import Change, changes, in_words, smallest_of
from memlib.plots import who_grid
from memlib.plots.tables import table

#: Experiments with one budget of steps for all lengths, and with the long budget of a length.
ONE_BUDGET: Final = ("t1_change", "t1_change_n10000")
LONG_BUDGET: Final = ("t1_change_n10", "t1_change_n100")
#: Inches that the names of changes take.
_NAMES: Final = 2.5


def tried(names: Iterable[str]) -> dict[int, list[Change]]:
    """Length → the changes that were tried, of all experiments of which every run is stored."""
    found: dict[int, list[Change]] = {}
    for name in names:
        if whole(name):
            manifest, rows = runs(name)
            share = written(experiment(name), manifest["preset"]).bars["share"]
            found |= changes(rows, share)
    return dict(sorted(found.items()))


def hits_by_change(names: Sequence[str]) -> None:
    """A field per change and length: how many of the fresh runs hit, colored where enough do."""
    found = tried(names)
    rows: dict[str, dict[int, who_grid.Field]] = {}
    every = sorted((one for some in found.values() for one in some), key=_size)
    for one in every:
        nowhere = dict.fromkeys(found, who_grid.Field("not run"))
        rows.setdefault(f"{one.name} ({one.parameters:,})", nowhere)[one.length] = _field(one)
    steps = " and ".join(f"{n:,}" for n in sorted({one.steps for one in every}))
    who_grid.answers(
        rows,
        title=f"Within {steps} steps",
        caption="Fresh runs with a mean squared error below 0.01, by change (in brackets: "
        "parameters) and length. Filled: at least half of them, so the change is enough.",
        what=f"Within {steps} steps: a field per change and length, fresh runs that hit.",
        names=_NAMES,
    )


def _size(one: Change) -> tuple[int, str]:
    return one.parameters, one.name


def _field(one: Change) -> who_grid.Field:
    told = f"{one.rate.hits} of {one.rate.runs}"
    if not one.suffices:
        return who_grid.Field(told)
    return who_grid.Field(told, "enough", "green")


def smallest(names: Sequence[str]) -> Prose:
    """The smallest change at every length, in a line each; what is not measured says so."""
    lines = [
        f"* n = {length:,}, within {_steps(some):,} steps: {in_words(some)}."
        for length, some in tried(names).items()
    ]
    waits = [f"* n = {n:,}: not measured yet." for name in names if not whole(name)
             for n in _lengths(name)]  # fmt: skip
    return Prose("\n".join([*lines, *waits]))


def _steps(some: list[Change]) -> int:
    """The budget of the changes that a line names; the largest, where none suffices."""
    return max(one.steps for one in smallest_of(some) or some)


def _lengths(name: str) -> list[int]:
    value = written(experiment(name)).value
    only = value["base"]["task"].get("length")
    return [only] if only else list(value["grid"]["task.length"])


def every_rate() -> None:
    """Each change at each length with each budget: hits, and the interval of their rate."""
    table(
        [
            {
                "n": length,
                "steps": one.steps,
                "change": one.name,
                "parameters": one.parameters,
                "hits": str(one.rate),
            }
            for names in (ONE_BUDGET, LONG_BUDGET)
            for length, some in tried(names).items()
            for one in some
        ],
        caption="Fresh runs with a mean squared error below 0.01, with 95 % intervals.",
    )
