"""Where Theorems 19 and 20 of Madden et al. ask for too little, and that the repair holds."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations
from math import prod
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.data import Dataset
from memlib.interval.enclosure import Enclosures
from memlib.interval.linear import PrecisionError, certified_inverse
from memlib.rivals import madden


def determinant(matrix: list[list[Fraction]]) -> Fraction:
    """Leibniz: the sum over all permutations."""
    total = Fraction(0)
    for order in permutations(range(len(matrix))):
        turns = sum(
            order[i] > order[j] for i in range(len(order)) for j in range(i + 1, len(order))
        )
        total += (-1) ** turns * prod(matrix[i][j] for i, j in enumerate(order))
    return total


def of_polynomial(powers: tuple[int, ...], a: list[Fraction], b: list[int]) -> list[list[Fraction]]:
    """ψ(abᵀ) for ψ(x) = Σ x^k over the powers."""
    return [[sum(((x * y) ** k for k in powers), Fraction(0)) for y in b] for x in a]


@pytest.mark.parametrize(("powers", "b"), [((1, 3), [1, -1]), ((0, 1, 3), [1, 2, -3])])
def test_theorem_19_fails_for_numbers_of_both_signs(powers: tuple[int, ...], b: list[int]) -> None:
    """b is nonzero and distinct, but the rank is below min(m, n, |K|) for every a.

    In the second case even the |b| are distinct: 1 + 2 − 3 = 0, a factor of the minor with the
    exponents 0, 1, 3.
    """
    rng = Random(2)
    for _ in range(50):
        a = [Fraction(rng.randint(-99, 99), 100) for _ in b]
        assert determinant(of_polynomial(powers, a, b)) == 0
    positive = [abs(y) if y != -1 else 5 for y in b]
    a = [Fraction(k, 7) for k in range(1, len(b) + 1)]
    assert determinant(of_polynomial(powers, a, positive)) != 0


@given(
    st.lists(
        st.fractions(min_value=-1, max_value=1, max_denominator=99),
        min_size=2,
        max_size=2,
        unique=True,
    )
)
def test_theorem_20_fails_for_tanh_at_1_and_minus_1(weights: list[Fraction]) -> None:
    """tanh is odd: the columns of f = 1 and f = −1 are opposite, whatever the weights."""
    for bits in (64, 512):
        enclose = Enclosures(bits)
        rows = [
            [enclose.bounds(enclose.tanh(enclose.number(w * f))) for f in (1, -1)] for w in weights
        ]
        with pytest.raises(PrecisionError):
            certified_inverse(rows, bits)


def test_positive_numbers_have_full_rank() -> None:
    """The repair: f = 1 and 3 in place of 1 and −1."""
    enclose = Enclosures(64)
    weights = [Fraction(1, 3), Fraction(1, 5)]
    rows = [[enclose.bounds(enclose.tanh(enclose.number(w * f))) for f in (1, 3)] for w in weights]
    assert certified_inverse(rows, 64).residual < Fraction(1, 1 << 40)


def test_the_numbers_that_we_build_are_positive_distinct_and_below_the_radius() -> None:
    tokens = [[k, -k * k] for k in range(-5, 6)]
    rng = Random(3)
    rows = sorted({tuple(rng.choices(range(11), k=rng.randint(1, 7))) for _ in range(40)})
    data = Dataset.next_token(tokens, [list(row) for row in rows], [0] * len(rows))
    scalars = madden.to_distinct_numbers(data, rng)
    numbers = sorted(madden.distinct_numbers(scalars, data, 256))
    assert all(high < low for (_, high), (low, _) in pairwise(numbers))
    assert 1 < numbers[0][0] < numbers[-1][1] < 2
    neurons = madden.draw_neurons(40, rng)
    assert len(set(neurons)) == 40
    assert min(neurons) > 0
    assert max(neurons) * 2 <= madden.RADIUS < Fraction(157, 100)  # π/2 = 1.5707...
