"""Verdicts follow their criteria: on rows written here, and on those that are stored."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.verdicts import report, s1_g1


def row(hit: bool, **values: Any) -> dict[str, Any]:
    loss = 0.001 if hit else 0.5
    return {
        "kind": "score", "variant": "all", "set.goal": "loss", "set.below": 0.01,
        "hit": 7 if hit else None, "exact_loss": loss, "exact_error": 0.0 if hit else 0.3,
        "best_loss": loss, "best_error": 0.0 if hit else 0.3, **values,
    }  # fmt: skip


def given(monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, Any]]) -> None:
    for module in (report, s1_g1):
        monkeypatch.setattr(module, "runs", lambda _name: ({}, rows))


@pytest.mark.parametrize(
    ("hits", "runs", "said"),
    [
        (17, 33, "reproduced"),
        (1, 33, "partly"),
        (0, 33, "not reproduced"),
        (0, 3, "not settled: too few runs"),
    ],
)
def test_t1(monkeypatch: pytest.MonkeyPatch, hits: int, runs: int, said: str) -> None:
    given(monkeypatch, [row(k < hits, **{"shape.blocks": 4}) for k in range(runs)])
    assert report.t1("x")[0] == said


@pytest.mark.parametrize(
    ("power", "said"), [(0.5, "reproduced"), (2.0, "not reproduced"), (0.0, "not reproduced")]
)
def test_figure_3(monkeypatch: pytest.MonkeyPatch, power: float, said: str) -> None:
    """Sizes that grow like N to some power; blocks so many that rounding does not matter."""
    rows = []
    for n in (600, 800, 1000, 1200, 1400):
        needed = round(1000 * (n / 600) ** power)
        rows += [
            row(k > 0, **{"task.sequences": n, "shape.blocks": needed - 1 + k}) for k in (0, 1)
        ]
    given(monkeypatch, rows)
    assert report.figure_3_paper("x")[0] == said


@pytest.mark.parametrize(
    ("accuracies", "said", "like"),
    [
        ({1: 0.92, 10: 0.96, 20: 0.97}, "reproduced", True),
        ({1: 0.99, 10: 0.995, 20: 0.999}, "reproduced", False),
        ({1: 0.92, 10: 0.96, 20: 0.94}, "partly", True),
        ({1: 0.92, 10: 0.91, 20: 0.9}, "not reproduced", True),
    ],
)
def test_figure_1_on_vectors(
    monkeypatch: pytest.MonkeyPatch, accuracies: dict[int, float], said: str, like: bool
) -> None:
    """The better of two trials by loss counts, on each of two draws."""
    rows = [
        row(False, **{"shape.blocks": blocks, "task.seed": draw, "loss": loss, "error": error})
        for blocks, accuracy in accuracies.items()
        for draw in (0, 1)
        for loss, error in ((0.1, 1 - accuracy), (0.9, 0.5))
    ]
    given(monkeypatch, rows)
    found, told = report.figure_1_vectors("x")
    assert found == said
    assert told.endswith("at 1 block: " + ("all" if like else "no variant"))


def test_duels_are_fought_cell_by_cell() -> None:
    rows = [
        row(side == winner, variant=f"uniform: {side}", parameters=size,
            **{"task.length": n, "task.sequences": 50})
        for side, size in (("eq. (165)", 517), ("feed-forward", 511))
        for n, winner in ((4, "feed-forward"), (64, "eq. (165)"))
        for _ in range(33)
    ]  # fmt: skip
    found = s1_g1.duels(rows, "uniform")
    assert [(d["n"], d["ahead"], d["errs less"]) for d in found] == [(4, -1, -1), (64, 1, 1)]


@pytest.mark.parametrize(
    ("hits", "said", "bound"),
    [
        ({50: 0, 80: 17}, "training finds more", False),
        ({50: 20, 80: 33}, "training finds more", True),
        ({80: 16, 150: 17}, "training finds less", False),
        ({150: 17, 300: 33}, "not settled: the smallest size that was tried is enough", True),
        ({150: 16, 300: 16}, "not settled: no size was enough", False),
    ],
)
def test_built_and_trained(
    monkeypatch: pytest.MonkeyPatch, hits: dict[int, int], said: str, bound: bool
) -> None:
    """Against a network of 100 parameters; a size below all that were tried is not excluded."""
    rows = [
        row(k < count, parameters=size, **{"task.sequences": 64})
        for size, count in hits.items()
        for k in range(33)
    ]
    given(monkeypatch, rows)
    monkeypatch.setattr(s1_g1, "smallest_built", lambda *_: 100)
    found, told = s1_g1.against_built("x")
    assert (found, "at most" in told) == (said, bound)


def test_every_stored_experiment_has_a_verdict() -> None:
    names = report.stored()
    assert {"f1", "f2", "f3_paper", "f3_ours", "t1_n10"} <= set(names)
    for name in names:
        found = report.verdict(name)
        assert found.verdict
        assert found.criteria
        assert found.fresh <= found.runs


def test_an_experiment_without_a_table() -> None:
    with pytest.raises(MemlibError, match="no experiment"):
        report.verdict("nothing")


def test_figure_3_counts_the_core_as_the_models_do() -> None:
    from memlib.models.parts import Dims
    from memlib.models.registry import parameters

    dims = Dims(length=8, dim=2, outputs=3)
    for blocks in (0, 1, 16):
        shape = {"m": 2, "q": 8, "blocks": blocks, "input": "fixed"}
        assert report.core_parameters(blocks, 3) == parameters("uniform", shape, dims)


def test_rates_of_a_stored_sweep_are_those_of_its_rows() -> None:
    from memlib.experiments.runs import runs

    _, rows = runs("f3_ours")
    part = statistics.scored(rows, variant="table", **{"task.sequences": 600})
    assert sum(rate.runs for rate in statistics.rates(part, "shape.blocks").values()) == len(part)
    assert len({(row["seed"], row["shape.blocks"]) for row in part}) == len(part)
