"""The statement: any values on any distinct points, with 2N + d numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.errors import MemlibError
from memlib.exact import count, evaluate
from memlib.rivals.zhang import interpolate

from .rival_cases import NUMBERS, samples


@settings(max_examples=60, deadline=None)
@given(samples(NUMBERS, 9), st.integers(0, 3))
def test_takes_every_value_exactly(
    sample: tuple[list[tuple[Fraction, ...]], list[Fraction]], seed: int
) -> None:
    points, values = sample
    hinges = interpolate(points, values, seed=seed)
    assert [y for (y,) in evaluate(hinges.network(), points)] == values
    assert hinges.free_numbers == 2 * len(points) + len(points[0])


def test_network_lists_at_most_n_numbers_more() -> None:
    points = [(Fraction(k), Fraction(k * k)) for k in range(1, 8)]
    hinges = interpolate(points, [1, 5, 2, 8, 3, 9, 1])
    assert count(hinges.network(), 2).parameters == hinges.free_numbers + 7


@pytest.mark.parametrize(
    ("points", "values", "what"),
    [([], [], "no points"), ([[1], [1]], [0, 0], "equal"), ([[1]], [0, 1], "2 values")],
)
def test_refuses(points: list[list[int]], values: list[int], what: str) -> None:
    with pytest.raises(MemlibError, match=what):
        interpolate(points, values)
