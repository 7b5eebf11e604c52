"""One line holds no more labels than the count of pieces allows; small cases by force."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from memlib.bounds.lines import most_labels, most_patterns
from memlib.errors import MemlibError


@pytest.mark.parametrize(
    ("keys", "digits"), [([0, 1], [1, 1]), ([0, 3, 7], [1, 2, 2]), ([0, 2, 5, 6], [1, 1, 2, 3])]
)
def test_by_force(keys: list[int], digits: list[int]) -> None:
    """All lines through a fine grid of both ends' values."""
    grid = [Fraction(k, 97) for k in range(98)]
    width, rows = keys[-1], set()
    for low in grid:
        for high in grid:
            row = []
            for key, digit in zip(keys, digits, strict=True):
                value = low + (high - low) * key / width
                turn = value * 2 ** (digit - 1) % 1
                row.append(Fraction(1, 4) < turn < Fraction(3, 4))
            rows.add(tuple(row))
    assert 2 < len(rows) <= most_patterns(digits)


@pytest.mark.parametrize("folds", [1, 5, 30, 200])
def test_the_most_is_the_most(folds: int) -> None:
    most = most_labels(folds)
    assert math.log2(most_patterns([folds] * most)) >= most
    assert math.log2(most_patterns([folds] * (most + 1))) < most + 1
    assert 2 * folds <= most <= 2 * folds + 2 * math.log2(most)


def test_a_network_of_line_words_stays_below() -> None:
    """Every bucket of a network; a surprise of 20 bits has a chance of one in a million."""
    pytest.importorskip("numba")
    from memlib.constructions.line.construct import construct
    from memlib.data.synthetic import hard_dataset
    from memlib.fast import words

    made = construct(
        "next-token", hard_dataset(200, 8, 3, 2, distinct_items=True), search=words.search
    )
    most = most_labels(made.proof.layout.folds, 20)
    assert max(hinge.size for hinge in made.proof.hinges) <= most


def test_what_is_refused() -> None:
    with pytest.raises(MemlibError):
        most_patterns([0])
    with pytest.raises(MemlibError):
        most_labels(3, -1)
