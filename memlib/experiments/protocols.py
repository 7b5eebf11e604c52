"""Protocols: which runs answer an experiment's question.

A protocol is a generator. It yields a list of wanted runs, is sent their outcomes, and goes on;
nothing else decides, so a sweep that was killed comes to the same runs again and finds the
finished ones in the store.

* ``success``, ours: learning rate and initial gain are tuned for each cell on seeds and data that
  never come again; then every cell is run from fresh seeds on fresh draws of the data.
* ``best-of``, the paper's: Optuna proposes learning rate and warm-up, the best of k trials counts.
* ``grid``: every cell as it stands, from every seed on every draw.
* ``ladder``: how many sequences each cell memorizes, see :mod:`memlib.experiments.ladder`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from itertools import product
from typing import Any, Final

from memlib.experiments.config import Config
from memlib.experiments.ladder import ladder
from memlib.experiments.wanted import TUNING, Stages, Wanted, fresh, rank


def stages(config: Config) -> Stages:
    """The protocol of an experiment, begun."""
    return PROTOCOLS[config.value["protocol"]](config)


def total(config: Config) -> int | None:
    """How many runs the protocol will want in all; None where outcomes decide that."""
    cells = len(config.cells())
    match config.value["protocol"]:
        case "ladder":
            return None
        case "best-of":
            trials = config.table("trials")
            return cells * int(trials["count"]) * int(trials.get("draws", 1))
        case "success":
            tune = config.table("tune")
            return cells * (len(_proposals(tune)) * int(tune["seeds"]) + len(fresh(config)))
        case _:
            return cells * len(fresh(config))


def success(config: Config) -> Stages:
    """Tune every cell, then score it on fresh seeds and fresh data."""
    tune = config.table("tune")
    cells, proposals = config.cells(), _proposals(tune)
    tried = {
        (i, j): [cell.run(TUNING + k, TUNING + k, **proposal) for k in range(int(tune["seeds"]))]
        for i, cell in enumerate(cells)
        for j, proposal in enumerate(proposals)
    }
    outcomes = yield [
        Wanted(run, cells[i].variant, "tune") for (i, _), runs in tried.items() for run in runs
    ]
    best = [
        min(
            proposals,
            key=lambda p: rank([outcomes[run.key] for run in tried[i, proposals.index(p)]]),
        )
        for i in range(len(cells))
    ]
    yield [
        Wanted(cell.run(draw, seed, **choice), cell.variant, "score")
        for draw, seed in fresh(config)
        for cell, choice in zip(cells, best, strict=True)
    ]


def best_of(config: Config) -> Stages:
    """k trials a cell and draw, in lockstep: Optuna proposes one trial for each at a time."""
    trials = config.table("trials")
    draws = range(int(trials.get("draws", 1)))
    studies = [(cell, draw, _study(seed=draw)) for cell, draw in product(config.cells(), draws)]
    for k in range(int(trials["count"])):
        asked = []
        for cell, draw, study in studies:
            trial = study.ask()
            low, high = trials["learning_rate"]
            chosen = {
                "learning_rate": trial.suggest_float("learning_rate", low, high, log=True),
                "warmup": trial.suggest_float("warmup", *trials["warmup"]),
            }
            asked.append((study, trial, cell.variant, cell.run(draw, k, **chosen)))
        outcomes = yield [Wanted(run, variant, "trial") for _, _, variant, run in asked]
        for study, trial, _, run in asked:
            outcome = outcomes[run.key]
            value = outcome.error if run.settings.goal == "error" else outcome.loss
            study.tell(trial, value if math.isfinite(value) else 1e9)


def grid(config: Config) -> Stages:
    """Every cell as it stands."""
    yield [
        Wanted(cell.run(draw, seed), cell.variant, "score")
        for draw, seed in fresh(config)
        for cell in config.cells()
    ]


PROTOCOLS: Final[dict[str, Callable[[Config], Stages]]] = {
    "success": success,
    "best-of": best_of,
    "grid": grid,
    "ladder": ladder,
}


def _proposals(tune: dict[str, Any]) -> list[dict[str, float]]:
    axes = {key: tune[key] for key in tune if key != "seeds"}
    return [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]


def _study(seed: int) -> Any:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler = optuna.samplers.TPESampler(seed=seed)
    return optuna.create_study(direction="minimize", sampler=sampler)
