"""What protocols share: wanted runs, fresh seeds, and the order of tuning results."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import Final, TypeAlias

from memlib.experiments.config import Config
from memlib.training.run import Outcome, Run

#: Digits of a float that stored tables keep.
DIGITS: Final = 6
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


def short(value: float) -> float:
    """A float to the digits that stored tables keep.

    >>> short(1 / 3), short(123456789.0)
    (0.333333, 123457000.0)
    """
    return float(f"{value:.{DIGITS}g}")


def rank(outcomes: list[Outcome]) -> tuple[float, ...]:
    """What tuning minimizes: most hits first, then the lowest mean of the smallest losses.

    Losses count as logarithms, so that one bad seed does not outweigh the others. They count to the
    six digits that stored tables keep: who plays a protocol again with stored rows chooses alike.
    """
    hits = sum(outcome.holds for outcome in outcomes)
    kept = [short(o.best_loss) for o in outcomes]
    losses = [math.log(max(loss, 1e-12)) if math.isfinite(loss) else 1e3 for loss in kept]
    first = [o.hit if o.hit is not None else o.steps for o in outcomes]
    return (-hits, sum(first) if hits else 0.0, sum(losses) / len(losses))


def fresh(config: Config) -> list[tuple[int, int]]:
    """(draw, seed) of every run that counts; the draws of the data come one after the other."""
    score = config.table("score")
    seeds, draws = int(score["seeds"]), int(score.get("draws", 1))
    return [(draw, seeds * draw + k) for k in range(seeds) for draw in range(draws)]
