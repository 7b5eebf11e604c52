"""Padding: one length, a new token on the left, nothing else changed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from data_strategies import datasets
from hypothesis import given
from hypothesis import strategies as st

from memlib.data import Dataset, is_consistent, pad_left, squared_separation
from memlib.data.padding import pad_token
from memlib.errors import MemlibError


@given(datasets(), st.integers(0, 3))
def test_padding_adds_a_new_token_on_the_left_and_nothing_else(ds: Dataset, more: int) -> None:
    n = ds.longest + more
    padded = pad_left(ds, n)
    assert padded.length == n
    pad = len(ds.tokens)
    assert padded.tokens[:pad] == ds.tokens
    for before, after in zip(ds.sequences, padded.sequences, strict=True):
        assert after == (pad,) * (n - len(before)) + before
    if ds.task == "next-token":
        assert padded.labels == ds.labels
    else:
        for old, new in zip(ds.labels, padded.labels, strict=True):
            assert new == (ds.smallest_label,) * (n - len(old)) + old
    assert padded.classes == ds.classes
    assert is_consistent(padded) == is_consistent(ds)


@given(datasets())
def test_pad_is_at_least_delta_away(ds: Dataset) -> None:
    apart = squared_separation(ds) or 1
    with_pad = Dataset.next_token([*ds.tokens, pad_token(ds)], [[0]], [0])
    assert squared_separation(with_pad) == apart or len(ds.tokens) == 1
    assert (squared_separation(with_pad) or 0) >= apart


def test_pad_is_zero_where_zero_is_free() -> None:
    assert pad_token(Dataset.next_token([[1, 0], [0, 1]], [[0]], [0])) != (0, 0)  # δ is √2 there
    assert pad_token(Dataset.next_token([[1, 0], [2, 0]], [[0]], [0])) == (0, 0)


def test_pad_may_be_given() -> None:
    ds = Dataset.next_token([[1]], [[0], [0, 0]], [0, 1])
    assert pad_left(ds, token=(Fraction(7),)).tokens[1] == (7,)
    with pytest.raises(MemlibError, match="same token"):
        pad_left(ds, token=(Fraction(1),))


def test_data_of_one_length_is_returned_as_it_is() -> None:
    ds = Dataset.next_token([[1]], [[0, 0]], [0])
    assert pad_left(ds) is ds
    assert pad_left(ds, 2) is ds


def test_a_length_below_the_longest_is_refused() -> None:
    ds = Dataset.next_token([[1]], [[0], [0, 0]], [0, 1])
    with pytest.raises(MemlibError, match=r"pad: sequences\[1\]: has 2 tokens .*at least 2"):
        pad_left(ds, 1)
    for bad in (0, -1, True, 2.0):
        with pytest.raises(MemlibError, match="length"):
            pad_left(ds, bad)  # type: ignore[arg-type]
