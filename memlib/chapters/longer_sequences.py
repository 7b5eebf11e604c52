"""*Longer sequences*: both goals of T1, and duels at equal parameters, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Final

from memlib.chapters.prose import Prose
from memlib.experiments import draws, statistics
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.report import stored
from memlib.experiments.verdicts.s1 import SIDES, duels
from memlib.plots.tables import table
from memlib.plots.training import success

DATA: Final = ("uniform", "context")
#: The match that was planned, and the one after it.
MATCHES: Final = ("s1", "s1_wide")
WHO: Final = {1: SIDES[0], -1: SIDES[1], 0: "neither"}


def lengths() -> list[str]:
    """The experiments on the length of uniform sequences, shortest first."""
    return [name for name in stored() if name.startswith("t1_n")]


def budgets(names: Sequence[str]) -> None:
    """Steps and runs at every length."""
    table(
        [
            {"n": rows[0]["task.length"], "steps": rows[0]["set.steps"], "runs": manifest["runs"]}
            for name in names
            for manifest, rows in [runs(name)]
        ],
        caption="Our budgets; those of the tuning are in the runs.",
    )


def goals(names: Sequence[str]) -> None:
    """Hits by both goals, and the best that any run came to."""
    lines = []
    for name in names:
        fresh = statistics.scored(runs(name)[1])
        for blocks, group in statistics.by(fresh, "shape.blocks").items():
            lines.append(
                {
                    "n": group[0]["task.length"],
                    "blocks": blocks,
                    "MSE < 0.01": str(statistics.rate_by_draw(group)),
                    "all signs right": str(statistics.rate_by_draw(group, good=_all_signs)),
                    "least error": f"{min(row['best_error'] for row in group):.3f}",
                    "least MSE": f"{min(row['best_loss'] for row in group):.3f}",
                }
            )
    table(lines, caption="Fresh runs: hits, intervals, and the best that any run came to.")


def _all_signs(row: Mapping[str, Any]) -> bool:
    return bool(row["best_error"] == 0)


def hits_by_length(name: str, sequences: int) -> None:
    """The share of runs of both sides that hit, against n, on both kinds of data."""
    match = runs(name)[1]
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for data in DATA:
        for duel in duels(match, data):
            if duel["N"] == sequences:
                for side, rate in zip(SIDES, duel["rates"], strict=True):
                    point = (duel["n"], rate.share, rate.low, rate.high)
                    found.setdefault(f"{side}, {data}", []).append(point)
    most = max(max(d["parameters"]) for data in DATA for d in duels(match, data))
    success(
        found,
        across="length n",
        caption=f"N = {sequences} sequences, at most {most:,} parameters on both sides: fresh runs "
        "with a mean squared error below 0.01. Uniform and context: two kinds of data.",
    )


def duel_table(name: str, data: str) -> None:
    """One row a cell: hits of both sides draw by draw, who is ahead, both median errors."""
    match = runs(name)[1]
    lines = []
    for duel in duels(match, data):
        one, other = (_side(match, data, duel, place) for place in (0, 1))
        lines.append(
            {
                "n": duel["n"],
                "N": duel["N"],
                "parameters": " / ".join(map(str, duel["parameters"])),
                f"hits, {SIDES[0]}": _by_draw(one),
                f"hits, {SIDES[1]}": _by_draw(other),
                "ahead": WHO[duel["ahead"]],
                "median errors": " / ".join(f"{error:.3f}" for error in duel["errors"]),
                "linear": _linear(match, data, duel),
            }
        )
    if all(line["linear"] == "–" for line in lines):
        lines = [{k: v for k, v in line.items() if k != "linear"} for line in lines]
    last = " Linear: the median error of least squares." if "linear" in lines[0] else ""
    table(
        lines,
        caption=f"{data}: runs with MSE below 0.01, of 11 on each of 3 draws of the data. Left of "
        f"a stroke {SIDES[0]}, right {SIDES[1]}.{last}",
    )


def _side(match: Any, data: str, duel: dict[str, Any], place: int) -> Any:
    return statistics.scored(
        match, variant=f"{data}: {SIDES[place]}", parameters=duel["parameters"][place],
        **{"task.length": duel["n"], "task.sequences": duel["N"]},
    )  # fmt: skip


def _by_draw(rows: Any) -> str:
    found = draws.hits(rows)
    return f"{sum(found)} ({' + '.join(map(str, found))})"


def _linear(match: Any, data: str, duel: dict[str, Any]) -> str:
    rows = statistics.scored(
        match, variant=f"{data}: least squares",
        **{"task.length": duel["n"], "task.sequences": duel["N"]},
    )  # fmt: skip
    return f"{median(row['best_error'] for row in rows):.3f}" if rows else "–"


def result() -> Prose:
    """Who is ahead in how many cells of both matches, and whether that holds on every draw."""
    cells = [
        (name, match, data, duel)
        for name in MATCHES
        for match in [runs(name)[1]]
        for data in DATA
        for duel in duels(match, data)
    ]
    won = [duel["ahead"] for *_, duel in cells].count(1)
    lost = [cell for cell in cells if cell[-1]["ahead"] < 0]
    every = 0
    for _, match, data, duel in lost:
        ours, theirs = (draws.hits(_side(match, data, duel, place)) for place in (0, 1))
        every += all(a < b for a, b in zip(ours, theirs, strict=True))
    planned, later = (
        f"{[one[0] for one in lost].count(name)} of {[one[0] for one in cells].count(name)}"
        for name in MATCHES
    )
    alone = (
        ", so the verdict does not hang on taking runs for independent"
        if every == len(lost)
        else ""
    )
    exact = sum(duel["n"] * match[0]["task.dim"] + 1 >= duel["N"] for _, match, _, duel in lost)
    return Prose(
        f"**Feed-forward is ahead in {len(lost)} of {len(cells)} cells, the transformer in "
        f"{won or 'none'}.** In the match that was planned these are {planned}, in the "
        f"exploratory one {later}. In {every} of the {len(lost)} the feed-forward net has more "
        f"hits on each of the three draws of the data{alone}. In {exact} of the {len(lost)} a "
        "linear model, too, has a parameter for each label. The other cells are not separated."
    )


def mean_only() -> None:
    """How much the mean of the tokens alone can tell."""
    match = runs("s1")[1]
    for data in DATA:
        part = statistics.scored(match, variant=f"{data}: mean only")
        if part:
            error = median(row["best_error"] for row in part)
            print(f"{data}, mean only: {statistics.rate_by_draw(part)}, median error {error:.3f}")
