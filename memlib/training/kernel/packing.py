"""A run as the kernel wants it: packed weights, data in tiles, sizes, room to work.

The torch model stays the source of its initial weights and the judge of its final ones. The kernel
works on its own copy, in which numbers that are used together lie together; ``places`` says where
each number of each parameter went.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from torch import nn

from memlib.training.arrays import Arrays
from memlib.training.kernel import dense, passes, tiles
from memlib.training.run import Run

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Constants: TypeAlias = tuple[tuple[str, int], ...]

LANES: Final = tiles.L
ENTRIES: Final = {"linear": passes.LINEAR, "table": passes.TABLE, "fixed": passes.FIXED}
#: A token that stands this often on average is worth looking up once.
_RECURS: Final = 1.25


@dataclass
class Problem:
    """What the compiled loop gets: packed weights, data, sizes, room to work.

    Attributes:
        kind: of pass: "grid", "vocabulary" or "dense".
        places: for each parameter of the model, in its order, where its numbers are packed; −1: a
            table's row that the data never uses.
        room: float32 numbers that the pass needs to work in.
    """

    kind: str
    weights: Floats
    places: list[Ints]
    data: tuple[Any, ...]
    sizes: tuple[int, ...]
    room: int
    constants: dict[str, int]


def problem(run: Run, model: nn.Module, data: Arrays) -> Problem:
    """A run of a family that the kernel knows."""
    make = dense_problem if run.family == "feed-forward" else one_look_problem
    return make(run, model, data)


def block_constants(m: int, q: int) -> dict[str, int]:
    """The constants of :mod:`memlib.training.kernel.tiles` for one size."""
    unit = 2 * m + 1
    pair = 2 if q % 2 == 0 else 1
    return {"M": m, "Q": q, "L": LANES, "PAIR": pair, "UNIT": unit, "BLOCK": q * unit + m}


def one_look_problem(run: Run, model: nn.Module, data: Arrays) -> Problem:
    """Eq. (165) for the kernel."""
    m, q = int(run.size("m", 2)), int(run.size("q", 8))
    blocks = int(run.size("blocks", 1))
    constants = block_constants(m, q)
    way = str(run.size("input") or ("linear" if data.x is not None else "table"))
    outputs = 1 if run.settings.loss == "mse" else data.classes
    y = data.signs if outputs == 1 else data.y.astype(np.float32)
    recurring = _recurring(data, way)
    if recurring is None:
        kind, tokens = "grid", None
        x, dim, terms = _grid(data), data.dim, _NO_TERMS
        room = data.length * (blocks + 1) + 4
    else:
        kind = "vocabulary"
        tokens, ids, vectors = recurring
        dim = m if vectors is None else vectors.shape[1]
        x = _tiled(np.zeros((len(tokens), dim), np.float32) if vectors is None else vectors)
        terms = _terms(ids)
        room = len(x) // (dim * LANES) * (blocks + 2) + 3
    room = (room + blocks + 4) * m * LANES + outputs * LANES
    places, start = place_one_look(model, m, q, blocks, outputs, way, tokens)
    chunk = next(c for c in (3, 2, 1) if c == 1 or (kind == "grid" and dim % c == 0))
    return Problem(
        kind,
        pack(model, places, constants["M"] * LANES if way == "table" else 1, start),
        places,
        (x, y, *terms),
        (blocks, outputs, data.length, data.sequences, dim, data.length - 1, ENTRIES[way]),
        room,
        constants | {"CHUNK": chunk},
    )


_NO_TERMS: Final = (np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.int64))


def _recurring(data: Arrays, way: str) -> tuple[Ints, Ints, Floats | None] | None:
    """Distinct tokens, each token's number among them, and vectors; None when few recur."""
    if way == "table":
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


