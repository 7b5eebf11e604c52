"""The Dataset: what it refuses, what it counts, and its JSON form."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from data_strategies import datasets
from hypothesis import given

from memlib.data import Dataset, from_json, read, to_json, write
from memlib.errors import MemlibError

GOOD: dict[str, Any] = {
    "task": "next-token",
    "dataset": {
        "token_dim": 2,
        "tokens": [["0", "1/2"], ["-0x1fp-2", "3"]],
        "sequences": [[0, 1], [1]],
        "labels": [4, -5],
    },
}


def changed(*path: Any, value: Any) -> dict[str, Any]:
    """GOOD with one place changed (or, with value ..., taken away)."""
    form = json.loads(json.dumps(GOOD))
    place = form
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return form


# (what is changed, the place that the error names, what it says)
BAD_FORMS = [
    ([], "top level", "a list of 0"),
    (changed("task", value="next"), "task", "next-token"),
    (changed("task", value=["next-token"]), "task", "a list"),
    (changed("task", value=...), "top level", "task is missing"),
    (changed("more", value=1), "top level", "unknown key 'more'"),
    (changed("dataset", value="x"), "dataset", "no object"),
    (changed("dataset", "token_dim", value=...), "dataset", "token_dim is missing"),
    (changed("dataset", "token_dim", value=3), "token_dim", "2 coordinates"),
    (changed("dataset", "token_dim", value=True), "token_dim", "true"),
    (changed("dataset", "name", value=1), "dataset", "unknown key 'name'"),
    (changed("dataset", "tokens", value=[]), "tokens", "empty"),
    (changed("dataset", "tokens", value={}), "tokens", "no list"),
    (changed("dataset", "tokens", 1, value=["1"]), "tokens[1]", "1 coordinates"),
    (changed("dataset", "tokens", 0, value=[]), "tokens[0]", "empty"),
    (changed("dataset", "tokens", 1, value="12"), "tokens[1]", "no list"),
    (changed("dataset", "tokens", 1, value=["0x0", "2/4"]), "tokens[1]", "same token as tokens[0]"),
    (changed("dataset", "tokens", 1, 0, value=1.5), "tokens[1][0]", "1.5"),
    (changed("dataset", "tokens", 1, 0, value=1), "tokens[1][0]", "1 is no exact number"),
    (changed("dataset", "tokens", 1, 0, value="1.5"), "tokens[1][0]", "'1.5' is no exact number"),
    (changed("dataset", "tokens", 1, 0, value="1/0"), "tokens[1][0]", "zero denominator"),
    (changed("dataset", "tokens", 1, 0, value="9" * 4001), "tokens[1][0]", "hexadecimal"),
    (changed("dataset", "tokens", 1, 0, value="0x1p12345678"), "tokens[1][0]", "exponent"),
    (changed("dataset", "tokens", 1, 0, value=None), "tokens[1][0]", "null"),
    (changed("dataset", "sequences", value=[]), "sequences", "empty"),
    (changed("dataset", "sequences", 1, value=[]), "sequences[1]", "empty"),
    (changed("dataset", "sequences", 1, value=0), "sequences[1]", "no list"),
    (changed("dataset", "sequences", 0, 1, value=2), "sequences[0][1]", "tokens 0 to 1"),
    (changed("dataset", "sequences", 0, 1, value=-1), "sequences[0][1]", "tokens 0 to 1"),
    (changed("dataset", "sequences", 0, 1, value=True), "sequences[0][1]", "true"),
    (changed("dataset", "sequences", 0, 1, value=1.0), "sequences[0][1]", "1.0"),
    (changed("dataset", "sequences", 0, 1, value="1"), "sequences[0][1]", "'1'"),
    (changed("dataset", "labels", value=[4]), "labels", "1 labels for 2 sequences"),
    (changed("dataset", "labels", value=4), "labels", "no list"),
    (changed("dataset", "labels", 1, value=True), "labels[1]", "true is no label"),
    (changed("dataset", "labels", 1, value=2.0), "labels[1]", "2.0"),
    (changed("dataset", "labels", 1, value="2"), "labels[1]", "labels are integers"),
    (changed("dataset", "labels", 1, value=[2]), "labels[1]", "seq-to-seq"),
    (changed("dataset", "labels", 1, value=10**4000), "labels[1]", "4000 digits"),
    (changed("task", value="seq-to-seq"), "labels[0]", "4 is no list"),
    (
        changed("dataset", "labels", value=[[1], [2]]) | {"task": "seq-to-seq"},
        "labels[0]",
        "1 labels, but sequences[0] has 2 tokens",
    ),
    (
        changed("dataset", "labels", value=[[1, None], [2]]) | {"task": "seq-to-seq"},
        "labels[0][1]",
        "null",
    ),
]


@pytest.mark.parametrize(("form", "place", "says"), BAD_FORMS)
def test_a_bad_form_is_refused_with_its_place(
    form: Any, place: str, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(form))
    with pytest.raises(MemlibError) as caught:
        read(path)
    line = str(caught.value)
    assert f"{place}: " in line
    assert says in line
    assert caught.value.mend
    assert "\n" not in line


def test_the_good_form_is_read() -> None:
    ds = from_json(GOOD)
    assert ds.tokens == ((0, Fraction(1, 2)), (Fraction(-31, 4), 3))
    assert (ds.sequences, ds.labels) == (((0, 1), (1,)), (4, -5))


@pytest.mark.parametrize(
    "text", ['{"task": "next-token", "task": "next-token"}', "[1, NaN]", "{", ""]
)
def test_no_strict_json_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(MemlibError):
        read(path)


@pytest.mark.parametrize("bad", [0.5, True, "1", None, 1j])
def test_only_int_and_fraction_are_coordinates(bad: Any) -> None:
    with pytest.raises(MemlibError, match=r"tokens\[1\]\[0\]: .* is no exact number"):
        Dataset.next_token([[1], [bad]], [[0]], [0])


def test_numbers_too_long_to_print_are_refused_in_one_short_line() -> None:
    with pytest.raises(MemlibError, match="an integer of 33220 bits is no token index"):
        Dataset.next_token([[1]], [[10**10000]], [0])


@given(datasets())
def test_json_round_trip(ds: Dataset) -> None:
    assert from_json(json.loads(json.dumps(to_json(ds)))) == ds


@pytest.mark.parametrize("name", ["data.json", "data.json.gz"])
def test_file_round_trip(name: str, tmp_path: Path) -> None:
    ds = from_json(GOOD)
    write(tmp_path / name, ds)
    assert read(tmp_path / name) == ds
    assert [p.name for p in tmp_path.iterdir()] == [name]


@given(datasets())
def test_counts_by_hand(ds: Dataset) -> None:
    flat = [x for row in ds.labels for x in (row if isinstance(row, tuple) else (row,))]
    assert ds.items == len(flat)
    assert [label for _, _, label in ds.each_item()] == flat
    assert ds.classes == max(flat) - min(flat) + 1
    assert ds.smallest_label == min(flat)
    assert ds.label_values == tuple(sorted(set(flat)))
    assert len(ds) == len(ds.sequences)
    assert ds.longest == max(len(s) for s in ds.sequences)
    if ds.equal_lengths:
        assert {len(s) for s in ds.sequences} == {ds.length}
    else:
        with pytest.raises(MemlibError, match="pad"):
            _ = ds.length


@given(datasets())
def test_used_tokens_says_the_same_with_fewer_tokens(ds: Dataset) -> None:
    short = ds.used_tokens()
    assert [[short.tokens[k] for k in s] for s in short.sequences] == [
        [ds.tokens[k] for k in s] for s in ds.sequences
    ]
    assert {k for s in short.sequences for k in s} == set(range(len(short.tokens)))
    assert short.labels == ds.labels


def test_one_of_everything_is_good() -> None:
    ds = Dataset.next_token([[0]], [[0]], [7])
    assert (len(ds), ds.items, ds.token_dim, ds.length, ds.classes) == (1, 1, 1, 1, 1)


def test_it_cannot_be_changed() -> None:
    tokens, sequences = [[1], [2]], [[0, 1]]
    ds = Dataset.next_token(tokens, sequences, [3])
    with pytest.raises(dataclasses.FrozenInstanceError):
        ds.labels = (4,)  # type: ignore[misc]
    sequences[0][0] = 1
    tokens[0][0] = 9
    assert ds.sequences == ((0, 1),)
    assert ds.tokens == ((1,), (2,))


def test_equal_data_has_equal_digest_and_hash_and_every_part_counts() -> None:
    ds = Dataset.next_token([[1], [Fraction(2, 4)]], [[0, 1]], [3])
    same = Dataset.next_token([[Fraction(1)], [Fraction(1, 2)]], ((0, 1),), (3,))
    assert ds == same
    assert (ds.digest(), hash(ds)) == (same.digest(), hash(same))
    others = [
        Dataset.next_token([[1], [Fraction(1, 3)]], [[0, 1]], [3]),
        Dataset.next_token([[1], [Fraction(1, 2)]], [[1, 0]], [3]),
        Dataset.next_token([[1], [Fraction(1, 2)]], [[0, 1]], [4]),
        Dataset.next_token([[Fraction(1, 2)], [1]], [[1, 0]], [3]),
        Dataset.seq_to_seq([[1], [Fraction(1, 2)]], [[0, 1]], [[3, 3]]),
    ]
    assert len({ds.digest(), *(other.digest() for other in others)}) == 6


def test_the_digest_is_the_documented_one() -> None:
    ds = Dataset.seq_to_seq([[Fraction(-10, 3), 16]], [[0, 0]], [[7, -8]])
    form = '["seq-to-seq",[["-a/3","10/1"]],[[0,0]],[[7,-8]]]'
    assert ds.digest() == hashlib.sha256(form.encode()).hexdigest()
