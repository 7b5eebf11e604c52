"""A text as data: every window says what comes next, and the length is the smallest that fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.data import recital as module
from memlib.data.consistency import is_consistent
from memlib.data.recital import longest_tried, recital, repeat_at, smallest_length, windows
from memlib.errors import MemlibError

TEXTS = st.lists(st.integers(1, 3), min_size=1, max_size=14)


def contradicts(ids: list[int], n: int) -> bool:
    """By the definition: equal multisets, equal last tokens, another continuation."""
    said: dict[tuple[tuple[int, ...], int], int] = {}
    for window, label in zip(windows(ids, n), [*ids, 0], strict=True):
        if said.setdefault((tuple(sorted(window)), window[-1]), label) != label:
            return True
    return False


@given(TEXTS)
def test_the_smallest_length(ids: list[int]) -> None:
    fits = [n for n in range(1, len(ids) + 1) if not contradicts(ids, n)]
    assert smallest_length(ids) == fits[0]


@given(TEXTS, st.integers(1, 16))
def test_a_repeat_is_one(ids: list[int], n: int) -> None:
    found = repeat_at(ids, n)
    assert (found is not None) == contradicts(ids, n)
    if found is not None:
        first, second = (list(windows(ids, n))[i] for i in (found.first, found.second))
        assert sorted(first) == sorted(second)
        assert first[-1] == second[-1]
        assert [*ids, 0][found.first] != [*ids, 0][found.second]


@given(st.binary(min_size=1, max_size=40), st.booleans())
def test_the_data(text: bytes, positions: bool) -> None:
    ds = recital(text, "bytes", positions=positions)
    assert is_consistent(ds)
    assert len(ds) == len(text) + 1
    assert ds.label_values[0] == 0
    assert ds.about["recital"].get("positions", False) == positions
    entries = ds.about["recital"]["vocabulary"]
    assert bytes(entries[label - 1] for label in ds.labels[:-1]) == text  # type: ignore[operator]
    assert ds.labels[-1] == 0


def test_a_length_that_does_not_fit_names_the_lines() -> None:
    with pytest.raises(MemlibError) as caught:
        recital(b"one two\none three", "words", 1)
    assert "after 1 and after 3 tokens (lines 1 and 2) the last 1 are the same" in str(caught.value)
    assert recital(b"one two\none three", "words", 2).length == 2


def test_where_no_window_fits_tokens_carry_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LENGTH", 3)
    ds = recital(b"la la la la la!", "words")
    assert ds.about["recital"]["positions"] is True
    assert "no window up to 3 tokens fits" in ds.about["recital"]["why_positions"]
    assert (ds.length, ds.token_dim) == (1, 2)
    with pytest.raises(MemlibError, match="no window up to 3"):
        recital(b"la la la la la!", "words", positions=False)


def test_what_cannot_be() -> None:
    with pytest.raises(MemlibError, match="the text is empty"):
        recital(b"")
    with pytest.raises(MemlibError, match="needs no window"):
        recital(b"a b", "words", 2, positions=True)
    assert longest_tried(1) == 1
    assert longest_tried(10**9) == 1
