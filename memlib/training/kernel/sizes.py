"""What a pass is told of its sizes, by name; compiled code reads these tuples as they are."""

from __future__ import annotations

from typing import NamedTuple


class DenseSizes(NamedTuple):
    """Of :func:`memlib.training.kernel.dense.dense_pass`.

    Attributes:
        sequences: N.
        outputs: 1, or one for each class.
        layers: hidden ones and E_out.
        widest: rows of the widest layer.
    """

    sequences: int
    outputs: int
    layers: int
    widest: int


class Sizes(NamedTuple):
    """Of the passes over tokens and columns.

    Attributes:
        sequences, length, dim: N, n, d.
        outputs: 1, or one for each class.
        entry: how tokens enter: LINEAR, TABLE or FIXED.
        blocks, upper: blocks of F₁ and of F₂.
        column: how many weights belong to columns.
        column_room: numbers to work in for columns.
        token_room: numbers to work in for tokens.
        summed: how many weights below the columns have their gradients summed lane by lane.
        apart: of these, those that a tile of sequences has for itself.
        slots: the tokens that a sequence meets: n, or the most distinct ones, or all there are.
        stride: with softmax attention, rows of m from one slot's token to the next.
        keys: with softmax attention, where in the room of tokens the slots begin.
    """

    sequences: int
    length: int
    dim: int
    outputs: int
    entry: int
    blocks: int
    upper: int
    column: int
    column_room: int
    token_room: int
    summed: int
    apart: int
    slots: int
    stride: int = 0
    keys: int = 0
