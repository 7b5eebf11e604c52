"""*How we train, and how we count*: what each experiment costs."""

from __future__ import annotations

from memlib.experiments import protocols
from memlib.experiments.config import experiment, load
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.report import stored
from memlib.plots.tables import table


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
