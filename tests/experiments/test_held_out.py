"""Held-out items: never trained on, judged with the weights of the run, silent where none are."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from memlib.errors import MemlibError
from memlib.experiments import export, runs
from memlib.experiments.config import load
from memlib.experiments.store import Store, row_key
from memlib.training.outcomes import fresh_model
from memlib.training.run import Run, Settings, Task, pairs
from memlib.training.solved import squares_and_error
from memlib.training.tasks import arrays
from memlib.training.train import train

PLAIN = Task("digits", pairs(sequences=20, seed=0, noise=0.5))
HELD = Task("digits", pairs(sequences=20, seed=0, noise=0.5, held=30))
CROSS = Settings(steps=2, learning_rate=0.01, loss="cross-entropy", goal="error", below=0.0)
FEATURES = Run(
    "random-features", pairs(features=40), HELD,
    Settings(steps=0, learning_rate=0.0, below=1e-8), 3,
)  # fmt: skip


def test_held_out_pictures_are_others_with_true_labels() -> None:
    from sklearn.datasets import load_digits

    plain, made = arrays(PLAIN), arrays(HELD)
    assert plain.held is None
    assert made.held is not None
    assert made.x is not None
    assert made.held.x is not None
    assert np.array_equal(made.x, plain.x)
    assert np.array_equal(made.y, plain.y)
    order = np.random.default_rng([4, 0]).permutation(1797)
    assert made.held.y.tolist() == load_digits().target[order[20:50]].tolist()
    first = load_digits().images[order[20]] / 16
    assert made.held.x[0, 0].tolist() == pytest.approx(first[:2, :2].ravel().tolist())


def test_what_is_held_out_is_part_of_the_key_and_nothing_else_is() -> None:
    """The key of a row from before there were held-out items, written down here."""
    run = Run("averaging", pairs(m=4), PLAIN, CROSS, 0)
    assert row_key(run, arrays(PLAIN).digest) == "b3de35fe562f00493839237f4d9e69d4"
    assert arrays(HELD).digest != arrays(PLAIN).digest


@pytest.mark.parametrize("engine", ["loop", "batched"])
def test_the_test_error_is_that_of_the_weights_at_the_end(engine: str) -> None:
    """No step: the weights are the initial ones, and a plain forward pass tells their error."""
    run = Run("averaging", pairs(m=4, read="mean"), HELD, replace(CROSS, steps=0), 0)
    (made,) = train([run], engine=engine)
    held = arrays(HELD).held
    assert held is not None
    model = fresh_model(run, arrays(HELD)).double()
    scores = model(torch.from_numpy(held.x).double())
    wrong = (scores.argmax(1).numpy() != held.y).mean()
    assert made.test_error == pytest.approx(wrong)
    loss = torch.nn.functional.cross_entropy(scores, torch.from_numpy(held.y))
    assert made.test_loss == pytest.approx(loss.item())


def test_training_does_not_see_them() -> None:
    run = Run("pooling", pairs(m=4), HELD, CROSS, 0)
    (with_held,) = train([run], engine="loop")
    (without,) = train([replace(run, task=PLAIN)], engine="loop")
    assert without.test_error is None is without.test_loss
    kept = {"seconds": 0.0, "test_loss": None, "test_error": None}
    assert replace(with_held, **kept) == replace(without, **kept)  # type: ignore[arg-type]


def test_random_features_are_solved_and_tested() -> None:
    (made,) = train([FEATURES])
    assert made.engine == "solved"
    assert made.hit == 0
    assert made.parameters == 400
    assert made.error == 0
    assert made.test_error is not None
    assert 0 < made.test_error < 1
    (few,) = train([replace(FEATURES, shape=pairs(features=10))])
    assert few.hit is None
    assert few.loss > 1e-3
    assert [replace(o, seconds=0.0) for o in train([FEATURES])] == [replace(made, seconds=0.0)]


def test_random_features_need_vectors_and_squares() -> None:
    with pytest.raises(MemlibError, match="squares"):
        train([replace(FEATURES, settings=CROSS)])


def test_errors_count_ties_as_wrong() -> None:
    scores = np.array([[0.0, 2.0], [1.0, 1.0], [3.0, 0.0]])
    loss, error = squares_and_error(scores, np.array([1, 0, 1]))
    assert loss == pytest.approx((1 + 1 + 10) / 3)
    assert error == pytest.approx(2 / 3)


TWO = """
id = "X"
claim = "with and without held-out items"
criteria = ["none"]
protocol = "grid"
[base]
family = "random-features"
shape = { features = 8 }
task = { recipe = "digits", sequences = 12 }
settings = { steps = 0, learning_rate = 0.0 }
[score]
seeds = 2
"""


@pytest.mark.parametrize("held", [0, 9])
def test_a_row_is_exported_with_a_test_error_only_where_there_is_one(
    tmp_path: Path, held: int
) -> None:
    from memlib.experiments.sweep import Sweep

    path = tmp_path / "two.toml"
    path.write_text(TWO.replace("sequences = 12", f"sequences = 12, held = {held}"))
    with Store(tmp_path / "s.sqlite") as store:
        assert Sweep(load(path), store, quiet=True).go()
        again = [row.outcome for row, _ in store.rows("two/cpu")]
    target = export.write(load(path), tmp_path / "s.sqlite", tmp_path / "two.json")
    _, found = runs.read(target)
    assert all(("test_error" in row) == bool(held) for row in found)
    assert [asdict(one)["test_error"] is None for one in again] == [not held] * 2
