"""Interval certificates: what is no list, what is too wide, and whose columns are whose."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from memlib.cli import main
from memlib.data import Dataset
from memlib.exact.analytic import Activation, SoftmaxAttention, SoftmaxHead
from memlib.exact.layers import Affine, Layer, Network
from memlib.interval import certificate
from memlib.interval.evaluate import outputs
from memlib.rivals.registry import RIVALS

DATA = Dataset.next_token([[1], [2]], [[0], [1]], [1, 2])
FOUR = Dataset.next_token([[1], [2], [3]], [[0, 1], [1, 2], [2, 0], [1, 0]], [3, -1, 0, 3])
Change = Callable[[Any], object]


@pytest.fixture
def good(tmp_path: Path) -> Any:
    network = Network((Affine(1, 1, {(0, 0): 1}, {}),))
    found = outputs(network, DATA, 64)
    certificate.write(tmp_path / "c.json", DATA, network, 64, found, {})
    return json.loads((tmp_path / "c.json").read_text())


def verdict(path: Path, value: Any, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    path.write_text(json.dumps(value))
    code = main(["verify", str(path)])
    return code, capsys.readouterr().err


def layer(value: Any) -> Any:
    return value["network"]["layers"][0]


NO_LIST: list[Change] = [
    lambda v: layer(v).update(bias={}),
    lambda v: layer(v).update(bias=""),
    lambda v: layer(v).update(weight={}),
    lambda v: layer(v).update(weight=["00"]),
    lambda v: layer(v).update(shape="11"),
    lambda v: v.update(outputs={"a": 1, "b": 2}),
    lambda v: v["outputs"].__setitem__(0, "12"),
    lambda v: v["outputs"].__setitem__(0, {"1": 1, "2": 2}),
    lambda v: v["network"].update(layers={}),
]


@pytest.mark.parametrize("change", NO_LIST, ids=map(str, range(len(NO_LIST))))
def test_what_is_no_list_is_malformed(
    good: Any, change: Change, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verdict(tmp_path / "c.json", good, capsys)[0] == 0
    change(good)
    code, said = verdict(tmp_path / "c.json", good, capsys)
    assert (code, "is no list" in said) == (2, True), said


@pytest.mark.parametrize("end", ["0x1p9999999", "-0x1p9999999", "0x1p-9999999"])
def test_a_huge_bound_is_no_defect(
    good: Any, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good["outputs"][0][end.startswith("0x1p9")] = end
    code, said = verdict(tmp_path / "c.json", good, capsys)
    assert (code, said.startswith("memlib: refuted: ")) == (1, True), said


@pytest.mark.parametrize("kind", ["affine", "head"])
def test_rows_without_weights_are_weighed(
    good: Any, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """500 bytes that ask for 10¹² rows."""
    rows = 10**12
    first: dict[str, Any] = {"kind": "affine", "shape": [rows, 1], "weight": [], "bias": []}
    last = {"kind": "affine", "shape": [1, rows], "weight": [], "bias": [[0, "1"]]}
    if kind == "head":
        head = {"size": rows, "query": [], "key": [], "value": [], "output": []}
        first = {"kind": "softmax_attention", "shape": [1, 1], "skip": False, "heads": [head]}
        last["shape"] = [1, 1]
    good["network"]["layers"] = [first, last]
    started = time.process_time()
    code, said = verdict(tmp_path / "c.json", good, capsys)
    assert (code, "layers[0] computes takes about" in said) == (2, True), said
    assert "(--patience SECONDS, 60 now, allows more" in said
    assert time.process_time() - started < 10


def test_data_of_another_task_is_refuted(
    good: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, data = tmp_path / "c.json", tmp_path / "d.json"
    path.write_text(json.dumps(good))
    other = {**good["dataset"], "labels": [[1], [2]]}
    data.write_text(json.dumps({"task": "seq-to-seq", "dataset": other}))
    assert main(["verify", str(path), "--data", str(data)]) == 1
    assert "task: the data says seq-to-seq" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(6))
def test_a_sequence_hears_no_column_of_another(seed: int) -> None:
    """Keys and values are kept for columns that sequences share, and for no others.

    What a data set gives is what each of its sequences gives alone, to the last bit.
    """
    rng = Random(seed)

    def matrix(rows: int, columns: int) -> dict[tuple[int, int], Fraction]:
        return {
            (i, j): Fraction(rng.choice((-3, -1, 1, 2, 5)), 4)
            for i in range(rows)
            for j in range(columns)
        }

    def attention() -> Layer:
        heads = [SoftmaxHead(2, *(matrix(2, 2) for _ in range(4))) for _ in range(2)]
        return SoftmaxAttention(2, 2, True, tuple(heads))

    layers = (
        attention(),
        Activation("tanh"),
        attention(),
        attention(),
        Affine(1, 2, matrix(1, 2), {}),
    )
    tokens = [[k, k * k % 7] for k in range(9)]
    rows = [[rng.randrange(9) for _ in range(rng.randint(1, 4))] for _ in range(40)]
    network, labels = Network(layers), [0] * len(rows)
    together = outputs(network, Dataset.next_token(tokens, rows, labels), 64)
    alone = [outputs(network, Dataset.next_token(tokens, [row], [0]), 64)[0] for row in rows]
    assert together == alone


def test_attention_fields_are_read_strictly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RIVALS["kajitsuka-2023"].construct(FOUR).write(tmp_path / "k.json")
    text = (tmp_path / "k.json").read_text()
    for old, new, says in (
        ('"skip":true', '"skip":1', "neither true nor false"),
        ('"skip":true,', "", "fields"),
        ('"size":1', '"size":0', "is no size"),
        ('"size":1', '"extra":1,"size":1', "fields"),
        ('"heads":[{', '"heads":[],"x":[{', "fields"),
    ):
        assert old in text
        value = json.loads(text.replace(old, new))
        code, said = verdict(tmp_path / "c.json", value, capsys)
        assert (code, says in said) == (2, True), said
