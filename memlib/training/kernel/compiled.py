"""Training in one compiled call: eq. (165) and feed-forward nets, on one thread of a CPU.

:mod:`memlib.training.kernel.packing` makes of a run what is compiled here; the compiled code itself
is in :mod:`memlib.training.kernel.tiles`, ``losses``, ``passes``, ``dense`` and ``adamw``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from torch import nn

from memlib.training.arrays import Arrays
from memlib.training.kernel import adamw, dense, passes, tiles
from memlib.training.kernel import losses as heads
from memlib.training.kernel.packing import Constants, problem, unpack
from memlib.training.kernel.unroll import compile_together
from memlib.training.outcomes import Trained, threshold
from memlib.training.run import Run
from memlib.training.tasks import arrays

PASSES: Final[dict[str, Callable[..., Any]]] = {
    "grid": passes.grid_pass,
    "vocabulary": passes.vocabulary_pass,
    "dense": dense.dense_pass,
}
_ONE_LOOK: Final[tuple[Callable[..., Any], ...]] = (
    tiles.blocks_forward, tiles.blocks_backward, tiles.mix_forward, tiles.mix_backward,
    heads.read_out, heads.read_out_backward, passes.sequence_tile,
    tiles.embed_forward, tiles.embed_backward,
)  # fmt: skip
#: What each pass calls, in the order of their calls.
PARTS: Final[dict[str, tuple[Callable[..., Any], ...]]] = {
    "grid": _ONE_LOOK,
    "vocabulary": _ONE_LOOK,
    "dense": (dense.dense_forward, dense.dense_gradient, dense.dense_backward),
}


def supports(run: Run) -> bool:
    """Whether the kernel can train this run."""
    if run.settings.dtype != "float32":
        return False
    if run.family == "feed-forward":
        plain = run.size("input", "fixed") == "fixed" and not run.size("leak", 0)
        return plain and arrays(run.task).x is not None
    even = {"after", "q_after", "mean"}.isdisjoint(dict(run.shape))
    return run.family == "uniform" and even


def train(run: Run, model: nn.Module, data: Arrays, rates: NDArray[np.float64]) -> Trained:
    """Train ``model``; on return it holds the weights of the hit, or of the end without one."""
    settings = run.settings
    made = problem(run, model, data)
    loop = training_loop(made.kind, tuple(sorted(made.constants.items())))
    losses = np.full(len(rates) + 1, np.nan)
    errors = np.full(len(rates) + 1, np.nan)
    kept = np.empty_like(made.weights)
    work = np.zeros(made.room, dtype=np.float32)
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


def training_loop(kind: str, constants: Constants) -> Any:
    """The compiled loop for one kind of pass and one set of constants."""
    return _compiled(kind, constants, adamw.training_loop)


def model_pass(kind: str, constants: Constants) -> Any:
    """The compiled pass alone: (loss, wrong answers), and the gradient added to its argument."""
    return _compiled(kind, constants, None)


@cache
def _compiled(kind: str, constants: Constants, loop: Callable[..., Any] | None) -> Any:
    one_pass = PASSES[kind]
    functions: list[Callable[..., Any]] = [
        heads.squares, heads.surprise, adamw.clip_norm, adamw.adamw, adamw.copy,
        *PARTS[kind], one_pass,
    ]  # fmt: skip
    functions += [] if loop is None else [loop]
    values = {
        "np": np, "ZERO": tiles.ZERO,
        "BETA_1": adamw.BETA_1, "BETA_2": adamw.BETA_2, "EPSILON": adamw.EPSILON,
    }  # fmt: skip
    numbers = dict(constants) | {
        "LINEAR": passes.LINEAR, "TABLE": passes.TABLE, "FIXED": passes.FIXED
    }  # fmt: skip
    return compile_together(functions, numbers, values, names={"model_pass": one_pass.__name__})
