"""One layer of softmax attention (:mod:`memlib.models.mixers`) for the passes of the kernel."""

from __future__ import annotations

from torch import nn

from memlib.training.arrays import Arrays
from memlib.training.kernel import vectors
from memlib.training.kernel.pack_one_look import (
    ENTRIES,
    block_constants,
    entry_of,
    place_blocks,
    place_entry,
    summed,
)
from memlib.training.kernel.pack_tokens import tokens_for_scores
from memlib.training.kernel.packing import LANES, Ints, Problem, Room, answers, pack
from memlib.training.kernel.sizes import Sizes
from memlib.training.run import Run


def softmax_problem(run: Run, model: nn.Module, data: Arrays) -> Problem:
    """One layer with one head, read at the last token, with layer norm or without."""
    m, q, norm = int(run.size("m", 2)), int(run.size("q", 8)), bool(run.size("norm", 0))
    outputs, y = answers(run, data)
    entry = entry_of(run, data)
    tokens = tokens_for_scores(data, entry, m)
    found, column, start = place_softmax(m, q, outputs, norm)
    places = place_entry(model, found, m, start, entry, tokens.used)
    block = block_constants(m, q)
    column_room = ((8 if norm else 4) * m + outputs) * LANES + block["BLOCK"] * vectors.V
    rows = tokens.rows(int(norm), norm)
    copied = tokens.way == "vocabulary"
    token_room = (rows + copied * tokens.slots + 4) * m * LANES + (tokens.slots + 1) * LANES
    constants = block | {"ASK": 2 * m * m, "RAW": int(norm)}
    sums = summed(start - column, entry, tokens, m)
    return Problem(
        ("softmax", tokens.way, "norm", "softmax, norm" if norm else "softmax"),
        pack(model, places, m * LANES if entry == "table" else 1, start),
        places,
        (tokens.x, y, tokens.where, tokens.weight, tokens.starts),
        Sizes(
            sequences=data.sequences, length=data.length, dim=tokens.dim, outputs=outputs,
            entry=ENTRIES[entry], blocks=int(norm), upper=1, column=column,
            column_room=column_room, token_room=token_room, summed=sums, apart=0,
            slots=tokens.slots, stride=m if copied else (1 + norm) * m,
            keys=(rows if copied else norm) * m * LANES,
        ),
        2 * m * LANES + column_room + sums * vectors.V + token_room,
        constants | ({"BLOCK": 2 * m} if norm else {}),
        block | {"LOOK": 2 * m * m},
    )  # fmt: skip


def place_softmax(m: int, q: int, outputs: int, norm: bool) -> tuple[dict[str, Ints], int, int]:
    """Where each number of each parameter but the entry's is packed.

    Also where the weights of columns end, and where the entry begins.
    """
    room = Room()
    layer = "layers.0"
    found = {
        name.replace("block.0", "block"): places
        for name, places in place_blocks(room, f"{layer}.block", m, q, 1).items()
    }
    found[f"{layer}.mixer.value.weight"] = room.take(m, m)
    found[f"{layer}.mixer.outer.weight"] = room.take(m, m)
    if norm:
        _place_norm(room, found, f"{layer}.block_norm", m)
        _place_norm(room, found, "last_norm", m)
    out = room.take(outputs, m + 1)
    found["out.weight"], found["out.bias"] = out[:, :m], out[:, m]
    column = room.used
    if norm:
        _place_norm(room, found, f"{layer}.mixer_norm", m)
    found[f"{layer}.mixer.query.weight"] = room.take(m, m)
    found[f"{layer}.mixer.key.weight"] = room.take(m, m).T
    return found, column, room.used


def _place_norm(room: Room, found: dict[str, Ints], name: str, m: int) -> None:
    found[f"{name}.weight"], found[f"{name}.bias"] = room.take(m), room.take(m)
