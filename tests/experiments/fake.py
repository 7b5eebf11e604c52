"""Outcomes that no model had to be trained for."""

from __future__ import annotations

from memlib.training.run import Outcome


def outcome(loss: float) -> Outcome:
    hit = 3 if loss < 0.01 else None
    return Outcome(loss, 0.0, loss, 0.0, hit, loss, 0.0, 10, 5, 0.1, "none", "cpu")
