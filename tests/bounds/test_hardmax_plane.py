"""The cells of two attention parameters, against scores computed one by one."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from memlib.bounds.hardmax_plane import plane
from memlib.errors import MemlibError

TOKENS = [(2, -3), (3, -1), (0, 2)]


def winners(tokens: list[tuple[int, int]], x: Fraction, y: Fraction) -> tuple[int, ...] | None:
    """Who attends to whom for A = ((x, 1), (-1, y)); None where two keys tie for some query."""
    found = []
    for p, q in tokens:
        image = (x * p + q, -p + y * q)  # A times the query
        scores = [a * image[0] + b * image[1] for a, b in tokens]
        if len(set(scores)) < len(scores):
            return None
        found.append(scores.index(max(scores)))
    return tuple(found)


def test_every_witness_has_its_pattern() -> None:
    found = plane(TOKENS)
    for pattern, points in found.cells.items():
        for x, y in points:
            assert winners(TOKENS, x, y) == pattern
    assert found.count == sum(len(points) for points in found.cells.values()) == 38


def test_no_random_parameter_finds_another_pattern() -> None:
    rng = random.Random(0)
    for _ in range(5):
        tokens = rng.sample([(x, y) for x in range(-4, 5) for y in range(1, 5)], 3)
        found = plane(tokens)
        seen = {
            winners(
                tokens, Fraction(rng.randint(-999, 999), 97), Fraction(rng.randint(-999, 999), 97)
            )
            for _ in range(2000)
        }
        assert seen - {None} <= set(found.cells)


def test_equal_tokens_are_refused() -> None:
    with pytest.raises(MemlibError, match="always equal"):
        plane([(1, 2), (1, 2)])
