"""The size of a compact network as an explicit sum, from the choices that were made.

Plain, for two classes: 5 parameters per bucket and a third for carrying, 15 per streamed bit, and a
few for each fold of the token score, each bit that is skipped and each fold that makes the parity.
"""

from __future__ import annotations

from fractions import Fraction

from memlib.constructions.compact.buckets import PLAIN_GROUP, RESIDUAL_GROUP
from memlib.constructions.compact.driver import Memory
from memlib.constructions.compact.stream import parity_creases
from memlib.constructions.sizes import NetworkForm, Sizes
from memlib.numbers import bits

WIDTH = 14


def promise(memory: Memory, rows_in: int, form: NetworkForm) -> Sizes:
    """What a network with these choices has at most.

    Args:
        memory: the choices.
        rows_in: the coordinates of what is hashed.
        form: plain or residual.
    """
    if memory.token_hash is None:
        return Sizes(WIDTH, 1, 2, bits(memory.least) + 2)
    folds = len(memory.token_hash.creases)
    others = len(memory.shelves) - 1
    streamed = memory.streams * memory.length
    halvings = len(parity_creases(memory.length))
    several = memory.streams > 1
    if form == "plain":
        layers = -(-others // PLAIN_GROUP) + 1
        parameters = (
            (rows_in + 1 + 5 * folds + 6)
            + (5 * others + 2 * layers + 1)
            + 6 * memory.skipped
            + (15 + several) * streamed
            + memory.streams * (5 * halvings + 3)
            + several * (halvings + 2)
            + 4
        )
    else:
        layers = -(-others // RESIDUAL_GROUP)
        parameters = (
            (rows_in + 1 + 3 * folds + 3)
            + 6 * others
            + 3 * memory.skipped
            + 13 * streamed
            + memory.streams * (3 * halvings + 9)
            + 8
        )
    depth = 1 + folds + 2 + layers + memory.skipped + streamed + 1 + halvings + 1
    return Sizes(WIDTH, depth, parameters, _most_bits(memory))


def _most_bits(memory: Memory) -> int:
    """Of the longest number, two more for what composing layers may add."""
    made = memory.token_hash
    assert made is not None
    level = memory.skipped + memory.streams * memory.length
    longest = [
        *made.direction,
        made.shift,
        *made.creases,
        memory.base,
        memory.shelves[-1].first,
        Fraction(memory.whole, 2**level),
        2 ** (level + 1),
        memory.unit << memory.streams,
        memory.least,
    ]
    return max(bits(value) for value in longest) + 2
