"""Integer bounds are bounds, and the least ones."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.constants import (
    PI_ABOVE,
    PI_BELOW,
    Separation,
    ceil_log2,
    ceil_sqrt,
    floor_sqrt,
    key_bound,
)
from memlib.data import Dataset

#: 40 digits of π, cut and one more in the last place.
PI_40 = Fraction(31415926535897932384626433832795028841971, 10**40)


@settings(max_examples=60)
@given(st.fractions(0, 10**12) | st.integers(0, 10**30).map(Fraction))
def test_roots(square: Fraction) -> None:
    above, below = ceil_sqrt(square), floor_sqrt(square)
    assert above**2 >= square
    assert above == 0 or (above - 1) ** 2 < square
    assert below**2 <= square < (below + 1) ** 2


def test_roots_around_squares() -> None:
    for k in range(1, 200):
        assert [ceil_sqrt(k * k + e) for e in (-1, 0, 1)] == [k if k > 1 else 0, k, k + 1]
        assert [floor_sqrt(k * k + e) for e in (-1, 0, 1)] == [k - 1, k, k]
    assert [ceil_sqrt(Fraction(1, 9)), ceil_sqrt(Fraction(25, 4)), floor_sqrt(Fraction(25, 4))] == [
        1, 3, 2,
    ]  # fmt: skip


def test_logarithms() -> None:
    assert ceil_log2(1) == 1
    for n in range(2, 3000):
        k = ceil_log2(n)
        assert 2 ** (k - 1) < n <= 2**k


def test_pi() -> None:
    assert PI_BELOW < PI_40 < PI_40 + Fraction(1, 10**40) < PI_ABOVE
    assert Fraction(1, 10_000) > PI_ABOVE - PI_BELOW


def test_separation_is_clamped() -> None:
    assert Separation.clamped(Fraction(1, 4), 9) == Separation(Fraction(1), Fraction(1))
    assert Separation.clamped(9, Fraction(1, 4)) == Separation(Fraction(9), Fraction(1, 4))
    assert Separation.clamped(0, None) == Separation(Fraction(1), Fraction(1))


def test_separation_of_data_is_that_of_the_tokens_that_occur() -> None:
    """Assumption 4.1 speaks of the tokens in the sequences; others may be anywhere."""
    tokens = [[3, 4], [3, Fraction(9, 2)], [900, 900], [3, Fraction(4001, 1000)]]
    data = Dataset.next_token(tokens, [[0, 1], [1, 1]], [1, 2])
    assert Separation.of(data) == Separation(9 + Fraction(81, 4), Fraction(1, 4))


@settings(max_examples=60)
@given(
    st.integers(1, 50),
    st.integers(1, 8),
    st.fractions(Fraction(1), 10**4),
    st.fractions(Fraction(1, 10**4), 1),
)
def test_key_bound(points: int, dim: int, radius: Fraction, distance: Fraction) -> None:
    """R = 20 r V² δ⁻¹ √(πd): its square to 40 digits, and at most 1/20,000 too large plus 1."""
    bound = key_bound(points, dim, Separation(radius**2, distance**2))
    square = (20 * radius * points**2 / distance) ** 2 * dim * PI_40
    assert square < bound**2
    assert (bound - 1) ** 2 < square * (1 + Fraction(1, 10**6))
