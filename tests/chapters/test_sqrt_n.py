"""*Memorizing with √N parameters*: the pencil network's tables and figures."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from memlib.chapters import sqrt_n
from memlib.constructions.studies import pencil
from memlib.constructions.theorems import next_token
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset

WORDS, LABELS = ["abc", "cba", "aac", "bbd", "abd", "dda"], [1, 2, 3, 3, 1, 1]
DATA = Dataset.next_token(
    [[1], [2], [4], [6]], [["abcd".index(x) for x in w] for w in WORDS], LABELS
)
SMALL = pencil.construct(DATA)


def test_words_of_the_buckets_hold_the_places(shown: Any) -> None:
    sqrt_n.bucket_words(SMALL.proof.lookup)
    (table,) = shown
    places = sorted(int(x) for x in SMALL.proof.lookup.projection.values)
    bits = SMALL.proof.lookup.shape.key_bits
    for place in places:
        assert f"{place:0{bits}b}" in table.text


def test_answers_and_context_ids(shown: Any) -> None:
    sqrt_n.answers(DATA, WORDS, {"pencil network": SMALL.network})
    sqrt_n.context_ids(SMALL.proof, WORDS, LABELS)
    answers, ids = shown
    assert [line.split()[1:] for line in answers.text.split("\n")[1:]] == [
        [str(y), str(y)] for y in LABELS
    ]
    assert len(ids.text.split("\n")) == 7


def test_sizes_that_differ_are_counted(shown: Any, capsys: pytest.CaptureFixture[str]) -> None:
    right = next_token.construct(random_dataset(16, 3, 1, 2)).built.parameters
    rows = [{"sequences": n, "built": {"parameters": p}} for n, p in ((16, right), (32, 1))]
    rows += [{"sequences": n, "built": {"parameters": 9 * n}} for n in (256, 512, 1024)]
    stored = SimpleNamespace(rows=rows, manifest={"length": 3, "dim": 1, "classes": 2})
    sqrt_n.built_here(stored, most=5)  # type: ignore[arg-type]
    out = capsys.readouterr().out
    assert "N up to 32; different from the stored ones: 1" in out
    assert "slope from N = 256 on: 1.00" in out


def test_longer_sequences_cost_more(shown: Any, capsys: pytest.CaptureFixture[str]) -> None:
    stored = SimpleNamespace(manifest={"length": 8, "dim": 1, "classes": 2})
    sqrt_n.longer_sequences(stored, (4, 8, 64), sequences=16)  # type: ignore[arg-type]
    (table,) = shown
    sizes = [int(line.split()[1].replace(",", "")) for line in table.text.split("\n")[1:]]
    assert sizes == sorted(sizes)
    assert (
        f"64 tokens in place of 4: {sizes[-1] / sizes[0] - 1:.0%} more" in capsys.readouterr().out
    )


def test_bits_of_all_takes_powers_of_four(shown: Any) -> None:
    rows = [
        {"sequences": n, "total_bits": 7 * n, "built": {"parameters": n, "max_bits": 3}}
        for n in (16, 32, 64)
    ]
    sqrt_n.bits_of_all(rows)
    (table,) = shown
    assert [line.split()[0] for line in table.text.split("\n")[1:]] == ["16", "64"]
