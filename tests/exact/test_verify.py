"""The one-file checker agrees with a slow, separate evaluation, and refutes what is false."""

from __future__ import annotations

import copy
import gzip
import json
import os
import subprocess
import sys
from fractions import Fraction
from math import lcm
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memlib.exact import verify as checker
from memlib.exact.verify import CLAIMS, Malformed, Refuted, verify

from . import by_hand
from .by_hand import affine, certificate, write

SCRIPT = Path(checker.__file__)
CHECKS = list(HealthCheck)  # slow draws are no failure
KINDS = [
    "affine", "relu", "threshold", "ffn", "uniform_attention", "uniform_attention",
    "hard_attention", "hard_attention", "sum_pool", "prepend", "gather", "gather", "scatter",
    "drop_first", "flatten",
]  # fmt: skip


class Draw(Random):
    """Small parts of networks, dense enough that most of what a layer does reaches the output."""

    def weight(self) -> Fraction:
        """A small integer, a fraction, or a power of two far from 1; never 0."""
        n = self.choice([-3, -2, -1, -1, 1, 1, 1, 2, 5])
        scale = self.choice([1, 1, 1, Fraction(1, 3), Fraction(2, 7), Fraction(1, 64), 0])
        return n * (scale or Fraction(2) ** self.randint(-90, 90))

    def matrix(self, rows: int, columns: int) -> list[list[Any]]:
        places = [(i, j) for i in range(rows) for j in range(columns) if self.random() < 0.7]
        self.shuffle(places)
        return [[i, j, str(self.weight())] for i, j in places]

    def column(self, rows: int) -> list[list[Any]]:
        return [[i, str(self.weight())] for i in range(rows) if self.random() < 0.5]


def network(seed: int) -> dict[str, Any]:
    """A certificate of a small network of drawn layers; its labels are its own outputs."""
    draw = Draw(seed)
    task = draw.choice(["next-token", "seq-to-seq"])
    embedded = draw.random() < 0.2
    rows = 1 if embedded else draw.randint(1, 3)
    if embedded:
        tokens = [[Fraction(k)] for k in draw.sample(range(1, 5), 4)]
    else:
        small = [Fraction(k) for k in range(-2, 3)]
        kind_of_token = draw.choice([lambda: draw.choice(small), draw.weight])
        drawn = {tuple(kind_of_token() for _ in range(rows)) for _ in range(draw.randint(1, 6))}
        tokens = [list(token) for token in sorted(drawn)]
    n = draw.choice([0, 1, 2, 3, 4])  # 0: any lengths
    lengths = [n or draw.randint(1, 4) for _ in range(draw.randint(1, 6))]
    sequences = [[draw.randrange(len(tokens)) for _ in range(k)] for k in lengths]
    shift, fixed = 0, False  # columns: a sequence's length + shift, or 1 + shift once it is fixed
    layers: list[dict[str, Any]] = []
    if embedded:
        m, ids = draw.randint(1, 3), draw.randint(4, 6)
        layers.append({"kind": "embedding", "shape": [m, ids], "weight": draw.matrix(m, ids)})
        rows = m
    for _ in range(draw.randint(0, 6)):
        columns = [(1 if fixed else k) + shift for k in lengths]
        kind = draw.choice(KINDS)
        layer: dict[str, Any] = {"kind": kind}
        if kind == "affine":
            out = draw.choice([1, 2, 3, 12])
            layer |= {"shape": [out, rows], "weight": draw.matrix(out, rows)}
            layer |= {"bias": draw.column(out)}
            rows = out
        elif kind == "ffn":
            q = draw.randint(1, 3)
            layer |= {"shape": [rows, q], "w1": draw.matrix(q, rows), "b1": draw.column(q)}
            layer |= {"w2": draw.matrix(rows, q), "b2": draw.column(rows)}
        elif kind in ("uniform_attention", "gather", "scatter"):
            if kind == "gather" and min(columns) < 2:
                continue
            layer |= {"shape": [rows, rows], "weight": draw.matrix(rows, rows)}
        elif kind == "hard_attention":
            layer["heads"] = []
            for _ in range(draw.randint(1, 2)):
                s = draw.randint(1, 2)
                head = {name: draw.matrix(s, rows) for name in ("query", "key", "value")}
                head |= {"shape": [s, rows], "output": draw.matrix(rows, s)}
                layer["heads"].append(head)
        elif kind == "prepend":
            layer |= {"value": draw.column(rows), "rows": rows}
            shift += 1
        elif kind == "drop_first":
            if min(columns) < 2:
                continue
            shift -= 1
        elif kind == "flatten":
            if len(set(columns)) > 1 or rows * columns[0] > 20:
                continue
            layer |= {"shape": [rows, columns[0]]}
            rows, fixed, shift = rows * columns[0], True, 0
        elif kind == "sum_pool":
            fixed, shift = True, 0
        layers.append(layer)
    # Back to one column, or to as many as there are tokens.
    if task == "next-token" and draw.random() < 0.5:
        layers.append({"kind": "sum_pool"})
        fixed, shift = True, 0
    layers += [{"kind": "drop_first"}] * max(0, shift)
    columns = [(1 if fixed else k) + min(shift, 0) for k in lengths]
    if columns != lengths and (task == "seq-to-seq" or set(columns) != {1}):
        task = "next-token"
        layers.append({"kind": "sum_pool"})
    readout = [[0, i, str(draw.weight())] for i in range(rows)]
    layers.append({"kind": "affine", "shape": [1, rows], "weight": readout, "bias": draw.column(1)})
    # Scaled by the common denominator of its outputs the network gives integers.
    made = certificate(tokens, sequences, layers, task, labels=[])
    scale = lcm(*(column[0].denominator for z in by_hand.outputs(made) for column in z))
    layers.append({"kind": "affine", "shape": [1, 1], "weight": [[0, 0, str(scale)]], "bias": []})
    return certificate(tokens, sequences, layers, task)


