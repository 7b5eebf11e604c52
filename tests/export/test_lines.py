"""A whole line at once is measured as its columns are, one by one."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from memlib.export.bits import Need
from memlib.export.lines import Line, Meters, combine

number = st.builds(
    lambda k, e, odd: Fraction(k, odd) * Fraction(2) ** e,
    st.integers(-40, 40),
    st.integers(-6, 6),
    st.sampled_from([1, 1, 1, 3]),
)


@st.composite
def sums(draw: st.DrawFn) -> tuple[list[list[Fraction]], list[Fraction], Fraction]:
    """Lines of one length, a nonzero weight for each, and a bias."""
    count, columns = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    lines = [draw(st.lists(number, min_size=columns, max_size=columns)) for _ in range(count)]
    weights = [draw(number.filter(bool)) for _ in range(count)]
    return lines, weights, draw(st.one_of(st.just(Fraction(0)), number))


@given(sums())
def test_combine_measures_every_column(
    made: tuple[list[list[Fraction]], list[Fraction], Fraction],
) -> None:
    lines, weights, bias = made
    meters = Meters()
    terms = [(Line.of(values), weight) for values, weight in zip(lines, weights, strict=True)]
    line = combine(terms, bias, len(lines[0]), meters)

    expected, values = Need(), Need()
    totals = []
    for column in zip(*lines, strict=True):
        products = [w * x for w, x in zip(weights, column, strict=True)] + [bias]
        expected.see_sum(products)
        totals.append(sum(products, Fraction(0)))
        values.see(totals[-1])
    assert line.values() == totals
    assert meters.values.endless == values.endless
    assert meters.sums.endless == expected.endless
    if not expected.endless:
        assert meters.sums == expected
        assert (meters.values.bits, line.need.bits) == (values.bits, values.bits)
        assert meters.values == values


@given(st.lists(number, min_size=1, max_size=5), st.integers(-4, 4), st.booleans())
def test_powers_of_two_cost_no_bits(values: list[Fraction], shift: int, negative: bool) -> None:
    weight = Fraction(-1 if negative else 1) * Fraction(2) ** shift
    meters = Meters()
    line = combine([(Line.of(values), weight)], 0, len(values), meters)
    assert line.values() == [weight * x for x in values]
    assert line.need.bits == Line.of(values).need.bits
    expected = Need()
    for x in line.values():
        expected.see(x)
    if not expected.endless:
        assert meters.values == expected
