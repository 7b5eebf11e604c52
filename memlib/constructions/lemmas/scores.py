"""Lemma B.2, repaired: integer scores whose sums tell multisets apart.

The printed proof rounds a random direction to integers h and shifts them, f := h + constant, to
make them positive. The shift moves the sum of a multiset by constant · (its size), and Lemma B.3
uses the scores on restrictions m|_A, whose sizes differ: sums that were apart can meet.

The repair draws the scores directly. For two multisets fix a token whose counts differ: given all
other scores, at most one value of this token's score makes the sums equal. With scores uniform in
[K] a pair collides with probability at most 1/K, and some of the N(N − 1)/2 pairs collides with
probability at most N(N − 1)/(2K), which is at most ½ for K = N(N − 1). The sums are distinct
integers, hence at least 1 apart, whatever the sizes of the multisets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from memlib.constructions.lemmas.distinguish import Multiset
from memlib.errors import MemlibError

#: A draw fails with probability at most ½.
MAX_DRAWS: Final = 100


@dataclass(frozen=True)
class Scores:
    """f: A → [K], with the sum Σ m(x) f(x) of each multiset.

    Attributes:
        of: token → score, from 1 to ``bound``.
        bound: K.
        sums: one integer a multiset, all distinct.
        draws: how many scorings were drawn.
    """

    of: dict[int, int]
    bound: int
    sums: tuple[int, ...]
    draws: int


def score_bound(multisets: int) -> int:
    """K = max(1, N(N − 1)): at least half of all scorings f: A → [K] separate N multisets.

    >>> score_bound(1), score_bound(2), score_bound(100)
    (1, 2, 9900)
    """
    return max(1, multisets * (multisets - 1))


def separating_scores(multisets: Sequence[Multiset], tokens: Sequence[int], rng: Random) -> Scores:
    """Lemma B.2 as repaired: scores on ``tokens`` that give the multisets distinct sums.

    Args:
        multisets: N multisets, distinct on ``tokens``; counts of other tokens are ignored.
        tokens: A, the tokens that get a score.
        rng: where the scores come from.

    Raises:
        MemlibError: :data:`MAX_DRAWS` drawings failed, as they do when two multisets agree on A.

    Source: Lemma B.2, page 16, with the repair above in place of its last line (page 18).

    Example:
        >>> scores = separating_scores([{1: 2}, {2: 1}, {3: 2}], [1, 2], Random(0))
        >>> scores.bound, len(set(scores.sums))
        (6, 3)
    """
    bound = score_bound(len(multisets))
    for draw in range(1, MAX_DRAWS + 1):
        score = {token: rng.randint(1, bound) for token in tokens}
        sums = tuple(
            sum(count * score[token] for token, count in multiset.items() if token in score)
            for multiset in multisets
        )
        if len(set(sums)) == len(multisets):
            return Scores(score, bound, sums, draw)
    raise MemlibError(
        f"{MAX_DRAWS} drawings of scores all gave two of {len(multisets)} multisets one sum",
        operation="score tokens (Lemma B.2)",
        mend="the multisets must differ on the chosen tokens; otherwise try another seed",
    )
