"""Layers that mix the columns of a sequence, one sequence at a time, every sum measured.

The definitions are those of :mod:`memlib.exact.evaluate`; what is added here is the meter. A mean
is a sum, then one division: the sum may not round in any order, and the quotient has to be held.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from memlib.errors import MemlibError
from memlib.exact.evaluate import apply
from memlib.exact.layers import (
    Embedding,
    Gather,
    HardAttention,
    Head,
    Layer,
    Scatter,
    SumPool,
    UniformAttention,
    Weight,
)
from memlib.export.lines import Line, Meters

Column = list[Fraction]
Columns = list[Column]


def mix(
    layer: Layer,
    rows: Sequence[Line],
    sequences: Sequence[Sequence[int]],
    meters: Meters,
    only_last: bool,
) -> tuple[list[Line], list[list[int]]]:
    """The layer on every sequence: the new lines, and which columns each sequence has now.

    Args:
        rows: one line a coordinate, over the columns of all sequences.
        sequences: the columns of each sequence.
        meters: what is measured.
        only_last: the last column of each sequence is all that is read afterwards.
    """
    columns = [list(column) for column in zip(*(row.values() for row in rows), strict=True)]
    results: Columns = []
    places: list[list[int]] = []
    for sequence in sequences:
        after = _one(layer, [columns[c] for c in sequence], meters, only_last)
        after = after[-1:] if only_last else after
        places.append(list(range(len(results), len(results) + len(after))))
        results += after
    lines = [Line.of(values) for values in zip(*results, strict=True)]
    for line in lines:
        meters.values.merge(line.need)
    return lines, places


def _one(layer: Layer, z: Columns, meters: Meters, only_last: bool) -> Columns:
    wanted = range(len(z) - 1 if only_last else 0, len(z))
    match layer:
        case UniformAttention():
            mean = _mean(z, _read(layer.weight), meters)
            return [_plus(z[k], [(layer.weight, mean)], meters) for k in wanted]
        case HardAttention():
            return _hard_attention(layer, z, wanted, meters)
        case SumPool():
            total = []
            for values in zip(*z, strict=True):
                meters.sums.see_sum(values)
                total.append(sum(values, Fraction(0)))
            return [total]
        case Gather():
            mean = _mean(z[1:], _read(layer.weight), meters)
            first = _plus(z[0], [(layer.weight, mean)], meters)
            return [first, *z[1:]]
        case Scatter():
            return [z[0], *(_plus(x, [(layer.weight, z[0])], meters) for x in z[1:])]
        case Embedding():
            if len(z[0]) != 1:
                raise MemlibError("an embedding takes one id a token")
            return apply(layer, [z[k] for k in wanted])
        case _:  # prepend, drop_first, flatten: columns move, and nothing is computed
            return apply(layer, z)


def _hard_attention(
    layer: HardAttention, z: Columns, wanted: Iterable[int], meters: Meters
) -> Columns:
    parts = [
        (
            head,
            [_times(head.key, x, head.s, meters) for x in z],
            [_times(head.value, x, head.s, meters) for x in z],
        )
        for head in layer.heads
    ]
    after = []
    for k in wanted:
        changes = [
            (head.output, _attend(head, z[k], keys, values, meters)) for head, keys, values in parts
        ]
        after.append(_plus(z[k], changes, meters))
    return after


def _attend(head: Head, x: Column, keys: Columns, values: Columns, meters: Meters) -> Column:
    """The mean of the values whose keys fit the query best."""
    query = _times(head.query, x, head.s, meters)
    scores = []
    for key in keys:
        products = [a * b for a, b in zip(key, query, strict=True)]
        meters.sums.see_sum(products)
        scores.append(sum(products, Fraction(0)))
        meters.values.see(scores[-1])
    best = max(scores)
    chosen = [v for v, score in zip(values, scores, strict=True) if score == best]
    return _mean(chosen, set(range(head.s)), meters)


def _mean(z: Columns, read: set[int], meters: Meters) -> Column:
    """The mean of the columns. A row that no weight reads must not overflow, but may round."""
    mean = []
    meters.values.see(len(z))  # what the sum is divided by
    for i, values in enumerate(zip(*z, strict=True)):
        total = sum(values, Fraction(0))
        mean.append(total / len(z))
        if i in read:
            meters.sums.see_sum(values)
            meters.values.see(mean[-1])
        else:
            size = sum(map(abs, values), Fraction(0)).__ceil__()
            meters.sums.see(1 << size.bit_length() if size else 0)
    return mean


def _plus(x: Column, changes: Sequence[tuple[Weight, Column]], meters: Meters) -> Column:
    """x + Σ weight · column; rows that nothing is added to stay as they are."""
    terms: dict[int, list[Fraction]] = {}
    for weight, column in changes:
        for (i, j), value in weight.items():
            terms.setdefault(i, [x[i]]).append(value * column[j])
    result = list(x)
    for i, each in terms.items():
        meters.sums.see_sum(each)
        result[i] = sum(each, Fraction(0))
    return result


def _times(weight: Weight, x: Column, rows: int, meters: Meters) -> Column:
    terms: list[list[Fraction]] = [[] for _ in range(rows)]
    for (i, j), value in weight.items():
        terms[i].append(value * x[j])
    result = []
    for each in terms:
        meters.sums.see_sum(each)
        result.append(sum(each, Fraction(0)))
        meters.values.see(result[-1])
    return result


def _read(weight: Weight) -> set[int]:
    return {j for _, j in weight}
