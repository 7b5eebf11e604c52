"""Full-batch AdamW around a pass, and what is noted of every step.

``model_pass`` is put in before compilation: a function of
:mod:`memlib.training.kernel.passes` or of :mod:`memlib.training.kernel.dense`. Everything happens
in one call without Python in between, so that several threads can train at once.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.tiles import ZERO

#: torch's defaults of AdamW; every engine but the plain loop reads them here.
BETA_1: Final = 0.9
BETA_2: Final = 0.999
EPSILON: Final = 1e-8


def model_pass(w: Any, grad: Any, data: Any, sizes: Any, work: Any) -> tuple[float, int]:
    """The place of the pass: loss and wrong answers, summed; the gradient is added to ``grad``."""
    raise NotImplementedError("a pass is put in here before compilation")


def adamw(w: Any, grad: Any, first: Any, second: Any, step: int, rate: float, decay: float) -> None:
    """One update of all weights, by the formula of torch.optim.AdamW."""
    keep = np.float32(1 - rate * decay)
    size = np.float32(rate / (1 - BETA_1 ** (step + 1)))
    root = np.float32(1 / np.sqrt(1 - BETA_2 ** (step + 1)))
    old_1, new_1 = np.float32(BETA_1), np.float32(1 - BETA_1)
    old_2, new_2 = np.float32(BETA_2), np.float32(1 - BETA_2)
    small = np.float32(EPSILON)
    for i in range(len(w)):
        first[i] = old_1 * first[i] + new_1 * grad[i]
        second[i] = old_2 * second[i] + new_2 * grad[i] * grad[i]
        w[i] = keep * w[i] - size * first[i] / (np.sqrt(second[i]) * root + small)


def clip_norm(grad: Any, largest: float) -> None:
    """Scale the gradient down to a norm, as torch.nn.utils.clip_grad_norm_ does."""
    square = np.float64(0)
    for i in range(len(grad)):
        square += np.float64(grad[i]) * np.float64(grad[i])
    factor = largest / (np.sqrt(square) + 1e-6)
    if factor < 1:
        for i in range(len(grad)):
            grad[i] *= np.float32(factor)


def copy(source: Any, target: Any) -> None:
    """Number by number: numba takes seconds to compile a slice assignment."""
    for i in range(len(source)):
        target[i] = source[i]


def training_loop(
    w: Any, data: Any, sizes: Any, work: Any, rates: Any, decay: float, clip: float, by_error: int,
    below: float, stop: int, losses: Any, errors: Any, kept: Any,
) -> tuple[int, int]:  # fmt: skip
    """Train; the number of updates and the step of the hit (−1: none).

    Args:
        w: packed weights, changed in place.
        data, sizes, work: of the pass; ``sizes.sequences`` is N.
        rates: the learning rate of each step.
        decay, clip: weight decay; the largest norm of a gradient, 0 for any.
        by_error, below, stop: the goal, as in :class:`memlib.training.run.Settings`.
        losses, errors: one place a step and one more, filled with the means before each update and
            after the last; a loss that is not finite ends the training.
        kept: filled with the weights of the hit; of the end, without one.
    """
    grad = np.zeros_like(w)
    first = np.zeros_like(w)
    second = np.zeros_like(w)
    steps = len(rates)
    hit = -1
    step = 0
    while True:
        for i in range(len(grad)):
            grad[i] = ZERO
        loss, wrong = model_pass(w, grad, data, sizes, work)
        losses[step] = loss / sizes.sequences
        errors[step] = wrong / sizes.sequences
        if not np.isfinite(loss):
            break
        value = errors[step] if by_error else losses[step]
        if hit < 0 and value < below:
            hit = step
            copy(w, kept)
            if stop:
                break
        if step == steps:
            break
        if clip > 0:
            clip_norm(grad, clip)
        adamw(w, grad, first, second, step, rates[step], decay)
        step += 1
    if hit < 0:
        copy(w, kept)
    return step, hit
