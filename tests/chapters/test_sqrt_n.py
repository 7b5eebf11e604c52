"""*Memorizing with √N parameters*: the pencil network's tables and figures."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from memlib.chapters import sqrt_n
from memlib.constructions.studies import pencil
from memlib.data.dataset import Dataset
from memlib.exact import certificate

WORDS, LABELS = ["abc", "cba", "aac", "bbd", "abd", "dda"], [1, 2, 3, 3, 1, 1]
DATA = Dataset.next_token(
    [[1], [2], [4], [6]], [["abcd".index(x) for x in w] for w in WORDS], LABELS
)
SMALL = pencil.construct(DATA)


def test_two_directions_tells_the_smallest_gaps(shown: Any) -> None:
    sqrt_n.two_directions([(0, 0), (0, 3), (4, 0)], list("abc"), [(1, 0), (0, 2)])
    alt = shown.only.alt
    assert "direction (1, 0): 0.00" in alt
    assert "direction (0, 2): 0.00" in alt


def test_watched_names_the_multisets(shown: Any) -> None:
    sqrt_n.watched(SMALL.proof, "abcd")
    assert "abc: 1, 1, 1, 0; aac: 2, 0, 1, 0; bbd: 0, 2, 0, 1" in shown.only.alt


def test_scores_add_up(shown: Any) -> None:
    sqrt_n.scores(SMALL.proof, "abcd")
    (table,) = shown
    for row in table.text.split("\n")[1:]:
        _, *terms, total = row.split()
        assert sum(int(x) for x in terms if x != "+") == int(total)


def test_words_of_the_buckets_hold_the_places(shown: Any) -> None:
    sqrt_n.bucket_words(SMALL.proof.lookup)
    (table,) = shown
    places = sorted(int(x) for x in SMALL.proof.lookup.projection.values)
    bits = SMALL.proof.lookup.shape.key_bits
    for place in places:
        assert f"{place:0{bits}b}" in table.text


def test_key_word_is_read_fold_by_fold(shown: Any) -> None:
    sqrt_n.fold_by_fold(SMALL.proof.lookup, 1)
    (table,) = shown
    read = "".join(line.split()[-1] for line in table.text.split("\n")[1:])
    shape = SMALL.proof.lookup.shape
    word = SMALL.proof.lookup.buckets[1].words["out.keys"]
    assert int(read, 2) == word
    assert len(read) == shape.slots * shape.key_bits


def test_pulses_and_matches_tell_the_right_key(shown: Any) -> None:
    sqrt_n.pulses(SMALL.proof.lookup, WORDS)
    sqrt_n.matches(SMALL.proof.lookup, LABELS, number=1, asks=0)
    pulses, matches = shown
    assert "2 pulses" in pulses.alt
    assert matches.alt.count("match 1 at x") == 1
    assert "label 1: match 1 at x" in matches.alt


def test_folds_of_a_word(shown: Any) -> None:
    sqrt_n.folds("10")
    assert "two points at 0.5625 and 0.625" in shown.only.alt
    assert "falling, bit 1" in shown.only.alt


def test_answers_and_words(shown: Any) -> None:
    sqrt_n.the_words(DATA, WORDS)
    sqrt_n.answers(DATA, WORDS, {"pencil network": SMALL.network})
    sqrt_n.context_ids(SMALL.proof, WORDS, LABELS)
    words, answers, ids = shown
    assert "1, 2, 4" in words.text
    assert [line.split()[1:] for line in answers.text.split("\n")[1:]] == [
        [str(y), str(y)] for y in LABELS
    ]
    assert len(ids.text.split("\n")) == 7


def test_checker_runs_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "words.json"
    certificate.write(path, DATA, SMALL.network, {})
    sqrt_n.run_checker(path)
    assert "exit 0" in capsys.readouterr().out
    path.write_text(
        path.read_text()
        .replace('"labels":[1', '"labels":[2')
        .replace('"labels": [1', '"labels": [2')
    )
    sqrt_n.run_checker(path)
    assert "exit 1" in capsys.readouterr().out


def test_sizes_that_differ_are_counted(shown: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"sequences": n, "built": {"parameters": 9 * n}} for n in (256, 512, 1024)]
    stored = SimpleNamespace(rows=rows, manifest={"dim": 1})
    built = {n: SimpleNamespace(built=SimpleNamespace(parameters=9 * 256)) for n in (256, 512)}
    sqrt_n.built_here(built, stored)  # type: ignore[arg-type]
    out = capsys.readouterr().out
    assert "different from the stored ones: 1" in out
    assert "slope from N = 256 on: 1.00" in out


def test_longer_sequences_cost_more(shown: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sqrt_n.longer_sequences({4: 100, 16: 110, 64: 125})
    assert "64 tokens in place of 4: 25% more" in capsys.readouterr().out


def test_bits_of_all_takes_powers_of_four(shown: Any) -> None:
    rows = [
        {"sequences": n, "total_bits": 7 * n, "built": {"parameters": n, "max_bits": 3}}
        for n in (16, 32, 64)
    ]
    sqrt_n.bits_of_all(rows)
    (table,) = shown
    assert [line.split()[0] for line in table.text.split("\n")[1:]] == ["16", "64"]
