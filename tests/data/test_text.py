"""Text becomes data by the stated rules; the sources are read as they are, or say why not."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.data import is_consistent, squared_separation
from memlib.data.imdb import imdb, review_words, reviews
from memlib.data.lattice import word_tokens
from memlib.data.multinli import multinli, pair_words, pairs
from memlib.data.python_docs import python_docs, topics
from memlib.data.text import PAD, from_examples, in_order, next_word_windows, words
from memlib.errors import MemlibError


@given(st.integers(1, 200), st.integers(1, 5))
def test_word_tokens_are_distinct_never_zero_and_1_apart(count: int, dim: int) -> None:
    table = word_tokens(count, dim)
    zero = (Fraction(0),) * dim
    assert len({*table, zero}) == count + 1
    assert all(x.denominator == 1 for token in table for x in token)
    if dim > 1:  # the smallest base that has room
        base = int(max(max(token) for token in table)) + 1
        assert base**dim > count
        assert base <= 2 or (base - 1) ** dim <= count


def test_windows_are_labeled_by_the_next_word() -> None:
    text = ["a", "b", "c", "a", "d"]
    data = from_examples(next_word_windows(text, 2))
    assert [[data.words[k] for k in s] for s in data.dataset.sequences] == [
        ["a", "b"],
        ["b", "c"],
        ["c", "a"],
    ]
    assert [data.label_names[label] for label in data.dataset.labels] == ["c", "a", "d"]  # type: ignore[index]
    assert data.dataset.labels == (3, 1, 4)
    assert data.dataset.tokens == ((1,), (2,), (3,))
    by_class = from_examples(next_word_windows(text, 2), classes=2)
    assert by_class.dataset.labels == (1, 1, 0)


def test_seq_to_seq_windows_are_labeled_by_every_next_word() -> None:
    data = from_examples(
        next_word_windows(["a", "b", "c"], 2, task="seq-to-seq"), task="seq-to-seq"
    )
    assert data.dataset.labels == ((2, 3),)


def test_conflicts_are_an_error_unless_dropped_and_then_more_is_read() -> None:
    text = ["a", "b", "x", "a", "b", "y", "a", "b", "x", "c"]
    with pytest.raises(MemlibError, match=r"1 of 3 sequences .* --drop-conflicts"):
        from_examples(
            [(["a", "b"], "x"), (["a", "b"], "y"), (["a", "b"], "x")],
        )
    data = from_examples(next_word_windows(text, 2), sequences=6, drop_conflicts=True)
    assert len(data.dataset) == 6
    assert data.dropped.sequences == (3,)
    assert is_consistent(data.dataset)
    with pytest.raises(MemlibError, match=r"only 6 sequences after 2 inconsistent .* not 7"):
        from_examples(next_word_windows(text, 2), sequences=7, drop_conflicts=True)


def test_short_examples_are_padded_on_the_left() -> None:
    data = from_examples([(["a"], 0), (["b", "a"], 1)], length=3, dim=2)
    assert [[data.words[k] for k in s] for s in data.dataset.sequences] == [
        [PAD, PAD, "a"],
        [PAD, "b", "a"],
    ]
    assert data.dataset.tokens[data.words.index(PAD)] == (0, 0)


def test_no_examples_and_empty_examples_are_refused() -> None:
    with pytest.raises(MemlibError, match="only 0 sequences"):
        from_examples([])
    with pytest.raises(MemlibError, match="example 0: has no words"):
        from_examples([([], 1)])


def test_order() -> None:
    assert in_order(range(5), offset=3) == [3, 4]
    shuffled = in_order(range(100), seed=1)
    assert shuffled == in_order(range(100), seed=1) != list(range(100))
    assert sorted(shuffled) == list(range(100))


def test_python_docs_are_large_enough() -> None:
    assert len(words(topics())) > 55_000
    assert len(words(topics(), punctuation=True)) > 95_000
    data = python_docs(10_000, 16, 3, drop_conflicts=True)
    ds = data.dataset
    assert (len(ds), ds.length, ds.token_dim) == (10_000, 16, 3)
    assert is_consistent(ds)
    assert squared_separation(ds) == 1
    text = words(topics())
    assert [data.words[k] for k in ds.sequences[0]] == text[:16]
    assert data.label_names[ds.labels[0]] == text[16]  # type: ignore[index]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the layout of the local copy, with a few rows of our own."""
    monkeypatch.setenv("MEMLIB_DATA", str(tmp_path))
    header = "id\tlabel\trating\tfirst32words\n"
    (tmp_path / "imdb_train24998_first32words_part0.tsv").write_text(
        header + 'neg/0\t0\t1\tDull, dull.<br /><br />"Dull"\npos/0\t1\t9\tA joy\n'
    )
    (tmp_path / "imdb_train24998_first32words_part1.tsv").write_text(
        header + "neg/1\t0\t2\t...\nneg/2\t0\t2\ta joy\u2028to see\n"
    )
    rows = [
        {"id": "0", "premise": "It rains.", "hypothesis": "It is wet.", "label": "entailment"},
        {"id": "1", "premise": "It rains.", "hypothesis": "It is dry.", "label": "contradiction"},
        {"id": "2", "premise": "It snows.", "hypothesis": "It is cold.", "label": "-"},
    ]
    (tmp_path / "multinli_train_8999.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    return tmp_path


def test_imdb_from_the_folder(folder: Path) -> None:
    data = imdb(3, 3)
    ds = data.dataset
    assert [[data.words[k] for k in s] for s in ds.sequences] == [
        ["dull", "dull", "dull"],
        [PAD, "a", "joy"],
        ["a", "joy", "to"],
    ]
    assert ds.labels == (0, 1, 0)
    assert imdb(1, 3, offset=1).dataset.labels == (1,)
    with pytest.raises(MemlibError, match="holds 32 words"):
        imdb(1, 33)
    with pytest.raises(MemlibError, match="only 3 sequences, not 4"):
        imdb(4, 3)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\n\r\n"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_files_as_windows_writes_them(folder: Path, start: bytes, end: bytes) -> None:
    known = reviews(), pairs()
    for path in folder.iterdir():
        lines = path.read_bytes().strip(b"\n").split(b"\n")
        path.write_bytes(start + end[:2].join(lines) + end)
    assert (reviews(), pairs()) == known


def test_imdb_conflicts(folder: Path) -> None:
    with pytest.raises(MemlibError, match=r"sequences 1 and 2 .* labels 1 and 0"):
        imdb(3, 2)
    assert imdb(2, 2, drop_conflicts=True).dataset.labels == (0, 1)


def test_review_words_are_those_of_the_first_32_pieces() -> None:
    assert review_words(" ".join(["-"] * 31 + ["in", "out"]), 4) == ["in"]
    assert review_words("end<br", 4) == ["end"]
    assert len(review_words("x " * 60, 40)) == 40


def test_multinli_from_the_folder(folder: Path) -> None:
    data = multinli(2, 6)
    assert [[data.words[k] for k in s] for s in data.dataset.sequences] == [
        ["it", "rains", "[SEP]", "it", "is", "wet"],
        ["it", "rains", "[SEP]", "it", "is", "dry"],
    ]
    assert data.dataset.labels == (0, 2)
    with pytest.raises(MemlibError, match="labels 0 and 2"):
        multinli(2, 5)
    with pytest.raises(MemlibError, match="multinli_dev"):
        multinli(2, 5, split="dev")
    assert pair_words("a b", "c", 9) == ["a", "b", "[SEP]", "c"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("imdb_train24998_first32words_part0.tsv", b"id\tlabel\n", "line 1 does not name"),
        (
            "imdb_train24998_first32words_part0.tsv",
            b"id\tlabel\trating\tfirst32words\nneg/0\t2\t1\tx\n",
            "part0.tsv line 2: no review",
        ),
        ("imdb_train24998_first32words_part1.tsv", b"\xff", "no UTF-8"),
        ("multinli_train_8999.jsonl", b"{}\n{", "8999.jsonl line 1: no pair"),
        ("multinli_train_8999.jsonl", b"{", "line 1: no JSON"),
        ("multinli_train_8999.jsonl", b'{"premise":"a","hypothesis":"b","label":true}', "no pair"),
        ("multinli_train_8999.jsonl", b'{"premise":"a","hypothesis":"b","label":"x"}', "no pair"),
        ("multinli_train_8999.jsonl", b"[]", "no pair"),
    ],
)
def test_malformed_files_are_refused_by_line(
    folder: Path, name: str, content: bytes, says: str
) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(MemlibError, match=says):
        (reviews if "imdb" in name else pairs)()


