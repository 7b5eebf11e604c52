"""What each layer does to the matrix of one sequence: the definition, in plain fractions.

This is slow and obvious: a layer's own words (:meth:`memlib.exact.layer.Layer.act`), on columns of
fractions. :mod:`memlib.exact.batch` evaluates whole data sets on integers and is compared with it;
chapters use :func:`trace` to look inside a network.

Example:
    >>> from memlib.exact.layers import Affine, Relu
    >>> tent = Network((
    ...     Affine(2, 1, {(0, 0): 2, (1, 0): 4}, {1: -2}), Relu(),
    ...     Affine(1, 2, {(0, 0): 1, (0, 1): -1}, {}),
    ... ))
    >>> evaluate(tent, [[Fraction(1, 4)], [Fraction(3, 4)]])
    [[Fraction(1, 2)], [Fraction(1, 2)]]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from memlib.budget import Budget
from memlib.errors import MemlibError, context
from memlib.exact.layer import Matrix
from memlib.exact.layers import Bias, Head, Layer, Network, Number
from memlib.exact.vocabulary import Vocabulary

#: One column: the coordinates of one token.
Column = list[Fraction]
#: The columns of one sequence, first token first.
Columns = list[Column]
_ZERO = Fraction(0)


def evaluate(network: Network, columns: Sequence[Sequence[Number]]) -> Columns:
    """The columns that a network gives for one sequence of tokens.

    Args:
        network: the layers.
        columns: the tokens, each a sequence of d exact numbers.

    Raises:
        MemlibError: a layer that does not fit what it gets.
    """
    *_, last = trace(network, columns)
    return last


def trace(network: Network, columns: Sequence[Sequence[Number]]) -> Iterator[Columns]:
    """The columns before the first layer, then after each layer."""
    state = [[Fraction(x) for x in column] for column in columns]
    yield state
    for place, layer in enumerate(network):
        with context(operation="evaluate", place=f"layers[{place}]"):
            state = apply(layer, state)
        yield state


def apply(layer: Layer, z: Columns, op: Fractions | None = None) -> Columns:
    """One layer on the columns of one sequence (the table of certificate.md, row by row).

    Raises:
        MemlibError: the layer does not fit the columns.
    """
    layer.fit(len(z[0]))
    after = layer.act(op or Fractions(), z)
    if not after:
        raise MemlibError(f"{layer.kind} leaves no column")
    return after


def weigh(layer: Layer, rows: int, columns: int, only_last: bool, budget: Budget) -> None:
    """Refuse a sequence of so many columns on which a layer would take too much.

    Raises:
        BudgetError: naming the limit.
    """
    asking = 1 if only_last else columns
    scores = asking * columns * layer.inside if layer.mixes else 0
    products = columns * (rows + sum(1 for _ in layer.parameters()))
    budget.hold(columns * rows * BYTES_A_NUMBER, "a sequence")
    budget.spend((products + scores) // PRODUCTS_A_SECOND)


#: Of fractions, in Python.
PRODUCTS_A_SECOND: Final = 10**6
BYTES_A_NUMBER: Final = 200


class Fractions(Vocabulary[Columns]):
    """Columns of fractions, one sequence.

    Args:
        only_last: nothing but the last column is read after this layer.
    """

    def __init__(self, only_last: bool = False) -> None:
        self.only_last = only_last

    # ---- what a meter looks at (memlib.export.mixing)
    def sum(self, terms: Sequence[Fraction]) -> Fraction:
        """Any sum that is computed."""
        return sum(terms, _ZERO)

    def given(self, value: Fraction) -> Fraction:
        """Any number that is computed inside a layer and goes on."""
        return value

    def mean_of(self, values: Sequence[Fraction], read: bool) -> Fraction:
        """The mean of one row; whether any weight reads it."""
        return self.sum(values) / len(values)

    # ---- the words
    def affine(self, z: Columns, weight: Matrix, bias: Matrix | None = None) -> Columns:
        added: Bias = {} if bias is None else bias.entries
        return [self._shifted(self.times(weight, x), added) for x in z]

    def add(
        self, z: Columns, weight: Matrix, change: Columns, bias: Matrix | None = None
    ) -> Columns:
        added: Bias = {} if bias is None else bias.entries
        changes = change * len(z) if len(change) == 1 else change
        return [
            self._shifted(self.plus(x, [(weight, c)]), added)
            for x, c in zip(z, changes, strict=True)
        ]

    def relu(self, z: Columns) -> Columns:
        return [[max(v, _ZERO) for v in x] for x in z]

    def threshold(self, z: Columns) -> Columns:
        return [[Fraction(1 if v >= 0 else 0) for v in x] for x in z]

    def read(self, z: Columns) -> Columns:
        return z[-1:] if self.only_last else z

    def mean(self, z: Columns, weight: Matrix) -> Columns:
        return [self._mean(z, set(weight.columns_read))]

    def total(self, z: Columns) -> Columns:
        return [[self.sum(values) for values in zip(*z, strict=True)]]

    def first(self, z: Columns) -> Columns:
        return z[:1]

    def rest(self, z: Columns) -> Columns:
        return z[1:]

    def join(self, left: Columns, right: Columns) -> Columns:
        return [*left, *right]

    def column(self, value: Matrix) -> Columns:
        return [[Fraction(value.entries.get(i, 0)) for i in range(value.rows)]]

    def lookup(self, z: Columns, table: Matrix) -> Columns:
        rows, ids = table.shape
        found = []
        for (token,) in self.read(z):
            if token.denominator != 1 or not 1 <= token <= ids:
                raise MemlibError(f"an embedding takes one id from 1 to {ids}")
            found.append([Fraction(table.entries.get((i, int(token) - 1), 0)) for i in range(rows)])
        return found

    def stack(self, z: Columns, columns: int) -> Columns:
        if len(z) != columns:
            raise MemlibError(f"flatten takes {columns} columns, not {len(z)}")
        return [[v for x in z for v in x]]

    def hard_attention(self, z: Columns, heads: Sequence[Head]) -> Columns:
        heard = []
        for head in heads:
            key, value = head.matrix("key"), head.matrix("value")
            heard.append((head, [self.times(key, x) for x in z], [self.times(value, x) for x in z]))
        after = []
        for x in self.read(z):
            changes = [
                (head.matrix("output"), self._attend(head, x, keys, values))
                for head, keys, values in heard
            ]
            after.append(self.plus(x, changes))
        return after

    # ---- sparse sums
    def times(self, weight: Matrix, x: Column) -> Column:
        """W x."""
        terms: list[list[Fraction]] = [[] for _ in range(weight.rows)]
        for (i, j), value in weight.entries.items():
            terms[i].append(value * x[j])
        return [self.given(self.sum(each)) for each in terms]

    def plus(self, x: Column, changes: Sequence[tuple[Matrix, Column]]) -> Column:
        """x + Σ weight · column; rows that nothing is added to stay as they are."""
        terms: dict[int, list[Fraction]] = {}
        for weight, column in changes:
            for (i, j), value in weight.entries.items():
                terms.setdefault(i, [x[i]]).append(value * column[j])
        result = list(x)
        for i, each in terms.items():
            result[i] = self.sum(each)
        return result

    @staticmethod
    def _shifted(x: Column, bias: Bias) -> Column:
        for i, value in bias.items():
            x[i] += value
        return x

    def _attend(self, head: Head, x: Column, keys: Columns, values: Columns) -> Column:
        """The mean of the values whose keys fit the query best, ties shared equally."""
        query = self.times(head.matrix("query"), x)
        scores = [
            self.given(self.sum([a * b for a, b in zip(key, query, strict=True)])) for key in keys
        ]
        best = max(scores)
        chosen = [v for v, score in zip(values, scores, strict=True) if score == best]
        return self._mean(chosen, set(range(head.s)))

    def _mean(self, z: Columns, read: set[int]) -> Column:
        if not z:
            raise MemlibError("the mean of no columns")
        return [self.mean_of(values, i in read) for i, values in enumerate(zip(*z, strict=True))]
