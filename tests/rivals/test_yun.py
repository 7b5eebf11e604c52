"""The statement: widths d₁, d₂ with 4⌊d₁/4⌋⌊d₂/4⌋ ≥ N are enough for any labels."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.data import Dataset
from memlib.exact import evaluate
from memlib.exact.layers import Affine, Relu
from memlib.rivals import yun
from memlib.rivals.rival import Rival

from .rival_cases import samples


def of_points(points: Sequence[Sequence[Fraction]], labels: list[int]) -> Dataset:
    return Dataset.next_token(points, [[k] for k in range(len(points))], labels)


def hidden_widths(made: Rival) -> list[int]:
    """Rows before every ReLU, read from the layers."""
    return [
        before.rows_out
        for before, layer in pairwise(made.network)
        if isinstance(layer, Relu) and isinstance(before, Affine)
    ]


@settings(max_examples=60, deadline=None)
@given(samples(st.integers(-9, 9), 20), st.integers(0, 3))
def test_takes_every_label_at_the_promised_widths(
    sample: tuple[list[tuple[Fraction, ...]], list[int]], seed: int
) -> None:
    points, labels = sample
    made = yun.construct(of_points(points, labels), seed=seed)
    assert [y for (y,) in evaluate(made.network, points)] == labels
    first, second = (m.promised or 0 for m in made.measures[:2])
    assert 4 * (first // 4) * (second // 4) >= len(points)
    built = hidden_widths(made)
    assert len(built) == 2 * (len(set(labels)) > 1)
    assert all(a <= b for a, b in zip(built, (first, second), strict=False))
    assert made.kept


@pytest.mark.parametrize("count", [2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 100])
def test_squares_and_their_neighbors(count: int) -> None:
    points = [(Fraction(3 * k - count, 7), Fraction(k * k, 2)) for k in range(count)]
    labels = [(k * k * 31) % 997 - 400 for k in range(count)]
    made = yun.construct(of_points(points, labels))
    assert [y for (y,) in evaluate(made.network, points)] == labels
    assert hidden_widths(made) == [m.built for m in made.measures[:2]]
    first, second = yun.widths(count)
    assert first + second <= 4 * count**0.5 + 12


@given(st.integers(1, 10**9))
def test_the_promise_is_near_the_best(points: int) -> None:
    first, second = yun.widths(points)
    a, b = first // 4, second // 4
    assert 4 * a * b >= points > 4 * a * (b - 1)
    assert 4 * (a - 1) ** 2 < points <= 4 * a * a
    assert b <= a


def test_parameters_counts_every_place() -> None:
    for dim, first, second in ((1, 4, 4), (3, 8, 4), (24, 64, 64)):
        weights = dim * first + first * second + second
        assert yun.parameters(dim, first, second) == weights + first + second + 1


def test_a_ramp_is_clipped_at_every_point_but_its_own() -> None:
    """The zig-zag of a ramp lies in 0 … s at one point of a group, outside at all others."""
    line = [(3 * k + k % 2, (7 * k) % 5) for k in range(12)]
    groups = [line[0:4], line[4:8], line[8:12]]
    for ramp in range(4):
        heights = dict(yun.zigzag(groups, ramp, 0, 5))
        for number, group in enumerate(groups):
            slope = 5 if number % 2 == 0 else -5
            at = [heights[group[0][0]] + slope * (place - group[0][0]) for place, _ in group]
            inside = [k for k, z in enumerate(at) if 0 < z < 5]
            assert inside in ([], [ramp if number % 2 == 0 else 3 - ramp])
