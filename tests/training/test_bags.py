"""Distinct tokens with their shares: the same outputs, and draws that train side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from memlib.training.bags import bag
from memlib.training.outcomes import fresh_model, inputs, tokens
from memlib.training.run import Pairs, Run, Settings, Task, pairs
from memlib.training.tasks import arrays
from memlib.training.train import train

LONG = Task("context", pairs(sequences=20, length=40, dim=2, tokens=5, seed=0))
SHORT = Task("context", pairs(sequences=5, length=8, dim=2, tokens=3, seed=0))
NEEDLE = Task("needle", pairs(sequences=20, length=40, dim=2, seed=0))
SETTINGS = Settings(steps=12, learning_rate=0.01, goal="error", below=0.0001)
FAMILIES: dict[str, tuple[str, Pairs]] = {
    "plain": ("uniform", pairs(m=3, q=4, blocks=1)),
    "standard": ("uniform", pairs(m=3, q=4, blocks=1, mean="standard")),
    "root": ("uniform", pairs(m=3, q=4, blocks=1, mean="root")),
    "scaled": ("uniform", pairs(m=3, q=4, blocks=1, mean="scaled")),
    "spread": ("uniform", pairs(m=3, q=4, blocks=1, mean="spread")),
    "centered root": ("uniform", pairs(m=3, q=4, blocks=1, mean="centered root")),
    "uneven": ("uniform", pairs(m=2, q=4, blocks=1, after=4, q_after=3)),
    "deep sets": ("deep-sets", pairs(m=3, q=4, blocks=1)),
    "mean only": ("mean-only", pairs(m=3, q=4, blocks=1)),
    "last only": ("last-only", pairs(m=3, q=4, blocks=1)),
    "softmax": ("softmax", pairs(m=4, q=4, layers=1, heads=2)),
    "softmax, all tokens": ("softmax", pairs(m=4, q=4, layers=2, norm=1, read="mean")),
    "small": ("softmax", pairs(m=4, q=4, layers=1, small=10)),
    "averaging": ("averaging", pairs(m=4, q=4, layers=2)),
}


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("task", [LONG, NEEDLE], ids=["context", "needle"])
def test_a_bag_gives_the_outputs_of_the_sequence(name: str, task: Task) -> None:
    run = Run(*FAMILIES[name], task, SETTINGS, 3)
    data = arrays(task)
    model = fresh_model(run, data).double()
    given = [one.double() for one in inputs(run, data)]
    assert len(given) == 2
    assert given[0].shape[1] <= 5
    whole = model(tokens(run, data).double())
    assert torch.allclose(model(*given), whole, atol=1e-9)
    assert whole.std() > 0 or (name, task) == ("last only", NEEDLE)  # all end alike


@pytest.mark.parametrize(
    ("family", "shape", "task"),
    [
        ("uniform", pairs(), Task("uniform", pairs(sequences=5, length=40, dim=2, seed=0))),
        (
            "uniform",
            pairs(),
            Task("context", pairs(sequences=5, length=8, dim=2, tokens=3, seed=0)),
        ),
        ("uniform", pairs(input="table"), LONG),
        ("softmax", pairs(positions=1), LONG),
        ("feed-forward", pairs(), LONG),
        ("hardmax", pairs(), LONG),
    ],
    ids=["no ids", "short", "table", "positions", "order", "hardmax"],
)
def test_where_there_is_no_bag(family: str, shape: Pairs, task: Task) -> None:
    assert bag(Run(family, shape, task, SETTINGS, 0), arrays(task)) is None


def test_the_last_token_stands_last_and_shares_add_up() -> None:
    made = arrays(LONG)
    found = bag(Run("uniform", pairs(), LONG, SETTINGS, 0), made)
    assert found is not None
    assert made.x is not None
    x, shares = found
    assert np.allclose(shares.sum(1), 1)
    assert np.array_equal(x[:, -1], made.x[:, -1])
    assert np.allclose((x * shares[..., None]).sum(1), made.x.mean(1), atol=1e-6)


@pytest.mark.parametrize("name", FAMILIES)
def test_draws_train_side_by_side(name: str) -> None:
    """Each run on its own draw, together, as alone in the plain loop."""
    family, shape = FAMILIES[name]
    runs = [
        Run(family, shape, replace(LONG, arguments=pairs(**{**dict(LONG.arguments), "seed": s})),
            replace(SETTINGS, learning_rate=0.01 + 0.01 * s), s)
        for s in range(3)
    ]  # fmt: skip
    for one, other in zip(train(runs, engine="batched"), train(runs, engine="loop"), strict=True):
        assert one.loss == pytest.approx(other.loss, abs=2e-5)
        assert one.exact_loss == pytest.approx(other.exact_loss, abs=2e-5)
        assert one.steps == other.steps
    assert len({o.loss for o in train(runs, engine="batched")}) == 3


def test_standardized_means_are_judged_over_all_sequences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memlib.training.outcomes._TOKENS", 40)
    run = Run(*FAMILIES["standard"], LONG, replace(SETTINGS, steps=0), 3)
    (made,) = train([run], engine="loop")
    assert made.exact_loss == pytest.approx(made.loss, rel=1e-4)


def test_a_batch_of_one_engine_keeps_classes_apart() -> None:
    """Runs with class scores on different draws are not stacked; their losses are their own."""
    cross = replace(SETTINGS, loss="cross-entropy")
    runs = [
        Run("deep-sets", pairs(m=3), Task("context", pairs(**{**dict(LONG.arguments), "seed": s})),
            cross, 0)
        for s in range(2)
    ]  # fmt: skip
    for one, other in zip(train(runs, engine="batched"), train(runs, engine="loop"), strict=True):
        assert one.loss == pytest.approx(other.loss, abs=2e-5)
