"""Protocols: which runs answer an experiment's question.

A protocol is a generator. It yields a list of wanted runs, is sent their outcomes, and goes on;
nothing else decides, so a sweep that was killed comes to the same runs again and finds the
finished ones in the store.

* ``success``, ours: learning rate and initial gain are tuned for each cell on seeds and data that
  never come again; then every cell is run from fresh seeds on fresh draws of the data.
* ``best-of``, the paper's: Optuna proposes learning rate and warm-up, the best of k trials counts.
* ``grid``: every cell as it stands, from every seed on every draw.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, TypeAlias

from memlib.experiments.config import Config
from memlib.training.run import Outcome, Run

#: Draws and seeds from here on are for tuning only.
TUNING: Final = 1000


@dataclass(frozen=True)
class Wanted:
    """A run that a protocol asks for, and what for: "tune", "score" or "trial"."""

    run: Run
    variant: str
    kind: str

    @property
    def role(self) -> str:
        """Variant and kind in one word."""
        return f"{self.variant}:{self.kind}"


Stages: TypeAlias = Generator[list[Wanted], dict[str, Outcome], None]


def stages(config: Config) -> Stages:
    """The protocol of an experiment, begun."""
    return PROTOCOLS[config.value["protocol"]](config)


def total(config: Config) -> int:
    """How many runs the protocol will want in all."""
    cells = len(config.cells())
    match config.value["protocol"]:
        case "best-of":
            trials = config.table("trials")
            return cells * int(trials["count"]) * int(trials.get("draws", 1))
        case "success":
            tune = config.table("tune")
            return cells * (len(_proposals(tune)) * int(tune["seeds"]) + len(_fresh(config)))
        case _:
            return cells * len(_fresh(config))


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
        for draw, seed in _fresh(config)
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
        for draw, seed in _fresh(config)
        for cell in config.cells()
    ]


PROTOCOLS: Final[dict[str, Callable[[Config], Stages]]] = {
    "success": success,
    "best-of": best_of,
    "grid": grid,
}


def rank(outcomes: list[Outcome]) -> tuple[float, ...]:
    """What tuning minimizes: most hits first, then the lowest mean of the smallest losses.

    Losses count as logarithms, so that one bad seed does not outweigh the others.
    """
    hits = sum(outcome.holds for outcome in outcomes)
    losses = [
        math.log(max(o.best_loss, 1e-12)) if math.isfinite(o.best_loss) else 1e3 for o in outcomes
    ]
    first = [o.hit if o.hit is not None else o.steps for o in outcomes]
    return (-hits, sum(first) if hits else 0.0, sum(losses) / len(losses))


def _proposals(tune: dict[str, Any]) -> list[dict[str, float]]:
    axes = {key: tune[key] for key in tune if key != "seeds"}
    return [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]


def _fresh(config: Config) -> list[tuple[int, int]]:
    """(draw, seed) of every run that counts; the draws of the data come one after the other."""
    score = config.table("score")
    seeds, draws = int(score["seeds"]), int(score.get("draws", 1))
    return [(draw, seeds * draw + k) for k in range(seeds) for draw in range(draws)]


def _study(seed: int) -> Any:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler = optuna.samplers.TPESampler(seed=seed)
    return optuna.create_study(direction="minimize", sampler=sampler)
