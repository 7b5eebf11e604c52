"""What is compiled for a problem: functions, put together by the names of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

import numpy as np

from memlib.models.uniform import TINY
from memlib.training.kernel import (
    adamw,
    attend,
    columns,
    counts,
    crowd,
    dense,
    first,
    grid,
    looks,
    norm,
    passes,
    softmax,
    standard,
    tiles,
    vectors,
    vocabulary,
)
from memlib.training.kernel import losses as heads
from memlib.training.kernel.packing import Problem
from memlib.training.kernel.unroll import compile_together

Function: TypeAlias = Callable[..., Any]
Constants: TypeAlias = tuple[tuple[str, int], ...]


def _in_places(names: str, *functions: Function) -> dict[str, Function]:
    return dict(zip(names.split(), functions, strict=True))


_SUMS: Final[tuple[Function, ...]] = (tiles.clear, tiles.fold)
_BLOCKS: Final[tuple[Function, ...]] = (tiles.blocks_forward, tiles.blocks_backward)
_EMBED: Final[tuple[Function, ...]] = (tiles.embed_forward, tiles.embed_backward)
_NORM: Final[tuple[Function, ...]] = (norm.norm_scale, norm.norm_forward, norm.norm_backward)
_MATRIX: Final[tuple[Function, ...]] = (looks.matrix_forward, looks.matrix_backward)
_QUESTION: Final[tuple[Function, ...]] = (
    *_MATRIX, softmax.own_room, softmax.question_forward, softmax.question_backward,
)  # fmt: skip
_DENSE: Final[tuple[Function, ...]] = (
    heads.squares, heads.surprise,
    dense.dense_forward, dense.dense_gradient, dense.dense_backward, dense.dense_pass,
)  # fmt: skip
_TRAINING: Final[tuple[Function, ...]] = (adamw.clip_norm, adamw.adamw, adamw.copy)

#: F₁, in the places of :mod:`memlib.training.kernel.first`, each after what it calls.
FIRST: Final[Mapping[str, tuple[Function, ...]]] = {
    "blocks": _BLOCKS,
    "norm": (*_NORM, first.normed_forward, first.normed_backward),
}
#: Ways to meet the tokens, in the places of :mod:`memlib.training.kernel.passes`.
MEANS: Final[Mapping[str, tuple[Function, ...]]] = {
    "grid": (grid.grid_prepare, grid.grid_gather, grid.grid_scatter, grid.grid_finish),
    "vocabulary": (
        vocabulary.vocabulary_prepare, vocabulary.vocabulary_gather,
        vocabulary.vocabulary_scatter, vocabulary.vocabulary_finish,
    ),
    "counts": (
        vocabulary.vocabulary_prepare, counts.counts_gather,
        counts.counts_scatter, vocabulary.vocabulary_finish,
    ),
}  # fmt: skip
#: The same for the slots of :mod:`memlib.training.kernel.softmax`.
SLOTS: Final[Mapping[str, tuple[Function, Function]]] = {
    "grid": (grid.grid_fill, grid.grid_spread),
    "vocabulary": (vocabulary.vocabulary_fill, vocabulary.vocabulary_spread),
}
#: What ways to meet the tokens call.
HELP: Final[Mapping[str, tuple[Function, ...]]] = {
    "grid": (grid.grid_token, grid.grid_token_backward),
    "vocabulary": (vocabulary.read_tokens, vocabulary.read_tokens_backward),
    "counts": (vocabulary.read_tokens, vocabulary.read_tokens_backward),
}
#: Looks, in the places of :mod:`memlib.training.kernel.looks`.
LOOKS: Final[Mapping[str, tuple[Function, Function]]] = {
    "attention": (looks.attention_forward, looks.attention_backward),
    "carry": (looks.carry_forward, looks.carry_backward),
    "mean": (looks.mean_forward, looks.mean_backward),
    "softmax": (looks.softmax_forward, looks.softmax_backward),
}
_VALUES: Final[Mapping[str, Any]] = {
    "np": np, "ZERO": tiles.ZERO, "TINY": TINY,
    "BETA_1": adamw.BETA_1, "BETA_2": adamw.BETA_2, "EPSILON": adamw.EPSILON,
    "NORM_TINY": norm.NORM_TINY,
    **{name: getattr(attend, name) for name in attend.NUMBERS},
    **{name: getattr(vectors, name) for name in vectors.NAMES},
}  # fmt: skip
_ENTRIES: Final[dict[str, int]] = {
    "LINEAR": passes.LINEAR, "TABLE": passes.TABLE, "FIXED": passes.FIXED
}  # fmt: skip


def compiled_parts(made: Problem, loop: Function | None) -> Any:
    """The compiled pass of a problem; with a training loop around it, where one is given."""
    constants, column_constants = (
        tuple(sorted(some.items())) for some in (made.constants, made.column_constants)
    )
    return _together(made.parts, constants, column_constants, loop)


@cache
def _together(
    parts: tuple[str, ...], constants: Constants, column_constants: Constants, loop: Function | None
) -> Any:
    values = dict(_VALUES)
    if parts == ("dense",):
        functions: list[Function] = list(_DENSE)
        places: dict[str, Function] = {}
    else:
        values["column_tile"] = _columns(parts[-1], column_constants)
        functions, places = _tokens(*parts[:-1])
    places["model_pass"] = functions[-1]
    if loop is not None:
        functions += [*_TRAINING, loop]
    names = {place: one.__name__ for place, one in places.items()}
    return compile_together(functions, dict(constants) | _ENTRIES, values, names)


def _tokens(kind: str, way: str, begin: str) -> tuple[list[Function], dict[str, Function]]:
    """The functions of a pass over tokens, and which stand in whose places."""
    places = _in_places("first_forward first_backward", *FIRST[begin][-2:])
    places |= _in_places("prepare gather scatter finish", *MEANS[way])
    functions: list[Function] = [*_SUMS, *_EMBED, *FIRST[begin], *HELP[way]]
    if way == "counts":
        functions.append(counts.add_sums)
    if kind == "softmax" and way == "counts":
        places |= _in_places("gather scatter", crowd.crowd_gather, crowd.crowd_scatter)
        functions += [*_QUESTION, crowd.powers]
    elif kind == "softmax":
        places |= _in_places("fill spread", *SLOTS[way])
        places |= _in_places("gather scatter", softmax.softmax_gather, softmax.softmax_scatter)
        functions += [
            *_QUESTION, attend.power, attend.attend_forward, attend.attend_backward, *SLOTS[way],
        ]  # fmt: skip
    functions += [places[name] for name in ("prepare", "gather", "scatter", "finish")]
    if kind == "standard":
        functions += [standard.standardize, standard.standardize_backward, standard.standard_pass]
    else:
        functions.append(passes.one_look_pass)
    return functions, places


@cache
def _columns(look: str, constants: Constants) -> Any:
    """What is done with the columns of a tile, with constants of its own."""
    look, *norms = look.split(", ")
    functions: list[Function] = [
        *_SUMS, heads.squares, heads.surprise, heads.read_out, heads.read_out_backward,
        *_BLOCKS, *_MATRIX, *LOOKS[look], columns.answer_tile, *(_NORM if norms else ()),
        columns.normed_column_tile if norms else columns.column_tile,
    ]  # fmt: skip
    places = _in_places("look_forward look_backward", *LOOKS[look])
    names = {place: one.__name__ for place, one in places.items()}
    return compile_together(functions, dict(constants), _VALUES, names)
