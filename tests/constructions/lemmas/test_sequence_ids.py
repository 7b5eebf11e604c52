"""Lemma B.3: the network's outputs, added up over a sequence, name its multiset."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.lemmas.point_memorizer import memorize_points
from memlib.constructions.lemmas.sequence_ids import SequenceIds, choose_scores, sequence_ids
from memlib.errors import MemlibError
from memlib.exact import compile_plain, compile_residual, evaluate

from .test_projection import separation_of

Points = list[tuple[Fraction, ...]]


def make(points: Points, multisets: list[dict[int, int]], seed: int = 0) -> SequenceIds:
    return sequence_ids(
        points,
        multisets,
        capacity=len(multisets),
        separation=separation_of(points),
        inputs=["x"],
        memorize=memorize_points,
        rng=Random(seed),
    )


def check(points: Points, multisets: list[dict[int, int]], seed: int = 0) -> None:
    made = make(points, multisets, seed)
    count = len(multisets)
    program = made.phi.program(["x"])
    for network in (compile_plain(program), compile_residual(program)):
        phi = [column[0] for column in evaluate(network, points)]
        for token, value in enumerate(phi):
            assert value == (made.scores.of[token] if token in made.tokens else 0)  # eq. (32)
            assert value.denominator == 1
            assert 0 <= value <= max(1, count * (count - 1))
        sums = [sum(k * phi[token] for token, k in m.items()) for m in multisets]
        assert len(set(sums)) == count
        assert list(made.sums) == sums
        assert tuple(phi) == made.score_of_token
    assert len(made.tokens) <= max(0, count - 1)


sequences = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=5), min_size=1, max_size=8)


@settings(max_examples=12)
@given(sequences, st.integers(0, 3))
def test_drawn_multisets_of_all_sizes(drawn: list[list[int]], seed: int) -> None:
    unique = {tuple(sorted(sequence)): dict(Counter(sequence)) for sequence in drawn}
    points = [(Fraction(k * k, 2) - 3,) for k in range(5)]
    check(points, list(unique.values()), seed)


def test_families_where_the_printed_shift_fails() -> None:
    points = [(Fraction(k),) for k in range(3)]
    for seed in range(10):
        check(points, [{0: 2}, {1: 1}], seed)
        check(points, [{1: 1, 2: 1}, {0: 2}, {2: 2}], seed)


def test_one_multiset() -> None:
    check([(Fraction(0),), (Fraction(1),)], [{0: 3, 1: 1}])


def test_equal_multisets_are_refused() -> None:
    with pytest.raises(MemlibError, match="equal multisets"):
        make([(Fraction(0),)], [{0: 1}, {0: 1}])


def test_scores_are_chosen_on_the_tokens_that_distinguish() -> None:
    tokens, scores = choose_scores([{0: 1, 5: 9}, {1: 1, 5: 9}, {2: 1, 5: 9}], Random(0))
    assert 5 not in tokens
    assert set(scores.of) == set(tokens)