def _tiled(rows: Floats) -> Floats:
    """Vectors [U, d] as tiles of d rows and LANES lanes, one after the other."""
    count = -(-len(rows) // LANES)
    padded = np.zeros((count * LANES, rows.shape[1]), np.float32)
    padded[: len(rows)] = rows
    return np.ascontiguousarray(padded.reshape(count, LANES, -1).transpose(0, 2, 1)).reshape(-1)


def _grid(data: Arrays) -> Floats:
    """Sequences [N, n, d] as one tile for each (LANES sequences, token)."""
    assert data.x is not None
    count = -(-data.sequences // LANES)
    tiled = np.zeros((count, data.length, data.dim, LANES), np.float32)
    for k in range(count):
        part = data.x[k * LANES : (k + 1) * LANES]
        tiled[k, :, :, : len(part)] = part.transpose(1, 2, 0)
    return tiled.reshape(-1)


def _terms(ids: Ints) -> tuple[Ints, Floats, Ints]:
    """Each sequence's mean as a weighted sum over distinct tokens, the last token first."""
    where: list[int] = []
    weight: list[float] = []
    starts = [0]
    for row in ids:
        tokens, counts = np.unique(row, return_counts=True)
        order = np.argsort(tokens != row[-1], kind="stable")
        where += tokens[order].tolist()
        weight += (counts[order] / len(row)).tolist()
        starts.append(len(where))
    return np.array(where, np.int64), np.array(weight, np.float32), np.array(starts, np.int64)


class _Room:
    """Hands out places in a packed vector, one stretch after the other."""

    def __init__(self) -> None:
        self.used = 0

    def take(self, *shape: int) -> Ints:
        """The next places, as an array of this shape."""
        count = int(np.prod(shape))
        self.used += count
        return np.arange(self.used - count, self.used).reshape(shape)


def place_one_look(
    model: nn.Module, m: int, q: int, blocks: int, outputs: int, way: str, tokens: Ints | None
) -> tuple[list[Ints], int]:
    """Where each number of each parameter of eq. (165) is packed, and where the entry begins."""
    room = _Room()
    found: dict[str, Ints] = {}
    for stack in ("first", "second"):
        for k in range(blocks):
            units = room.take(q, 2 * m + 1)  # a hidden unit: inner weights, bias, outer weights
            found[f"{stack}.{k}.inner.weight"] = units[:, :m]
            found[f"{stack}.{k}.inner.bias"] = units[:, m]
            found[f"{stack}.{k}.outer.weight"] = units[:, m + 1 :].T
            found[f"{stack}.{k}.outer.bias"] = room.take(m)
    found["mix.weight"] = room.take(m, m)
    out = room.take(outputs, m + 1)
    found["out.weight"], found["out.bias"] = out[:, :m], out[:, m]
    start = room.used
    shapes = {name: parameter.shape for name, parameter in model.named_parameters()}
    if way == "linear":
        found["entry.weight"] = room.take(shapes["entry.weight"][1], m).T
        found["entry.bias"] = room.take(m)
    elif way == "table":
        assert tokens is not None
        lanes = room.take(-(-len(tokens) // LANES), m, LANES).transpose(0, 2, 1).reshape(-1, m)
        found["entry.weight"] = np.full(shapes["entry.weight"], -1, np.int64)
        found["entry.weight"][tokens] = lanes[: len(tokens)]
    return [found[name] for name in shapes], start


def pack(model: nn.Module, places: list[Ints], tile: int = 1, start: int = 0) -> Floats:
    """The model's parameters as one vector; padding is 0, from ``start`` on to whole tiles."""
    end = max(int(place.max(initial=-1)) + 1 for place in places)
    packed = np.zeros(start + -(-(end - start) // tile) * tile, np.float32)
    for parameter, place in zip(model.parameters(), places, strict=True):
        used = place >= 0
        packed[place[used]] = parameter.detach().numpy()[used]
    return packed


def unpack(model: nn.Module, places: list[Ints], packed: Floats) -> None:
    """The packed numbers back into the model; rows that were never used stay."""
    for parameter, place in zip(model.parameters(), places, strict=True):
        used = place >= 0
        parameter.detach().numpy()[used] = packed[place[used]]


def dense_problem(run: Run, model: nn.Module, data: Arrays) -> Problem:
    """A feed-forward net on flattened vectors for the kernel."""
    assert data.x is not None
    outputs = 1 if run.settings.loss == "mse" else data.classes
    flat = data.x[:, -run.size("window", data.length) :].reshape(data.sequences, -1)
    depth, width = int(run.size("depth", 1)), int(run.size("width", 16))
    rows = [padded(size, dense.IN) for size in (flat.shape[1], *[width] * depth)]
    rows.append(padded(outputs, dense.OUT))
    x = np.zeros((data.sequences, rows[0]), np.float32)
    x[:, : flat.shape[1]] = flat
    places = place_dense(model, rows)
    widest = max(rows[1:])
    weights = np.zeros(sum((below + 1) * above for below, above in pairwise(rows)), np.float32)
    packed = pack(model, places)
    weights[: len(packed)] = packed
    y = data.signs if outputs == 1 else data.y.astype(np.float32)
    return Problem(
        "dense",
        weights,
        places,
        (_tiled(x), y, np.array(rows, np.int64)),
        (outputs, len(rows) - 1, widest, data.sequences),
        (2 * widest + sum(rows[1:])) * LANES,
        {"L": LANES, "IN": dense.IN, "OUT": dense.OUT},
    )


def padded(size: int, step: int) -> int:
    """The next multiple of ``step``."""
    return -(-size // step) * step


def place_dense(model: nn.Module, rows: list[int]) -> list[Ints]:
    """Where each weight and bias of each layer is packed, layer by layer."""
    places: list[Ints] = []
    start = 0
    parameters = list(model.parameters())
    for k, (below, above) in enumerate(pairwise(rows)):
        outputs, inputs = parameters[2 * k].shape
        j, i = np.arange(outputs), np.arange(inputs)
        first = start + j // dense.OUT * dense.OUT * below + j % dense.OUT
        places += [first[:, None] + dense.OUT * i, start + below * above + j]
        start += (below + 1) * above
    return places
