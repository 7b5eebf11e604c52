"""Rows written by hand, and the bars of an experiment's own file."""

from __future__ import annotations

from typing import Any

from memlib.experiments.config import experiment, written
from memlib.experiments.criteria import Bars


def bars(name: str) -> Bars:
    """What the verdict on this experiment reads."""
    return written(experiment(name)).bars


def row(hit: bool, **values: Any) -> dict[str, Any]:
    """One run that counts; it hits by a loss below 0.01, or does not."""
    loss = 0.001 if hit else 0.5
    return {
        "kind": "score", "variant": "all", "set.goal": "loss", "set.below": 0.01,
        "hit": 7 if hit else None, "exact_loss": loss, "exact_error": 0.0 if hit else 0.3,
        "best_loss": loss, "best_error": 0.0 if hit else 0.3, **values,
    }  # fmt: skip


def cell(hits: int, runs: int = 33, **values: Any) -> list[dict[str, Any]]:
    """So many runs of one cell, of which some hit."""
    return [row(k < hits, **values) for k in range(runs)]
