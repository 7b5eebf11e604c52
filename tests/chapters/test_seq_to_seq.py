"""*Sequence to sequence*: figures and tables have the numbers of the networks."""

from __future__ import annotations

from typing import Any

from memlib.chapters import seq_to_seq
from memlib.constructions.theorems.seq_to_seq import construct
from memlib.data import Dataset
from memlib.data.synthetic import random_dataset
from memlib.stored import load
from memlib.tables import theorem_sizes


def test_rearranged_tells_every_copy_with_its_label(shown: Any) -> None:
    seq_to_seq.rearranged("abc", [7, 8, 9])
    told = shown.only.alt
    assert "b c a with label 7; a c b with label 8; a b c with label 9" in told
    assert "3 rearrangements" in told


def test_context_points_tells_every_point(shown: Any, capsys: Any) -> None:
    made = construct(Dataset.seq_to_seq([[1], [2]], [[0, 1], [1, 0]], [[1, 2], [2, 1]]))
    seq_to_seq.context_points(made, "ab")
    assert "a in ab at (" in shown.only.alt
    assert "2 context ids as points" in shown.only.alt
    assert "2 points for 4 labels" in capsys.readouterr().out


def test_judge_says_what_is_wrong(capsys: Any) -> None:
    places, words = [[1], [2]], seq_to_seq.spelled(["ab", "ba"], "ab")
    seq_to_seq.judge(places, words, [[1, 2], [2, 1]])
    assert capsys.readouterr().out == "consistent\n"
    seq_to_seq.judge(places, words, [[1, 2], [1, 2]])
    assert capsys.readouterr().out != "consistent\n"


def test_shapes_are_compared(shown: Any, capsys: Any) -> None:
    made = [construct(random_dataset(16 // n, n, 2, 3, task="seq-to-seq")) for n in (2, 4, 8)]
    seq_to_seq.many_shapes(made)
    sizes = [one.built.parameters for one in made]
    out = capsys.readouterr().out
    assert f"largest / smallest: {max(sizes) / min(sizes):.2f}" in out
    assert "longest / shortest: 4" in out
    seq_to_seq.detours([(made[0], made[1])])
    assert f"{sizes[0]:,}" in shown[-1].text


def test_exponents_are_told(shown: Any, capsys: Any) -> None:
    seq_to_seq.growth_by_labels(load("theorem_sizes"))
    assert "a label per sequence: " in shown.only.alt
    powers = theorem_sizes.exponents(load("theorem_sizes").rows)
    assert f"seq-to-seq: exponent {powers['seq-to-seq']:.2f}" in capsys.readouterr().out


def test_each_token_is_the_last_once() -> None:
    data = Dataset.seq_to_seq([[1], [2], [3]], [[0, 1, 2]], [[7, 8, 9]])
    turned = seq_to_seq.each_token_last(data)
    last = [(s[-1], y) for s, y in turned.pairs()]
    assert last == [(0, 7), (1, 8), (2, 9)]
    assert all(sorted(s) == [0, 1, 2] for s in turned.sequences)


def test_free_bits_and_factors(capsys: Any) -> None:
    data = Dataset.seq_to_seq([[1], [2]], [[0, 0, 1]], [[1, 1, 2]])
    seq_to_seq.free_bits({"aab": data})
    assert "aab: 3 labels, 2 items, at least 2 bits" in capsys.readouterr().out
    seq_to_seq.last_and_all(n=4, N=16)
    assert "√n = 2.00, n = 4" in capsys.readouterr().out
