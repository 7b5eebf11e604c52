"""Layers refuse what certificate.md refuses: places outside, listed zeros, inexact numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.exact.layers import (
    Affine,
    Embedding,
    FeedForward,
    Gather,
    HardAttention,
    Head,
    Prepend,
    Scatter,
    UniformAttention,
)

#: Each place for a matrix of 2 × 3 (rows × columns), or 2 × 2 where the layer is square.
MATRICES: dict[str, tuple[Callable[[Any], object], tuple[int, int]]] = {
    "affine": (lambda w: Affine(2, 3, w, {}), (2, 3)),
    "ffn.w1": (lambda w: FeedForward(3, 2, w, {}, {}, {}), (2, 3)),
    "ffn.w2": (lambda w: FeedForward(2, 3, {}, {}, w, {}), (2, 3)),
    "uniform": (lambda w: UniformAttention(2, w), (2, 2)),
    "gather": (lambda w: Gather(2, w), (2, 2)),
    "scatter": (lambda w: Scatter(2, w), (2, 2)),
    "embedding": (lambda w: Embedding(2, 3, w), (2, 3)),
    "query": (lambda w: Head(2, 3, w, {}, {}, {}), (2, 3)),
    "key": (lambda w: Head(2, 3, {}, w, {}, {}), (2, 3)),
    "value": (lambda w: Head(2, 3, {}, {}, w, {}), (2, 3)),
    "output": (lambda w: Head(2, 3, {}, {}, {}, w), (3, 2)),
}
COLUMNS: dict[str, Callable[[Any], object]] = {
    "affine": lambda b: Affine(2, 3, {}, b),
    "ffn.b1": lambda b: FeedForward(3, 2, {}, b, {}, {}),
    "ffn.b2": lambda b: FeedForward(2, 3, {}, {}, {}, b),
    "prepend": lambda b: Prepend(2, b),
}
BAD_NUMBERS = [0, Fraction(0), 1.0, "1", True, None]


@pytest.mark.parametrize("name", MATRICES)
def test_matrices(name: str) -> None:
    make, (rows, columns) = MATRICES[name]
    make({(rows - 1, columns - 1): 1, (0, 0): Fraction(-1, 3)})
    for place in ((rows, 0), (0, columns), (-1, 0), (0, -1)):
        with pytest.raises(MemlibError, match="outside the shape"):
            make({place: 1})
    for number in BAD_NUMBERS:
        with pytest.raises(MemlibError, match=r"zero|no exact number"):
            make({(0, 0): number})


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name: str) -> None:
    make = COLUMNS[name]
    make({0: 1, 1: Fraction(-1, 3)})
    for row in (-1, 2):
        with pytest.raises(MemlibError, match="outside 0 to 1"):
            make({row: 1})
    for number in BAD_NUMBERS:
        with pytest.raises(MemlibError, match=r"zero|no exact number"):
            make({0: number})


def test_heads() -> None:
    with pytest.raises(MemlibError, match="without a head"):
        HardAttention(())
    one, other = Head(1, 2, {}, {}, {}, {}), Head(1, 3, {}, {}, {}, {})
    HardAttention((one, Head(4, 2, {}, {}, {}, {})))
    with pytest.raises(MemlibError, match="different rows"):
        HardAttention((one, other))
