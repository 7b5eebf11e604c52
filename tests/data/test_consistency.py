"""Conflicts: against a comparison of all pairs of items, and what dropping them leaves."""

from __future__ import annotations

import time
from collections import Counter
from random import Random

import pytest
from data_strategies import datasets
from hypothesis import given

from memlib.data import (
    Dataset,
    check_consistent,
    distinct_items,
    find_conflicts,
    is_consistent,
    without_conflicts,
)
from memlib.errors import MemlibError

TABLE = [[0], [1], [2]]


def items(ds: Dataset) -> list[tuple[int, int, int, object]]:
    """(sequence, position, label, what the label may depend on), by eq. 5 and eq. 10."""
    return [
        (i, k, label, (ds.sequences[i][k], frozenset(Counter(ds.sequences[i]).items())))
        for i, k, label in ds.each_item()
    ]


@given(datasets())
def test_consistent_means_that_equal_items_have_equal_labels(ds: Dataset) -> None:
    every = items(ds)
    assert is_consistent(ds) == all(a[2] == b[2] for a in every for b in every if a[3] == b[3])
    assert distinct_items(ds) == len({item[3] for item in every})


@given(datasets())
def test_every_label_against_the_first_of_its_item_is_listed_once(ds: Dataset) -> None:
    every = items(ds)
    expected = []
    for n, b in enumerate(every):
        a = next(a for a in every[: n + 1] if a[3] == b[3])
        if a[2] != b[2]:
            expected.append((*a[:3], *b[:3]))
    found = [
        (c.first, c.first_position, c.first_label, c.second, c.second_position, c.second_label)
        for c in find_conflicts(ds)
    ]
    assert found == expected


@given(datasets())
def test_what_remains_is_consistent_and_every_dropped_sequence_contradicts_it(ds: Dataset) -> None:
    if not any(is_consistent(ds.choose([i])) for i in range(len(ds))):
        with pytest.raises(MemlibError, match="every sequence contradicts itself"):
            without_conflicts(ds)
        return
    kept, dropped = without_conflicts(ds)
    assert is_consistent(kept)
    assert len(kept) + len(dropped) == len(ds)
    gone = set(dropped.sequences)
    stay = [i for i in range(len(ds)) if i not in gone]
    assert kept.sequences == tuple(ds.sequences[i] for i in stay)
    assert kept.labels == tuple(ds.labels[i] for i in stay)
    for i in gone:
        earlier = [k for k in stay if k < i]
        assert not is_consistent(ds.choose([*earlier, i]))
    assert gone == {c.second for c in dropped.conflicts}
    assert not gone & {c.first for c in dropped.conflicts if c.first != c.second}


def test_the_order_before_the_last_token_is_nothing_and_the_last_token_counts() -> None:
    assert not is_consistent(Dataset.next_token(TABLE, [[0, 1, 2], [1, 0, 2]], [1, 2]))
    assert is_consistent(Dataset.next_token(TABLE, [[0, 1, 2], [0, 2, 1]], [1, 2]))
    assert is_consistent(Dataset.next_token(TABLE, [[0, 0, 2], [0, 2]], [1, 2]))


def test_seq_to_seq_compares_every_position() -> None:
    assert is_consistent(Dataset.seq_to_seq(TABLE, [[0, 1], [1, 0]], [[5, 6], [6, 5]]))
    assert not is_consistent(Dataset.seq_to_seq(TABLE, [[0, 1], [1, 0]], [[5, 6], [5, 6]]))
    assert not is_consistent(Dataset.seq_to_seq(TABLE, [[0, 0]], [[5, 6]]))


def test_the_error_names_both_sequences_both_labels_the_number_and_the_mend() -> None:
    ds = Dataset.next_token(TABLE, [[0, 1], [2, 1], [0, 1], [0, 1]], [5, 5, 8, 9])
    with pytest.raises(MemlibError) as caught:
        check_consistent(ds)
    assert "sequences 0 and 2" in str(caught.value)
    assert "labels 5 and 8; 1 more" in str(caught.value)
    assert "--drop-conflicts" in caught.value.mend
    check_consistent(ds.choose([0, 1]))


def test_a_dropped_sequence_decides_nothing() -> None:
    # the middle sequence contradicts the first; its other item must not count against the last
    ds = Dataset.seq_to_seq(
        TABLE, [[0, 0], [0, 0], [1, 0], [0, 1]], [[1, 1], [2, 2], [3, 4], [4, 3]]
    )
    assert without_conflicts(ds)[1].sequences == (1,)
    ds = Dataset.seq_to_seq(TABLE, [[0, 1, 1], [1, 0, 1]], [[1, 2, 3], [2, 1, 2]])
    kept, dropped = without_conflicts(ds)
    assert (kept.labels, dropped.sequences) == (((2, 1, 2),), (0,))


def test_consistent_data_is_returned_as_it_is() -> None:
    ds = Dataset.next_token(TABLE, [[0], [0], [1]], [1, 1, 2])
    kept, dropped = without_conflicts(ds)
    assert kept is ds
    assert len(dropped) == 0
    assert str(dropped) == "no conflicts, nothing dropped"


def test_65536_sequences_take_seconds() -> None:
    rng = Random(1)
    sequences = [[rng.randrange(6) for _ in range(8)] for _ in range(65_536)]
    ds = Dataset.next_token(
        [[k] for k in range(6)], sequences, [rng.randrange(9) for _ in sequences]
    )
    start = time.process_time()
    assert len(without_conflicts(ds)[0]) < 65_536
    assert time.process_time() - start < 10
