"""What would let --fast accept a false certificate, or take without end: each has its test."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba")
pytest.importorskip("torch")

import numpy as np
from exact.by_hand import affine, certificate, claims, write

from memlib.cli import main
from memlib.data import Dataset
from memlib.exact.layers import Affine, Layer, Network, Relu, Threshold
from memlib.exact.verify import Malformed, Refuted
from memlib.fast import evaluate, limbs, verify_file

DEVICES = (None, "cpu")
GOOD = certificate([[3], [5]], [[0], [1]], [affine([[2]], [1])])


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("activation", [Relu(), Threshold()])
@pytest.mark.parametrize("bias", [-5, Fraction(-1, 3), 5])
def test_a_sum_below_its_bias_is_not_taken_for_positive(
    device: str | None, activation: Layer, bias: Fraction | int
) -> None:
    """x ≥ 0 and weights > 0, but the bias may be below 0; a ReLU after a copy must still cut."""
    layers = (Relu(), Affine(1, 1, {(0, 0): 1}, {0: bias}), Affine(1, 1, {(0, 0): 4}, {}))
    data = Dataset.next_token([[0], [1], [7]], [[0], [1], [2]], [0, 0, 0])
    found = evaluate(Network((*layers, activation)), data, device=device)
    exact = [4 * (x + bias) for x in (0, 1, 7)]
    cut = [max(v, 0) if activation == Relu() else int(v >= 0) for v in exact]
    assert found == [[v] for v in cut]


@pytest.mark.parametrize("first", [Relu(), Threshold()])
def test_a_value_is_not_activated_for_another_reader(first: Layer) -> None:
    """Rows that share a stored value: one instruction may not serve both a ReLU and a copy."""
    layers = (
        Affine(1, 1, {(0, 0): 3}, {0: -4}),
        Affine(2, 1, {(0, 0): 2, (1, 0): 8}, {}),
        first,
        Affine(1, 2, {(0, 0): 1, (0, 1): 100}, {}),
    )
    data = Dataset.next_token([[-1], [1], [2]], [[0], [1], [2]], [0, 0, 0])
    rows = [[2 * (3 * x - 4), 8 * (3 * x - 4)] for x in (-1, 1, 2)]
    cut = [[max(v, 0) if first == Relu() else int(v >= 0) for v in row] for row in rows]
    assert evaluate(Network(layers), data) == [[Fraction(a + 100 * b)] for a, b in cut]


def test_a_slot_has_room_for_both_carries() -> None:
    """An instruction whose sum needs two limbs more than its terms asks for them beforehand."""
    terms = 1 << 13
    code = np.array([[1, 0, terms, terms, 0, 0, 0, 0]], np.int64)
    slot, places = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
    size, negative = np.full(terms, 1 << 15, np.uint32), np.zeros(terms, np.bool_)

    def run(capacity: int) -> int:
        store = np.zeros((3, capacity, 4), np.uint32)
        store[0, 0] = (1 << 31) - 1
        start, low = np.zeros(3, np.int64), np.zeros(3, np.int64)
        length = np.array([1, 0, 0], np.int64)
        needed = limbs.run(
            code, slot, places, size, negative, np.zeros(0, np.int64),
            store, store.view(np.int32), start, length, low, 1e18,
        )  # fmt: skip
        assert not store[2].any(), "written beyond its end"
        return int(needed)

    assert run(3) == 0
    assert run(2) == 3
    assert run(1) == 3


def changed(path: Path, **values: Any) -> Path:
    return write(path, {**GOOD, **values})


def test_files_are_read_and_compared_as_the_one_file_checker_does(tmp_path: Path) -> None:
    good = write(tmp_path / "c.json", GOOD)
    assert verify_file(good).counts["items"] == 2
    for values in ({"format": "other"}, {"about": []}, {"about": None}):
        with pytest.raises(Malformed, match="or about is no object"):
            verify_file(changed(tmp_path / "x.json", **values))
    other = {**GOOD["dataset"], "labels": [7, 12]}
    data = write(tmp_path / "d.json", {"task": GOOD["task"], "dataset": other})
    with pytest.raises(Refuted, match=r"labels\[1\]: the certificate has another label"):
        verify_file(good, data)


def test_the_command_compares_with_the_data_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path / "c.json", GOOD)
    same = write(tmp_path / "s.json", {"task": GOOD["task"], "dataset": GOOD["dataset"]})
    other = {**GOOD["dataset"], "sequences": [[1], [0]]}
    data = write(tmp_path / "d.json", {"task": GOOD["task"], "dataset": other})
    assert main(["verify", str(good), "--fast", "--data", str(same)]) == 0
    assert main(["verify", str(good), "--fast", "--data", str(data)]) == 1
    assert "sequences[0]: the certificate has other tokens" in capsys.readouterr().err


def wide(rows: int) -> dict[str, Any]:
    """Many rows and no weights."""
    first = {"kind": "affine", "shape": [rows, 1], "weight": [], "bias": []}
    last = {"kind": "affine", "shape": [1, rows], "weight": [], "bias": [[0, "1"]]}
    return {**GOOD, "network": {"layers": [first, {"kind": "relu"}, last]},
            "dataset": {**GOOD["dataset"], "labels": [1, 1]}}  # fmt: skip


def huge(number: str, count: int) -> dict[str, Any]:
    """One number, and so often."""
    weight = [[i, 0, number] for i in range(count)]
    layers = [
        {"kind": "affine", "shape": [count, 1], "weight": weight, "bias": []},
        {"kind": "affine", "shape": [1, count], "weight": [], "bias": [[0, "1"]]},
    ]
    return {**wide(1), "network": {"layers": layers}}


MUCH = {
    "rows": (wide(1 << 22), "a table of its rows"),
    "numbers": (huge("0x1p9999999", 1000), "what its numbers stand for"),
    "fractions": (huge("0x" + "f" * 600_001 + "p-9999999", 1), "s of work"),
}


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", MUCH)
def test_what_takes_much_is_refused_before_the_work(
    tmp_path: Path, name: str, device: str | None
) -> None:
    made, says = MUCH[name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("memlib.exact.verify.count", lambda *_: made["claims"])  # true enough
        started = time.process_time()
        with pytest.raises(Malformed, match=says) as refused:
            verify_file(write(tmp_path / "c.json", made), device=device)
    assert "(--patience SECONDS, 60 now, allows more" in str(refused.value)
    assert time.process_time() - started < 20


@pytest.mark.parametrize("device", DEVICES)
def test_the_work_itself_is_watched(tmp_path: Path, device: str | None) -> None:
    """x · huge + 1 for many columns: sums that grow while they are computed."""
    layers = [affine([[777]], [1]), affine([[777]], [1])]
    made = certificate([[k] for k in range(99)], [[k] for k in range(99)], layers)
    text = write(tmp_path / "c.json", made).read_text().replace('"777"', '"0x1p3000000"')
    (tmp_path / "c.json").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("memlib.exact.verify.count", lambda *_: made["claims"])
        with pytest.raises(Malformed, match="--patience SECONDS, 5 now, allows more"):
            verify_file(tmp_path / "c.json", device=device, patience=5)


def test_fast_honors_patience(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = write(tmp_path / "c.json", GOOD)
    assert main(["verify", str(good), "--fast"]) == 0
    assert main(["verify", str(good), "--fast", "--patience", "0"]) == 2
    said = capsys.readouterr().err
    assert "more than 0 s of work (--patience SECONDS, 0 now, allows more)" in said


def test_long_sequences_are_weighed(tmp_path: Path) -> None:
    """Uniform attention at every token of a long sequence: n² indices."""
    n = 40_000
    mean = {"kind": "uniform_attention", "shape": [1, 1], "weight": [[0, 0, "1"]]}
    made = certificate([[3]], [[0]], [mean, mean, affine([[1]])])
    made["dataset"] |= {"sequences": [[0] * n]}
    assert made["claims"] == claims(made) | {"items": 1}
    with pytest.raises(Malformed, match="which columns are added up takes about 12"):
        verify_file(write(tmp_path / "c.json", made))
