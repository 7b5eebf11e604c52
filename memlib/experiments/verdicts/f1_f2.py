"""F1, F2: does accuracy rise with blocks? The paper's protocol, with our ways to read words."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean
from typing import Any

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rows


def best_trials(rows: Rows, variant: str) -> dict[int, list[Mapping[str, Any]]]:
    """The trial with the smallest final loss of every draw, by blocks."""
    chosen = statistics.by([row for row in rows if row["variant"] == variant], "shape.blocks")
    return {
        blocks: [
            min(group, key=lambda row: float(row["loss"]))
            for group in statistics.by(part, "task.seed").values()
        ]
        for blocks, part in chosen.items()
    }


def accuracies(rows: Rows, variant: str) -> dict[int, float]:
    """The mean final accuracy of the best trials, by blocks."""
    best = best_trials(rows, variant)
    return {blocks: fmean(1 - row["error"] for row in group) for blocks, group in best.items()}


def figure_1_or_2(rows: Rows, bars: Bars) -> tuple[str, str]:
    """F1, F2: accuracy at many blocks against that at few."""
    found, clipped = (accuracies(rows, bars[name]) for name in ("variant", "beside"))
    return _rises(found, bars), f"accuracy by blocks: {_told(found)}; clipped: {_told(clipped)}"


def figure_1_vectors(rows: Rows, bars: Bars) -> tuple[str, str]:
    """F1 on fixed vectors: the best variant counts, and whether one looks like the figure."""
    said, told, alike = set(), [], []
    low, high = bars["like"]
    for variant in dict.fromkeys(row["variant"] for row in rows):
        found = accuracies(rows, variant)
        told.append(f"{variant}: {_told(found)}")
        said.add(_rises(found, bars))
        if low <= found.get(bars["few"], 0.0) <= high:
            alike.append(variant)
    order = ("reproduced", "partly", "not reproduced")
    best = next((one for one in order if one in said), "not settled: sizes are missing")
    like = f"like the paper's figure at {bars['few']} block: " + ("; ".join(alike) or "no variant")
    return best, f"accuracy by blocks: {'; '.join(told)}; {like}"


def _rises(found: Mapping[int, float], bars: Bars) -> str:
    """Whether accuracy at many blocks is above that at few, and at least ``least``."""
    few, many, least = bars["few"], bars["many"], bars["least"]
    more = {blocks: value for blocks, value in found.items() if blocks >= many}
    if few not in found or not more:
        return "not settled: sizes are missing"
    higher = [blocks for blocks, value in more.items() if value > found[few]]
    if len(higher) == len(more) and min(more.values()) >= least:
        return "reproduced"
    return "partly" if higher else "not reproduced"


def _told(found: Mapping[int, float]) -> str:
    return ", ".join(f"{value:.3f} at {blocks}" for blocks, value in found.items())
