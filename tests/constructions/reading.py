"""Steps read off their definition, not by memlib's interpreter; all values watched to be ≥ 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from memlib.exact.form import Form
from memlib.exact.program import Step

Values = dict[str, Fraction]


def at(form: Form, values: Mapping[str, Fraction]) -> Fraction:
    return form.constant + sum((w * values[name] for name, w in form.terms.items()), Fraction(0))


def after(steps: Iterable[Step], start: Mapping[str, Fraction | int]) -> Values:
    """The coordinates after the steps; AssertionError when one falls below 0 on the way."""
    values = {name: Fraction(value) for name, value in start.items()}
    for step in steps:
        units = {name: max(at(form, values), Fraction(0)) for name, form in step.units.items()}
        values |= {name: at(form, values | units) for name, form in step.updates.items()}
        assert all(value >= 0 for value in values.values())
    return values
