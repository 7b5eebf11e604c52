"""Lemma B.3: a network on single tokens whose sums are sequence ids.

Few tokens A tell all multisets apart (Lemma B.1); scores on A give them distinct sums (Lemma B.2,
repaired); a network gives every token of A its score and every other token 0 (Lemma C.1). Summed
over a sequence, its outputs name the multiset of the sequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from memlib.constructions.constants import Separation
from memlib.constructions.lemmas.distinguish import Multiset, distinguishing_tokens, restrict
from memlib.constructions.lemmas.point_memorizer import Memorize, PointMemorizer
from memlib.constructions.lemmas.projection import Point
from memlib.constructions.lemmas.scores import Scores, separating_scores


@dataclass(frozen=True)
class SequenceIds:
    """φ̃ and what the proof names on the way.

    Attributes:
        tokens: A, in the order in which Lemma B.1 found them.
        scores: f: A → [K].
        phi: the network φ̃ as steps over named coordinates.
        score_of_token: φ(x) for every token, 0 outside A (eq. 32).
        sums: Σ_k φ̃(x_k) for every multiset: its sequence id.
    """

    tokens: tuple[int, ...]
    scores: Scores
    phi: PointMemorizer
    score_of_token: tuple[int, ...]
    sums: tuple[int, ...]


def choose_scores(multisets: Sequence[Multiset], rng: Random) -> tuple[tuple[int, ...], Scores]:
    """Lemmas B.1 and B.2: the tokens A and their scores; Σ m|_A(x) f(x) are distinct.

    >>> tokens, scores = choose_scores([{0: 2}, {0: 1, 1: 1}, {1: 2}], Random(0))
    >>> tokens, len(set(scores.sums))
    ((0,), 3)
    """
    tokens = tuple(distinguishing_tokens(multisets))
    watched = set(tokens)
    scores = separating_scores([restrict(m, watched) for m in multisets], tokens, rng)
    return tokens, scores


def sequence_ids(
    points: Sequence[Point],
    multisets: Sequence[Multiset],
    *,
    capacity: int,
    separation: Separation,
    inputs: Sequence[str],
    memorize: Memorize,
    rng: Random,
    prefix: str = "phi.",
) -> SequenceIds:
    """Lemma B.3 with the repaired scores.

    Args:
        points: all V tokens of the data.
        multisets: the distinct multisets, over indices into ``points``.
        capacity: N of the lemma, at least the number of multisets; it sets the network's shape.
        separation: r and δ of the tokens.
        inputs: names of the d coordinates of a token.
        memorize: Lemma C.1, or another lemma with its statement.
        rng: for the scores and the projection.
        prefix: put before the names of all coordinates.

    Raises:
        MemlibError: equal multisets, or a random choice that failed many times.

    Source: Lemma B.3, pages 18 and 19; here C_φ = K = max(1, N(N − 1)) in place of ⌈4N³√π⌉.
    """
    tokens, scores = choose_scores(multisets, rng)
    score_of_token = tuple(scores.of.get(x, 0) for x in range(len(points)))
    phi = memorize(
        points,
        score_of_token,
        classes=scores.bound,
        separation=separation,
        capacity=capacity,
        inputs=inputs,
        rng=rng,
        prefix=prefix,
    )
    return SequenceIds(tokens, scores, phi, score_of_token, scores.sums)
