"""Nets with one look at the tokens (:mod:`memlib.models.uniform`) for the passes of the kernel."""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np
from torch import nn

from memlib.models.uniform import CENTERED, OVER_ALL, SCALED, TIMES_ROOT
from memlib.training.arrays import Arrays
from memlib.training.kernel import passes, vectors
from memlib.training.kernel.pack_tokens import Tokens, last_tokens, tokens_for_means
from memlib.training.kernel.packing import LANES, Ints, Problem, Room, answers, pack, padded
from memlib.training.kernel.sizes import Sizes
from memlib.training.run import Run

#: Up to so many coordinates, four registers of lanes go forward through blocks at once (else two),
#: and two go backward (else one): with more, a machine of 32 registers reads most of them anew.
_SPANNED: Final = 8
_BACK: Final = 4
#: So many numbers of tokens are kept for the way back; more are read slower than made again.
_KEPT: Final = 1 << 23
ENTRIES: Final = {"linear": passes.LINEAR, "table": passes.TABLE, "fixed": passes.FIXED}


def one_look_problem(run: Run, model: nn.Module, data: Arrays) -> Problem:
    """Eq. (165), deep sets, or the last token alone."""
    m, q, blocks = (int(run.size(n, d)) for n, d in (("m", 2), ("q", 8), ("blocks", 1)))
    after, q_after = int(run.size("after", m)), int(run.size("q_after", q))
    outputs, y = answers(run, data)
    entry = entry_of(run, data)
    mean = str(run.size("mean"))
    factor = sqrt(data.length) if mean in TIMES_ROOT else 1.0
    if run.family == "last-only":
        data = last_tokens(data)
    tokens = tokens_for_means(data, entry, m, factor)
    look = "mean" if run.family != "uniform" else "attention" if after == m else "carry"
    column_constants = block_constants(after, q_after) | {
        "B": m, "LOOK": {"mean": 0, "attention": m * m, "carry": 2 * m * after}[look]
    }  # fmt: skip
    found, column, start = place_one_look(m, q, after, q_after, blocks, outputs, look)
    places = place_entry(model, found, m, start, entry, tokens.used)
    column_room = ((blocks + 3) * after + outputs) * LANES
    column_room += blocks * column_constants["BLOCK"] * vectors.V
    standard = mean in OVER_ALL
    tiles = padded(data.sequences, LANES) // LANES if standard else 1
    keep = tiles * tokens.rows(blocks) * m * LANES <= _KEPT
    token_rows = tokens.rows(blocks, keep=keep)
    apart = token_rows if tokens.way == "grid" and keep else 0
    kind, rows = "one look", 2 + token_rows
    sums = summed(start - column, entry, tokens, m)
    if standard:  # each tile keeps its read tokens, its means, its tokens
        kind, rows = "standard", 3 * tiles + 1 + token_rows + (tiles - 1) * apart
    return Problem(
        (kind, tokens.way, "blocks", look),
        pack(model, places, m * LANES if entry == "table" else 1, start),
        places,
        (tokens.x, y, tokens.where, tokens.weight, tokens.starts),
        Sizes(
            sequences=data.sequences, length=data.length, dim=tokens.dim, outputs=outputs,
            entry=ENTRIES[entry], blocks=blocks, upper=blocks, column=column,
            column_room=column_room, token_room=token_rows * m * LANES, apart=apart * m * LANES,
            summed=sums, slots=tokens.slots,
        ),
        rows * m * LANES + column_room + sums * vectors.V,
        block_constants(m, q)
        | {"KEEP": int(keep), "CENTER": int(mean in CENTERED), "SCALE": int(mean in SCALED)},
        column_constants,
    )  # fmt: skip


def entry_of(run: Run, data: Arrays) -> str:
    """How tokens enter."""
    return str(run.size("input") or ("linear" if data.x is not None else "table"))


def summed(first: int, entry: str, tokens: Tokens, m: int) -> int:
    """The weights of F₁ and E_in; a table's gradients are added up token by token."""
    return first + (tokens.dim + 1) * m * (entry == "linear")


def block_constants(m: int, q: int) -> dict[str, int]:
    """The constants of :mod:`memlib.training.kernel.tiles` for one size."""
    unit = 2 * m + 1
    span, back = (4 if m <= _SPANNED else 2), (2 if m <= _BACK else 1)  # measured: the fastest
    sizes = {"M": m, "Q": q, "L": LANES, "UNIT": unit, "BLOCK": q * unit + m}
    sizes |= {"V": vectors.V, "SPAN": span, "BACK": back}
    return sizes | {"B": m, "ASK": 0, "RAW": 0, "KEEP": 1}


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
        tiles = padded(len(used), LANES) // LANES
        lanes = room.take(tiles, m, LANES).transpose(0, 2, 1).reshape(-1, m)
        found["entry.weight"] = np.full(shapes["entry.weight"], -1, np.int64)
        found["entry.weight"][used] = lanes[: len(used)]
    return [found[name] for name in shapes]
