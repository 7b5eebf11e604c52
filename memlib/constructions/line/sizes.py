"""The size of a network of line words as an explicit sum, from the choices that were made.

In blocks with skip connections: 3 parameters a bucket, 3 a fold of the word, 7 a level (its fold
with the choice that it writes, 4, and its gate, 3), 3 a level that is only a fold, 3 a fold of the
token score, and d + 9 around them, two of which are the attention and a shift of the labels.
"""

from __future__ import annotations

from memlib.constructions.line.driver import Memory
from memlib.constructions.line.program import FEW, rows
from memlib.constructions.sizes import NetworkForm, Sizes
from memlib.numbers import bits


def promise(memory: Memory, rows_in: int, form: NetworkForm, width: int | None = None) -> Sizes:
    """What a network with these choices has at most.

    Args:
        memory: the choices.
        rows_in: the coordinates of what is hashed.
        form: plain or residual.
        width: as it was asked for.
    """
    if memory.token_hash is None:
        return Sizes(1, 1, 2, bits(memory.least) + 2)
    layout, buckets, beside = memory.layout, len(memory.hinges), rows(memory.layout)
    token_folds, levels, gates = len(memory.token_hash.creases), len(layout.steps), beside - 3
    together = buckets if width is None else width - beside
    layers = -(-buckets // together)
    last = layout.streams - 1
    if form == "residual":
        parameters = (
            (rows_in + 1 + 3 * token_folds + (memory.token_hash.shift != 0))
            + (3 * levels + 4 * gates)
            + 3 * (buckets + layout.folds)
            + (6 * layout.streams + 3 * last)
            + 2
            + 4 * memory.short
        )
    else:
        # A row is carried by 1, a key or word that is a sum of two rows by 2. With few hinges no
        # layer only makes rows; then these few are read up to three times more.
        parameters = (
            (rows_in + 1 + 5 * token_folds + 3)
            + (5 + gates) * levels
            + 3 * buckets
            + (3 + 3 * gates) + (2 + gates) * (layers - 1) + 4 * FEW
            + (4 + gates) * gates
            + 5 * layout.folds
            + 14 * layout.streams
            + 4
            + 3 * memory.short
        )  # fmt: skip
    depth = (
        token_folds + levels + layers + gates + layout.folds + layout.streams + 5 + 3 * memory.short
    )
    widest = beside + (buckets if width is None else together)
    return Sizes(max(widest, beside + 3), depth, parameters, _most_bits(memory))


def _most_bits(memory: Memory) -> int:
    """Of the longest number, a few more for what composing layers may add."""
    made, layout, numbers = memory.token_hash, memory.layout, memory.numbers
    assert made is not None
    top = numbers.range + sum(layout.steps)
    scaled = [*made.direction, made.shift, *made.creases, *layout.creases]
    longest = [value << numbers.fraction for value in scaled]
    longest += [number for hinge in memory.hinges for number in (hinge.place, hinge.change)]
    longest += [1 << top, memory.unit << layout.streams + 2, memory.least]
    return max(max(map(bits, longest)) + 3, 2 * (layout.streams + 4) + top)
