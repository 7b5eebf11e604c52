"""Rank certificates and solutions, against exact elimination; independence of integer vectors."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.interval.independence import Span
from memlib.interval.linear import PrecisionError, certified_inverse
from tests.elimination import rank

SMALL = st.integers(-4, 4)


@st.composite
def matrices(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(1, 5))
    wide = size + draw(st.integers(0, 3))
    return draw(
        st.lists(st.lists(SMALL, min_size=wide, max_size=wide), min_size=size, max_size=size)
    )


def exactly(matrix: list[list[int]]) -> list[list[tuple[Fraction, Fraction]]]:
    return [[(Fraction(x), Fraction(x)) for x in row] for row in matrix]


@given(matrices(), st.data())
def test_full_rank_is_certified_and_solved_and_no_other(
    matrix: list[list[int]], data: st.DataObject
) -> None:
    if rank(matrix) < len(matrix):
        with pytest.raises(PrecisionError):
            certified_inverse(exactly(matrix), bits=96)
        return
    found = certified_inverse(exactly(matrix), bits=96)
    assert len(set(found.columns)) == len(matrix)
    assert found.residual < Fraction(1, 1 << 60)
    values = data.draw(st.lists(SMALL, min_size=len(matrix), max_size=len(matrix)))
    solution = found.solve(values)
    for row, y in zip(matrix, values, strict=True):
        assert abs(sum(row[j] * x for j, x in solution.items()) - y) < Fraction(1, 1 << 50)


@given(matrices(), st.integers(1, 8))
def test_no_certificate_where_a_singular_matrix_lies_inside(
    matrix: list[list[int]], by: int
) -> None:
    """All entries are known up to 1/by; what is certified, the corners of the box confirm."""
    wide = [
        [(Fraction(x) - Fraction(1, by), Fraction(x) + Fraction(1, by)) for x in row]
        for row in matrix
    ]
    try:
        found = certified_inverse(wide, bits=64)
    except PrecisionError:
        return
    corners = [[0] * len(matrix), [1] * len(matrix)]
    for corner in corners:  # the corners that move whole rows
        moved = [
            [Fraction(matrix[i][j]) + Fraction(2 * corner[i] - 1, by) for j in found.columns]
            for i in range(len(matrix))
        ]
        scaled = [[int(x * by) for x in row] for row in moved]
        assert rank(scaled) == len(matrix)


def test_a_radius_decides() -> None:
    """The identity: certified while the entries are known to less than 1/2, and then no more."""

    def around(radius: Fraction) -> list[list[tuple[Fraction, Fraction]]]:
        return [[(int(i == j) - radius, int(i == j) + radius) for j in range(2)] for i in range(2)]

    assert certified_inverse(around(Fraction(1, 4)), bits=64).residual >= Fraction(1, 2)
    with pytest.raises(PrecisionError, match="the residual"):
        certified_inverse(around(Fraction(1, 2)), bits=64)


@given(matrices())
def test_span_is_rank(matrix: list[list[int]]) -> None:
    span = Span()
    grown = [span.grow(row) for row in matrix]
    for k in range(len(matrix)):
        before = rank(matrix[:k]) if k else 0
        assert grown[k] == (rank(matrix[: k + 1]) > before)
        assert matrix[k] in span
    total = [sum(column) for column in zip(*matrix, strict=True)]
    assert total in span
