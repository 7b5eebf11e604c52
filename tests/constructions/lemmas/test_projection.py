"""Lemma C.2: integer directions put all points at least 2 apart, in the range of the lemma."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.constants import Separation, key_bound
from memlib.constructions.lemmas.projection import Projection, project
from memlib.errors import MemlibError

Points = list[tuple[Fraction, ...]]
coordinates = st.fractions(-5, 5, max_denominator=4) | st.integers(-(10**6), 10**6).map(Fraction)


def separation_of(points: Points) -> Separation:
    squares = [
        sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) for x, y in combinations(points, 2)
    ]
    radius = max(sum(a * a for a in x) for x in points)
    return Separation.clamped(radius, min(squares, default=None))


def check(points: Points, lowest: int, seed: int) -> Projection:
    separation = separation_of(points)
    made = project(points, separation, lowest, Random(seed))
    dim = len(points[0])
    bound = key_bound(len(points), dim, separation)  # R
    assert len(made.direction) == dim
    assert all(type(number) is int for number in (*made.direction, made.shift))
    values = [
        sum(v * a for v, a in zip(made.direction, x, strict=True)) + made.shift for x in points
    ]
    assert list(made.values) == values
    assert lowest <= min(values) < lowest + 1
    assert max(values) <= lowest + Fraction(bound, 2) + 1
    assert all(abs(a - b) >= 2 for a, b in combinations(values, 2))
    # eq. (111): a weight of the direction is at most s = 5√π V²/δ, so at most R/4 for d, r ≥ 1
    assert 4 * max(map(abs, made.direction)) <= bound
    assert (4 * made.shift) <= 4 * lowest + bound + 4
    names = [f"x{j}" for j in range(dim)]
    assert [made.form(names).at(dict(zip(names, x, strict=True))) for x in points] == values
    return made


@st.composite
def points(draw: st.DrawFn) -> Points:
    dim = draw(st.integers(1, 4))
    return draw(st.lists(st.tuples(*[coordinates] * dim), min_size=1, max_size=12, unique=True))


@settings(max_examples=40)
@given(points(), st.integers(0, 3), st.integers(0, 99))
def test_drawn_points(drawn: Points, lowest: int, seed: int) -> None:
    check(drawn, lowest, seed)


@pytest.mark.parametrize(
    "drawn",
    [
        [(Fraction(0),)],
        [(Fraction(-7, 3),)],
        [tuple(map(Fraction, x)) for x in product(range(3), repeat=3)],  # many parallel differences
        [(Fraction(k, 1000), Fraction(0)) for k in range(30)],
        [(Fraction(10**30), Fraction(1)), (Fraction(10**30), Fraction(2))],
        [tuple(Fraction(int(i == j)) for j in range(20)) for i in range(20)],  # one-hot
    ],
    ids=["one", "one fraction", "lattice", "close on a line", "far away", "one-hot"],
)
def test_particular_points(drawn: Points) -> None:
    for seed in range(5):
        assert check(drawn, 2, seed).draws <= 20


def test_a_draw_succeeds_at_least_three_times_out_of_four() -> None:
    """The docstring's ¼ for d ≤ 5, on a lattice, whose differences are many and short.

    The cube that it rests on has the half side s = ⌊5√π V²/δ⌋, and is filled up to its border.
    """
    lattice = [tuple(map(Fraction, x)) for x in product(range(6), repeat=2)]
    separation = separation_of(lattice)
    made = [project(lattice, separation, 0, Random(seed)) for seed in range(100)]
    assert sum(one.draws == 1 for one in made) >= 75
    side = 5 * 1.7724538 * 36**2
    assert 0.95 * side < max(max(map(abs, one.direction)) for one in made) <= side


def test_directions_that_put_two_points_too_near_are_drawn_and_dropped() -> None:
    """Two points at distance 1: the directions −1, 0 and 1 are three in 71."""
    draws = [check([(Fraction(0),), (Fraction(1),)], 2, seed).draws for seed in range(150)]
    assert max(draws) > 1


def test_other_seeds_give_other_directions() -> None:
    lattice = [tuple(map(Fraction, x)) for x in product(range(3), repeat=2)]
    made = [check(lattice, 0, seed).direction for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]


def test_equal_points_are_refused() -> None:
    with pytest.raises(MemlibError, match="directions"):
        project([(1, 2), (3, 4), (1, 2)], Separation.clamped(25, 8), 0, Random(0))


@pytest.mark.parametrize("dim", [3, 600])
def test_most_draws_succeed_in_every_dimension(dim: int) -> None:
    """At most 0.27 of them fail; here with points 1 apart along one axis, the closest allowed."""
    row = [tuple(Fraction(k) if j == 0 else Fraction(0) for j in range(dim)) for k in range(6)]
    separation = separation_of(row)
    again = sum(project(row, separation, 0, Random(seed)).draws > 1 for seed in range(60))
    assert again <= 0.27 * 60
