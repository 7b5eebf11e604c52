"""*How we train, and how we count*: a question asked of runs, and what experiments cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.chapters.prose import Prose
from memlib.chapters.verdicts import decided
from memlib.errors import MemlibError
from memlib.experiments import protocols, statistics
from memlib.experiments.config import experiment, load, written
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.registry import judge
from memlib.experiments.verdicts.report import stored
from memlib.plots.curves import curves, look
from memlib.plots.tables import table
from memlib.plots.training import success
from memlib.stored import load as load_table

Rows = Sequence[Mapping[str, Any]]


def share_of_hits() -> None:
    """One question asked: at which size do half of the runs fit all labels?"""
    _, rows = runs("g1")
    name = "feed-forward, one hidden layer"
    success(
        {
            f"N = {n:,}": [
                (size, rate.share, rate.low, rate.high)
                for size, rate in statistics.rates(group, "parameters").items()
            ]
            for n, group in statistics.by(
                statistics.scored(rows, variant=name), "task.sequences"
            ).items()
        },
        across="trained parameters",
        caption="A feed-forward net with one hidden layer, 33 runs per point: the share that has "
        "every label right. The line is one half.",
    )


def chosen() -> Prose:
    """What the stored experiments choose on seeds and data that do not count.

    >>> chosen().data.startswith("Of the ")
    True
    """
    files = {name: written(experiment(name), runs(name)[0]["preset"]) for name in stored()}
    tried = {name: file.table("tune") for name, file in files.items()}
    proposed = [name for name, file in files.items() if file.value["protocol"] == "best-of"]
    rates = [name for name, table in tried.items() if len(table.get("learning_rate", ())) > 1]
    gains = [name for name, table in tried.items() if len(table.get("gain", ())) > 1]
    nothing = [name for name in files if name not in {*proposed, *rates, *gains}]
    solved = [name for name in nothing if not files[name].table("base")["settings"]["steps"]]
    return Prose(
        f"Of the {len(files)} stored experiments {len(proposed)} use the paper's protocol. "
        f"{len(rates)} choose the learning rate among at least two, and {len(gains)} of these "
        f"({_listed(gains)}) the initial scale, too. {len(nothing)} choose nothing in this way "
        f"({_listed(nothing)}): their files give one rate, or, with no step of training "
        f"({_listed(solved)}), the weights are solved for."
    )


def late() -> Prose:
    """Which stored experiments got a rule after their runs, and where that rule decides.

    >>> "In `g1` it decides" in late().data
    True
    """
    names = stored()
    some = [name for name in names if written(experiment(name)).late_criteria]
    found = {name: decided(name) for name in some}
    deciding = (
        "; ".join(
            f'in `{name}` it decides: the verdict "{found[name].said}" is named by a late rule '
            "alone"
            for name in some
            if found[name].late_rule_decides
        )
        or "in none it decides"
    )
    return Prose(
        f"{len(some)} of the {len(names)} stored files got a rule after their runs "
        f'({_listed(some)}). The report marks it "Added after the runs". '
        f"{deciding[:1].upper()}{deciding[1:]}."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def costs() -> None:
    """The cpu preset as stored, and how many runs the gpu preset would make."""
    table(
        [
            {
                "experiment": name,
                "runs": runs(name)[0]["runs"],
                "core minutes": f"{float(runs(name)[0]['seconds']) / 60:.1f}",
                "runs, gpu preset": protocols.total(load(experiment(name), "gpu"))
                or "as many as it takes",
            }
            for name in stored()
        ],
        caption="The cpu preset as stored (training time alone, one thread), and the gpu preset.",
    )


def gpu() -> Prose | None:
    """What was measured on a GPU, as a table; or that nothing was yet."""
    try:
        measured = load_table("gpu")
    except MemlibError:
        return Prose("**Not measured yet**: no machine with a GPU was at hand.")
    names = list(dict.fromkeys(name for row in measured.rows for name in row))
    table(
        [{name: str(row.get(name, "–")) for name in names} for row in measured.rows],
        caption=f"Measured on {measured.manifest['card']}.",
    )
    return None


def yours_over_stored(name: str, yours: Rows) -> Prose:
    """Your runs over the stored ones, cell by cell, and the verdict on yours alone.

    A cell is a variant with one N, one number of parameters and one budget of steps; only those
    that both have are drawn. On the diagonal both hit as often.
    """
    cell = ("variant", "task.length", "task.sequences", "parameters", "set.steps")
    theirs = statistics.by(statistics.scored(runs(name)[1]), *cell)
    points: dict[str, list[tuple[float, ...]]] = {}
    for key, group in statistics.by(statistics.scored(yours), *cell).items():
        if key in theirs:
            one, other = statistics.rate_of(group), statistics.rate_of(theirs[key])
            points.setdefault(str(key[0]), []).append((other.share, one.share, one.low, one.high))
    if points:
        curves(
            {variant: sorted(some) for variant, some in points.items()},
            across="share of hits, stored runs", up="share of hits, yours",
            style=_marks, lines={"as often": [(0.0, 0.0), (1.0, 1.0)]},
            caption="Your points with their intervals, over those that are stored.",
        )  # fmt: skip
    else:
        return Prose(
            "**No verdict on yours:** none of your cells is one of the stored runs. A smaller "
            "preset has other sizes; its numbers are no results."
        )
    bars = written(experiment(name)).bars
    try:
        said, numbers = judge(bars)(yours, bars)
    except (MemlibError, KeyError, ValueError) as error:
        said, numbers = "not settled: these runs are too few for the criteria", str(error)
    shared = sum(map(len, points.values()))
    return Prose(
        f"**Your verdict: {said}.** {shared} cells are those of stored runs. {_plain(numbers)}"
    )


def _plain(text: str) -> str:
    return text.replace("[", "\\[").replace("|", "\\|").replace("<", "&lt;")


def _marks(theme: Any, index: int) -> dict[str, Any]:
    return {**look(theme, index), "linestyle": "none"}
