"""The lemma on the Boltzmann operator, and how close two sets come, by brute force."""

from __future__ import annotations

from itertools import combinations
from random import Random

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.errors import MemlibError
from memlib.rivals.boltzmann import Item, best_line, closeness, on_line, separation

TRIPLES = st.lists(st.integers(-9, 9), min_size=3, max_size=3, unique=True).map(tuple)


def boltz(numbers: list[int], scale: mpmath.mpf) -> mpmath.mpf:
    exponentials = [mpmath.exp(scale * x) for x in numbers]
    terms = [scale * x * e for x, e in zip(numbers, exponentials, strict=True)]
    return mpmath.fsum(terms) / mpmath.fsum(exponentials)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    n = draw(st.integers(1, 6))
    lists = st.lists(st.integers(-8, 8), min_size=n, max_size=n, unique=True)
    a, b = sorted(draw(lists), reverse=True), sorted(draw(lists), reverse=True)
    return (a, b) if a >= b else (b, a)


@given(pairs())
def test_the_lemma(pair: tuple[list[int], list[int]]) -> None:
    a, b = pair
    if a == b:
        return
    with mpmath.workprec(600):
        scale = mpmath.mpf(separation(len(a)).numerator) / separation(len(a)).denominator
        k = next(i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y)
        gap = boltz(a, scale) - boltz(b, scale)
        if k == 0:
            assert gap > 1
        else:
            assert -gap >= mpmath.exp(-scale * (a[0] - a[k])) / 2


def test_without_separation_two_sets_can_meet() -> None:
    """Between far scores and near ones the order turns, so at some scale two sets are equal."""
    a, b = [4, 3, 0], [4, 2, 1]
    with mpmath.workprec(100):
        signs = {
            bool(boltz(a, mpmath.mpf(t) / 16) > boltz(b, mpmath.mpf(t) / 16)) for t in range(1, 64)
        }
    assert signs == {True, False}


def test_separation_is_more_than_the_lemma_asks() -> None:
    for n in range(1, 2000):
        assert (
            2 * mpmath.log(n) + 3 < mpmath.mpf(separation(n).numerator) / separation(n).denominator
        )


@given(
    st.integers(-5, 5).filter(bool),
    st.sets(TRIPLES, min_size=1, max_size=8),
)  # fmt: skip
def test_closeness_by_brute_force(last: int, lists: set[tuple[int, ...]]) -> None:
    most = 0
    for one, other in combinations(lists, 2):
        a, b = (sorted((x * last for x in tokens), reverse=True) for tokens in (one, other))
        for k, (x, y) in enumerate(zip(a, b, strict=True)):
            if x != y:
                most = max(most, a[0] - max(x, y) if k else 0)
                break
    assert closeness(last, list(lists)) == most


def test_scores_of_one_query_are_separated() -> None:
    rng = Random(1)
    tokens = [(rng.randint(-20, 20), rng.randint(-20, 20), k) for k in range(1, 15)]
    items = [Item(row[-1], tuple(row)) for row in (rng.sample(range(14), 4) for _ in range(20))]
    line = best_line(tokens, items, rng)
    for one in items:
        for other in items:
            if one.last == other.last:
                scores = [
                    line.scale * line.numbers[one.last] * line.numbers[x]
                    for x in one.tokens + other.tokens
                ]
                gaps = [abs(x - y) for x, y in combinations(scores, 2) if x != y]
                assert min(gaps) >= separation(4)
    worse = on_line(line.direction, line.numbers, items)
    assert worse == line


def test_a_zero_query_is_refused() -> None:
    with pytest.raises(MemlibError, match="token 1 is zero"):
        best_line([(1, 0), (0, 0)], [Item(1, (0, 1))], Random(0))
