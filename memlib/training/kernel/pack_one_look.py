"""Nets with one look at the tokens (:mod:`memlib.models.uniform`) for the passes of the kernel."""

from __future__ import annotations

from math import sqrt
from typing import Final, NamedTuple

import numpy as np
from torch import nn

from memlib.training.arrays import Arrays
from memlib.training.kernel import passes
from memlib.training.kernel.packing import (
    LANES,
    Floats,
    Ints,
    Problem,
    Room,
    answers,
    pack,
    padded,
    tiled,
)
from memlib.training.run import Run

ENTRIES: Final = {"linear": passes.LINEAR, "table": passes.TABLE, "fixed": passes.FIXED}
#: A token that stands this often on average is worth looking up once.
_RECURS: Final = 1.25


class Tokens(NamedTuple):
    """How the pass meets the tokens.

    Attributes:
        way: "grid" or "vocabulary".
        x: tiles of vectors.
        terms: the rest of the data, as the way says.
        dim: rows of a tile of x.
        used: which rows of a table occur; None without a table.
        rows: to work in for tokens, in tiles of m rows.
        apart: of these, those that are needed again where tiles of sequences are kept apart.
    """

    way: str
    x: Floats
    terms: tuple[Ints, Floats, Ints]
    dim: int
    used: Ints | None
    rows: int
    apart: int


def one_look_problem(run: Run, model: nn.Module, data: Arrays) -> Problem:
    """Eq. (165), deep sets, or the last token alone."""
    m, q, blocks = (int(run.size(n, d)) for n, d in (("m", 2), ("q", 8), ("blocks", 1)))
    after, q_after = int(run.size("after", m)), int(run.size("q_after", q))
    outputs, y = answers(run, data)
    entry = str(run.size("input") or ("linear" if data.x is not None else "table"))
    factor = sqrt(data.length) if run.size("mean") == "root" else 1.0
    if run.family == "last-only":
        data = last_tokens(data)
    tokens = tokens_of(data, entry, m, blocks, factor)
    look = "mean" if run.family != "uniform" else "attention" if after == m else "carry"
    constants = block_constants(m, q)
    column_constants = block_constants(after, q_after) | {
        "B": m, "LOOK": {"mean": 0, "attention": m * m, "carry": 2 * m * after}[look]
    }  # fmt: skip
    found, column, start = place_one_look(m, q, after, q_after, blocks, outputs, look)
    places = place_entry(model, found, m, start, entry, tokens.used)
    kind = "standard" if run.size("mean") == "standard" else "one look"
    tiles = padded(data.sequences, LANES) // LANES
    rows = 2 + tokens.rows
    if kind == "standard":  # each tile keeps its read tokens, its means and its tokens
        rows = 3 * tiles + 1 + tokens.rows + (tiles - 1) * tokens.apart
    column_room = ((blocks + 3) * after + outputs) * LANES
    chunk = next(c for c in (3, 2, 1) if c == 1 or (tokens.way == "grid" and tokens.dim % c == 0))
    return Problem(
        (kind, tokens.way, look),
        pack(model, places, m * LANES if entry == "table" else 1, start),
        places,
        (tokens.x, y, *tokens.terms),
        (
            blocks, outputs, data.length, data.sequences, tokens.dim, ENTRIES[entry],
            column, column_room, tokens.apart * m * LANES,
        ),
        rows * m * LANES + column_room,
        constants | {"CHUNK": chunk},
        column_constants,
    )  # fmt: skip


def block_constants(m: int, q: int) -> dict[str, int]:
    """The constants of :mod:`memlib.training.kernel.tiles` for one size."""
    unit = 2 * m + 1
    pair = 2 if q % 2 == 0 else 1
    return {"M": m, "Q": q, "L": LANES, "PAIR": pair, "UNIT": unit, "BLOCK": q * unit + m}


def last_tokens(data: Arrays) -> Arrays:
    """The sequences cut to the token that is read."""
    x = None if data.x is None else data.x[:, -1:]
    ids = None if data.ids is None else data.ids[:, -1:]
    return Arrays(data.y, data.classes, x, ids, data.vocabulary)


