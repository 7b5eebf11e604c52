"""How fast the evaluation is: verified items per second, and beside dense matrices of fractions.

All times are CPU time of this process, which other programs on the machine change little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from time import process_time
from typing import Final

from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError
from memlib.exact.evaluate import Column, Fractions
from memlib.exact.layer import Matrix
from memlib.exact.layers import Affine, Network
from memlib.fast.outputs import How, Source, final_states, states
from memlib.fast.verdict import verify

#: A first call on a small network, so that no compilation of ours is timed.
_WARM: Final = (Network((Affine(1, 1, {(0, 0): 2}, {}),)), Dataset.next_token([[1]], [[0]], [2]))


@dataclass(frozen=True)
class Speed:
    """What was measured, in items and CPU seconds.

    Attributes:
        items: labels checked.
        seconds: to check all of them, compiling the network into tables included.
        items_per_second: their quotient.
        output_seconds_per_item: for the layers after the last mixing layer alone.
        fractions_items: items that the dense matrices of fractions were timed on.
        fractions_seconds_per_item: for the same layers.
        speedup_over_fractions: how many times faster the output part is.
    """

    items: int
    threads: int
    seconds: float
    items_per_second: float
    output_seconds_per_item: float
    fractions_items: int
    fractions_seconds_per_item: float
    speedup_over_fractions: float

    def rows(self) -> list[tuple[str, object]]:
        """Names and values, in order."""
        return list(asdict(self).items())


def measure(network: Network, dataset: Dataset, threads: int = 1, sample: int = 2) -> Speed:
    """Time a network on next-token data, on all items, and its output part beside fractions.

    Args:
        network: gives the labels of the data.
        dataset: next-token data.
        threads: how many blocks at the same time.
        sample: how many items the dense fractions evaluate; they are slow.

    Raises:
        MemlibError: other data, or outputs of the two evaluations that differ.
        Refuted: a label is wrong.
    """
    if dataset.task != NEXT_TOKEN:
        raise MemlibError("the output part is timed on next-token data", operation="benchmark")
    verify(*_WARM)
    begin = process_time()
    items = verify(network, dataset, threads).counts["items"]
    seconds = process_time() - begin

    cut = network.last_placed + 1
    first, output = Network(network.layers[:cut]), Network(network.layers[cut:])
    columns: list[list[Fraction]] = [[]] * len(dataset)
    source, how = Source(dataset.tokens, dataset.sequences, next_token=True), How(threads)
    for numbers, state in states(first, source, how):
        values = state.packed.values()
        for i, (column,) in zip(numbers, state.sequences.tolist(), strict=True):
            columns[i] = values[column]
    begin = process_time()
    ends = list(final_states(output, Source(columns, [[i] for i in range(items)], True), how))
    fast = (process_time() - begin) / items

    chosen = list(range(0, items, max(1, items // sample)))[:sample]
    begin = process_time()
    dense = [dense_fractions(output, columns[i])[0] for i in chosen]
    slow = (process_time() - begin) / len(chosen)
    found: dict[int, Fraction] = {}
    for numbers, state in ends:
        values = state.packed.values()
        found |= {
            i: values[c][0] for i, (c,) in zip(numbers, state.sequences.tolist(), strict=True)
        }
    if [found[i] for i in chosen] != dense:
        raise MemlibError("the two evaluations differ", operation="benchmark")
    return Speed(items, threads, seconds, items / seconds, fast, len(chosen), slow, slow / fast)


def dense_fractions(network: Network, column: Sequence[Fraction]) -> list[Fraction]:
    """Layers of single columns on one column, with every place of every matrix, in fractions.

    >>> from memlib.exact.layers import Relu
    >>> tent = Network((Affine(2, 1, {(0, 0): 2, (1, 0): 4}, {1: -2}), Relu(),
    ...                 Affine(1, 2, {(0, 0): 1, (0, 1): -1}, {})))
    >>> dense_fractions(tent, [Fraction(3, 4)])
    [Fraction(1, 2)]
    """
    z = [list(column)]
    for layer in network:
        z = layer.act(_Dense(), z)
    return z[0]


class _Dense(Fractions):
    """Zeros multiplied too."""

    def times(self, weight: Matrix, x: Column) -> Column:
        zero = Fraction(0)
        return [
            sum((Fraction(weight.entries.get((i, j), 0)) * v for j, v in enumerate(x)), zero)
            for i in range(weight.rows)
        ]

    def add(
        self, z: list[Column], weight: Matrix, change: list[Column], bias: Matrix | None = None
    ) -> list[Column]:
        added = self.affine(change, weight, bias)
        return [[a + b for a, b in zip(x, y, strict=True)] for x, y in zip(z, added, strict=True)]
