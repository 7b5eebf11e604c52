"""The rank of a matrix of fractions, for tests that must not ask memlib."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def rank(matrix: Sequence[Sequence[int]]) -> int:
    """By elimination over the rationals."""
    rows = [[Fraction(x) for x in row] for row in matrix]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            factor = rows[i][column] / rows[found][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found
