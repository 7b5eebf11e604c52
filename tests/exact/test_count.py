"""Counts by pencil, one rule of certificate.md after the other."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.exact import layers as kinds
from memlib.exact.count import Counts, count, width


def head(s: int, m: int) -> kinds.Head:
    return kinds.Head(s, m, {(0, 0): 1}, {}, {(s - 1, 1): Fraction(-3, 4)}, {(m - 1, 0): 8})


@pytest.mark.parametrize(
    ("layers", "token_dim", "most"),
    [
        ((), 7, 0),  # no layer, no width: the input's own rows do not count
        ((kinds.Affine(1, 9, {}, {}),), 9, 1),
        ((kinds.Relu(),), 9, 9),  # but a layer that keeps them does
        ((kinds.Threshold(), kinds.Affine(1, 9, {}, {})), 9, 9),
        ((kinds.SumPool(), kinds.Affine(1, 9, {}, {})), 9, 9),
        ((kinds.DropFirst(), kinds.Affine(1, 9, {}, {})), 9, 9),
        ((kinds.Prepend(9, {}), kinds.Affine(1, 9, {}, {})), 9, 9),
        (
            (kinds.Flatten(3, 4), kinds.Affine(2, 12, {}, {})),
            3,
            2,
        ),  # what flatten gives does not count
        ((kinds.Flatten(3, 4), kinds.Relu(), kinds.Affine(2, 12, {}, {})), 3, 12),
        ((kinds.Affine(3, 1, {}, {}), kinds.Flatten(3, 4), kinds.Affine(2, 12, {}, {})), 1, 3),
        ((kinds.FeedForward(2, 8, {}, {}, {}, {}),), 2, 8),  # max(m, q)
        ((kinds.FeedForward(8, 2, {}, {}, {}, {}),), 8, 8),
        ((kinds.HardAttention((head(2, 3), head(2, 3))),), 3, 4),  # max(m, s·H)
        ((kinds.HardAttention((head(1, 3), head(1, 3))),), 3, 3),
        ((kinds.HardAttention((head(1, 3), head(4, 3))),), 3, 5),
        ((kinds.Embedding(6, 100, {}), kinds.Affine(1, 6, {}, {})), 1, 6),
    ],
)
def test_width(layers: tuple[kinds.Layer, ...], token_dim: int, most: int) -> None:
    assert width(kinds.Network(layers), token_dim) == most


def test_depth_counts_what_computes() -> None:
    deep = (
        kinds.Relu(),
        kinds.Threshold(),
        kinds.FeedForward(1, 1, {}, {}, {}, {}),
        kinds.UniformAttention(1, {}),
        kinds.HardAttention((kinds.Head(1, 1, {}, {}, {}, {}),)),
        kinds.Gather(1, {}),
        kinds.Scatter(1, {}),
        kinds.SumPool(),
    )
    flat = (
        kinds.Affine(1, 1, {}, {}),
        kinds.Prepend(1, {}),
        kinds.DropFirst(),
        kinds.Flatten(1, 1),
        kinds.Embedding(1, 1, {}),
    )
    for layer in deep:
        assert count(kinds.Network((layer,)), 1).depth == 1
    for layer in flat:
        assert count(kinds.Network((layer,)), 1).depth == 0
    assert count(kinds.Network((*deep, *flat, *deep)), 1).depth == 16


@pytest.mark.parametrize(
    ("layer", "listed", "dense"),
    [
        (kinds.Affine(2, 3, {(0, 1): 5}, {1: -1}), 2, 2 * 3 + 2),
        (kinds.FeedForward(2, 3, {(0, 0): 1, (2, 1): 1}, {1: 1}, {(1, 2): 1}, {0: 1, 1: 1}), 6, 17),
        (kinds.UniformAttention(3, {(0, 1): 2}), 1, 9),
        (kinds.Gather(3, {(0, 1): 2}), 1, 9),
        (kinds.Scatter(3, {}), 0, 9),
        (kinds.HardAttention((head(2, 3), head(1, 3))), 6, 4 * 6 + 4 * 3),
        (kinds.Prepend(4, {1: 3, 2: 4}), 2, 4),
        (kinds.Embedding(2, 5, {(0, 4): 1}), 1, 10),
        (kinds.Flatten(2, 5), 0, 0),
        (kinds.Relu(), 0, 0),
        (kinds.SumPool(), 0, 0),
    ],
)
def test_parameters(layer: kinds.Layer, listed: int, dense: int) -> None:
    made = count(kinds.Network((layer, layer)), 3)
    assert (made.parameters, made.dense_parameters) == (2 * listed, 2 * dense)


def test_bits_of_lowest_terms() -> None:
    """len(p) + len(q): −3/4 has 2 + 3, 8 has 4 + 1, 6/4 is 3/2 with 2 + 2, 2⁻¹⁰ has 1 + 11."""
    weight = {(0, 0): Fraction(-3, 4), (0, 1): 8, (0, 2): Fraction(6, 4)}
    made = count(kinds.Network((kinds.Affine(1, 3, weight, {0: Fraction(1, 2**10)}),)), 3)
    assert made == Counts(1, 0, 4, 4, 12, 5 + 5 + 4 + 12)


def test_no_parameters() -> None:
    assert count(kinds.Network((kinds.Relu(),)), 1) == Counts(1, 1, 0, 0, 0, 0)
