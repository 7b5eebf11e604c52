"""The contexts of next-token data: a last token and the multiset of tokens it stands in.

A transformer without positions sees no more of a sequence. Sequences that share a context must
share their label (eq. 5), and count once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from memlib.data.consistency import multiset
from memlib.data.dataset import Dataset


@dataclass(frozen=True)
class Contexts:
    """Distinct multisets and contexts, each with a sequence that shows it.

    Attributes:
        multisets: the distinct multisets m⁽ⁱ⁾ (eq. 44): token → count.
        items: one (index of a multiset, last token) a distinct context.
        labels: one label a context.
    """

    multisets: tuple[dict[int, int], ...]
    items: tuple[tuple[int, int], ...]
    labels: tuple[int, ...]


def distinct_contexts(dataset: Dataset) -> Contexts:
    """The contexts of consistent next-token data, in the order of their first sequence.

    >>> data = Dataset.next_token([[0], [1]], [[0, 1], [1, 0], [0, 1]], [4, 5, 4])
    >>> distinct_contexts(data)
    Contexts(multisets=({0: 1, 1: 1},), items=((0, 1), (0, 0)), labels=(4, 5))
    """
    place: dict[tuple[int, ...], int] = {}
    multisets: list[dict[int, int]] = []
    labels: dict[tuple[int, int], int] = {}
    for sequence, label in zip(dataset.sequences, dataset.labels, strict=True):
        key = multiset(sequence)
        if key not in place:
            place[key] = len(multisets)
            multisets.append(dict(Counter(key)))
        assert isinstance(label, int)
        labels.setdefault((place[key], sequence[-1]), label)
    return Contexts(tuple(multisets), tuple(labels), tuple(labels.values()))
