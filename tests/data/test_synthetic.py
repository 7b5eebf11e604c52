"""Drawn data is what its name promises, the same for the same seed, and never inconsistent."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from memlib.data import TASKS, Dataset, distinct_items, is_consistent, multiset, squared_separation
from memlib.data.synthetic import hard_dataset, random_dataset
from memlib.errors import MemlibError

MAKERS = (random_dataset, hard_dataset)

sizes = st.fixed_dictionaries(
    {
        "sequences": st.integers(1, 40),
        "length": st.integers(1, 6),
        "dim": st.integers(1, 4),
        "classes": st.integers(1, 5),
        "vocabulary": st.one_of(st.none(), st.integers(1, 12)),
        "denominator": st.integers(1, 5),
        "task": st.sampled_from(TASKS),
        "seed": st.integers(),
    }
)


def item_of(ds: Dataset, sequence: tuple[int, ...]) -> Any:
    return multiset(sequence), sequence[-1] if ds.task == "next-token" else None


@given(st.sampled_from(MAKERS), sizes)
def test_sizes_labels_tokens_consistency_seed(make: Any, options: dict[str, Any]) -> None:
    try:
        ds = make(**options)
    except MemlibError as error:
        assume("distinct items, not" not in str(error))
        raise
    assert len(ds) == options["sequences"]
    assert ds.length == options["length"]
    assert ds.token_dim == options["dim"]
    assert ds.task == options["task"]
    assert len(ds.tokens) <= (options["vocabulary"] or 10**9)
    assert set(ds.label_values) <= set(range(1, options["classes"] + 1))
    assert len(set(ds.sequences)) == len(ds)
    assert is_consistent(ds)
    apart = squared_separation(ds)
    assert apart is None or apart * options["denominator"] ** 2 >= 1
    assert ds == make(**options)
    if make is random_dataset:
        assert len({item_of(ds, s) for s in ds.sequences}) == len(ds)


@given(sizes)
def test_hard_data_of_distinct_items(options: dict[str, Any]) -> None:
    try:
        ds = hard_dataset(**options, distinct_items=True)
    except MemlibError as error:
        assume("distinct items, not" not in str(error))
        raise
    assert len({item_of(ds, s) for s in ds.sequences}) == len(ds) == options["sequences"]


def test_other_seeds_give_other_data() -> None:
    for make in MAKERS:
        assert len({make(50, 4, 2, 3, seed=seed).digest() for seed in range(5)}) == 5


def test_hard_data_holds_a_large_share_of_each_look_alike() -> None:
    ds = hard_dataset(400, 8, 3, 10, seed=3)
    permuted = other_last = one_changed = 0
    for k in range(0, 400, 4):
        base, a, b, c = ds.sequences[k : k + 4]
        permuted += multiset(a) == multiset(base) and a[-1] == base[-1] and a != base
        assert ds.labels[k] == ds.labels[k + 1]
        other_last += multiset(b) == multiset(base) and b[-1] != base[-1]
        one_changed += sum(x != y for x, y in zip(base, c, strict=True)) == 1
    assert min(permuted, other_last, one_changed) >= 95
    assert distinct_items(ds) >= 300


def test_hard_seq_to_seq_data_carries_labels_along_permutations() -> None:
    ds = hard_dataset(400, 8, 3, 10, task="seq-to-seq", seed=3)
    for k in range(0, 400, 4):
        for other in (k + 1, k + 2):
            assert multiset(ds.sequences[other]) == multiset(ds.sequences[k])
            assert sorted(zip(ds.sequences[other], ds.labels[other], strict=True)) == sorted(
                zip(ds.sequences[k], ds.labels[k], strict=True)
            )


@pytest.mark.parametrize("make", MAKERS)
def test_all_items_that_exist_can_be_asked_for(make: Any) -> None:
    # 3 tokens, length 3: 6 multisets of the first two times 3 last tokens
    options = (
        {"vocabulary": 3, "distinct_items": True} if make is hard_dataset else {"vocabulary": 3}
    )
    assert distinct_items(make(18, 3, 1, 4, **options)) == 18
    with pytest.raises(MemlibError, match="3 tokens at length 3 make 18 distinct items"):
        make(19, 3, 1, 4, **options)
    assert len(make(10, 3, 1, 4, vocabulary=3, task="seq-to-seq")) == 10
    with pytest.raises(MemlibError, match="make 10 distinct items"):
        make(11, 3, 1, 4, vocabulary=3, task="seq-to-seq")


@pytest.mark.parametrize("make", MAKERS)
def test_one_of_everything(make: Any) -> None:
    ds = make(1, 1, 1, 1, vocabulary=1)
    assert (len(ds), ds.length, ds.token_dim, ds.classes, len(ds.tokens)) == (1, 1, 1, 1, 1)


@pytest.mark.parametrize(
    "name", ["sequences", "length", "dim", "classes", "vocabulary", "denominator"]
)
@pytest.mark.parametrize("value", [0, -3, True, 2.0, "2"])
def test_sizes_that_are_none_are_refused(name: str, value: Any) -> None:
    options = {"sequences": 4, "length": 3, "dim": 2, "classes": 2} | {name: value}
    for make in MAKERS:
        with pytest.raises(MemlibError, match=f"{name}: .* is no size"):
            make(**options)


def test_other_bad_options_are_refused() -> None:
    for options, says in (
        ({"seed": "x"}, "'x' is no seed"),
        ({"task": "other"}, "'other' is no task"),
        ({"spread": 1, "vocabulary": 10}, "9 places for 10 tokens"),
    ):
        with pytest.raises(MemlibError, match=says):
            random_dataset(4, 3, 2, 2, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(("sequences", "length"), [(65_536, 8), (256, 1024)])
def test_large_data_takes_seconds(make: Any, sequences: int, length: int) -> None:
    start = time.process_time()
    assert len(make(sequences, length, 3, 10)) == sequences
    assert time.process_time() - start < 10
