"""Exact evaluation of a whole data set on integers, layer by layer, all columns at once.

Real layers, no knowledge of how they were made, and three savings that change no value: layers that
act on each token alone see each distinct token once; a next-token network is read at its last
column, so after the last mixing layer only that column is kept; a constant factor goes into the
scale of a row (:mod:`memlib.exact.rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.evaluate import apply, check_fit
from memlib.exact.layers import (
    Affine,
    Bias,
    FeedForward,
    Layer,
    Network,
    Number,
    Relu,
    Threshold,
    UniformAttention,
    Weight,
)
from memlib.exact.rows import Row, combine

#: Layers that act on every column alone.
TOKEN_WISE = (Affine, Relu, Threshold, FeedForward)


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


def outputs(
    network: Network, dataset: Dataset, progress: Callable[[int, int], Any] | None = None
) -> list[list[Fraction]]:
    """The network's outputs on every sequence: one value (next-token) or one a token.

    Args:
        network: leaves one row.
        dataset: the sequences; their labels are not read.
        progress: called with (layers done, layers in all).

    Raises:
        MemlibError: the last layer leaves more than one row, or a layer does not fit.
    """
    rows = [_row(values) for values in zip(*dataset.tokens, strict=True)]
    state = State(rows, [list(s) for s in dataset.sequences], len(dataset.tokens))
    state = state.keep(state.sequences)
    mixing_places = [i for i, layer in enumerate(network) if not isinstance(layer, TOKEN_WISE)]
    last_mixing = max(mixing_places, default=-1)
    next_token = dataset.task == NEXT_TOKEN
    if next_token and last_mixing < 0:
        state = state.keep([s[-1:] for s in state.sequences])
    for i, layer in enumerate(network):
        with context(operation="evaluate", place=f"layers[{i}]"):
            check_fit(layer, len(state.rows))
            if isinstance(layer, TOKEN_WISE):
                state.rows = token_wise(layer, state.rows, state.columns)
            else:
                state = mixing(layer, state, only_last=next_token and i == last_mixing)
        if progress is not None:
            progress(i + 1, len(network))
    if len(state.rows) != 1:
        raise MemlibError(f"the network leaves {len(state.rows)} rows, not one")
    values = state.rows[0].values()
    return [[values[column] for column in sequence] for sequence in state.sequences]


def token_wise(layer: Layer, rows: list[Row], columns: int) -> list[Row]:
    """A layer that acts on each column alone, on the rows of all columns."""
    match layer:
        case Affine():
            return _affine(rows, layer.weight, layer.bias, layer.rows_out, columns)
        case Relu():
            return [row.relu() for row in rows]
        case Threshold():
            return [row.threshold() for row in rows]
        case FeedForward():
            hidden = _affine(rows, layer.w1, layer.b1, layer.q, columns)
            hidden = [row.relu() for row in hidden]
            return _added(rows, hidden, layer.w2, layer.b2, columns)
    raise AssertionError(f"{layer.kind} mixes columns")


def mixing(layer: Layer, state: State, only_last: bool) -> State:
    """A layer that mixes the columns of a sequence."""
    match layer:
        case UniformAttention():
            return _attend_uniformly(layer.weight, state, only_last)
        case _:
            return _by_definition(layer, state, only_last)


def _attend_uniformly(weight: Weight, state: State, only_last: bool) -> State:
    """eq. (39); a column of the result is a column of the past together with its sequence."""
    sequences = state.sequences
    unit = lcm(*{len(s) for s in sequences})
    means = {
        j: Row(
            [sum(map(state.rows[j].integers.__getitem__, s)) * (unit // len(s)) for s in sequences],
            state.rows[j].scale * Fraction(1, unit),
        )
        for j in {j for _, j in weight}
    }
    pairs = [
        (i, column)
        for i, s in enumerate(sequences)
        for column in ([s[-1]] if only_last else dict.fromkeys(s))
    ]
    place = {pair: k for k, pair in enumerate(pairs)}
    here = [row.take([column for _, column in pairs]) for row in state.rows]
    owners = [i for i, _ in pairs]
    context = {j: mean.take(owners) for j, mean in means.items()}
    joined = [*here, *context.values()]
    column_of = {j: len(here) + k for k, j in enumerate(context)}
    shifted = {(i, column_of[j]): value for (i, j), value in weight.items()}
    rows = _added(here, joined, shifted, {}, len(pairs))
    wanted = [
        [place[i, column] for column in (s[-1:] if only_last else s)]
        for i, s in enumerate(sequences)
    ]
    return State(rows, wanted, len(pairs))


def _by_definition(layer: Layer, state: State, only_last: bool) -> State:
    """Any other layer, one sequence at a time, as :mod:`memlib.exact.evaluate` defines it."""
    columns = list(zip(*(row.values() for row in state.rows), strict=True))
    results: list[list[Fraction]] = []
    sequences: list[list[int]] = []
    for sequence in state.sequences:
        after = apply(layer, [list(columns[c]) for c in sequence])
        after = after[-1:] if only_last else after
        sequences.append(list(range(len(results), len(results) + len(after))))
        results += after
    rows = [_row(values) for values in zip(*results, strict=True)]
    return State(rows, sequences, len(results))


def _affine(rows: list[Row], weight: Weight, bias: Bias, size: int, columns: int) -> list[Row]:
    terms: list[list[tuple[Row, Number]]] = [[] for _ in range(size)]
    for (i, j), value in weight.items():
        terms[i].append((rows[j], value))
    return [combine(terms[i], bias.get(i, 0), columns) for i in range(size)]


def _added(
    rows: list[Row], hidden: list[Row], weight: Weight, bias: Bias, columns: int
) -> list[Row]:
    """rows + weight · hidden + bias; rows that nothing is added to stay as they are."""
    terms: dict[int, list[tuple[Row, Number]]] = {i: [(rows[i], 1)] for i in bias}
    for (i, j), value in weight.items():
        terms.setdefault(i, [(rows[i], 1)]).append((hidden[j], value))
    result = list(rows)
    for i, added in terms.items():
        result[i] = combine(added, bias.get(i, 0), columns)
    return result


def _row(values: Sequence[Fraction]) -> Row:
    unit = lcm(*(v.denominator for v in values))
    return Row([v.numerator * (unit // v.denominator) for v in values], Fraction(1, unit))
