"""A network cut at the layers that mix columns: what is compiled, and what is not.

A segment is one mixing layer (or none) and the layers of single columns after it. Uniform attention
and sum pooling are sums of columns, which the loader of a segment adds up; all else in a segment is
compiled. The other mixing layers are evaluated by definition, by :mod:`memlib.exact.evaluate`.

Example:
    >>> from memlib.exact.layers import Affine, DropFirst, Relu
    >>> network = Network((Relu(), DropFirst(), Affine(1, 1, {(0, 0): 2}, {})))
    >>> [(s.first, s.mixing, len(s.alone)) for s in segments(network)]
    [(0, None, 1), (1, DropFirst(), 1)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from memlib.errors import context
from memlib.exact.batch import TOKEN_WISE
from memlib.exact.evaluate import check_fit
from memlib.exact.layers import Layer, Network, Number, SumPool, UniformAttention
from memlib.fast.compile import Compiler, Program, Value
from memlib.fast.scaling import Scale

#: Mixing layers that a segment's loader knows.
SUMS = (UniformAttention, SumPool)


@dataclass
class Loaded:
    """A program, and which rows it reads: of the column itself, and of the sum over a sequence."""

    program: Program
    own: Any
    summed: Any


@dataclass
class Segment:
    """A mixing layer (or None), the layers after it, and the number of the first of them."""

    first: int
    mixing: Layer | None
    alone: list[Layer] = field(default_factory=list)
    _compiled: dict[object, Loaded] = field(default_factory=dict)

    @property
    def by_definition(self) -> bool:
        """Whether the mixing layer is left to the exact evaluator."""
        return self.mixing is not None and not isinstance(self.mixing, SUMS)

    def compiled(self, scales: Sequence[Scale], columns: int) -> Loaded:
        """The program for inputs of these scales and sequences of so many columns, kept."""
        mean = isinstance(self.mixing, UniformAttention)
        key = (tuple(scales), columns if mean else 0)
        if key not in self._compiled:
            self._compiled[key] = self._compile(scales, columns)
        return self._compiled[key]

    def _compile(self, scales: Sequence[Scale], columns: int) -> Loaded:
        compiler = Compiler()
        own, summed = list(range(len(scales))), []
        alone_from = self.first
        match self.mixing:
            case UniformAttention(weight=weight):
                with context(operation="evaluate", place=f"layers[{self.first}]"):
                    check_fit(self.mixing, len(scales))
                summed = sorted({j for _, j in weight})
            case SumPool():
                own, summed = [], own
        values = [compiler.input(scales[j]) for j in own]
        sums = [compiler.input(scales[j]) for j in summed]
        inputs = len(values) + len(sums)
        if isinstance(self.mixing, SumPool):
            values = sums
        elif isinstance(self.mixing, UniformAttention):
            values = _with_means(compiler, values, dict(zip(summed, sums, strict=True)),
                                 self.mixing, columns)  # fmt: skip
        alone_from += self.mixing is not None
        values = compiler.layers(self.alone, values, alone_from)
        program = compiler.finish(inputs, values)
        return Loaded(program, np.array(own, np.int64), np.array(summed, np.int64))


def _with_means(
    compiler: Compiler, values: list[Value], sums: dict[int, Value], layer: UniformAttention, n: int
) -> list[Value]:
    """values + W · sums / n."""
    weight: dict[tuple[int, int], Number] = {
        place: Fraction(number) / n for place, number in layer.weight.items()
    }
    hidden = [sums.get(j, value) for j, value in enumerate(values)]
    return compiler.added(values, hidden, weight, {})


def segments(network: Network) -> list[Segment]:
    """The network as segments; only the first one may lack a mixing layer."""
    result = [Segment(0, None)]
    for i, layer in enumerate(network):
        if isinstance(layer, TOKEN_WISE):
            result[-1].alone.append(layer)
        else:
            result.append(Segment(i, layer))
    if not result[0].alone and len(result) > 1:
        del result[0]
    return result
