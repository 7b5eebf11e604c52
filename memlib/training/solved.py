"""Models that are solved, not trained: their outcomes take no steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from memlib.errors import MemlibError
from memlib.models.feed_forward import least_squares
from memlib.models.parts import Shape
from memlib.models.random_features import random_features
from memlib.training.arrays import Arrays
from memlib.training.run import Outcome, Run
from memlib.training.tasks import arrays


def solve(run: Run) -> Outcome:
    """The outcome of a run whose family is one of :data:`SOLVED`, in float64, on one thread.

    Raises:
        MemlibError: the data or the loss of the run does not fit its family.
    """
    data = arrays(run.task)
    if data.x is None or run.settings.loss != "mse":
        raise MemlibError(
            "least squares needs token vectors and squares as the loss",
            place=run.family,
            mend='a task with vectors, and loss = "mse"',
        )
    with threadpool_limits(limits=1):
        return SOLVED[run.family](run, data)


def _linear(run: Run, data: Arrays) -> Outcome:
    """The best linear model on the flattened sequence, labels ±1."""
    assert data.x is not None
    fit = least_squares(data.x, data.signs)
    return _outcome(run, fit.loss, fit.error, fit.parameters)


def _random(run: Run, data: Arrays) -> Outcome:
    """Random features; the loss of an item is the sum of squares over its outputs."""
    assert data.x is not None
    began = time.perf_counter()
    fit = random_features(Shape(dict(run.shape)), data.x, data.y, data.classes, run.seed)
    seconds = time.perf_counter() - began
    held = data.held
    test: dict[str, Any] = {}
    if held is not None and held.x is not None:
        loss, error = squares_and_error(fit.scores(held.x), held.y)
        test = {"test_loss": loss, "test_error": error}
    found = squares_and_error(fit.scores(data.x), data.y)
    return _outcome(run, *found, fit.parameters, seconds=seconds, **test)


def squares_and_error(scores: NDArray[np.float64], y: NDArray[np.int64]) -> tuple[float, float]:
    """Mean over items of the squared distance to the label's unit vector, and of wrong answers.

    The answer is the class of the largest score; a tie is wrong.

    >>> squares_and_error(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([0, 1]))
    (0.25, 0.5)
    """
    apart = scores - np.eye(scores.shape[1])[y]
    true = scores[np.arange(len(y)), y]
    rivals = (scores >= true[:, None]).sum(1)
    return float(np.mean((apart**2).sum(1))), float(np.mean(rivals > 1))


def _outcome(
    run: Run, loss: float, error: float, parameters: int, seconds: float = 0.0, **test: Any
) -> Outcome:
    value = loss if run.settings.goal == "loss" else error
    return Outcome(
        loss=loss, error=error, best_loss=loss, best_error=error,
        hit=0 if value < run.settings.below else None, exact_loss=loss, exact_error=error,
        parameters=parameters, steps=0, seconds=seconds, engine="solved", device="cpu",
        curve=((0, loss, error),), **test,
    )  # fmt: skip


#: Family → how it is solved.
SOLVED: Final[Mapping[str, Callable[[Run, Arrays], Outcome]]] = {
    "least-squares": _linear,
    "random-features": _random,
}
