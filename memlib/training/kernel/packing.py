"""A run as the kernel wants it: packed weights, data in tiles, sizes, room to work.

The torch model stays the source of its initial weights and the judge of its final ones. The kernel
works on its own copy, in which numbers that are used together lie together; ``places`` says where
each number of each parameter went.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from torch import nn

from memlib.training.arrays import Arrays
from memlib.training.kernel import tiles
from memlib.training.kernel.sizes import DenseSizes, Sizes
from memlib.training.run import Run

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Number = TypeVar("Number", np.float32, np.int64)

LANES: Final = tiles.L
#: Bytes of a line of the cache.
LINE: Final = 64


@dataclass
class Problem:
    """What the compiled loop gets: packed weights, data, sizes, room to work.

    Attributes:
        parts: what is put together, by the names in :mod:`memlib.training.kernel.parts`.
        places: for each parameter of the model, in its order, where its numbers are packed; −1: a
            table's row that the data never uses.
        room: float32 numbers that the pass needs to work in.
        constants: of the pass, and of what it gives columns to, where that has its own.
    """

    parts: tuple[str, ...]
    weights: Floats
    places: list[Ints]
    data: tuple[Any, ...]
    sizes: Sizes | DenseSizes
    room: int
    constants: dict[str, int]
    column_constants: dict[str, int] = field(default_factory=dict)


class Room:
    """Hands out places in a packed vector, one stretch after the other."""

    def __init__(self, used: int = 0) -> None:
        self.used = used

    def take(self, *shape: int) -> Ints:
        """The next places, as an array of this shape."""
        count = int(np.prod(shape))
        self.used += count
        return np.arange(self.used - count, self.used).reshape(shape)


def pack(model: nn.Module, places: list[Ints], tile: int = 1, start: int = 0) -> Floats:
    """The model's parameters as one vector; padding is 0, from ``start`` on to whole tiles."""
    end = max(int(place.max(initial=-1)) + 1 for place in places)
    packed = np.zeros(start + padded(end - start, tile), np.float32)
    for parameter, place in zip(model.parameters(), places, strict=True):
        used = place >= 0
        packed[place[used]] = parameter.detach().numpy()[used]
    return packed


def unpack(model: nn.Module, places: list[Ints], packed: Floats) -> None:
    """The packed numbers back into the model; rows that were never used stay."""
    for parameter, place in zip(model.parameters(), places, strict=True):
        used = place >= 0
        parameter.detach().numpy()[used] = packed[place[used]]


def answers(run: Run, data: Arrays) -> tuple[int, Floats]:
    """How many outputs there are, and the labels as the losses want them: ±1 or class numbers."""
    if run.settings.loss == "mse":
        return 1, data.signs
    return data.classes, data.y.astype(np.float32)


def tiled(rows: NDArray[Number], empty: float | np.float32 = 0) -> NDArray[Number]:
    """Rows [U, d] as tiles of d rows and LANES lanes, one after the other.

    Lanes of the last tile that are left over hold ``empty``.
    """
    count, columns = rows.shape
    lanes = np.full((padded(count, LANES), columns), empty, rows.dtype)
    lanes[:count] = rows
    made = aligned(lanes.size, rows.dtype)
    made.reshape(-1, columns, LANES)[:] = lanes.reshape(-1, LANES, columns).transpose(0, 2, 1)
    return made


def aligned(count: int, kind: Any = np.float32) -> NDArray[Any]:
    """Zeros that begin at a line of the cache: no register is read from two lines.

    >>> aligned(1000).ctypes.data % 64
    0
    """
    room = np.zeros(count * np.dtype(kind).itemsize + LINE, np.uint8)
    begin = -room.ctypes.data % LINE
    return room[begin : begin + count * np.dtype(kind).itemsize].view(kind)


def padded(size: int, step: int) -> int:
    """The next multiple of ``step``."""
    return -(-size // step) * step
