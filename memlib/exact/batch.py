"""Exact evaluation of a whole data set on integers, layer by layer, all columns at once.

Real layers, no knowledge of how they were made, and three savings that change no value: layers that
act on each token alone see each distinct token once; a next-token network is read at its last
column, so after the last layer that mixes columns only that column is kept; a constant factor goes
into the scale of a row (:mod:`memlib.exact.rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any

from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.evaluate import Fractions
from memlib.exact.layer import Matrix
from memlib.exact.layers import Head, Network, Number
from memlib.exact.rows import Row, combine, joined
from memlib.exact.vocabulary import RowWise, Vocabulary


@dataclass
class State:
    """Distinct columns, and which of them each sequence consists of."""

    rows: list[Row]
    sequences: list[list[int]]
    columns: int

    def keep(self, wanted: Sequence[Sequence[int]]) -> State:
        """Only the columns that the wanted positions use, each distinct column once."""
        used = sorted({column for sequence in wanted for column in sequence})
        place = {column: i for i, column in enumerate(used)}
        return State(
            [row.take(used) for row in self.rows],
            [[place[column] for column in sequence] for sequence in wanted],
            len(used),
        )

    @staticmethod
    def of(sequences: Sequence[Sequence[Sequence[Fraction]]]) -> State:
        """The columns of each sequence, one after the other."""
        columns = [column for sequence in sequences for column in sequence]
        rows = [Row.of(values) for values in zip(*columns, strict=True)]
        places = iter(range(len(columns)))
        return State(rows, [[next(places) for _ in s] for s in sequences], len(columns))


def outputs(
    network: Network, dataset: Dataset, progress: Callable[[int, int], Any] | None = None
) -> list[list[Fraction]]:
    """The network's outputs on every sequence: one value (next-token) or one per token.

    Args:
        network: leaves one row.
        dataset: the sequences; their labels are not read.
        progress: called with (layers done, layers in all).

    Raises:
        MemlibError: the last layer leaves more than one row, or a layer does not fit.
    """
    rows = [Row.of(values) for values in zip(*dataset.tokens, strict=True)]
    state = State(rows, [list(s) for s in dataset.sequences], len(dataset.tokens))
    state = state.keep(state.sequences)
    last = network.last_placed
    next_token = dataset.task == NEXT_TOKEN
    if next_token and last < 0:
        state = state.keep([s[-1:] for s in state.sequences])
    for i, layer in enumerate(network):
        with context(operation="evaluate", place=f"layers[{i}]"):
            layer.fit(len(state.rows))
            if layer.alone:
                state.rows = layer.act(_Alone(state.columns), state.rows)
            else:
                only_last = next_token and i == last
                state = layer.act(_Mixing(len(dataset), only_last), state)
                if not all(state.sequences):
                    raise MemlibError(f"{layer.kind} leaves no column")
                if only_last:
                    state = state.keep([s[-1:] for s in state.sequences])
        if progress is not None:
            progress(i + 1, len(network))
    if len(state.rows) != 1:
        raise MemlibError(f"the network leaves {len(state.rows)} rows, not one")
    values = state.rows[0].values()
    return [[values[column] for column in sequence] for sequence in state.sequences]


@dataclass
class _Alone(RowWise[Row]):
    """Layers that act on each column alone, on the rows of all columns."""

    columns: int

    def combine(self, terms: Sequence[tuple[Row, Number]], bias: Number) -> Row:
        return combine(terms, bias, self.columns)

    def relu_of(self, row: Row) -> Row:
        return row.relu()

    def threshold_of(self, row: Row) -> Row:
        return row.threshold()

    def lookup(self, z: list[Row], table: Matrix) -> list[Row]:
        found = Fractions().lookup([[x] for x in z[0].values()], table)
        return [Row.of(values) for values in zip(*found, strict=True)]


@dataclass
class _Mixing(Vocabulary[State]):
    """Layers that mix columns or move them, on all sequences at once.

    What is one column a sequence (a mean, a first column) is a state whose sequences have length 1.
    """

    sequences: int
    only_last: bool

    def affine(self, z: State, weight: Matrix, bias: Matrix | None = None) -> State:
        return replace(z, rows=_Alone(z.columns).affine(z.rows, weight, bias))

    def relu(self, z: State) -> State:
        return replace(z, rows=_Alone(z.columns).relu(z.rows))

    def threshold(self, z: State) -> State:
        return replace(z, rows=_Alone(z.columns).threshold(z.rows))

    def read(self, z: State) -> State:
        return replace(z, sequences=[s[-1:] for s in z.sequences]) if self.only_last else z

    def mean(self, z: State, weight: Matrix) -> State:
        if not all(z.sequences):
            raise MemlibError("the mean of no columns")
        unit = lcm(*{len(s) for s in z.sequences})
        rows = [Row([])] * len(z.rows)
        for j in weight.columns_read:
            at, scale = z.rows[j].integers.__getitem__, z.rows[j].scale * Fraction(1, unit)
            rows[j] = Row([sum(map(at, s)) * (unit // len(s)) for s in z.sequences], scale)
        return State(rows, [[i] for i in range(self.sequences)], self.sequences)

    def total(self, z: State) -> State:
        rows = [
            Row([sum(map(row.integers.__getitem__, s)) for s in z.sequences], row.scale)
            for row in z.rows
        ]
        return State(rows, [[i] for i in range(self.sequences)], self.sequences)

    def add(self, z: State, weight: Matrix, change: State, bias: Matrix | None = None) -> State:
        """A column of the result is a column of the past together with what changes it."""
        pairs: dict[tuple[int, int], int] = {}
        sequences = [
            [pairs.setdefault((column, heard), len(pairs)) for column in s]
            for s, (heard,) in zip(z.sequences, change.sequences, strict=True)
        ]
        own, heard = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        read = weight.columns_read
        rows = [row.take(own) for row in z.rows]
        changes = {j: change.rows[j].take(heard) for j in read}
        given = [changes.get(j, row) for j, row in enumerate(rows)]
        return State(_Alone(len(pairs)).add(rows, weight, given, bias), sequences, len(pairs))

    def first(self, z: State) -> State:
        return replace(z, sequences=[s[:1] for s in z.sequences])

    def rest(self, z: State) -> State:
        return replace(z, sequences=[s[1:] for s in z.sequences])

    def join(self, left: State, right: State) -> State:
        rows = [joined(a, b) for a, b in zip(left.rows, right.rows, strict=True)]
        sequences = [
            [*a, *(left.columns + c for c in b)]
            for a, b in zip(left.sequences, right.sequences, strict=True)
        ]
        return State(rows, sequences, left.columns + right.columns)

    def column(self, value: Matrix) -> State:
        (column,) = Fractions().column(value)
        return State([Row.of([x]) for x in column], [[0]] * self.sequences, 1)

    def stack(self, z: State, columns: int) -> State:
        for s in z.sequences:
            if len(s) != columns:
                raise MemlibError(f"flatten takes {columns} columns, not {len(s)}")
        rows = [row.take([s[k] for s in z.sequences]) for k in range(columns) for row in z.rows]
        return State(rows, [[i] for i in range(self.sequences)], self.sequences)

    def hard_attention(self, z: State, heads: Sequence[Head]) -> State:
        """One sequence at a time, as :mod:`memlib.exact.evaluate` defines it."""
        op = Fractions(self.only_last)
        columns = list(zip(*(row.values() for row in z.rows), strict=True))
        return State.of(
            [op.hard_attention([list(columns[c]) for c in s], heads) for s in z.sequences]
        )
