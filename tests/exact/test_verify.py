"""The one-file checker agrees with a slow, separate evaluation, and refutes what is false."""

from __future__ import annotations

import copy
import gzip
import json
import os
import subprocess
import sys
from fractions import Fraction
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
from .drawn_networks import networks

SCRIPT = Path(checker.__file__)
CHECKS = list(HealthCheck)  # slow draws are no failure


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
