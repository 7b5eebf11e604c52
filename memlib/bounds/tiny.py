"""Tiny models, counted by force, beside the bounds: a count above a bound would refute it.

Each model says how its labelings were counted: "exact" (cells of an arrangement, or a complete
argument on the line), or "search" (every labeling counted was reached by given parameters, but
some may be missed: a lower estimate). Either way a count above a bound refutes the bound.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from memlib.bounds import feed_forward, next_token, seq_to_seq, shattering
from memlib.bounds.reduction import on_one_token, random_transformer
from memlib.bounds.shapes import Shape
from memlib.bounds.shattering import Labeling
from memlib.bounds.sign_patterns import Step, total_bits

EXACT = "exact"
SEARCH = "search"


@dataclass(frozen=True)
class Tiny:
    """One tiny model on fixed inputs.

    Attributes:
        name: what it is. parameters: W, as the bound counts them. items: N, labels to choose.
        reached: how many labelings the model reaches. how: "exact" or "search".
        steps: the refinements of its bound.
    """

    name: str
    parameters: int
    items: int
    reached: int
    how: str
    steps: tuple[Step, ...]

    @property
    def lemma_b4_bits(self) -> float:
        """log₂ of the bound with Lemma B.4 at each step."""
        return total_bits(self.steps)

    @property
    def two_valued_bits(self) -> float:
        """log₂ of the bound with 2(2eMD/W)^W at each step."""
        return total_bits(self.steps, two_valued=True)

    @property
    def ratio(self) -> float:
        """log₂(bound) / log₂(count), at least 1: how much the better bound overshoots."""
        return min(self.lemma_b4_bits, self.two_valued_bits) / math.log2(self.reached)


def attention_steps(
    sequences: int, length: int, embedding: int, head_size: int
) -> tuple[Step, ...]:
    """The bound of :func:`memlib.bounds.shattering.hardmax_layer`: patterns, then a readout."""
    key_query = 2 * embedding * head_size
    return (
        Step("hardmax patterns", length**3 * sequences, 2, key_query),
        Step("output signs", length * sequences, 3, key_query + embedding + 1),
    )


def searched_blocks(points: Sequence[int], shape: Shape, draws: int, seed: int) -> set[Labeling]:
    """Labelings of repeated-token sequences met by random weights. A lower estimate.

    Each draw of weights is used with many output thresholds at once, all that the bias b⁽²⁾ can
    make.
    """
    rng = random.Random(seed)
    found: set[Labeling] = set()
    for _ in range(draws):
        net = random_transformer(shape, rng)
        outputs = [on_one_token(net, [Fraction(x)]) for x in points]
        for cut in {min(outputs) - 1, *outputs}:
            word = tuple(int(y > cut) for y in outputs)
            found |= {word, tuple(1 - bit for bit in word)}
    return found


def models() -> list[Tiny]:
    """The table: 16 tiny models, counted in a few seconds; no count may pass its bound."""
    plane = [(0, 0), (1, 3), (4, 1), (5, 6), (7, 2), (2, 8)]
    line, hidden = shattering.line, shattering.one_hidden_layer
    small, larger = [[1, -2, 3], [7, 5, -9]], [[1, -2, 3, 8], [7, 5, -9, 4], [6, -1, 2, -3]]
    return [
        _unit("line", 2, 6, shattering.half_spaces(line(6))),
        _unit("line", 2, 16, shattering.half_spaces(line(16))),
        _unit("plane", 3, 6, shattering.half_spaces(plane)),
        _hidden("one ReLU unit with readout, line", 1, 6, [1, 1], len(hidden(line(6), 1))),
        _hidden("one ReLU unit with readout, plane", 2, 5, [1, 1], len(hidden(plane[:5], 1))),
        _hidden("two ReLU units, line", 1, 4, [2, 1], len(hidden(line(4), 2))),
        _hidden("two ReLU units, line, many points", 1, 96, [2, 1], _alternation_count(96, 2)),
        *(_one_block(hidden_units, count) for hidden_units, count in ((1, 8), (2, 8), (1, 200))),
        _two_blocks(6),
        _layer([[(1,), (-2,), (3,), (7,)]]),
        _layer([[(1,), (-2,)], [(3,), (-5,)], [(4,), (-7,)]]),
        _layer([[(1, 2), (3, -1), (-2, 5)]]),
        *map(_hardmax_block, (small, larger)),
    ]


def growth(reached: Callable[[int], int], counts: Sequence[int]) -> list[tuple[int, int]]:
    """(N, labelings reached) for several N: a growth function to draw.

    >>> growth(lambda n: len(shattering.half_spaces(shattering.line(n))), [1, 2, 3])
    [(1, 2), (2, 4), (3, 6)]
    """
    return [(count, reached(count)) for count in counts]


def _unit(where: str, parameters: int, count: int, found: set[Labeling]) -> Tiny:
    step = Step("output signs", count, 1, parameters)
    return Tiny(f"one unit 1[w·x + b > 0], {where}", parameters, count, len(found), EXACT, (step,))


def _hidden(name: str, inputs: int, count: int, widths: list[int], reached: int) -> Tiny:
    steps = tuple(feed_forward.steps(inputs, widths, count))
    return Tiny(name, feed_forward.parameters(inputs, widths), count, reached, EXACT, steps)


def _one_block(hidden: int, count: int) -> Tiny:
    shape = Shape(depth=1, hidden=hidden)
    reached = _alternation_count(count, hidden + 1)
    name = f"one block, q = {hidden}, repeated tokens"
    steps = tuple(next_token.steps(shape, count))
    return Tiny(name, shape.parameters, count, reached, EXACT, steps)


def _two_blocks(count: int) -> Tiny:
    shape = Shape(depth=2, hidden=1)
    reached = len(searched_blocks(range(count), shape, 400, seed=1))
    steps = tuple(next_token.steps(shape, count))
    name = "two blocks, q = 1, repeated tokens"
    return Tiny(name, shape.parameters, count, reached, SEARCH, steps)


def _hardmax_block(words: list[list[int]]) -> Tiny:
    shape, count, length = Shape(depth=1, hidden=1), len(words), len(words[0])
    return Tiny(
        f"one hardmax block, N = {count}, n = {length}",
        shape.parameters,
        count * length,
        len(shattering.hardmax_block(words)),
        EXACT,
        tuple(seq_to_seq.steps(shape, count, length)),
    )


def _layer(sequences: list[list[tuple[int, ...]]]) -> Tiny:
    count, length, size = len(sequences), len(sequences[0]), len(sequences[0][0])
    return Tiny(
        f"one hardmax head with readout, m = {size}, N = {count}, n = {length}",
        4 * size * size + size + 1,
        count * length,
        len(shattering.hardmax_layer(sequences)),
        EXACT,
        attention_steps(count, length, size, size),
    )


def _alternation_count(count: int, most: int) -> int:
    """2·ΣC(N−1, i), i ≤ most: labelings of N points on a line with at most so many changes."""
    return 2 * sum(math.comb(count - 1, i) for i in range(most + 1))