def test_a_folder_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMLIB_DATA", str(tmp_path / "no"))
    with pytest.raises(MemlibError, match=r"is no folder .*unset the variable"):
        reviews()
    monkeypatch.setenv("MEMLIB_DATA", str(tmp_path))
    with pytest.raises(MemlibError, match="has no file imdb_train"):
        reviews()


def test_without_folder_and_library_the_error_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEMLIB_DATA", raising=False)
    monkeypatch.setitem(sys.modules, "datasets", None)
    for source in (reviews, pairs):
        with pytest.raises(MemlibError, match="pip install datasets, or let MEMLIB_DATA"):
            source()


def test_the_hub_is_asked_by_public_names(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def load_dataset(name: str, split: str) -> list[dict[str, Any]]:
        asked.append((name, split))
        if "imdb" in name:
            return [{"text": t, "label": k} for t, k in [("a", 0), ("b", 0), ("c", 0), ("d", 1)]]
        if split == "train":
            raise ConnectionError("no route")
        return [
            {"premise": "p", "hypothesis": "h", "label": 1},
            {"premise": "p", "hypothesis": "h", "label": -1},
        ]

    monkeypatch.delenv("MEMLIB_DATA", raising=False)
    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=load_dataset))
    assert reviews() == [("a", 0), ("d", 1), ("b", 0), ("c", 0)]
    assert pairs("dev") == [("p", "h", 1)]
    with pytest.raises(MemlibError, match=r"ConnectionError: no route .*check the network"):
        pairs("train")
    assert asked == [
        ("stanfordnlp/imdb", "train"),
        ("nyu-mll/multi_nli", "validation_matched"),
        ("nyu-mll/multi_nli", "train"),
    ]
