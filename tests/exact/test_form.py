"""Forms are the linear functions that they look like."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.exact.form import Form, constant, coordinate, inner_product

NAMES = ("x", "y", "z")
numbers = st.one_of(st.integers(-3, 3), st.fractions(-3, 3, max_denominator=5))
points = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers))
forms = st.builds(Form, st.dictionaries(st.sampled_from(NAMES), numbers), numbers)


@settings(max_examples=20)
@given(forms, forms, numbers, points)
def test_arithmetic_is_pointwise(f: Form, g: Form, c: Fraction, p: dict[str, Fraction]) -> None:
    assert (f + g).at(p) == f.at(p) + g.at(p)
    assert (f - g).at(p) == f.at(p) - g.at(p)
    assert (f + c).at(p) == (c + f).at(p) == f.at(p) + c
    assert (f - c).at(p) == f.at(p) - c
    assert (c - f).at(p) == c - f.at(p)
    assert (f * c).at(p) == (c * f).at(p) == c * f.at(p)
    assert (-f).at(p) == -f.at(p)


@settings(max_examples=20)
@given(forms, st.fixed_dictionaries(dict.fromkeys(NAMES, forms)), points)
def test_substitution_is_composition(
    f: Form, inner: dict[str, Form], p: dict[str, Fraction]
) -> None:
    assert f.substitute(inner).at(p) == f.at({name: g.at(p) for name, g in inner.items()})


@settings(max_examples=20)
@given(forms, forms)
def test_no_zero_terms_and_equality_by_value(f: Form, g: Form) -> None:
    for made in (f + g, f - f, f * 0, f - g, f.substitute(dict.fromkeys(NAMES, g))):
        assert all(made.terms.values())
    assert f - f == constant(0)
    assert (f + g == f) == (g == constant(0))
    same = Form(dict(reversed(f.terms.items())), Fraction(f.constant))
    assert same == f
    assert hash(same) == hash(f)


@settings(max_examples=20)
@given(forms, forms)
def test_arithmetic_changes_no_operand(f: Form, g: Form) -> None:
    before = dict(f.terms), f.constant, dict(g.terms), g.constant
    _ = (f + g, f - g, f * 2, f.substitute(dict.fromkeys(NAMES, g)))
    assert before == (dict(f.terms), f.constant, dict(g.terms), g.constant)


def test_inner_product_wants_lists_of_one_length() -> None:
    assert inner_product([2, 0, -1], NAMES) == 2 * coordinate("x") - coordinate("z")
    with pytest.raises(ValueError):
        inner_product([1, 2], NAMES)


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (constant(0), "0"),
        (constant(Fraction(-1, 2)), "-1/2"),
        (-coordinate("x") + 1, "-x + 1"),
        (coordinate("x") - Fraction(3, 2) * coordinate("y") - 4, "x - 3/2*y - 4"),
    ],
)
def test_how_a_form_is_shown(form: Form, shown: str) -> None:
    assert repr(form) == shown


def test_a_form_is_no_number_and_no_other_thing() -> None:
    assert constant(1) != 1
    assert coordinate("x") != "x"
    with pytest.raises(KeyError):
        coordinate("x").at({"y": 1})
    with pytest.raises(KeyError):
        coordinate("x").substitute({})