networks = st.integers(0, 2**32 - 1).map(network)


@settings(max_examples=300, suppress_health_check=CHECKS)
@given(made=networks, where=st.randoms(use_true_random=False))
def test_agrees_with_the_slow_evaluation(tmp_path: Path, made: Any, where: Random) -> None:
    agrees(tmp_path / "drawn.json", made, where)


@pytest.mark.large
@settings(max_examples=3000, suppress_health_check=CHECKS)
@given(made=networks, where=st.randoms(use_true_random=False))
def test_agrees_on_many_more(tmp_path: Path, made: Any, where: Random) -> None:
    agrees(tmp_path / "drawn.json", made, where)


def agrees(path: Path, made: dict[str, Any], where: Random) -> None:
    report = verify(write(path, made))
    assert report.counts == made["claims"]
    wrong = copy.deepcopy(made)
    labels = wrong["dataset"]["labels"]
    k = where.randrange(len(labels))
    if made["task"] == "next-token":
        labels[k] += where.choice([-1, 1])
    else:
        labels[k][where.randrange(len(labels[k]))] += 1
    with pytest.raises(Refuted, match=rf"sequences\[{k}\].*expected, the network gives"):
        verify(write(path, wrong))


# A network to look at, of tokens (x, y): an ffn on y, the mean of x, and a ReLU over both.
@pytest.fixture
def pencil() -> dict[str, Any]:
    layers = [
        affine([[1, 0], [0, 1], [1, 0]], [0, "-1/2", -2]),
        {
            "kind": "ffn",
            "shape": [3, 1],
            "w1": [[0, 1, "1"]],
            "b1": [],
            "w2": [[1, 0, "1"]],
            "b2": [],
        },
        {"kind": "uniform_attention", "shape": [3, 3], "weight": [[2, 0, "2"]]},
        affine([[0, 1, 0], [0, 0, 2]]),
        {"kind": "relu"},
        affine([[2, 1]]),
    ]
    tokens = [[0, Fraction(1, 2)], [2, Fraction(7, 2)], [4, 1]]
    return certificate(tokens, [[0, 1], [1, 0], [2, 2], [0, 0], [1, 2]], layers)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        capture_output=True, text=True, timeout=60, cwd=os.sep, check=False,
    )  # fmt: skip


def test_as_a_program_without_memlib(tmp_path: Path, pencil: dict[str, Any]) -> None:
    path = write(tmp_path / "good.json", pencil)
    held = run(path)
    assert (held.returncode, held.stderr) == (0, "")
    assert held.stdout.startswith("holds: next-token")
    assert held.stdout.count("\n") == 1
    source = SCRIPT.read_text(encoding="utf-8")
    assert "import memlib" not in source
    assert "from memlib" not in source
    imported = {line.split()[1].split(".")[0] for line in source.splitlines()
                if line.startswith(("import ", "from "))}  # fmt: skip
    assert imported <= sys.stdlib_module_names

    pencil["dataset"]["labels"][3] += 1
    refuted = run(write(path, pencil))
    assert (refuted.returncode, refuted.stdout) == (1, "")
    assert refuted.stderr.startswith("refuted: sequences[3]: label ")
    assert refuted.stderr.count("\n") == 1

    path.write_text("{", encoding="utf-8")
    malformed = run(path)
    assert (malformed.returncode, malformed.stdout) == (2, "")
    assert malformed.stderr.startswith("malformed: ")
    assert malformed.stderr.count("\n") == 1
    for arguments in ([], [path, "--nothing"], [tmp_path / "missing.json"], [tmp_path]):
        bad = run(*arguments)
        assert (bad.returncode, bad.stdout) == (2, "")
        assert bad.stderr.count("\n") == 1


