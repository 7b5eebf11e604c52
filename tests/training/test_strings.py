"""Random strings: their bits, and losses where every token has a label."""

from __future__ import annotations

from dataclasses import replace
from math import log, log2

import numpy as np
import pytest
import torch

from memlib.training.outcomes import fresh_model, losses_and_errors, tokens
from memlib.training.run import Run, Settings, Task, pairs
from memlib.training.strings import code_length, memorized_bits, strings, total_bits
from memlib.training.tasks import arrays
from memlib.training.train import train

TASK = Task("strings", pairs(sequences=6, length=7, vocabulary=5, seed=3))
SETTINGS = Settings(steps=30, learning_rate=0.05, loss="cross-entropy", below=0.0)
RUN = Run("causal", pairs(m=4, heads=2), TASK, SETTINGS, 1)


def test_strings_are_uniform_and_shifted() -> None:
    made = strings(400, 9, 4, seed=1)
    assert made.ids is not None
    assert made.ids.shape == made.y.shape == (400, 8)
    assert np.array_equal(made.ids[:, 1:], made.y[:, :-1])
    assert (made.classes, made.vocabulary, made.sequences, made.length) == (4, 4, 400, 8)
    counts = np.bincount(made.y.ravel(), minlength=4)
    assert np.all(abs(counts - 800) < 5 * (3200 * 3 / 16) ** 0.5)
    assert made.digest != strings(400, 9, 4, seed=2).digest


@pytest.mark.parametrize("engine", ["loop", "batched"])
def test_code_length_is_the_sum_over_tokens(engine: str) -> None:
    """Token by token from the trained weights of the loop: no formula of the package."""
    (found,) = train([RUN], engine=engine)
    data = arrays(TASK)
    assert data.ids is not None
    model = fresh_model(RUN, data)
    from memlib.training import torch_loop

    torch_loop.train(RUN, model, data)
    scores = model.double()(tokens(RUN, data)).detach().numpy()
    bits = 0.0
    wrong = 0
    for string in range(6):
        bits += log2(5)
        for place in range(6):
            row, label = scores[string, place], data.y[string, place]
            bits -= log2(np.exp(row[label]) / np.exp(row).sum())
            wrong += int(row.argmax() != label)
    assert code_length(found.exact_loss, 6, 7, 5) == pytest.approx(bits, rel=1e-4)
    assert found.exact_error == pytest.approx(wrong / 36)
    held = memorized_bits(found.exact_loss, 6, 7, 5)
    assert held == pytest.approx(6 * 7 * log2(5) - bits, rel=1e-3)
    assert 0 < held < total_bits(6, 7, 5)


def test_a_model_that_knows_nothing_saves_nothing() -> None:
    assert memorized_bits(log(5), 6, 7, 5) == pytest.approx(0)
    assert memorized_bits(0.0, 6, 7, 5) == pytest.approx(6 * 6 * log2(5))


def test_losses_of_a_sequence_are_means_over_its_tokens() -> None:
    scores = torch.tensor([[[2.0, 0.0], [0.0, 0.0]], [[0.0, 3.0], [1.0, 0.0]]])
    y = torch.tensor([[0, 1], [1, 1]])
    each, wrong = losses_and_errors(scores, y, "cross-entropy")
    expected = [
        (np.log1p(np.exp(-2)) + np.log(2)) / 2,
        (np.log1p(np.exp(-3)) + np.log1p(np.exp(1))) / 2,
    ]
    assert each.tolist() == pytest.approx(expected)
    assert wrong.tolist() == [0.5, 0.5]  # a tie is wrong


def test_rounded_weights_are_judged_as_they_are_rounded() -> None:
    runs = [replace(RUN, settings=replace(SETTINGS, dtype=d)) for d in ("float32", "bfloat16")]
    full, half = train(runs, engine="loop")
    assert half.exact_loss == pytest.approx(half.loss, rel=1e-4)
    assert full.exact_loss != half.exact_loss
