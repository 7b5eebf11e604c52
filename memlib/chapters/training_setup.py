"""*How we train, and how we count*: a question asked of runs, and what experiments cost."""

from __future__ import annotations

from memlib.experiments import protocols, statistics
from memlib.experiments.config import experiment, load
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.report import stored
from memlib.plots.tables import table
from memlib.plots.training import success


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
