"""A number for every token and for every multiset: steps 1 and 2 of the proven compact network.

Tokens are any exact vectors, r from 0 at most and δ apart: only log(r/δ) enters the sizes, however
many digits the coordinates have. A projection to the line gives places 2 apart; their integer parts
are the ids. A network cannot round, but it need not, where every place lies clear below the next
integer. Then r^id mod P: sums of these name the multisets, because they are values of polynomials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from random import Random
from typing import Final

from memlib.constructions.compact.cascade import next_prime
from memlib.constructions.constants import Separation
from memlib.constructions.lemmas.contexts import Contexts
from memlib.constructions.lemmas.projection import cube_side, project
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.exact.form import Form, inner_product
from memlib.exact.layers import Number

#: Each draw fails with probability at most ½.
MOST_DRAWS: Final = 200


@dataclass(frozen=True)
class Ids:
    """Step 1: v and b for which v·x + b, divided by the unit and rounded down, is the token's id.

    Attributes:
        direction, shift: v and b, integers.
        unit: M; what the division leaves over is at least 0 and at most M − 1, for every token.
        numbers: the id of each token, from 1 on.
        draws: of directions.
    """

    direction: tuple[int, ...]
    shift: int
    unit: int
    numbers: tuple[int, ...]
    draws: int

    @property
    def bound(self) -> int:
        """U: all ids are smaller."""
        return max(self.numbers) + 1

    def form(self, names: Sequence[str]) -> Form:
        """v·x + b over the coordinates of a token."""
        return inner_product(self.direction, names) + self.shift


def number_tokens(dataset: Dataset, rng: Random) -> Ids:
    """A projection with values 1 apart, then a shift that puts each clear below the next integer.

    Lemma C.2 is made for any points. Points with a common denominator q are integers after a
    multiplication, and different integer vectors have different products with v: drawn from
    {−s … s}^d with s = ⌈V²/2⌉, a pair is lost for at most one of the 2s + 1 choices of some
    coordinate of v, and V²/2 pairs lose at most V²/(2(2s + 1)) < ½. The smaller of the two cubes,
    q·s or that of the lemma, gives the shorter numbers.

    >>> from fractions import Fraction
    >>> data = Dataset.next_token([[Fraction(1, 997)], [1]], [[0], [1]], [7, 5])
    >>> made = number_tokens(data, Random(0))
    >>> made.unit, len(set(made.numbers))
    (3, 2)
    """
    tokens, separation = dataset.tokens, Separation.of(dataset)
    common = lcm(*(x.denominator for token in tokens for x in token))
    side = -(-(len(tokens) ** 2) // 2)
    if common * side <= cube_side(len(tokens), separation):
        whole = [tuple(common * x for x in token) for token in tokens]
        row = project(whole, separation, lowest=1, rng=rng, side=side, apart=1)
    else:
        common = 1
        row = project(tokens, separation, lowest=1, rng=rng)
    unit, shift = clear_below(row.values)
    return Ids(
        tuple(unit * common * v for v in row.direction),
        unit * row.shift + shift,
        unit,
        tuple((unit * value + shift).__floor__() // unit for value in row.values),
        row.draws,
    )


def clear_below(values: Sequence[Number]) -> tuple[int, int]:
    """M and t: no fractional part of value + t/M lies in (1 − 1/M, 1). For integers 1 and 0.

    Else M = V + 1 for V values. Of the M shifts t = 0, …, V a value forbids at most one: shifts
    are 1/M apart, and an open interval of that length does not hold two. So one is left.

    >>> from fractions import Fraction
    >>> clear_below([3, 5]), clear_below([Fraction(5, 6), Fraction(9, 2)])
    ((1, 0), (3, 2))
    """
    if all(value.denominator == 1 for value in values):
        return 1, 0
    unit = len(values) + 1
    to_next = [unit * (1 - value % 1) for value in values]  # how many steps of 1/M
    forbidden = {steps.__floor__() for steps in to_next if steps.denominator > 1}
    return unit, min(set(range(unit)) - forbidden)


@dataclass(frozen=True)
class Fingerprint:
    """Steps 1 and 2: token ids, and r^id mod P, whose sums name the multisets.

    Attributes:
        ids: u of each token, from 1 to U − 1.
        base, modulus: r and P.
        sums: the sum of scores of each multiset.
        draws: of r.
    """

    ids: Ids
    base: int
    modulus: int
    sums: tuple[int, ...]
    draws: int


def draw_fingerprint(dataset: Dataset, contexts: Contexts, rng: Random) -> Fingerprint:
    """Number the tokens, then draw r below P ≥ N²U: it succeeds with probability ½ or more.

    Of the N²/2 pairs of multisets each is lost for at most U of the P numbers r.

    Raises:
        MemlibError: :data:`MOST_DRAWS` draws failed.
    """
    ids = number_tokens(dataset, rng)
    count = len(contexts.multisets)
    modulus = next_prime(max(count**2 * ids.bound, dataset.length + 1), rng)
    for draws in range(1, MOST_DRAWS + 1):
        base = rng.randrange(modulus)
        scores = [pow(base, u, modulus) for u in ids.numbers]
        sums = tuple(
            sum(times * scores[x] for x, times in bag.items()) for bag in contexts.multisets
        )
        if len(set(sums)) == count:
            return Fingerprint(ids, base, modulus, sums, draws)
    raise MemlibError(f"{MOST_DRAWS} numbers r all gave two multisets one sum")
