"""Linear forms over named coordinates: the arithmetic in which constructions are written.

>>> z = coordinate("z")
>>> fall = 4 * z - 2
>>> fall
4*z - 2
>>> (2 * z - fall).substitute({"z": coordinate("a") + 1})
-2*a
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from memlib.exact.layers import Number


class Form:
    """Σ coefficient · coordinate + constant, exact; an immutable value.

    Attributes:
        terms: coordinate name → nonzero coefficient.
        constant: the number added.
    """

    __slots__ = ("constant", "terms")

    terms: Mapping[str, Number]
    constant: Number

    def __init__(self, terms: Mapping[str, Number], constant: Number = 0) -> None:
        self.terms = {name: value for name, value in terms.items() if value != 0}
        self.constant = constant

    def __add__(self, other: Form | Number) -> Form:
        if not isinstance(other, Form):
            return Form(self.terms, self.constant + other)
        terms = dict(self.terms)
        for name, value in other.terms.items():
            terms[name] = terms.get(name, 0) + value
        return Form(terms, self.constant + other.constant)

    __radd__ = __add__

    def __neg__(self) -> Form:
        return self * -1

    def __sub__(self, other: Form | Number) -> Form:
        return self + (-other)

    def __rsub__(self, other: Number) -> Form:
        return -self + other

    def __mul__(self, factor: Number) -> Form:
        return Form({k: v * factor for k, v in self.terms.items()}, self.constant * factor)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Form):
            return NotImplemented
        return self.terms == other.terms and self.constant == other.constant

    def __hash__(self) -> int:
        return hash((frozenset(self.terms.items()), self.constant))

    def __repr__(self) -> str:
        text = ""
        for name, value in self.terms.items():
            text += _signed(value, "" if abs(value) == 1 else f"{abs(value)}*", text) + name
        if self.constant or not text:
            text += _signed(self.constant, str(abs(self.constant)), text)
        return text

    def substitute(self, values: Mapping[str, Form]) -> Form:
        """The form with each named coordinate replaced by its value, itself a form."""
        terms: dict[str, Number] = {}
        constant = self.constant
        for name, factor in self.terms.items():
            value = values[name]
            constant += factor * value.constant
            for inner, coefficient in value.terms.items():
                terms[inner] = terms.get(inner, 0) + factor * coefficient
        return Form(terms, constant)

    def at(self, values: Mapping[str, Number]) -> Number:
        """The number that the form takes at the given values of its coordinates.

        >>> from fractions import Fraction
        >>> (2 * coordinate("z") + 1).at({"z": Fraction(1, 2)})
        Fraction(2, 1)
        """
        total: Number = self.constant
        for name, factor in self.terms.items():
            total += factor * values[name]
        return total


def coordinate(name: str) -> Form:
    """The form that is just one coordinate."""
    return Form({name: 1})


def constant(value: Number) -> Form:
    """The form that is just a number."""
    return Form({}, value)


def inner_product(weights: Iterable[Number], names: Iterable[str]) -> Form:
    """Σ weight · coordinate over two equally long lists (ValueError otherwise)."""
    return Form(dict(zip(names, weights, strict=True)))


def _signed(value: Number, shown: str, before: str) -> str:
    if before:
        return f" {'-' if value < 0 else '+'} {shown}"
    return f"-{shown}" if value < 0 else shown
