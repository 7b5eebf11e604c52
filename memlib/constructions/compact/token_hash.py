"""A score for every token in O(1) parameters per fold: project to a line, fold the line.

Intuition: a projection tells tokens apart, but sums of projections are projections of sums, and
many multisets of vectors have equal sums. Fold the line near its middle a few times: the scores
become as good as random, and their sums name the multisets. Whether they do is checked on the data;
how many folds are enough is found by trying.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import lcm
from random import Random
from typing import Final

from memlib.data.dataset import Token
from memlib.exact.form import Form, coordinate, inner_product
from memlib.exact.program import Step

#: The coordinate that holds the score, and after attention the key.
KEY: Final = "key"
FOLD: Final = "fold"


@dataclass(frozen=True)
class TokenHash:
    """x ↦ fold(… fold(direction · x + shift)), an integer ≥ 0.

    Attributes:
        direction: d integers.
        shift: an integer.
        creases: where the line is folded, one after the other: y ↦ y − 2 ReLU(y − crease).
        scores: one integer a token it was made for.
    """

    direction: tuple[int, ...]
    shift: int
    creases: tuple[int, ...]
    scores: tuple[int, ...]

    def form(self, names: Sequence[str]) -> Form:
        """The projection, as a form over the coordinates of a token."""
        return inner_product(self.direction, names) + self.shift

    def steps(self) -> tuple[Step, ...]:
        """The folds."""
        key, fold = coordinate(KEY), coordinate(FOLD)
        return tuple(
            Step(units={FOLD: key - crease}, updates={KEY: key - 2 * fold})
            for crease in self.creases
        )


#: Folds of the token score are tried from none up to so many.
MOST_FOLDS: Final = 24


def draw_token_hashes(
    tokens: Sequence[Token], items: int, directions: int, rng: Random
) -> Iterator[tuple[int, TokenHash]]:
    """(how many were drawn, a hash) for so many items: folds rising, some directions for each."""
    spread = max(16, 2 * items**2)
    for drawn in range(directions * (MOST_FOLDS + 1)):
        yield drawn + 1, draw_token_hash(tokens, drawn // directions, spread, rng)


def draw_token_hash(tokens: Sequence[Token], folds: int, spread: int, rng: Random) -> TokenHash:
    """A random direction, and so many folds, each near the middle of what is left of the line.

    Args:
        tokens: distinct vectors of d exact numbers.
        folds: how many.
        spread: how many integers the scores are to be spread over, about.
        rng: for the direction.

    >>> tokens = [(0,), (1,), (2,), (3,)]
    >>> made = draw_token_hash(tokens, folds=1, spread=2, rng=Random(1))
    >>> made.creases[0] >= max(made.scores), min(made.scores) >= 0
    (True, True)
    """
    unit = lcm(*(x.denominator for token in tokens for x in token))
    whole = [[x.numerator * (unit // x.denominator) for x in token] for token in tokens]
    widest = max((max(column) - min(column) for column in zip(*whole, strict=True)), default=0)
    # Wide coordinates may lie on a coarse lattice: then only a longer direction tells them apart.
    side = max(3 << 3 * folds, (spread << folds) // max(1, widest))
    direction = [rng.choice((-1, 1)) * rng.randint(max(1, side // 2), side) for _ in whole[0]]
    raw = [sum(a * b for a, b in zip(direction, token, strict=True)) for token in whole]
    shift = 1 - min(raw)
    values = [value + shift for value in raw]
    creases = []
    for _ in range(folds):
        # Not in the very middle: two tokens of a lattice may well lie opposite to each other there.
        crease = max(values) // 2 + 1 + rng.randrange(1 + max(values) // 8)
        creases.append(crease)
        values = [min(y, 2 * crease - y) for y in values]
    return TokenHash(tuple(v * unit for v in direction), shift, tuple(creases), tuple(values))
