"""Exact outputs of a network on a whole data set, in machine words, on several threads.

Each distinct token goes once through the layers before the first mixing layer. After that every
sequence is evaluated: batches of sequences of one length, by one of two engines, numba on the cores
of this machine or torch on a device. The results equal those of :mod:`memlib.exact.batch`, which
stays the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np

from memlib.budget import UNLIMITED, Budget
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.evaluate import Fractions, apply, weigh
from memlib.exact.layers import Network
from memlib.fast import needs
from memlib.fast.packed import Packed, pack_numbers
from memlib.fast.segments import Loaded, Segment, segments

#: Columns of a batch of sequences: what is in memory at one time.
BATCH: Final = 1 << 15

Progress = Callable[[int, int], Any] | None
#: Runs a program on columns: the source, which column each one is, which columns are added up.
Engine = Callable[[Loaded, Packed, Any, Any], Packed]


class Source(NamedTuple):
    """What is evaluated: tokens, sequences of their indices, whether the last column is read."""

    tokens: Sequence[Sequence[Fraction]]
    sequences: Sequence[Sequence[int]]
    next_token: bool


class How(NamedTuple):
    """On how many threads or on which device, who is told, and what it may take."""

    threads: int = 2
    progress: Progress = None
    device: str | None = None
    budget: Budget = UNLIMITED


@dataclass
class State:
    """Columns, and which of them each sequence of a batch consists of: (sequences, n) indices."""

    packed: Packed
    sequences: Any


def evaluate(
    network: Network,
    dataset: Dataset,
    items: Sequence[int] | None = None,
    threads: int = 2,
    progress: Progress = None,
    device: str | None = None,
) -> list[list[Fraction]]:
    """The network's outputs: for each sequence one value (next-token) or one per token.

    Args:
        network: leaves one row.
        dataset: the sequences; their labels are not read.
        items: which sequences, by their numbers; all of them when left out.
        threads: how many blocks of columns are computed at the same time.
        progress: called with (sequences done, sequences in all).
        device: of torch, such as ``"cuda"``; the cores of this machine (numba) when left out.

    Raises:
        MemlibError: a layer does not fit, or the network leaves more than one row.

    Example:
        >>> from memlib.exact.layers import Affine, Relu
        >>> network = Network((Affine(1, 1, {(0, 0): -3}, {0: Fraction(1, 7)}), Relu()))
        >>> evaluate(network, Dataset.next_token([[0], [-2]], [[0, 1], [0]], [1, 2]))
        [[Fraction(43, 7)], [Fraction(1, 7)]]
    """
    chosen = range(len(dataset)) if items is None else items
    sequences = [dataset.sequences[i] for i in chosen]
    result: list[list[Fraction]] = [[] for _ in sequences]
    source = Source(dataset.tokens, sequences, dataset.task == NEXT_TOKEN)
    for numbers, state in final_states(network, source, How(threads, progress, device)):
        values = [column[0] for column in state.packed.values()]
        for i, columns in zip(numbers, state.sequences.tolist(), strict=True):
            result[i] = [values[c] for c in columns]
    return result


def final_states(network: Network, source: Source, how: How) -> Iterator[tuple[list[int], State]]:
    """After the last layer: the numbers of the sequences of a batch, and their columns.

    Raises:
        MemlibError: as :func:`evaluate`.
    """
    for numbers, batch in states(network, source, how):
        if len(batch.packed.scales) != 1:
            raise MemlibError(f"the network leaves {len(batch.packed.scales)} rows, not one")
        yield numbers, batch


def states(network: Network, source: Source, how: How) -> Iterator[tuple[list[int], State]]:
    """The same for layers that leave any number of rows, such as the first part of a network."""
    tokens, sequences, next_token = source
    used = sorted({t for sequence in sequences for t in sequence})
    place = {t: i for i, t in enumerate(used)}
    state = State(pack_numbers([tokens[t] for t in used]), np.arange(len(used))[:, None])
    parts = segments(network)
    done = 0
    with engine_of(how) as engine:
        while parts and (parts[0].mixing is None or parts[0].mixing.takes_ids):
            state = advance(parts.pop(0), state, False, engine, how.budget)
        state.sequences = np.arange(len(used))[:, None]
        for numbers in batches(sequences):
            rows = [[place[t] for t in sequences[i]] for i in numbers]
            batch = State(state.packed, np.array(rows, np.int64))
            if next_token and not parts:
                batch.sequences = batch.sequences[:, -1:]
            for k, segment in enumerate(parts):
                last = next_token and k == len(parts) - 1
                batch = advance(segment, batch, last, engine, how.budget)
            yield numbers, batch
            done += len(numbers)
            if how.progress is not None:
                how.progress(done, len(sequences))


@contextmanager
def engine_of(how: How) -> Iterator[Engine]:
    """The engine for a device; it is given up at the end.

    Raises:
        MemlibError: no threads, or torch has no such device.
    """
    needs(how.device)
    if how.device is not None:
        from memlib.fast import tensors

        yield tensors.engine(how.device, how.budget)
        return
    if how.threads < 1:
        raise MemlibError(f"{how.threads} threads", operation="evaluate", mend="use at least one")
    from memlib.fast import cores

    with ThreadPoolExecutor(how.threads) as pool:
        yield lambda loaded, source, own, groups: cores.run(
            loaded, source, own, groups, pool, how.budget
        )


def batches(sequences: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Numbers of sequences of one length, so many that they hold about BATCH columns.

    >>> list(batches([[0], [1, 2], [3]]))
    [[0, 2], [1]]
    """
    by_length: dict[int, list[int]] = {}
    for i, sequence in enumerate(sequences):
        by_length.setdefault(len(sequence), []).append(i)
    for length, numbers in sorted(by_length.items()):
        step = max(1, BATCH // length)
        for at in range(0, len(numbers), step):
            yield numbers[at : at + step]


def advance(
    segment: Segment, state: State, only_last: bool, engine: Engine, budget: Budget = UNLIMITED
) -> State:
    """One segment; ``only_last`` keeps the last column of each sequence, as nothing mixes later."""
    if segment.by_definition:
        state = _by_definition(segment, state, only_last, budget)
    sequences = state.sequences
    count, length = sequences.shape
    loaded = segment.compiled(state.packed.scales, length, budget)
    if segment.mixing is None or segment.by_definition:
        everything = np.arange(state.packed.columns)
        return State(engine(loaded, state.packed, everything[:, None], None), sequences)
    if not len(loaded.own):  # sum pooling
        return State(engine(loaded, state.packed, None, sequences), np.arange(count)[:, None])
    own = sequences[:, -1:] if only_last else sequences.reshape(-1, 1)
    budget.hold(8 * len(own) * length, "which columns are added up")
    groups = sequences if only_last else np.repeat(sequences, length, axis=0)
    packed = engine(loaded, state.packed, own, groups)
    return State(packed, np.arange(len(own)).reshape(count, -1))


def _by_definition(segment: Segment, state: State, only_last: bool, budget: Budget) -> State:
    """A mixing layer, one sequence at a time, in fractions."""
    assert segment.mixing is not None
    budget.hold(4 * state.packed.limbs.nbytes, "columns as fractions")
    columns = state.packed.values()
    op = Fractions(only_last)
    results: list[list[Fraction]] = []
    sequences: list[list[int]] = []
    with context(operation="evaluate", place=f"layers[{segment.first}]"):
        for sequence in state.sequences.tolist():
            weigh(segment.mixing, len(columns[0]), len(sequence), only_last, budget)
            after = apply(segment.mixing, [list(columns[c]) for c in sequence], op)
            after = after[-1:] if only_last else after
            sequences.append(list(range(len(results), len(results) + len(after))))
            results += after
    return State(pack_numbers(results), np.array(sequences, np.int64))
