"""r and δ: against all pairs, and fast where all pairs or unlucky shapes would be slow."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from data_strategies import huge_fractions, numbers, token_tables
from hypothesis import given
from hypothesis import strategies as st

from memlib.data import (
    Dataset,
    is_separated,
    separation,
    squared_radius,
    squared_separation,
)
from memlib.data.closest_pair import Point, closest_pair
from memlib.data.lattice import word_tokens
from memlib.errors import MemlibError


def data(tokens: list[tuple[Fraction, ...]]) -> Dataset:
    return Dataset.next_token(tokens, [[0]], [0])


def distance(p: Point, q: Point) -> Fraction:
    return Fraction(sum((a - b) ** 2 for a, b in zip(p, q, strict=True)))


@given(token_tables(max_tokens=20))
def test_against_all_pairs(tokens: list[tuple[Fraction, ...]]) -> None:
    ds = data(tokens)
    assert squared_radius(ds) == max(distance(p, (Fraction(0),) * len(p)) for p in tokens)
    pairs = [distance(p, q) for p, q in combinations(tokens, 2)]
    assert squared_separation(ds) == min(pairs, default=None)


@given(st.integers(1, 7), st.integers(1, 5), st.integers(0, 10**6))
def test_against_all_pairs_of_many_points(dim: int, bits: int, seed: int) -> None:
    rng = Random(seed)
    points = list({tuple(rng.getrandbits(bits) for _ in range(dim)) for _ in range(60)})
    if len(points) > 1:
        assert closest_pair(points) == min(distance(p, q) for p, q in combinations(points, 2))


@given(token_tables(numbers), st.fractions(0, 10), st.fractions(Fraction(1, 10), 10))
def test_is_separated_says_what_it_means(
    tokens: list[tuple[Fraction, ...]], r: Fraction, delta: Fraction
) -> None:
    short = all(distance(p, (Fraction(0),) * len(p)) <= r * r for p in tokens)
    apart = all(distance(p, q) >= delta * delta for p, q in combinations(tokens, 2))
    assert is_separated(data(tokens), r, delta) == (short and apart)


def test_the_bounds_themselves_are_reached() -> None:
    ds = data([(Fraction(3), Fraction(4)), (Fraction(0), Fraction(0))])
    assert is_separated(ds, 5, 5)
    assert not is_separated(ds, 5, Fraction(5) + Fraction(1, 10**30))
    assert not is_separated(ds, Fraction(5) - Fraction(1, 10**30), 5)


def test_one_token_has_no_separation_and_is_separated() -> None:
    ds = data([(Fraction(3),)])
    assert squared_separation(ds) is None
    assert is_separated(ds, 3, 10**9)


@pytest.mark.parametrize(("r", "delta"), [(-1, 1), (1, 0), (1, -1), (1.0, 1), (1, 0.5), (True, 1)])
def test_lengths_that_are_none_are_refused(r: Fraction, delta: Fraction) -> None:
    with pytest.raises(MemlibError, match="is no such length"):
        is_separated(data([(Fraction(0),)]), r, delta)


@given(st.lists(st.tuples(huge_fractions, st.fractions()), min_size=2, max_size=9, unique=True))
def test_awkward_denominators(tokens: list[tuple[Fraction, ...]]) -> None:
    assert squared_separation(data(tokens)) == min(
        distance(p, q) for p, q in combinations(tokens, 2)
    )


V = 22_000


def _spread(dim: int, size: int) -> Callable[[Random], list[Point]]:
    return lambda rng: list({tuple(rng.randrange(size) for _ in range(dim)) for _ in range(V)})


SHAPES: dict[str, Callable[[Random], list[Point]]] = {
    "words, d = 1": lambda rng: [(k,) for k in range(V)],
    "words, d = 3": lambda rng: [tuple(map(int, t)) for t in word_tokens(V, 3)],
    "random, d = 3": _spread(3, 10**6),
    "one coordinate shared": lambda rng: [(5, rng.randrange(10**12), 7) for _ in range(V)],
    "huge coordinates": lambda rng: [(k, rng.getrandbits(1000)) for k in range(V)],
    "a diagonal": lambda rng: [(k, k, k) for k in range(V)],
    "close pairs everywhere": lambda rng: [(k * 99, s, -k) for k in range(V // 2) for s in (0, 2)],
    "three axes": lambda rng: [
        tuple((k + 1) * 7 if k % 3 == axis else 0 for axis in range(3)) for k in range(V)
    ],
    "sparse, d = 100": lambda rng: [
        tuple(k // 100 + 1 if k % 100 == axis else 0 for axis in range(100)) for k in range(4000)
    ],
    "one-hot, d = 700": lambda rng: [
        tuple(int(k == axis) for axis in range(700)) for k in range(700)
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_22000_tokens_take_seconds(shape: str) -> None:
    points = SHAPES[shape](Random(1))
    start = time.process_time()
    closest_pair(points)
    assert time.process_time() - start < 5


def test_fractions_without_a_common_denominator_take_seconds() -> None:
    rng = Random(2)
    tokens = [
        tuple(Fraction(rng.getrandbits(64), rng.getrandbits(64) | 1) for _ in range(3))
        for _ in range(2000)
    ]
    start = time.process_time()
    squared_separation(data(tokens))
    assert time.process_time() - start < 5


def test_long_coordinates_are_refused_where_they_would_take_hours() -> None:
    longest = 1 << (separation.MAX_COORDINATE_BITS - 1)
    assert squared_radius(data([(Fraction(longest),)])) == longest**2
    for x in (Fraction(2 * longest), Fraction(1, 2 * longest)):
        for measure in (squared_radius, squared_separation):
            with pytest.raises(MemlibError, match=r"tokens\[1\]: has a coordinate of 1048577 bits"):
                measure(data([(Fraction(0),), (x,)]))


def test_so_are_many_that_are_long_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separation, "_MAX_LONG_BITS", 20_000)
    tokens = [(Fraction(1 << 4100, k),) for k in (1, 3, 5, 7)]
    assert squared_separation(data([*tokens, (Fraction(9),)]))
    with pytest.raises(MemlibError, match=r"tokens\[4\]: .* and there are many"):
        squared_separation(data([*tokens, (Fraction(1 << 4100, 9),)]))