def test_gzip_by_name(tmp_path: Path, pencil: dict[str, Any]) -> None:
    path = tmp_path / "good.json.gz"
    path.write_bytes(gzip.compress(json.dumps(pencil).encode()))
    assert verify(path).counts == pencil["claims"]


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize("off", [-1, 1])
def test_each_claim_off_by_one(tmp_path: Path, pencil: Any, name: str, off: int) -> None:
    pencil["claims"][name] += off
    with pytest.raises(Refuted, match=rf"claims\.{name}: claimed"):
        verify(write(tmp_path / "c.json", pencil))


def test_every_flipped_weight_that_changes_an_output(tmp_path: Path, pencil: Any) -> None:
    """Each weight and bias, one bit flipped; the claims are adjusted, so only labels can refute."""
    refuted = 0
    for k, layer in enumerate(pencil["network"]["layers"]):
        for name in ("weight", "bias", "w1", "b1", "w2", "b2"):
            for j, entry in enumerate(layer.get(name, [])):
                flipped = copy.deepcopy(pencil)
                x = Fraction(entry[-1])
                numerator = x.numerator ^ 2
                if numerator == 0:
                    continue
                changed = str(Fraction(numerator, x.denominator))
                flipped["network"]["layers"][k][name][j][-1] = changed
                flipped["claims"] = by_hand.claims(flipped)
                gives = [z[-1][0] for z in by_hand.outputs(flipped)]
                if gives == pencil["dataset"]["labels"]:
                    verify(write(tmp_path / "c.json", flipped))
                    continue
                refuted += 1
                with pytest.raises(Refuted, match="the network gives"):
                    verify(write(tmp_path / "c.json", flipped))
    assert refuted >= 8


def test_data_in_another_order_of_tokens(tmp_path: Path, pencil: Any) -> None:
    data = {"task": "next-token", "dataset": copy.deepcopy(pencil["dataset"])}
    path, other = write(tmp_path / "c.json", pencil), tmp_path / "d.json"
    assert verify(path, write(other, data)).counts == pencil["claims"]
    data["dataset"]["tokens"] = [["0", "0x1p-1"], ["9", "9"], ["8/2", "1"], ["2", "7/2"]]
    data["dataset"]["sequences"] = [
        [{0: 0, 1: 3, 2: 2}[t] for t in one] for one in pencil["dataset"]["sequences"]
    ]
    assert verify(path, write(other, data)).counts == pencil["claims"]


def test_other_data(tmp_path: Path, pencil: Any) -> None:
    path = write(tmp_path / "c.json", pencil)
    good = {"task": "next-token", "dataset": pencil["dataset"]}

    def refuted(change: Any, message: str) -> None:
        data = copy.deepcopy(good)
        change(data["dataset"])
        with pytest.raises(Refuted, match=message):
            verify(path, write(tmp_path / "d.json", data))

    def token(d: Any) -> None:
        d["tokens"][0][1] = "1/3"

    refuted(lambda d: d["labels"].__setitem__(2, 77), r"labels\[2\]")
    refuted(lambda d: d["sequences"].__setitem__(1, [0, 1]), r"sequences\[1\]")
    refuted(lambda d: d["sequences"].__setitem__(4, [1, 2, 2]), r"sequences\[4\]")
    refuted(lambda d: (d["sequences"].pop(), d["labels"].pop()), "4, the certificate 5")
    refuted(lambda d: (d["sequences"].reverse(), d["labels"].reverse()), r"sequences\[0\]")
    refuted(token, r"sequences\[0\]: the certificate has other tokens")

    seq = {"task": "seq-to-seq", "dataset": copy.deepcopy(pencil["dataset"])}
    seq["dataset"]["labels"] = [[0] * len(one) for one in seq["dataset"]["sequences"]]
    with pytest.raises(Refuted, match="task"):
        verify(path, write(tmp_path / "d.json", seq))
    with pytest.raises(Malformed, match=r"d\.json: data: the key .format. is unknown"):
        verify(path, write(tmp_path / "d.json", pencil))


@pytest.mark.parametrize("label", [0, -7, 10**3999])
def test_one_of_everything_is_good_input(tmp_path: Path, label: int) -> None:
    """One token, one dimension, one sequence, one class; labels below zero and beyond 64 bits."""
    made = certificate([[0]], [[0]], [affine([[0]], [1])])
    made["network"]["layers"][0]["bias"] = [[0, hex(label)]] if label else []
    made["dataset"]["labels"] = [label]
    bits = label.bit_length() + 1 if label else 0
    made["claims"] |= {"parameters": int(label != 0), "max_bits": bits, "total_bits": bits}
    verify(write(tmp_path / "c.json", made))
    made["dataset"]["labels"] = [label + 1]
    with pytest.raises(Refuted, match=r"sequences\[0\]"):
        verify(write(tmp_path / "c.json", made))


def test_progress_ends_at_the_last_layer(tmp_path: Path, pencil: Any) -> None:
    seen: list[tuple[int, int]] = []
    verify(write(tmp_path / "c.json", pencil), progress=lambda done, of: seen.append((done, of)))
    assert seen == sorted(seen)
    assert seen[-1] == (6, 6)
