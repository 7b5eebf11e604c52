"""Rows of integers over one scale are rows of fractions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.exact.rows import Row, combine

COLUMNS = 3
entries = st.one_of(st.integers(-4, 4), st.integers(-4, 4).map(lambda k: k << 70))
scales = st.sampled_from([1, 6, Fraction(1, 2), Fraction(5, 3), Fraction(1, 2**80), Fraction(8, 7)])
rows = st.builds(Row, st.lists(entries, min_size=COLUMNS, max_size=COLUMNS), scales)
weights = st.sampled_from([1, -1, 2, -7, Fraction(1, 3), Fraction(-5, 2**40), 2**50])
biases = st.sampled_from([0, 0, 1, -4, Fraction(-1, 2**60), Fraction(2, 3)])


@settings(max_examples=80)
@given(st.lists(st.tuples(rows, weights), max_size=5), biases)
def test_combine_is_a_linear_map(terms: list[tuple[Row, Fraction]], bias: Fraction) -> None:
    made = combine(terms, bias, COLUMNS)
    assert made.values() == [
        sum((w * row.values()[j] for row, w in terms), Fraction(bias)) for j in range(COLUMNS)
    ]
    assert made.scale > 0
    assert all(type(v) is int for v in made.integers)


@settings(max_examples=40)
@given(rows, weights)
def test_relu_and_threshold(row: Row, weight: Fraction) -> None:
    positive = row.relu()
    assert positive.values() == [max(v, Fraction(0)) for v in row.values()]
    assert row.threshold().values() == [int(v >= 0) for v in row.values()]
    # what is known to be ≥ 0 may skip the next ReLU, but not after a negative factor or a bias
    for bias in (0, -1):
        moved = combine([(positive, weight)], bias, COLUMNS)
        assert moved.relu().values() == [max(v, Fraction(0)) for v in moved.values()]


@given(rows)
def test_take(row: Row) -> None:
    chosen = [2, 0, 0]
    assert row.take(chosen).values() == [row.values()[j] for j in chosen]


def test_nothing_is_changed_in_place() -> None:
    row = Row([4, -2, 6], Fraction(1, 8))
    for made in (combine([(row, 1)], 0, 3), row.relu(), combine([(row, 2), (row, -2)], 0, 3)):
        assert row == Row([4, -2, 6], Fraction(1, 8))
        assert made is not row
