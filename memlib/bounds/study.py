"""Does softmax shatter more than hardmax at equal size? A small numerical study, no theorem.

One block of eq. (4) with m = s = H = q = d = 1 and one label a token. With hardmax every reachable
labeling is listed exactly. With softmax the score scale a = W^K W^Q takes values on a grid; for
each of them the rest is exhausted, so the count is a lower estimate: a labeling found is reached,
one not found may be.

Softmax comes as close to each hardmax pattern as one likes (a → ±∞) and equals the uniform one (a =
0), so it can never reach fewer labelings; the question is how many more, and whether the gain
grows.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from memlib.bounds import seq_to_seq
from memlib.bounds.shapes import Shape
from memlib.bounds.shattering import Labeling, hardmax_block, on_a_line

SHAPE = Shape(depth=1, hidden=1)


@dataclass(frozen=True)
class Row:
    """One data set: sequences of distinct integers, and how many labelings each attention reaches.

    Attributes:
        sequences: N. length: n. seed: of the draw. possible: 2^(nN).
        hardmax: exact. softmax: lower estimate. bound_bits: log₂ of Theorem 4.3's product for
        hardmax.
    """

    sequences: int
    length: int
    seed: int
    possible: int
    hardmax: int
    softmax: int
    bound_bits: float


def scales(steps: int = 60, largest: float = 20.0) -> list[float]:
    """The grid of score scales: 0, and ± a geometric range from 1/1000 to ``largest``.

    >>> grid = scales(3)
    >>> len(grid), grid[0], round(max(grid), 6)
    (7, 0.0, 20.0)
    """
    ratio = (largest / 1e-3) ** (1 / max(steps - 1, 1))
    sizes = [1e-3 * ratio**i for i in range(steps)]
    return [0.0] + [sign * size for size in sizes for sign in (1.0, -1.0)]


def softmax_means(tokens: Sequence[int], scale: float) -> list[Fraction]:
    """Σ_k x_k e^(a x_k x_j) / Σ_k e^(a x_k x_j) for each token j, rounded to a multiple of 2^−24.

    >>> [float(x) for x in softmax_means([1, 3], 0.0)]
    [2.0, 2.0]
    """
    means = []
    for query in tokens:
        top = max(scale * key * query for key in tokens)
        weights = [math.exp(scale * key * query - top) for key in tokens]
        mean = math.fsum(w * x for w, x in zip(weights, tokens, strict=True)) / math.fsum(weights)
        means.append(Fraction(round(mean * 2**24), 2**24))
    return means


def softmax_block(
    sequences: Sequence[Sequence[int]], hidden: int = 1, steps: int = 60
) -> set[Labeling]:
    """Labelings that one softmax block is seen to reach: exhaustive but for the grid of scales.

    >>> found = softmax_block([[1, 2, 4, 8]], steps=20)
    >>> found >= hardmax_block([[1, 2, 4, 8]])
    True
    """
    columns = [Fraction(x) for sequence in sequences for x in sequence]
    found: set[Labeling] = set()
    seen: set[tuple[int, ...]] = set()
    for scale in scales(steps):
        means = [mean for sequence in sequences for mean in softmax_means(sequence, scale)]
        found |= on_a_line(columns, means, hidden, seen)
        if len(found) == 2 ** len(columns):
            break
    return found


def compare(sequences: int, length: int, seed: int, steps: int = 60) -> Row:
    """Hardmax and softmax on N sequences of n distinct integers between −12 and 12."""
    rng = random.Random(seed)
    drawn = rng.sample(range(-12, 13), sequences * length)
    words = [drawn[i * length : (i + 1) * length] for i in range(sequences)]
    return Row(
        sequences,
        length,
        seed,
        2 ** (sequences * length),
        len(hardmax_block(words)),
        len(softmax_block(words, steps=steps)),
        seq_to_seq.product_bits(SHAPE, sequences, length),
    )


def run(
    sizes: Sequence[tuple[int, int]] = ((1, 4), (1, 6), (2, 3), (2, 4), (3, 3)),
    seeds: Sequence[int] = (0, 1, 2),
    steps: int = 12,
) -> list[Row]:
    """The whole study: a row for each size (N, n) and seed. Same arguments, same rows."""
    return [compare(n_seq, length, seed, steps) for n_seq, length in sizes for seed in seeds]
