"""Hardmax patterns over a plane of two parameters: the cells that the proof of Theorem 4.3 counts.

One head, scores x_k·A·x_k' of key k for query k', with

    A = ((θ₁, 1), (−1, θ₂)),

so that every question *does key k beat key l for query k'* is a line in the plane of (θ₁, θ₂). The
lines cut the plane into cells; on a cell all questions have one answer. Several cells may have the
same winners, because a question between two losers does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from memlib.bounds.arrangement import Form, cells, whole
from memlib.errors import MemlibError

#: For each query the key that wins, counted from 0.
Pattern = tuple[int, ...]


@dataclass(frozen=True)
class Plane:
    """The cells of one sequence.

    Attributes:
        lines: a, b, c of a·θ₁ + b·θ₂ + c = 0, one for each question.
        questions: (query, key, other key) of each line.
        cells: pattern → a point (θ₁, θ₂) of each cell that has it.
    """

    lines: tuple[Form, ...]
    questions: tuple[tuple[int, int, int], ...]
    cells: dict[Pattern, list[tuple[Fraction, Fraction]]]

    @property
    def count(self) -> int:
        """How many cells there are; no fewer than patterns."""
        return sum(map(len, self.cells.values()))


def plane(tokens: Sequence[tuple[int, int]]) -> Plane:
    """All cells of a sequence of two-dimensional tokens, exactly, without those on lines (ties).

    Raises:
        MemlibError: two keys have equal scores for a query whatever θ is (equal tokens, say).

    >>> found = plane([(2, -3), (3, -1), (0, 2)])
    >>> len(found.lines), found.count, len(found.cells)     # 27 patterns can be thought of
    (9, 38, 17)
    """
    lines, questions = [], []
    for query, (p, q) in enumerate(tokens):
        for one, other in combinations(range(len(tokens)), 2):
            (a, b), (c, d) = tokens[one], tokens[other]
            # (x − y)·A·z = θ₁ (x₁ − y₁) z₁ + θ₂ (x₂ − y₂) z₂ + (x₁ − y₁) z₂ − (x₂ − y₂) z₁
            form = whole(((a - c) * p, (b - d) * q, (a - c) * q - (b - d) * p))
            if not any(form):
                raise MemlibError(
                    f"keys {one} and {other} are always equal for query {query}",
                    operation="hardmax patterns",
                    mend="choose other tokens",
                )
            lines.append(form)
            questions.append((query, one, other))
    found: dict[Pattern, list[tuple[Fraction, Fraction]]] = {}
    for signs, (x, y, scale) in cells(lines, inside=[(0, 0, 1)]).items():
        wins = [[0] * len(tokens) for _ in tokens]
        for (query, one, other), sign in zip(questions, signs, strict=True):
            wins[query][one if sign > 0 else other] += 1
        pattern = tuple(row.index(len(tokens) - 1) for row in wins)
        found.setdefault(pattern, []).append((Fraction(x, scale), Fraction(y, scale)))
    return Plane(tuple(lines), tuple(questions), found)
