"""A context is a token and the multiset it stands in."""

from __future__ import annotations

from collections import Counter
from itertools import product

from memlib.constructions.lemmas.contexts import distinct_contexts
from memlib.data import Dataset


def test_all_sequences_of_three_tokens() -> None:
    """Next-token: one context for each multiset and each of its tokens; labels follow."""
    sequences = list(product(range(3), repeat=3))
    labels = [100 * s[-1] + sum(10**t for t in s) for s in sequences]
    made = distinct_contexts(Dataset.next_token([[0], [1], [2]], sequences, labels))
    assert len(made.multisets) == 10
    assert len({frozenset(m.items()) for m in made.multisets}) == 10
    assert len(made.items) == len(set(made.items)) == len(made.labels) == 18
    for (m, token), label in zip(made.items, made.labels, strict=True):
        counts = made.multisets[m]
        assert token in counts
        assert label == 100 * token + sum(k * 10**t for t, k in counts.items())


def test_seq_to_seq_has_a_context_for_every_token() -> None:
    sequences = [(0, 1, 1), (1, 0, 1), (2, 2, 2)]
    rows = [(5, 6, 6), (6, 5, 6), (7, 7, 7)]
    made = distinct_contexts(Dataset.seq_to_seq([[0], [1], [2]], sequences, rows))
    assert made.multisets == (Counter({0: 1, 1: 2}), Counter({2: 3}))
    assert made.items == ((0, 0), (0, 1), (1, 2))
    assert made.labels == (5, 6, 7)
