"""Counts by pencil, one rule of certificate.md after the other."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.exact.count import Counts, count, width
from memlib.exact.layers import (
    Affine,
    DropFirst,
    Embedding,
    FeedForward,
    Flatten,
    Gather,
    HardAttention,
    Head,
    Layer,
    Network,
    Prepend,
    Relu,
    Scatter,
    SumPool,
    Threshold,
    UniformAttention,
)


def head(s: int, m: int) -> Head:
    return Head(s, m, {(0, 0): 1}, {}, {(s - 1, 1): Fraction(-3, 4)}, {(m - 1, 0): 8})


@pytest.mark.parametrize(
    ("layers", "token_dim", "most"),
    [
        ((), 7, 0),  # no layer, no width: the input's own rows do not count
        ((Affine(1, 9, {}, {}),), 9, 1),
        ((Relu(),), 9, 9),  # but a layer that keeps them does
        ((Threshold(), Affine(1, 9, {}, {})), 9, 9),
        ((SumPool(), Affine(1, 9, {}, {})), 9, 9),
        ((DropFirst(), Affine(1, 9, {}, {})), 9, 9),
        ((Prepend(9, {}), Affine(1, 9, {}, {})), 9, 9),
        ((Flatten(3, 4), Affine(2, 12, {}, {})), 3, 2),  # what flatten gives does not count
        ((Flatten(3, 4), Relu(), Affine(2, 12, {}, {})), 3, 12),
        ((Affine(3, 1, {}, {}), Flatten(3, 4), Affine(2, 12, {}, {})), 1, 3),
        ((FeedForward(2, 8, {}, {}, {}, {}),), 2, 8),  # max(m, q)
        ((FeedForward(8, 2, {}, {}, {}, {}),), 8, 8),
        ((HardAttention((head(2, 3), head(2, 3))),), 3, 4),  # max(m, s·H)
        ((HardAttention((head(1, 3), head(1, 3))),), 3, 3),
        ((HardAttention((head(1, 3), head(4, 3))),), 3, 5),
        ((Embedding(6, 100, {}), Affine(1, 6, {}, {})), 1, 6),
    ],
)
def test_width(layers: tuple[Layer, ...], token_dim: int, most: int) -> None:
    assert width(Network(layers), token_dim) == most


def test_depth_counts_what_computes() -> None:
    deep = (
        Relu(),
        Threshold(),
        FeedForward(1, 1, {}, {}, {}, {}),
        UniformAttention(1, {}),
        HardAttention((Head(1, 1, {}, {}, {}, {}),)),
        Gather(1, {}),
        Scatter(1, {}),
        SumPool(),
    )
    flat = (Affine(1, 1, {}, {}), Prepend(1, {}), DropFirst(), Flatten(1, 1), Embedding(1, 1, {}))
    for layer in deep:
        assert count(Network((layer,)), 1).depth == 1
    for layer in flat:
        assert count(Network((layer,)), 1).depth == 0
    assert count(Network((*deep, *flat, *deep)), 1).depth == 16


@pytest.mark.parametrize(
    ("layer", "listed", "dense"),
    [
        (Affine(2, 3, {(0, 1): 5}, {1: -1}), 2, 2 * 3 + 2),
        (FeedForward(2, 3, {(0, 0): 1, (2, 1): 1}, {1: 1}, {(1, 2): 1}, {0: 1, 1: 1}), 6, 17),
        (UniformAttention(3, {(0, 1): 2}), 1, 9),
        (Gather(3, {(0, 1): 2}), 1, 9),
        (Scatter(3, {}), 0, 9),
        (HardAttention((head(2, 3), head(1, 3))), 6, 4 * 6 + 4 * 3),
        (Prepend(4, {1: 3, 2: 4}), 2, 4),
        (Embedding(2, 5, {(0, 4): 1}), 1, 10),
        (Flatten(2, 5), 0, 0),
        (Relu(), 0, 0),
        (SumPool(), 0, 0),
    ],
)
def test_parameters(layer: Layer, listed: int, dense: int) -> None:
    made = count(Network((layer, layer)), 3)
    assert (made.parameters, made.dense_parameters) == (2 * listed, 2 * dense)


def test_bits_of_lowest_terms() -> None:
    """len(p) + len(q): −3/4 has 2 + 3, 8 has 4 + 1, 6/4 is 3/2 with 2 + 2, 2⁻¹⁰ has 1 + 11."""
    weight = {(0, 0): Fraction(-3, 4), (0, 1): 8, (0, 2): Fraction(6, 4)}
    made = count(Network((Affine(1, 3, weight, {0: Fraction(1, 2**10)}),)), 3)
    assert made == Counts(1, 0, 4, 4, 12, 5 + 5 + 4 + 12)


def test_no_parameters() -> None:
    assert count(Network((Relu(),)), 1) == Counts(1, 1, 0, 0, 0, 0)
