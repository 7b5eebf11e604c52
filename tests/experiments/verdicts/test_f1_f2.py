"""F1, F2: accuracy that rises, that rises too little, that rises somewhere, that does not."""

from __future__ import annotations

from typing import Any

import pytest
from answers import bars, row

from memlib.experiments.verdicts.f1_f2 import figure_1_or_2, figure_1_vectors


def trials(variant: str, accuracies: dict[int, float]) -> list[dict[str, Any]]:
    """The better of two trials by loss counts, on each of two draws: those of ±0.001."""
    return [
        row(False, variant=variant, loss=loss, error=error,
            **{"shape.blocks": blocks, "task.seed": draw})
        for blocks, accuracy in accuracies.items()
        for draw in (-1, 1)
        for loss, error in ((0.1, 1 - accuracy - draw / 1000), (0.9, 0.5))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "accuracies", "said"),
    [
        ("f1", {1: 0.92, 10: 0.951, 20: 0.96}, "reproduced"),
        ("f1", {1: 0.92, 10: 0.96, 20: 0.949}, "partly"),  # above one block, and below 0.95
        ("f1", {1: 0.97, 10: 0.98, 20: 0.96}, "partly"),  # at least 0.95, and not above one block
        ("f1", {1: 0.92, 9: 0.5, 10: 0.951}, "reproduced"),  # nine blocks are not asked
        ("f1", {1: 0.97, 10: 0.96, 20: 0.96}, "not reproduced"),
        ("f1", {1: 0.97, 10: 0.97}, "not reproduced"),
        ("f1", {1: 0.97, 4: 0.98}, "not settled: sizes are missing"),
        ("f2", {1: 0.98, 10: 0.991, 20: 0.995}, "reproduced"),
        ("f2", {1: 0.98, 10: 0.995, 20: 0.989}, "partly"),
        ("f2", {1: 0.98, 10: 0.96, 20: 0.97}, "not reproduced"),
    ],
)
def test_figures_1_and_2(name: str, accuracies: dict[int, float], said: str) -> None:
    """The variant with conflicts dropped decides, whatever the others do."""
    rows = trials("conflicts dropped", accuracies)
    rows += trials("conflicts dropped, clipped, [CLS]", {1: 0.1, 10: 1.0})
    rows += trials("conflicts kept", {1: 1.0, 10: 0.1})
    found, told = figure_1_or_2(rows, bars(name))
    assert found == said
    assert told.endswith("clipped: 0.100 at 1, 1.000 at 10")


@pytest.mark.parametrize(
    ("accuracies", "said", "like"),
    [
        ({1: 0.92, 10: 0.96, 20: 0.97}, "reproduced", True),
        ({1: 0.871, 10: 0.96, 20: 0.97}, "reproduced", True),
        ({1: 0.869, 10: 0.96, 20: 0.97}, "reproduced", False),
        ({1: 0.949, 10: 0.96, 20: 0.97}, "reproduced", True),
        ({1: 0.951, 10: 0.96, 20: 0.97}, "reproduced", False),
        ({1: 0.92, 10: 0.96, 20: 0.949}, "partly", True),
        ({1: 0.92, 10: 0.91, 20: 0.9}, "not reproduced", True),
        ({1: 0.92}, "not settled: sizes are missing", True),
    ],
)
def test_figure_1_on_vectors(accuracies: dict[int, float], said: str, like: bool) -> None:
    found, told = figure_1_vectors(trials("d = 9", accuracies), bars("f1_vectors"))
    assert found == said
    assert told.endswith("at 1 block: " + ("d = 9" if like else "no variant"))


def test_the_best_variant_counts() -> None:
    rows = trials("a", {1: 0.9, 10: 0.8}) + trials("b", {1: 0.9, 10: 0.96})
    assert figure_1_vectors(rows, bars("f1_vectors"))[0] == "reproduced"
