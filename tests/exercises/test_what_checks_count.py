"""What the checks take for right is what the library builds, trains and holds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.bounds.shapes import Shape
from memlib.exercises import compact, counting, mixers, training
from memlib.experiments.statistics import rate
from memlib.models.parts import Dims
from memlib.models.registry import parameters
from memlib.numbers import significand


def test_hidden_units_counts_as_the_models_do() -> None:
    """The difference of two layers and one layer is one layer."""
    dims = Dims(length=3, dim=2)
    sizes = [parameters("averaging", {"m": 8, "q": 27, "layers": k}, dims) for k in (1, 2)]
    assert f"Right: {sizes[1] - sizes[0]} " in mixers.hidden_units(27, 8, 16)


@pytest.mark.parametrize(("layers", "hears"), [(2, False), (3, True)])
def test_pooling_hears_as_far_as_the_exercise_says(layers: int, hears: bool) -> None:
    import torch

    from memlib.models.registry import build

    model = build("pooling", {"m": 2, "layers": layers}, Dims(length=4, dim=2), seed=1)
    x = torch.rand(5, 4, 2, generator=torch.Generator().manual_seed(0))
    other = torch.cat([x[:, :1] + 1, x[:, 1:]], dim=1)
    assert torch.allclose(model(x), model(other)) is not hears


def test_first_ruled_out() -> None:
    shape = Shape(depth=1, hidden=1)
    answers = {n: counting.first_ruled_out(n, shape) for n in range(1, 400)}
    (right,) = [n for n, said in answers.items() if said.startswith("Right")]
    assert "not ruled out" in answers[right - 1]
    assert "so is a smaller" in answers[right + 1]


def test_training_sizes_by_hand() -> None:
    """84 numbers a block in each pair of stacks, 4 in W, 14 in E_in, 3 in E_out."""
    right = 8 * 84 + 4 + 14 + 3
    assert "Right" in training.parameters(right, "uniform", (10, 6), m=2, q=8, blocks=8)


def test_runs_without_a_hit_by_hand() -> None:
    """The interval ends at 1 − 0.025^(1/k)."""
    assert 1 - 0.025 ** (1 / 71) > 0.05 > 1 - 0.025 ** (1 / 72)
    told = training.runs_without_a_hit(72, 0.05)
    assert "Right" in told
    assert f"{rate(0, 72).high:.4f}" in told
    assert f"{rate(0, 20).high:.3f}" in training.runs_without_a_hit(20, 0.1)


def test_floats_hold_what_the_significand_says() -> None:
    for x in (1, 3, 2**53, 2**53 + 1, 2**53 + 2, 2**60 + 2**7, Fraction(1025, 2**90)):
        assert (Fraction(float(x)) == x) == (significand(x) <= 53), x


def test_words_that_fit() -> None:
    rows, labels = ["1101", "0110", "1000"], [1, 0, 0]
    fits = [
        w for w in (f"{k:04b}" for k in range(16)) if "Right" in compact.word_fits(w, rows, labels)
    ]
    assert len(fits) == 2  # three independent equations, four unknown bits