def tokens_of(data: Arrays, entry: str, m: int, blocks: int, factor: float) -> Tokens:
    """The tokens of sequences whose mean, times a factor, is looked at."""
    recurring = _recurring(data, entry)
    if recurring is None:
        share = np.array([factor / data.length], np.float32)
        terms = (_NONE, share, _NONE)
        rows = data.length * (blocks + 1) + 2
        return Tokens("grid", _grid(data), terms, data.dim, None, rows, rows)
    used, ids, vectors = recurring
    dim = m if vectors is None else vectors.shape[1]
    x = tiled(np.zeros((len(used), dim), np.float32) if vectors is None else vectors)
    rows = len(x) // (dim * LANES) * (blocks + 2) + 1
    return Tokens("vocabulary", x, _terms(ids, factor), dim, used, rows, 0)


_NONE: Final = np.zeros(0, np.int64)


def _recurring(data: Arrays, entry: str) -> tuple[Ints, Ints, Floats | None] | None:
    """Distinct tokens, each token's number among them, and vectors; None when few recur."""
    if entry == "table":
        assert data.ids is not None
        tokens, inverse = np.unique(data.ids, return_inverse=True)
        return tokens, inverse.reshape(data.ids.shape), None
    assert data.x is not None
    if data.ids is not None:
        tokens, first, inverse = np.unique(data.ids, return_index=True, return_inverse=True)
        if data.ids.size < _RECURS * len(tokens):
            return None
        return tokens, inverse.reshape(data.ids.shape), data.x.reshape(-1, data.dim)[first]
    return None


def _grid(data: Arrays) -> Floats:
    """Sequences [N, n, d] as one tile for each (LANES sequences, token)."""
    assert data.x is not None
    count = -(-data.sequences // LANES)
    tiles = np.zeros((count, data.length, data.dim, LANES), np.float32)
    for k in range(count):
        part = data.x[k * LANES : (k + 1) * LANES]
        tiles[k, :, :, : len(part)] = part.transpose(1, 2, 0)
    return tiles.reshape(-1)


def _terms(ids: Ints, factor: float) -> tuple[Ints, Floats, Ints]:
    """Each sequence's mean as a weighted sum over distinct tokens, the last token first."""
    where: list[int] = []
    weight: list[float] = []
    starts = [0]
    for row in ids:
        tokens, counts = np.unique(row, return_counts=True)
        order = np.argsort(tokens != row[-1], kind="stable")
        where += tokens[order].tolist()
        weight += (factor * counts[order] / len(row)).tolist()
        starts.append(len(where))
    return np.array(where, np.int64), np.array(weight, np.float32), np.array(starts, np.int64)


def place_one_look(
    m: int, q: int, after: int, q_after: int, blocks: int, outputs: int, look: str
) -> tuple[dict[str, Ints], int, int]:
    """Where each number of each parameter but the entry's is packed.

    Also where the weights of columns end, and where the entry begins.
    """
    room = Room()
    found = place_blocks(room, "second", after, q_after, blocks)
    if look != "mean":
        found["mix.weight"] = room.take(after, m)
    if look == "carry":
        found["carry.weight"] = room.take(after, m)
    out = room.take(outputs, after + 1)
    found["out.weight"], found["out.bias"] = out[:, :after], out[:, after]
    column = room.used
    found |= place_blocks(room, "first", m, q, blocks)
    return found, column, room.used


def place_blocks(room: Room, name: str, m: int, q: int, blocks: int) -> dict[str, Ints]:
    """Where a stack of blocks is packed: hidden unit by hidden unit, outer biases at the end."""
    found: dict[str, Ints] = {}
    for k in range(blocks):
        units = room.take(q, 2 * m + 1)  # a hidden unit: inner weights, bias, outer weights
        found[f"{name}.{k}.inner.weight"] = units[:, :m]
        found[f"{name}.{k}.inner.bias"] = units[:, m]
        found[f"{name}.{k}.outer.weight"] = units[:, m + 1 :].T
        found[f"{name}.{k}.outer.bias"] = room.take(m)
    return found


def place_entry(
    model: nn.Module, found: dict[str, Ints], m: int, start: int, entry: str, used: Ints | None
) -> list[Ints]:
    """All places, the entry's too, in the order of the model's parameters."""
    shapes = {name: parameter.shape for name, parameter in model.named_parameters()}
    room = Room(start)
    if entry == "linear":
        found["entry.weight"] = room.take(shapes["entry.weight"][1], m).T
        found["entry.bias"] = room.take(m)
    elif entry == "table":
        assert used is not None
        lanes = room.take(-(-len(used) // LANES), m, LANES).transpose(0, 2, 1).reshape(-1, m)
        found["entry.weight"] = np.full(shapes["entry.weight"], -1, np.int64)
        found["entry.weight"][used] = lanes[: len(used)]
    return [found[name] for name in shapes]
