"""Running a network on a data set, every number enclosed between two bounds.

Example:
    >>> from memlib.data import Dataset
    >>> from memlib.interval.layers import Affine, Positions, SoftmaxAttention, SoftmaxHead
    >>> one = {(0, 0): 1}
    >>> mean = SoftmaxAttention(1, 1, False, (SoftmaxHead(1, {}, one, one, one),))
    >>> data = Dataset.next_token([[1], [4]], [[0, 0, 1]], [2])
    >>> [(low, high)] = outputs(Network((mean,)), data, bits=64)
    >>> bool(low <= 2 <= high), high - low < Fraction(1, 2**50)
    (True, True)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.layers import Weight
from memlib.interval.enclosure import Enclosures, Interval
from memlib.interval.layers import (
    TOKENWISE,
    Activation,
    Affine,
    Layer,
    Network,
    Positions,
    Relu,
    SoftmaxAttention,
    SoftmaxHead,
)

Column = list[Interval]
Bounds = tuple[Fraction, Fraction]
#: Told how many sequences are done, and of how many.
Progress = Callable[[int, int], None]
_Rows = dict[int, list[tuple[int, Interval]]]


def outputs(
    network: Network, dataset: Dataset, bits: int, progress: Progress | None = None
) -> list[Bounds]:
    """For every label of the data, in its order, bounds on what the network gives there.

    Args:
        network: it reads tokens of the data's dimension, and leaves one row.
        dataset: next-token data read its last column, seq-to-seq data every column.
        bits: the working precision.
        progress: called with (sequences done, sequences in all).

    Raises:
        MemlibError: the layers do not fit, or a sequence is longer than the positions reach.
    """
    columns = read_columns(network, dataset, bits, progress)
    enclose = Enclosures(bits)
    for rows in columns:
        if len(rows) != 1:
            raise MemlibError(f"the last layer leaves {len(rows)} rows, not one")
    return [enclose.bounds(row) for (row,) in columns]


def read_columns(
    network: Network, dataset: Dataset, bits: int, progress: Progress | None = None
) -> list[Column]:
    """The columns that are read, one for every label; any number of rows."""
    enclose = Enclosures(bits)
    run = [Running.of(layer, enclose) for layer in network]
    # Layers in which a column's place or its neighbors matter; after the last one it stands alone.
    placed = [k for k, r in enumerate(run) if not isinstance(r.layer, TOKENWISE)]
    first, last = (placed[0], placed[-1]) if placed else (len(run), len(run))
    used = {token for sequence in dataset.sequences for token in sequence}
    start: dict[int, Column] = {}
    for token in used:
        column = [enclose.number(x) for x in dataset.tokens[token]]
        for running in run[:first]:
            column = running.of_column(column)
        start[token] = column
    read: list[Column] = []
    for number, sequence in enumerate(dataset.sequences):
        with context(place=f"sequences[{number}]"):
            columns = [start[token] for token in sequence]
            only_last = dataset.task == NEXT_TOKEN
            for place, running in enumerate(run[first:], first):
                if only_last and place > last:
                    columns = columns[-1:]
                shared = place == first  # a token's column is one object in all sequences
                columns = running.of_columns(columns, only_last and place == last, shared)
        read += columns[-1:] if only_last else columns
        if progress:
            progress(number + 1, len(dataset))
    return read


@dataclass(frozen=True)
class Running:
    """A layer with its weights enclosed, ready to run."""

    layer: Layer
    enclose: Enclosures
    parts: Mapping[str, _Rows]
    bias: Mapping[int, Interval]
    heads: tuple[Mapping[str, _Rows], ...] = ()
    kept: dict[tuple[int, int], tuple[Column, Column]] = field(default_factory=dict)

    @staticmethod
    def of(layer: Layer, enclose: Enclosures) -> Running:
        """Enclose all weights of a layer."""

        def rows(weight: Weight) -> _Rows:
            found: _Rows = {}
            for (i, j), value in weight.items():
                found.setdefault(i, []).append((j, enclose.number(value)))
            return found

        match layer:
            case Affine():
                bias = {i: enclose.number(x) for i, x in layer.bias.items()}
                return Running(layer, enclose, {"weight": rows(layer.weight)}, bias)
            case Positions():
                by_place = {(k, i): x for (i, k), x in layer.weight.items()}
                return Running(layer, enclose, {"places": rows(by_place)}, {})
            case SoftmaxAttention():
                parts = ("query", "key", "value", "output")
                heads = [{p: rows(getattr(head, p)) for p in parts} for head in layer.heads]
                return Running(layer, enclose, {}, {}, tuple(heads))
        return Running(layer, enclose, {}, {})

    def of_column(self, column: Column) -> Column:
        """What a layer that treats every column alone makes of one."""
        match self.layer:
            case Affine():
                self.fits(self.layer.rows_in, column)
                made = self.times(self.parts["weight"], self.layer.rows_out, column)
                for i, b in self.bias.items():
                    made[i] = made[i] + b
                return made
            case Relu():
                return [self.enclose.relu(x) for x in column]
            case _:
                function = getattr(self.enclose, cast(Activation, self.layer).function)
                return [function(x) for x in column]

    def of_columns(self, columns: list[Column], only_last: bool, shared: bool) -> list[Column]:
        """All columns of a sequence after the layer, or its last one alone.

        With ``shared`` other sequences hold the same column objects: keys and values are kept.
        """
        layer = self.layer
        if isinstance(layer, Positions):
            if len(columns) > layer.longest:
                raise MemlibError(f"{len(columns)} columns, but positions for {layer.longest}")
            self.fits(layer.m, columns[0])
            return [self.placed(k, column) for k, column in enumerate(columns)]
        if isinstance(layer, SoftmaxAttention):
            self.fits(layer.m, columns[0])
            return self.attend(layer, columns, columns[-1:] if only_last else columns, shared)
        return [self.of_column(column) for column in columns]

    def placed(self, place: int, column: Column) -> Column:
        made = list(column)
        for i, x in self.parts["places"].get(place, ()):
            made[i] = made[i] + x
        return made

    def attend(
        self, layer: SoftmaxAttention, columns: list[Column], asking: list[Column], shared: bool
    ) -> list[Column]:
        """[Z +] Σ_h W^O_h W^V_h Z σ_S[(W^K_h Z)ᵀ(W^Q_h Z)] at the columns that ask."""
        zero = self.enclose.zero
        made = [list(c) if layer.skip else [zero] * layer.rows_out for c in asking]
        for h, (head, parts) in enumerate(zip(layer.heads, self.heads, strict=True)):
            pairs = [self.key_and_value(h, head, c, shared) for c in columns]
            keys, values = ([pair[part] for pair in pairs] for part in (0, 1))
            for column, target in zip(asking, made, strict=True):
                heard = self.hear(head, parts, column, keys, values)
                given = self.times(parts["output"], layer.rows_out, heard)
                target[:] = [a + b for a, b in zip(target, given, strict=True)]
        return made

    def key_and_value(
        self, h: int, head: SoftmaxHead, column: Column, shared: bool
    ) -> tuple[Column, Column]:
        place = (h, id(column))
        if shared and place in self.kept:
            return self.kept[place]
        parts = self.heads[h]
        pair = (
            self.times(parts["key"], head.s, column),
            self.times(parts["value"], head.s, column),
        )
        if shared:
            self.kept[place] = pair
        return pair

    def hear(
        self,
        head: SoftmaxHead,
        parts: Mapping[str, _Rows],
        column: Column,
        keys: list[Column],
        values: list[Column],
    ) -> Column:
        """Σ_j share_j · value_j, the shares e^score / Σ e^score.

        All scores are lowered by the middle of the largest one first: the shares stay, and no
        exponential is huge.
        """
        enclose = self.enclose
        query = list(enumerate(self.times(parts["query"], head.s, column)))
        scores = [enclose.dot(query, key) for key in keys]
        top = max((score.mid for score in scores), key=lambda x: enclose.bounds(x)[0])
        exponentials = [enclose.exp(score - top) for score in scores]
        total = sum(exponentials[1:], exponentials[0])
        weights = list(enumerate(exponentials))
        return [enclose.dot(weights, [value[i] for value in values]) / total for i in range(head.s)]

    def times(self, weight: _Rows, rows: int, column: Column) -> Column:
        return [self.enclose.dot(weight.get(i, ()), column) for i in range(rows)]

    def fits(self, rows: int, column: Column) -> None:
        if len(column) != rows:
            raise MemlibError(f"the {self.layer.kind} layer reads {rows} rows, not {len(column)}")


__all__ = ["Bounds", "Column", "outputs", "read_columns"]
