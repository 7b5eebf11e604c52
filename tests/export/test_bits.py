"""Bits needed: beside all sums of subsets, and beside a plain reading of a significand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import torch
from hypothesis import given
from hypothesis import strategies as st

from memlib.export.bits import Need, of_numbers
from memlib.export.formats import FORMATS, Format

dyadic = st.builds(lambda k, e: k * Fraction(2) ** e, st.integers(-100, 100), st.integers(-12, 12))


def span(x: Fraction) -> int:
    """The bits from the highest to the lowest that is set, read off the binary digits."""
    digits = bin(abs(x.numerator))[2:] if x else ""
    return len(digits.strip("0"))


@given(st.lists(dyadic, min_size=1, max_size=6))
def test_every_subset_sum_fits_where_the_bounds_fit(terms: list[Fraction]) -> None:
    need = Need()
    need.see_sum(terms)
    for size in range(1, len(terms) + 1):
        for subset in combinations(terms, size):
            total = sum(subset, Fraction(0))
            assert span(total) <= need.bits
            if total:
                assert need.lowest is not None
                assert need.highest is not None
                assert (total / Fraction(2) ** need.lowest).denominator == 1
                assert abs(total) < Fraction(2) ** (need.highest + 1)


@given(dyadic)
def test_one_number_needs_its_own_bits(x: Fraction) -> None:
    assert of_numbers([x]).bits == span(x)


@given(
    st.lists(dyadic, min_size=2, max_size=8), st.sampled_from(["float32", "float16", "bfloat16"])
)
def test_where_the_bits_suffice_torch_adds_exactly_in_any_order(
    terms: list[Fraction], name: str
) -> None:
    need = Need()
    need.see_sum(terms)
    if not need.fits(FORMATS[name]):
        return
    exact = sum(terms, Fraction(0))
    values = torch.tensor([float(x) for x in terms], dtype=getattr(torch, name))
    for order in (values, values.flip(0), values.sort().values):
        total = torch.zeros((), dtype=values.dtype)
        for value in order:
            total = total + value
        assert Fraction(total.item()) == exact
        assert Fraction(order.sum().item()) == exact


def test_the_bound_is_reached() -> None:
    """One bit less is not enough: 8 + 3 = 11 needs four bits though 8 + 3 − 5 needs two."""
    need = Need()
    need.see_sum([8, 3, -5])
    assert need.bits == 4
    assert not need.fits(Format("three bits", 3, -10, 10))
    assert need.fits(Format("four bits", 4, -10, 10))


def test_exponents_count_too() -> None:
    assert not of_numbers([Fraction(1, 2**15)]).fits(FORMATS["float16"])
    assert not of_numbers([2**16]).fits(FORMATS["float16"])
    assert of_numbers([2**15]).fits(FORMATS["float16"])


def test_a_third_has_no_end_and_nothing_needs_nothing() -> None:
    third = of_numbers([Fraction(1, 3)])
    assert third.endless
    assert not third.fits(FORMATS["float64"])
    empty = of_numbers([0, 0])
    assert (empty.bits, empty.lowest) == (0, None)
    assert empty.fits(FORMATS["bfloat16"])
