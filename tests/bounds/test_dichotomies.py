"""Cover's count beside brute force: every dichotomy of points in general position, listed."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from memlib.bounds.arrangement import cells
from memlib.bounds.dichotomies import dichotomies, share
from memlib.bounds.shattering import half_spaces
from memlib.errors import MemlibError

Point = tuple[int, ...]


def determinant(rows: list[Point]) -> int:
    """By the first row; the matrices here are tiny."""
    if not rows:
        return 1
    return sum(
        (-1) ** k * x * determinant([(*row[:k], *row[k + 1 :]) for row in rows[1:]])
        for k, x in enumerate(rows[0])
        if x
    )


def independent(rows: list[Point], size: int) -> bool:
    """Any ``size`` of the rows (all, if there are fewer) are linearly independent."""
    size_now = min(size, len(rows))
    return all(
        any(
            determinant([tuple(row[c] for c in columns) for row in chosen])
            for columns in combinations(range(size), size_now)
        )
        for chosen in combinations(rows, size_now)
    )


@settings(max_examples=40, deadline=None)
@given(data=st.data(), dim=st.integers(1, 3), count=st.integers(1, 6))
def test_count_beside_the_list(data: st.DataObject, dim: int, count: int) -> None:
    coordinate = st.integers(-30, 30)
    points = data.draw(st.lists(st.tuples(*[coordinate] * dim), min_size=count, max_size=count))
    lifted = [(*p, 1) for p in points]
    assume(independent(lifted, dim + 1))
    assert len(half_spaces(points)) == dichotomies(count, dim)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), dim=st.integers(1, 3), count=st.integers(1, 6))
def test_count_through_the_origin(data: st.DataObject, dim: int, count: int) -> None:
    coordinate = st.integers(-30, 30)
    points = data.draw(st.lists(st.tuples(*[coordinate] * dim), min_size=count, max_size=count))
    assume(independent(points, dim))
    assert len(cells(points)) == dichotomies(count, dim, bias=False)


def test_points_on_one_line_have_fewer() -> None:
    assert len(half_spaces([(k, 2 * k) for k in range(5)])) == 10 < dichotomies(5, 2)


@pytest.mark.parametrize(("points", "dim"), [*product((1, 2, 5, 9, 40), (1, 2, 7, 20))])
def test_recursion_of_the_proof(points: int, dim: int) -> None:
    """A new point doubles the dichotomies whose hyperplane can pass through it, and no others."""
    together = dichotomies(points, dim) + dichotomies(points, dim, bias=False)
    assert dichotomies(points + 1, dim) == together


@pytest.mark.parametrize("dim", [1, 2, 5, 30, 200])
def test_all_up_to_d_plus_1_and_half_at_twice_that(dim: int) -> None:
    assert share(dim + 1, dim) == 1
    assert share(dim + 2, dim) < 1
    assert share(2 * dim + 2, dim) == Fraction(1, 2)
    assert share(2 * dim, dim, bias=False) == Fraction(1, 2)  # Cover's N = 2d


@pytest.mark.parametrize(("points", "dim", "bias"), [(0, 2, True), (3, -1, True), (3, 0, False)])
def test_nothing_to_count(points: int, dim: int, bias: bool) -> None:
    with pytest.raises(MemlibError, match="count dichotomies"):
        dichotomies(points, dim, bias=bias)
