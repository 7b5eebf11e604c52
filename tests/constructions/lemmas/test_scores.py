"""Lemma B.2: the printed shift lets sums meet; the drawn scores never meet, and rarely fail."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest

from memlib.constructions.lemmas.distinguish import restrict
from memlib.constructions.lemmas.scores import score_bound, separating_scores
from memlib.errors import MemlibError

from ..printed_scores import distinct, printed_scores, satisfies_20, sums, unit_vectors

TOKENS = "abc"


def shifted(h: list[int], shift: int) -> list[int]:
    return [value + shift for value in h]


def test_the_counterexample_with_two_multisets() -> None:
    family = [{"a": 2}, {"b": 1}]
    v = (Fraction(-1), Fraction(0))
    assert satisfies_20(family, "ab", v)
    h, shift = printed_scores(family, "ab", v)
    assert (h, shift) == ([-14, 0], 28)
    assert sums(family, "ab", h) == [-28, 0]  # eq. (25) holds for h
    assert shifted(h, shift) == [14, 28]  # in the printed range 1 … ⌈4N²|S|√π⌉ = 57
    assert sums(family, "ab", shifted(h, shift)) == [28, 28]


def test_the_counterexample_inside_theorem_b1() -> None:
    """Three sequences of two tokens, all sizes equal; their restrictions to A have other sizes."""
    sequences = ["bc", "aa", "cc"]
    whole = [Counter(sequence) for sequence in sequences]
    family = [{t: k for t, k in m.items() if t in "ab"} for m in whole]
    assert family == [{"b": 1}, {"a": 2}, {}]  # A = {a, b} as Lemma B.1's induction may choose it
    v = (Fraction(-160, 281), Fraction(231, 281))
    assert satisfies_20(family, "ab", v)
    h, shift = printed_scores(family, "ab", v)
    assert (h, shift, shifted(h, shift)) == ([-18, 27], 63, [45, 90])
    assert sums(family, "ab", h) == [27, -36, 0]
    assert sums(family, "ab", shifted(h, shift)) == [90, 90, 0]


def random_family(random: Random) -> list[dict[str, int]]:
    """2 to 4 distinct multisets over at most three tokens, of sizes up to 4."""
    wanted = random.randint(2, 4)
    found: dict[frozenset[tuple[str, int]], dict[str, int]] = {}
    while len(found) < wanted:
        m = Counter(random.choices(TOKENS, k=random.randint(0, 4)))
        found[frozenset(m.items())] = dict(m)
    return list(found.values())


#: Of 120 pairs of multisets with 41 directions each, as the test below counts them.
MEASURED = {"directions that satisfy (20)": 4074, "of them with equal sums": 18, "pairs": 12}


def test_how_often_the_printed_step_fails() -> None:
    """All pairs of distinct multisets over {a, b} of counts 0 to 3, each with the same directions.

    A pair counts when some allowed direction makes its sums meet. Where both multisets have one
    size the shift moves both sums alike, and they never meet.
    """
    multisets = [{"a": x, "b": y} for x, y in product(range(4), repeat=2)]
    directions = list(unit_vectors(2, 5))
    allowed = met = pairs = 0
    for one, other in combinations(multisets, 2):
        family = [one, other]
        good = [v for v in directions if satisfies_20(family, "ab", v)]
        meets = 0
        for v in good:
            h, shift = printed_scores(family, "ab", v)
            assert distinct(sums(family, "ab", h))  # what the lemma does prove, eq. (25)
            meets += not distinct(sums(family, "ab", shifted(h, shift)))
        if sum(one.values()) == sum(other.values()):
            assert not meets
        allowed, met, pairs = allowed + len(good), met + meets, pairs + (meets > 0)
    assert dict(zip(MEASURED, (allowed, met, pairs), strict=True)) == MEASURED
    assert len(directions) == 41


def test_the_repair_on_a_thousand_families() -> None:
    """Never two equal sums, whatever the sizes; the scaled counterexamples among them."""
    random = Random(7)
    families = [random_family(random) for _ in range(800)]
    for k in range(1, 101):
        families.append([{"a": 2 * k}, {"b": k}])
        families.append([{"b": k, "c": k}, {"a": 2 * k}, {"c": 2 * k}])
    assert len(families) == 1000
    draws = 0
    for seed, family in enumerate(families):
        numbered = [{TOKENS.index(t): k for t, k in m.items()} for m in family]
        tokens = sorted(set().union(*numbered))
        made = separating_scores(numbered, tokens, Random(seed))
        assert sorted(made.of) == tokens
        assert all(1 <= f <= made.bound for f in made.of.values())
        again = [sum(k * made.of[t] for t, k in m.items()) for m in numbered]
        assert distinct(again)
        assert made.sums == tuple(again)
        draws += made.draws
    assert draws <= 2 * len(families)  # a draw fails with probability at most ½


def test_the_scaled_counterexamples_are_counterexamples() -> None:
    """2k times a against k times b: v = (−1, 0) satisfies (20), and the sums meet for all k."""
    for k in range(1, 101):
        family = [{"a": 2 * k}, {"b": k}]
        v = (Fraction(-1), Fraction(0))
        assert satisfies_20(family, "ab", v)
        h, shift = printed_scores(family, "ab", v)
        assert sums(family, "ab", shifted(h, shift)) == [28 * k, 28 * k]


@pytest.mark.parametrize("bound", [1, 2, 3, 4])
def test_a_pair_meets_with_probability_at_most_one_over_k(bound: int) -> None:
    """All scorings [K]^A, all pairs of distinct multisets of small counts on up to three tokens."""
    attained = False
    for size, most in ((1, 3), (2, 3), (3, 1)):
        multisets = list(product(range(most + 1), repeat=size))
        scorings = list(product(range(1, bound + 1), repeat=size))
        for one, other in combinations(multisets, 2):
            delta = [x - y for x, y in zip(one, other, strict=True)]
            meet = sum(not sum(d * f for d, f in zip(delta, fs, strict=True)) for fs in scorings)
            assert meet * bound <= len(scorings)
            attained |= meet * bound == len(scorings)
    assert attained  # {a} against {b}: the bound cannot be improved


def test_half_of_all_scorings_separate() -> None:
    """K = N(N − 1): exhaustively for hard families of three, over three tokens."""
    assert [score_bound(n) for n in (1, 2, 3, 4)] == [1, 2, 6, 12]
    scorings = list(product(range(1, score_bound(3) + 1), repeat=3))
    for family in (
        [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
        [(2, 0, 0), (1, 1, 0), (0, 2, 0)],
        [(0, 0, 0), (1, 0, 0), (2, 0, 0)],
        [(3, 1, 0), (1, 2, 1), (2, 2, 0)],
    ):
        good = sum(
            distinct([sum(c * f for c, f in zip(m, fs, strict=True)) for m in family])
            for fs in scorings
        )
        assert 2 * good >= len(scorings)


def test_all_scores_up_to_k_are_drawn() -> None:
    family = [{0: 1}, {1: 1}, {2: 1}]
    seen = set()
    for seed in range(80):
        seen |= set(separating_scores(family, [0, 1, 2], Random(seed)).of.values())
    assert seen == {1, 2, 3, 4, 5, 6}


def test_tokens_without_a_score_do_not_count() -> None:
    family = [{0: 1, 9: 4}, {0: 2, 9: 1}]
    made = separating_scores(family, [0], Random(0))
    assert made.sums == (made.of[0], 2 * made.of[0])
    assert restrict(family[0], {0}) == {0: 1}


def test_one_multiset_and_no_token() -> None:
    made = separating_scores([{3: 2}], [], Random(0))
    assert (made.of, made.bound, made.sums, made.draws) == ({}, 1, (0,), 1)


def test_multisets_that_agree_on_a_are_refused() -> None:
    with pytest.raises(MemlibError, match="drawings"):
        separating_scores([{0: 1, 1: 2}, {0: 1, 2: 2}], [0], Random(0))
