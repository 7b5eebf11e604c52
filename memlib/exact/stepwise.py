"""One sequence after another, exactly and quickly: for a network that reads its own output.

:mod:`memlib.exact.batch` evaluates a whole data set at once; who recites has one window at a time.
Two savings, which change no value:

* layers before the mixing layer act on every token alone, so each token is computed once;
* every row has one scale, found from the weights before anything is evaluated: the largest number
  that divides all its terms. A step is then sums of integers, and no fraction is ever reduced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from memlib.errors import MemlibError, context
from memlib.exact.evaluate import check_fit, evaluate
from memlib.exact.layers import (
    Affine,
    Bias,
    FeedForward,
    Flatten,
    Layer,
    Network,
    Number,
    Relu,
    SumPool,
    Threshold,
    UniformAttention,
    Weight,
)

#: A column as integers; the value of row i is its integer times scale i.
Column = list[int]
Scales = list[Fraction]
Step = Callable[[Column], Column]

_TOKEN_WISE: Final = (Affine, Relu, Threshold, FeedForward)
_MIXING: Final = (UniformAttention, SumPool, Flatten)


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
        >>> net = Network((UniformAttention(1, {(0, 0): 2}), Affine(1, 1, {(0, 0): 3}, {})))
        >>> Stepwise(net, 2, [(Fraction(1),)])([(Fraction(1),), (Fraction(2),)])
        Fraction(15, 1)
    """

    def __init__(
        self, network: Network, length: int, tokens: Sequence[tuple[Fraction, ...]]
    ) -> None:
        self.network, self.length = network, length
        mixing = [i for i, layer in enumerate(network) if not isinstance(layer, _TOKEN_WISE)]
        self.quick = len(mixing) <= 1 and all(
            isinstance(network.layers[i], _MIXING) for i in mixing
        )
        self._columns: dict[tuple[Fraction, ...], Column] = {}
        if not self.quick:
            return
        self._unit = Fraction(1, lcm(*(x.denominator for token in tokens for x in token)))
        place = mixing[0] if mixing else len(network)
        before, scales = _steps(network.layers[:place], [self._unit] * len(tokens[0]), 0)
        self._before = before
        self._join: Callable[[list[Column]], Column] = lambda columns: columns[-1]
        self._after: list[Step] = []
        if mixing:
            with context(operation="evaluate", place=f"layers[{place}]"):
                scales = self._mix(network.layers[place], scales)
        steps, scales = _steps(network.layers[place + 1 :], scales, place + 1)
        self._after += steps
        if len(scales) != 1:
            raise MemlibError(f"the network leaves {len(scales)} rows, not one")
        self._scale = scales[0]

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

    def _mix(self, layer: Layer, scales: Scales) -> Scales:
        """How the columns of a sequence become the one that is read on."""
        check_fit(layer, len(scales))
        match layer:
            case UniformAttention(weight=weight):
                pooled = sorted({j for _, j in weight})
                place = {j: len(scales) + k for k, j in enumerate(pooled)}
                moved = {(i, place[j]): value for (i, j), value in weight.items()}
                step, after = _added(scales, [scales[j] / self.length for j in pooled], moved, {})
                self._join = lambda columns: (
                    columns[-1] + [sum(column[j] for column in columns) for j in pooled]
                )
                self._after = [step]
                return after
            case Flatten(n=n):
                if n != self.length:
                    raise MemlibError(f"flatten takes {n} columns, not {self.length}")
                self._join = lambda columns: [x for column in columns for x in column]
                return scales * n
            case _:
                self._join = lambda columns: [sum(x) for x in zip(*columns, strict=True)]
                return scales


def _steps(layers: Iterable[Layer], scales: Scales, first: int) -> tuple[list[Step], Scales]:
    """Token-wise layers as steps, and the scales of the rows that they leave."""
    steps: list[Step] = []
    for i, layer in enumerate(layers):
        with context(operation="evaluate", place=f"layers[{first + i}]"):
            check_fit(layer, len(scales))
        match layer:
            case Affine():
                step, scales = _sums(scales, layer.weight, layer.bias, layer.rows_out)
                steps.append(step)
            case Relu():
                steps.append(_relu)
            case Threshold():
                steps.append(_threshold)
                scales = [Fraction(1)] * len(scales)
            case FeedForward():
                into, hidden = _sums(scales, layer.w1, layer.b1, layer.q)
                moved = {(i, len(scales) + j): value for (i, j), value in layer.w2.items()}
                out, scales = _added(scales, hidden, moved, layer.b2)
                steps += [_beside(into), out]
    return steps, scales


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


def _added(scales: Scales, more: Scales, weight: Weight, bias: Bias) -> tuple[Step, Scales]:
    """x + weight · (x and more rows after it) + bias: what skip connections do."""
    rows = len(scales)
    kept: dict[tuple[int, int], Number] = {(i, i): 1 for i in range(rows)}
    return _sums([*scales, *more], kept | dict(weight), bias, rows)


def _beside(step: Step) -> Step:
    """The rows, and after them the hidden units of a block."""
    return lambda x: x + _relu(step(x))


def _relu(x: Column) -> Column:
    return [value if value > 0 else 0 for value in x]


def _threshold(x: Column) -> Column:
    return [1 if value >= 0 else 0 for value in x]


def _divisor(values: Sequence[Number]) -> Fraction:
    """The largest number of which all values are whole multiples; 1 where all are zero.

    >>> _divisor([Fraction(3, 4), Fraction(1, 2)])
    Fraction(1, 4)
    """
    unit = lcm(*(value.denominator for value in values))
    return Fraction(gcd(*((value * unit).numerator for value in values)) or 1, unit)


def _whole(value: Fraction | int) -> int:
    return value.numerator
