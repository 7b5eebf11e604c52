"""Sizes without weights are the sizes of the networks that are built."""

from __future__ import annotations

import pytest

from memlib.constructions.constants import Separation
from memlib.constructions.lemmas.contextual import promised_shapes
from memlib.constructions.studies import sizes_without_weights
from memlib.constructions.theorems.next_token import construct
from memlib.data.synthetic import random_dataset


@pytest.mark.parametrize(
    ("sequences", "length", "dim", "classes", "vocabulary"),
    [(7, 2, 1, 3, 12), (16, 8, 3, 10, None), (40, 5, 2, 1000, 30), (150, 3, 3, 1, None)],
)
def test_the_prices_add_up_to_what_is_built(
    sequences: int, length: int, dim: int, classes: int, vocabulary: int | None
) -> None:
    data = random_dataset(sequences, length, dim, classes, vocabulary=vocabulary, seed=3)
    made = construct(data)
    first, second = sizes_without_weights.shapes(
        sequences, length, dim, data.classes, Separation.of(data), len(data.tokens)
    )
    assert first == made.proof.ids.phi.shape
    assert second == made.proof.lookup.shape
    shift = data.smallest_label != 1  # the last bias
    assert made.built.parameters == shift + sizes_without_weights.parameters(
        first, second, dim, scored=len(made.proof.ids.tokens), contexts=sequences
    )


def test_the_worst_case_has_the_promised_shapes() -> None:
    data = random_dataset(30, 4, 2, 5)
    separation = Separation.of(data)
    assert sizes_without_weights.shapes(30, 4, 2, data.classes, separation, 120) == promised_shapes(
        data
    )


@pytest.mark.parametrize("tokens", [256, None])
def test_from_the_crossover_on_the_network_is_the_smaller_one(tokens: int | None) -> None:
    separation = Separation.clamped(100, 1)
    found = sizes_without_weights.crossover(8, 3, 10, separation, tokens=tokens)

    def difference(n: int) -> int:
        first, second = sizes_without_weights.shapes(n, 8, 3, 10, separation, tokens or 8 * n)
        scored = min(tokens or n, n - 1)
        return sizes_without_weights.parameters(first, second, 3, scored=scored, contexts=n) - (
            2 * n + 3
        )

    assert difference(found) <= 0 < difference(found - found // 20)
    assert all(difference(int(k * found)) < 0 for k in (1.05, 2, 5, 20))
