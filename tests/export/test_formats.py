"""Rounding to a format, beside torch's own conversion; what a format holds."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from memlib import MemlibError
from memlib.export.formats import FORMATS, format_named

floats = st.floats(allow_nan=False, allow_infinity=False)
names = st.sampled_from(sorted(FORMATS))


@given(floats, names)
def test_one_rounding_agrees_with_torch(x: float, name: str) -> None:
    """torch rounds float64 once to each shorter format; subnormal numbers and overflow too."""
    expected = torch.tensor(x, dtype=torch.float64).to(getattr(torch, name)).item()
    if name in ("bfloat16", "float16"):
        # torch goes by way of float32; where that is exact there is one rounding.
        near = torch.tensor(x, dtype=torch.float64).float()
        if near.double().item() != x:
            x = near.double().item()
            if not math.isfinite(x):
                return
    assert FORMATS[name].rounded(Fraction(x)) == expected


@given(st.fractions(), st.integers(-60, 60))
def test_float64_agrees_with_python(x: Fraction, shift: int) -> None:
    exact = x * Fraction(2) ** shift
    assert FORMATS["float64"].rounded(exact) == exact.numerator / exact.denominator


@pytest.mark.parametrize("name", FORMATS)
def test_the_edges_are_those_of_torch(name: str) -> None:
    format = FORMATS[name]
    facts = torch.finfo(getattr(torch, name))
    assert Fraction(facts.eps) == Fraction(2) ** (1 - format.precision)
    assert Fraction(facts.smallest_normal) == Fraction(2) ** format.least_exponent
    assert format.holds(Fraction(facts.max))
    assert format.rounded(2 ** (format.greatest_exponent + 1)) == math.inf
    assert format.rounded(-(2 ** (format.greatest_exponent + 1))) == -math.inf
    assert format.holds(2**format.precision)
    assert not format.holds(2**format.precision + 1)


def test_ties_go_to_even_and_are_not_rounded_twice() -> None:
    # 2^24 + 1 + 2^-40: above the tie in float32, but float64 would round it onto the tie.
    above_tie = 2**24 + 1 + Fraction(1, 2**40)
    assert FORMATS["float32"].rounded(above_tie) == 2**24 + 2
    assert FORMATS["float32"].rounded(2**24 + 1) == 2**24
    assert FORMATS["float32"].rounded(2**24 + 3) == 2**24 + 4


def test_unknown_format() -> None:
    with pytest.raises(MemlibError, match="bfloat16"):
        format_named("float8")
