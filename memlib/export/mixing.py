"""Layers that mix the columns of a sequence, one sequence at a time, every sum measured.

The definitions are those of :mod:`memlib.exact.evaluate`; what is added here is the meter. A mean
is a sum, then one division: the sum may not round in any order, and the quotient has to be held.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from memlib.budget import UNLIMITED, Budget
from memlib.exact.evaluate import Columns, Fractions, apply, weigh
from memlib.exact.layers import Layer
from memlib.export.lines import Line, Meters


def mix(
    layer: Layer,
    rows: Sequence[Line],
    sequences: Sequence[Sequence[int]],
    meters: Meters,
    only_last: bool,
    budget: Budget = UNLIMITED,
) -> tuple[list[Line], list[list[int]]]:
    """The layer on every sequence: the new lines, and which columns each sequence has now.

    Args:
        rows: one line a coordinate, over the columns of all sequences.
        sequences: the columns of each sequence.
        meters: what is measured.
        only_last: the last column of each sequence is all that is read afterwards.
        budget: what it may take.

    Raises:
        MemlibError: the layer does not fit a sequence, or takes more than the budget.
    """
    op = Metered(meters, only_last)
    columns = [list(column) for column in zip(*(row.values() for row in rows), strict=True)]
    results: Columns = []
    places: list[list[int]] = []
    for sequence in sequences:
        weigh(layer, len(rows), len(sequence), only_last, budget)
        after = apply(layer, [columns[c] for c in sequence], op)
        after = after[-1:] if only_last else after
        places.append(list(range(len(results), len(results) + len(after))))
        results += after
    lines = [Line.of(values) for values in zip(*results, strict=True)]
    for line in lines:
        meters.values.merge(line.need)
    return lines, places


class Metered(Fractions):
    """Fractions whose sums and inner values are measured."""

    def __init__(self, meters: Meters, only_last: bool) -> None:
        super().__init__(only_last)
        self.meters = meters

    def sum(self, terms: Sequence[Fraction]) -> Fraction:
        self.meters.sums.see_sum(terms)
        return super().sum(terms)

    def given(self, value: Fraction) -> Fraction:
        self.meters.values.see(value)
        return value

    def mean_of(self, values: Sequence[Fraction], read: bool) -> Fraction:
        """A row that no weight reads must not overflow, but may round."""
        self.meters.values.see(len(values))  # what the sum is divided by
        if read:
            return self.given(super().mean_of(values, read))
        size = sum(map(abs, values), Fraction(0)).__ceil__()
        self.meters.sums.see(1 << size.bit_length() if size else 0)
        return Fraction(0)
