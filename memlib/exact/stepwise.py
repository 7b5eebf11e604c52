"""One sequence after another, exactly and quickly: for a network that reads its own output.

:mod:`memlib.exact.batch` evaluates a whole data set at once; who recites has one window at a time.
Two savings, which change no value:

* layers before the mixing layer act on every token alone, so each token is computed once;
* every row has one scale, found from the weights before anything is evaluated: the largest number
  that divides all its terms. A step is then sums of integers, and no fraction is ever reduced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd, lcm

from memlib.errors import MemlibError, context
from memlib.exact.evaluate import evaluate
from memlib.exact.layer import Matrix
from memlib.exact.layers import Bias, Network, Number, Weight
from memlib.exact.vocabulary import Vocabulary

#: A column as integers; the value of row i is its integer times scale i.
Column = list[int]
Scales = list[Fraction]
Step = Callable[[Column], Column]


class Stepwise:
    """A network ready to read one sequence of one fixed length after another.

    Quick for token-wise layers around at most one uniform attention, sum or flattening. Any other
    network is read by :func:`memlib.exact.evaluate.evaluate`.

    Args:
        network: leaves one row.
        length: n, the length of every sequence.
        tokens: the tokens that will come, or others with the same denominators.

    Raises:
        MemlibError: a layer does not fit, or more than one row is left.

    Example:
        >>> from memlib.exact.layers import Affine, UniformAttention
        >>> net = Network((UniformAttention(1, {(0, 0): 2}), Affine(1, 1, {(0, 0): 3}, {})))
        >>> Stepwise(net, 2, [(Fraction(1),)])([(Fraction(1),), (Fraction(2),)])
        Fraction(15, 1)
    """

    def __init__(
        self, network: Network, length: int, tokens: Sequence[tuple[Fraction, ...]]
    ) -> None:
        self.network, self.length = network, length
        mixing = [layer for layer in network if not layer.alone]
        #: Of layers that mix columns, at most one, and one that pools them or leaves one.
        self.quick = (
            len(mixing) <= 1
            and all(layer.pools or layer.tells_apart for layer in mixing)
            and not any(layer.takes_ids for layer in network)
        )
        self._columns: dict[tuple[Fraction, ...], Column] = {}
        if not self.quick:
            return
        self._unit = Fraction(1, lcm(*(x.denominator for token in tokens for x in token)))
        self._before: list[Step] = []
        self._join: Callable[[list[Column]], Column] = lambda columns: columns[-1]
        z = _Stream([self._unit] * len(tokens[0]), [])
        op = _Steps(length)
        for place, layer in enumerate(network):
            with context(operation="evaluate", place=f"layers[{place}]"):
                layer.fit(len(z.scales))
                if not layer.alone:
                    self._before, z = z.steps, _Stream(z.scales, [])
                z = layer.act(op, z)
        if len(z.scales) != 1:
            raise MemlibError(f"the network leaves {len(z.scales)} rows, not one")
        self._after, self._scale = z.steps, z.scales[0]
        if mixing:
            self._join = op.join_columns
        else:
            self._before, self._after = self._after, []

    def __call__(self, sequence: Sequence[tuple[Fraction, ...]]) -> Fraction:
        """The network's output at the last token (or at the only column that is left)."""
        if len(sequence) != self.length:
            raise MemlibError(f"a sequence of {len(sequence)} tokens, not {self.length}")
        if not self.quick:
            return evaluate(self.network, [list(token) for token in sequence])[-1][0]
        x = self._join([self._column(token) for token in sequence])
        for step in self._after:
            x = step(x)
        return x[0] * self._scale

    def _column(self, token: tuple[Fraction, ...]) -> Column:
        """The column of a token before the mixing layer, computed once."""
        found = self._columns.get(token)
        if found is None:
            cut = [x / self._unit for x in token]
            if any(x.denominator != 1 for x in cut):
                raise MemlibError("a token with other denominators than those that were named")
            found = [x.numerator for x in cut]
            for step in self._before:
                found = step(found)
            self._columns[token] = found
        return found


class _Stream:
    """A column on its way: the scales of its rows, and the steps that led to them."""

    def __init__(self, scales: Scales, steps: list[Step]) -> None:
        self.scales, self.steps = scales, steps

    def then(self, step: Step, scales: Scales | None = None) -> _Stream:
        return _Stream(self.scales if scales is None else scales, [*self.steps, step])


