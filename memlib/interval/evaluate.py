"""Running a network on a data set, every number enclosed between two bounds.

Example:
    >>> from memlib.data import Dataset
    >>> from memlib.exact.analytic import SoftmaxAttention, SoftmaxHead
    >>> one = {(0, 0): 1}
    >>> mean = SoftmaxAttention(1, 1, False, (SoftmaxHead(1, {}, one, one, one),))
    >>> data = Dataset.next_token([[1], [4]], [[0, 0, 1]], [2])
    >>> [(low, high)] = outputs(Network((mean,)), data, bits=64)
    >>> bool(low <= 2 <= high), high - low < Fraction(1, 2**50)
    (True, True)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.analytic import SoftmaxHead
from memlib.exact.layer import Matrix
from memlib.exact.layers import Network
from memlib.exact.vocabulary import Vocabulary
from memlib.interval.enclosure import Enclosures, Interval

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
    op = Intervals(Enclosures(bits))
    # Layers in which a column's place or its neighbors matter; after the last one it stands alone.
    placed = [k for k, layer in enumerate(network) if not layer.alone]
    first, last = (placed[0], placed[-1]) if placed else (len(network), len(network))
    start: dict[int, Column] = {}
    for token in {token for sequence in dataset.sequences for token in sequence}:
        columns = [[op.enclose.number(x) for x in dataset.tokens[token]]]
        for layer in network.layers[:first]:
            layer.fit(len(columns[0]))
            columns = layer.act(op, columns)
        (start[token],) = columns
    op.keep(start.values())
    only_last = dataset.task == NEXT_TOKEN
    read: list[Column] = []
    for number, sequence in enumerate(dataset.sequences):
        with context(place=f"sequences[{number}]"):
            columns = [start[token] for token in sequence]
            for place, layer in enumerate(network.layers[first:], first):
                if only_last and place > last:
                    columns = columns[-1:]
                op.only_last = only_last and place == last
                layer.fit(len(columns[0]))
                columns = layer.act(op, columns)
        read += columns[-1:] if only_last else columns
        if progress:
            progress(number + 1, len(dataset))
    return read


class Intervals(Vocabulary[list[Column]]):
    """Columns of enclosures, one sequence; weights are enclosed once.

    Attributes:
        enclose: the arithmetic.
        only_last: nothing but the last column is read after this layer.
    """

    def __init__(self, enclose: Enclosures) -> None:
        self.enclose = enclose
        self.only_last = False
        self._enclosed: dict[int, tuple[Mapping[object, object], _Rows]] = {}
        self._lasting: dict[int, Column] = {}
        self._made: dict[tuple[int, int, int], Column] = {}

    def keep(self, columns: Iterable[Column]) -> None:
        """Columns that many sequences share: their keys and values are computed once.

        They are held here, so that no other column can be taken for one of them.
        """
        self._lasting = {id(column): column for column in columns}

    def affine(self, z: list[Column], weight: Matrix, bias: Matrix | None = None) -> list[Column]:
        made = [self._product(weight, column) for column in z]
        if bias is not None:
            for i, each in self._rows(bias).items():
                for column in made:
                    column[i] = column[i] + each[0][1]
        return made

    def relu(self, z: list[Column]) -> list[Column]:
        return [[self.enclose.relu(x) for x in column] for column in z]

    def function(self, z: list[Column], name: str) -> list[Column]:
        function = getattr(self.enclose, name)
        return [[function(x) for x in column] for column in z]

    def read(self, z: list[Column]) -> list[Column]:
        return z[-1:] if self.only_last else z

    def places(self, z: list[Column], vectors: Matrix) -> list[Column]:
        longest = vectors.shape[1]
        if len(z) > longest:
            raise MemlibError(f"{len(z)} columns, but positions for {longest}")
        made = [list(column) for column in z]
        for i, row in self._rows(vectors).items():
            for k, x in row:
                if k < len(made):
                    made[k][i] = made[k][i] + x
        return made

    def softmax_attention(
        self, z: list[Column], heads: Sequence[SoftmaxHead], rows: int, skip: bool
    ) -> list[Column]:
        zero = self.enclose.zero
        asking = self.read(z)
        made = [list(column) if skip else [zero] * rows for column in asking]
        for head in heads:
            sizes = {"m": len(z[0]), "rows_out": rows}
            query, key, value, output = (
                head.matrix(name, sizes) for name in ("query", "key", "value", "output")
            )
            keys, values = ([self.times(part, column) for column in z] for part in (key, value))
            for column, target in zip(asking, made, strict=True):
                heard = self.hear(self.times(query, column), keys, values)
                target[:] = [a + b for a, b in zip(target, self.times(output, heard), strict=True)]
        return made

    def hear(self, query: Column, keys: list[Column], values: list[Column]) -> Column:
        """Σ_j share_j · value_j, the shares e^score / Σ e^score.

        All scores are lowered by the middle of the largest one first: the shares stay, and no
        exponential is huge.
        """
        enclose = self.enclose
        scores = [enclose.dot(list(enumerate(query)), key) for key in keys]
        top = max((score.mid for score in scores), key=lambda x: enclose.bounds(x)[0])
        exponentials = [enclose.exp(score - top) for score in scores]
        total = sum(exponentials[1:], exponentials[0])
        weights = list(enumerate(exponentials))
        return [
            enclose.dot(weights, [value[i] for value in values]) / total for i in range(len(query))
        ]

    def times(self, weight: Matrix, column: Column) -> Column:
        """W x; kept for columns that last."""
        if id(column) not in self._lasting:
            return self._product(weight, column)
        place = (id(weight.entries), weight.rows, id(column))
        if place not in self._made:
            self._made[place] = self._product(weight, column)
        return self._made[place]

    def _product(self, weight: Matrix, column: Column) -> Column:
        rows = self._rows(weight)
        return [self.enclose.dot(rows.get(i, ()), column) for i in range(weight.rows)]

    def _rows(self, part: Matrix) -> _Rows:
        """Its entries enclosed, row by row."""
        if id(part.entries) not in self._enclosed:
            rows: _Rows = {}
            for at, value in part.entries.items():
                i, j = at if isinstance(at, tuple) else (at, 0)
                rows.setdefault(i, []).append((j, self.enclose.number(value)))
            self._enclosed[id(part.entries)] = part.entries, rows
        return self._enclosed[id(part.entries)][1]
