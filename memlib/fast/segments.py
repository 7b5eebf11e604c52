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
from typing import Any

import numpy as np

from memlib.budget import UNLIMITED, Budget
from memlib.exact.layers import Layer, Network
from memlib.fast.compile import Compiler, Program, Row
from memlib.fast.scaling import Scale


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
        return self.mixing is not None and not self.mixing.pools

    def compiled(self, scales: Sequence[Scale], columns: int, budget: Budget = UNLIMITED) -> Loaded:
        """The program for inputs of these scales and sequences of so many columns, kept."""
        for key in ((tuple(scales), 0), (tuple(scales), columns)):
            if key in self._compiled:
                return self._compiled[key]
        compiler = Compiler(scales=scales, columns=columns, budget=budget)
        start: list[Row] = [] if self._pools else compiler.read([])
        first = self.first + (self.mixing is not None and not self._pools)
        layers = [self.mixing, *self.alone] if self.mixing and self._pools else self.alone
        program = compiler.finish(compiler.layers(layers, start, first))
        own, summed = (np.array(rows, np.int64) for rows in (compiler.own, compiler.summed))
        loaded = Loaded(program, own, summed)
        self._compiled[tuple(scales), columns if compiler.divided else 0] = loaded
        return loaded

    @property
    def _pools(self) -> bool:
        return self.mixing is not None and self.mixing.pools


def segments(network: Network) -> list[Segment]:
    """The network as segments; only the first one may lack a mixing layer."""
    result = [Segment(0, None)]
    for i, layer in enumerate(network):
        if layer.alone and not layer.takes_ids:
            result[-1].alone.append(layer)
        else:
            result.append(Segment(i, layer))
    if not result[0].alone and len(result) > 1:
        del result[0]
    return result
