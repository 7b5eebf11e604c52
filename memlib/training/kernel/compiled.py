"""Training in one compiled call, on one thread of a CPU: nets that look at tokens once.

:mod:`memlib.training.kernel.pack_dense`, ``pack_one_look`` and ``pack_softmax`` make of a run what
:mod:`memlib.training.kernel.parts` puts together and compiles.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from torch import nn

from memlib.training.arrays import Arrays
from memlib.training.kernel import adamw
from memlib.training.kernel.pack_dense import dense_problem
from memlib.training.kernel.pack_one_look import one_look_problem
from memlib.training.kernel.pack_softmax import softmax_problem
from memlib.training.kernel.packing import Problem, aligned, unpack
from memlib.training.kernel.parts import compiled_parts
from memlib.training.outcomes import Trained, threshold
from memlib.training.run import Run
from memlib.training.tasks import arrays

#: What makes a problem of a run, by family.
PROBLEMS: Final[Mapping[str, Callable[[Run, nn.Module, Arrays], Problem]]] = {
    "feed-forward": dense_problem,
    "uniform": one_look_problem,
    "deep-sets": one_look_problem,
    "last-only": one_look_problem,
    "softmax": softmax_problem,
}


def supports(run: Run) -> bool:
    """Whether the kernel can train this run."""
    if run.settings.dtype != "float32" or run.family not in PROBLEMS:
        return False
    if run.family == "feed-forward":
        return run.size("input", "fixed") == "fixed" and arrays(run.task).x is not None
    if run.family == "softmax":
        one = run.size("layers", 1) == 1 == run.size("heads", 1)
        return one and not run.size("positions", 0) and run.size("read", "last") == "last"
    return True


def problem(run: Run, model: nn.Module, data: Arrays) -> Problem:
    """A run that the kernel can train."""
    return PROBLEMS[run.family](run, model, data)


def train(run: Run, model: nn.Module, data: Arrays, rates: NDArray[np.float64]) -> Trained:
    """Train ``model``; on return it holds the weights of the hit, or of the end without one."""
    settings = run.settings
    made = problem(run, model, data)
    loop = training_loop(made)
    losses = np.full(len(rates) + 1, np.nan)
    errors = np.full(len(rates) + 1, np.nan)
    kept = np.empty_like(made.weights)
    work = aligned(made.room)
    began = time.perf_counter()
    steps, hit = loop(
        made.weights, made.data, made.sizes, work, rates, settings.weight_decay,
        settings.clip or 0.0, int(settings.goal == "error"), threshold(settings, data.y.size),
        int(settings.stop), losses, errors, kept,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    unpack(model, made.places, kept)
    return Trained(
        losses[: steps + 1], errors[: steps + 1], int(steps), None if hit < 0 else int(hit), seconds
    )


def training_loop(made: Problem) -> Any:
    """The compiled loop for a problem's parts and constants."""
    return compiled_parts(made, adamw.training_loop)


def model_pass(made: Problem) -> Any:
    """The compiled pass alone: (loss, wrong answers), and the gradient added to its argument."""
    return compiled_parts(made, None)
