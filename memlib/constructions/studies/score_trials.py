"""How often scores collide: the printed Lemma B.2 and the repaired one, on random families."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from memlib.constructions.lemmas.distinguish import Multiset
from memlib.constructions.lemmas.scores import score_bound
from memlib.constructions.studies.printed_scores import printed_scores


@dataclass(frozen=True)
class Trials:
    """Collisions among so many draws of a family and of its scores.

    Attributes:
        multisets: N.
        draws: families drawn, each with one direction that eq. (20) allows and one scoring.
        before_shift: printed integers h, before the constant is added.
        printed: printed scores f = h + constant.
        random: scores drawn from 1 … K, K = N(N − 1), one draw only (the builder draws again).
    """

    multisets: int
    draws: int
    before_shift: int
    printed: int
    random: int


def random_family(
    multisets: int, tokens: int, largest: int, rng: Random, *, one_size: bool = False
) -> list[Multiset]:
    """N distinct multisets over tokens 0, 1, …, of at most (or exactly) ``largest`` elements.

    There must be so many; the empty multiset, which restrictions can give, is one of them.

    >>> sorted(sum(m.values()) for m in random_family(3, 2, 1, Random(0)))
    [0, 1, 1]
    """
    found: dict[tuple[int, ...], None] = {}
    while len(found) < multisets:
        counts = tuple(rng.randint(0, largest) for _ in range(tokens))
        if sum(counts) == largest or (sum(counts) < largest and not one_size):
            found[counts] = None
    return [{x: count for x, count in enumerate(m) if count} for m in found]


def collisions(
    multisets: int,
    tokens: int,
    largest: int,
    draws: int,
    *,
    one_size: bool = False,
    seed: int = 0,
) -> Trials:
    """Draw families, directions and scores, and count collisions.

    Directions are integer vectors from a cube; those that eq. (20) forbids are drawn again.

    >>> trials = collisions(3, 2, 4, 100, one_size=True)
    >>> trials.before_shift, trials.printed
    (0, 0)
    """
    rng = Random(seed)
    bound = score_bound(multisets)
    before = printed = drawn = 0
    for _ in range(draws):
        while True:
            family = random_family(multisets, tokens, largest, rng, one_size=one_size)
            direction = [rng.randint(-1000, 1000) or 1 for _ in range(tokens)]
            told = printed_scores(family, range(tokens), direction)
            if told.allowed:
                break
        before += len(set(told.sums_before)) < multisets
        printed += told.collides
        score = [rng.randint(1, bound) for _ in range(tokens)]
        sums = {sum(count * score[x] for x, count in m.items()) for m in family}
        drawn += len(sums) < multisets
    return Trials(multisets, draws, before, printed, drawn)