class _Steps(Vocabulary[_Stream]):
    """Layers as steps on one column; a layer that pools says first what the column is made of.

    Attributes:
        join_columns: from the columns of a sequence to the one that is read on.
    """

    def __init__(self, length: int) -> None:
        self.length = length
        self.join_columns: Callable[[list[Column]], Column] = lambda columns: columns[-1]

    def affine(self, z: _Stream, weight: Matrix, bias: Matrix | None = None) -> _Stream:
        added: Bias = {} if bias is None else bias.entries
        return z.then(*_sums(z.scales, weight.entries, added, weight.rows))

    def add(
        self, z: _Stream, weight: Matrix, change: _Stream, bias: Matrix | None = None
    ) -> _Stream:
        """The change is computed from the column as it is here, and stands below it."""
        rows = len(z.scales)
        moved = {(i, rows + j): value for (i, j), value in weight.entries.items()}
        kept: dict[tuple[int, int], Number] = {(i, i): 1 for i in range(rows)}
        both = [*z.scales, *change.scales]
        step, scales = _sums(both, kept | moved, {} if bias is None else bias.entries, rows)
        return z.then(_beside(change.steps[len(z.steps) :], rows)).then(step, scales)

    def relu(self, z: _Stream) -> _Stream:
        return z.then(lambda x: [value if value > 0 else 0 for value in x])

    def threshold(self, z: _Stream) -> _Stream:
        ones = [Fraction(1)] * len(z.scales)
        return z.then(lambda x: [1 if value >= 0 else 0 for value in x], ones)

    def mean(self, z: _Stream, weight: Matrix) -> _Stream:
        """Below the last column, the sums over all; their scale is what divides them."""
        rows, read = len(z.scales), weight.columns_read
        at = {j: rows + k for k, j in enumerate(read)}
        self.join_columns = lambda columns: (
            columns[-1] + [sum(column[j] for column in columns) for j in read]
        )
        return _Stream(
            [scale / self.length for scale in z.scales],
            [*z.steps, lambda x: [x[at[j]] if j in at else 0 for j in range(rows)]],
        )

    def total(self, z: _Stream) -> _Stream:
        self.join_columns = lambda columns: [sum(x) for x in zip(*columns, strict=True)]
        return z

    def stack(self, z: _Stream, columns: int) -> _Stream:
        if columns != self.length:
            raise MemlibError(f"flatten takes {columns} columns, not {self.length}")
        self.join_columns = lambda columns: [x for column in columns for x in column]
        return _Stream(z.scales * columns, z.steps)


def _sums(scales: Scales, weight: Weight, bias: Bias, size: int) -> tuple[Step, Scales]:
    """weight · x + bias: for every row its terms as integers, and the scale of their sum."""
    terms: list[list[tuple[int, Fraction]]] = [[] for _ in range(size)]
    for (i, j), value in weight.items():
        terms[i].append((j, value * scales[j]))
    rows, after = [], []
    for i, each in enumerate(terms):
        added = bias.get(i, 0)
        scale = _divisor([added, *(value for _, value in each)])
        rows.append((_whole(added / scale), tuple((j, _whole(value / scale)) for j, value in each)))
        after.append(scale)

    def step(x: Column) -> Column:
        result = []
        for value, parts in rows:
            for j, factor in parts:
                value += factor * x[j]
            result.append(value)
        return result

    return step, after


def _beside(steps: Sequence[Step], rows: int) -> Step:
    """The column, and below it what the steps make of it."""

    def step(x: Column) -> Column:
        made = x
        for each in steps:
            made = each(made)
        return x[:rows] + made

    return step


def _divisor(values: Sequence[Number]) -> Fraction:
    """The largest number of which all values are whole multiples; 1 where all are zero.

    >>> _divisor([Fraction(3, 4), Fraction(1, 2)])
    Fraction(1, 4)
    """
    unit = lcm(*(value.denominator for value in values))
    return Fraction(gcd(*((value * unit).numerator for value in values)) or 1, unit)


def _whole(value: Fraction | int) -> int:
    return value.numerator
