"""Numbers as arrays hand them over: integers are what they are, floats and bools are refused."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from memlib.bounds.logarithms import positive_integer
from memlib.data import Dataset
from memlib.data.lattice import word_tokens
from memlib.data.synthetic import hard_dataset, random_dataset
from memlib.errors import MemlibError

TOKENS = [[4], [5], [9]]
SEQUENCES = [[0, 1], [2, 1]]
LABELS = [7, 8]
PLAIN = Dataset.next_token(TOKENS, SEQUENCES, LABELS)


def test_arrays_of_the_standard_library() -> None:
    rows = [array("i", row) for row in SEQUENCES]
    assert Dataset.next_token(TOKENS, rows, array("q", LABELS)) == PLAIN
    with pytest.raises(MemlibError, match=r"labels\[0\]: 7.0 is no label"):
        Dataset.next_token(TOKENS, SEQUENCES, array("d", LABELS))


@pytest.mark.parametrize("kind", ["uint8", "uint16", "int32", "int64", "uint64"])
def test_numpy_integers(kind: str) -> None:
    np = pytest.importorskip("numpy", reason="the pure part is tested without numpy")
    one: Any = getattr(np, kind)
    scalars = [[one(k) for k in row] for row in SEQUENCES]
    for sequences in (np.array(SEQUENCES, kind), list(np.array(SEQUENCES, kind)), scalars):
        for labels in (np.array(LABELS, kind), [one(y) for y in LABELS]):
            for tokens in (np.array(TOKENS, kind), [[one(x[0])] for x in TOKENS]):
                ds = Dataset.next_token(tokens, sequences, labels)
                assert ds == PLAIN
                assert ds.digest() == PLAIN.digest()
    both = np.array([[1, 2], [3, 4]], kind)
    assert Dataset.seq_to_seq(TOKENS, SEQUENCES, both).labels == ((1, 2), (3, 4))


@pytest.mark.parametrize("bad", ["float32", "float64", "bool"])
def test_numpy_floats_and_bools_are_refused(bad: str) -> None:
    np = pytest.importorskip("numpy", reason="the pure part is tested without numpy")
    for labels in (np.array(LABELS).astype(bad), list(np.array(LABELS).astype(bad))):
        with pytest.raises(MemlibError, match=r"labels\[0\]: .* is no label"):
            Dataset.next_token(TOKENS, SEQUENCES, labels)
    with pytest.raises(MemlibError, match=r"tokens\[0\]\[0\]: .* is no exact number"):
        Dataset.next_token(np.array(TOKENS).astype(bad), SEQUENCES, LABELS)
    with pytest.raises(MemlibError, match=r"sequences\[0\]\[0\]: .* is no token index"):
        Dataset.next_token(TOKENS, np.array(SEQUENCES).astype(bad), LABELS)


def test_torch_integers() -> None:
    torch = pytest.importorskip("torch", reason="the pure part is tested without torch")
    ids, labels = torch.tensor(SEQUENCES), torch.tensor(LABELS)
    assert Dataset.next_token(TOKENS, ids, labels) == PLAIN
    assert Dataset.next_token(TOKENS, list(ids), list(labels)) == PLAIN
    with pytest.raises(MemlibError, match="is no label"):
        Dataset.next_token(TOKENS, ids, labels.float())


@pytest.mark.parametrize("make", [random_dataset, hard_dataset])
def test_sizes_and_seeds_may_be_numpy_integers(make: Any) -> None:
    np = pytest.importorskip("numpy", reason="the pure part is tested without numpy")
    one = np.int8
    made = make(one(9), one(3), one(2), one(4), vocabulary=one(100), spread=one(90), seed=one(5))
    assert made == make(9, 3, 2, 4, vocabulary=100, spread=90, seed=5)
    assert made.digest() == make(9, 3, 2, 4, vocabulary=100, spread=90, seed=5).digest()
    assert word_tokens(one(100), one(2)) == word_tokens(100, 2)
    assert type(positive_integer(np.int64(3), "sequences")) is int
    for bad in (np.bool_(True), np.float64(3)):
        with pytest.raises(MemlibError, match="is not an integer"):
            positive_integer(bad, "sequences")
