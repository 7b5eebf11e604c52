"""Training in one compiled call, on one thread of a CPU: feed-forward nets and one look at tokens.

:mod:`memlib.training.kernel.pack_dense` and ``pack_one_look`` make of a run what is compiled here.
The compiled code itself is put together from parts: a pass, a way to meet the tokens, a look.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from torch import nn

from memlib.models.uniform import TINY
from memlib.training.arrays import Arrays
from memlib.training.kernel import (
    adamw,
    columns,
    dense,
    grid,
    looks,
    passes,
    standard,
    tiles,
    vocabulary,
)
from memlib.training.kernel import (
    losses as heads,
)
from memlib.training.kernel.pack_dense import dense_problem
from memlib.training.kernel.pack_one_look import one_look_problem
from memlib.training.kernel.packing import Problem, unpack
from memlib.training.kernel.unroll import compile_together
from memlib.training.outcomes import Trained, threshold
from memlib.training.run import Run
from memlib.training.tasks import arrays

Function: TypeAlias = Callable[..., Any]
Constants: TypeAlias = tuple[tuple[str, int], ...]

#: What makes a problem of a run, by family.
PROBLEMS: Final[Mapping[str, Callable[[Run, nn.Module, Arrays], Problem]]] = {
    "feed-forward": dense_problem,
    "uniform": one_look_problem,
    "deep-sets": one_look_problem,
    "last-only": one_look_problem,
}
#: Passes, each with what it calls besides its parts.
PASSES: Final[Mapping[str, tuple[Function, ...]]] = {
    "one look": (passes.one_look_pass,),
    "standard": (standard.standardize, standard.standardize_backward, standard.standard_pass),
}
#: Ways to meet the tokens, each in the place of ``prepare``, ``gather``, ``scatter``, ``finish``.
TOKENS: Final[Mapping[str, tuple[Function, ...]]] = {
    "grid": (grid.grid_prepare, grid.grid_gather, grid.grid_scatter, grid.grid_finish),
    "vocabulary": (
        vocabulary.vocabulary_prepare, vocabulary.vocabulary_gather,
        vocabulary.vocabulary_scatter, vocabulary.vocabulary_finish,
    ),
}  # fmt: skip
#: Looks, each in the place of ``look_forward`` and ``look_backward``.
LOOKS: Final[Mapping[str, tuple[Function, Function]]] = {
    "attention": (looks.attention_forward, looks.attention_backward),
    "carry": (looks.carry_forward, looks.carry_backward),
    "mean": (looks.mean_forward, looks.mean_backward),
}
_VALUES: Final[Mapping[str, Any]] = {
    "np": np, "ZERO": tiles.ZERO,
    "BETA_1": adamw.BETA_1, "BETA_2": adamw.BETA_2, "EPSILON": adamw.EPSILON,
    "TINY": TINY,
}  # fmt: skip
_ENTRIES: Final[dict[str, int]] = {
    "LINEAR": passes.LINEAR, "TABLE": passes.TABLE, "FIXED": passes.FIXED
}  # fmt: skip


def supports(run: Run) -> bool:
    """Whether the kernel can train this run."""
    if run.settings.dtype != "float32":
        return False
    if run.family == "feed-forward":
        return run.size("input", "fixed") == "fixed" and arrays(run.task).x is not None
    return run.family in PROBLEMS


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


def training_loop(made: Problem) -> Any:
    """The compiled loop for a problem's parts and constants."""
    return _compiled(made, adamw.training_loop)


def model_pass(made: Problem) -> Any:
    """The compiled pass alone: (loss, wrong answers), and the gradient added to its argument."""
    return _compiled(made, None)


def _compiled(made: Problem, loop: Function | None) -> Any:
    constants, column_constants = (
        tuple(sorted(some.items())) for some in (made.constants, made.column_constants)
    )
    return _together(made.parts, constants, column_constants, loop)


@cache
def _together(
    parts: tuple[str, ...], constants: Constants, column_constants: Constants, loop: Function | None
) -> Any:
    if parts == ("dense",):
        functions: list[Function] = [
            heads.squares, heads.surprise, dense.dense_forward, dense.dense_gradient,
            dense.dense_backward, dense.dense_pass,
        ]  # fmt: skip
        names = {"model_pass": "dense_pass"}
        values = dict(_VALUES)
    else:
        kind, way, look = parts
        functions = [
            tiles.blocks_forward, tiles.blocks_backward, tiles.embed_forward, tiles.embed_backward,
            *TOKENS[way], *PASSES[kind],
        ]  # fmt: skip
        names = _places(("prepare", "gather", "scatter", "finish"), TOKENS[way])
        names["model_pass"] = PASSES[kind][-1].__name__
        values = dict(_VALUES) | {"column_tile": _columns(look, column_constants)}
    if loop is not None:
        functions += [adamw.clip_norm, adamw.adamw, adamw.copy, loop]
    return compile_together(functions, dict(constants) | _ENTRIES, values, names)


@cache
def _columns(look: str, constants: Constants) -> Any:
    """What is done with the columns of a tile, with constants of its own."""
    functions: list[Function] = [
        heads.squares, heads.surprise, heads.read_out, heads.read_out_backward,
        tiles.blocks_forward, tiles.blocks_backward, looks.matrix_forward, looks.matrix_backward,
        *LOOKS[look], columns.column_tile,
    ]  # fmt: skip
    names = _places(("look_forward", "look_backward"), LOOKS[look])
    return compile_together(functions, dict(constants), _VALUES, names)


def _places(names: tuple[str, ...], functions: tuple[Function, ...]) -> dict[str, str]:
    """Which function stands in which place."""
    return {place: one.__name__ for place, one in zip(names, functions, strict=True)}
