"""Files that want to fill the memory, run for ever, or break the checker otherwise."""

from __future__ import annotations

import copy
import gzip
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from memlib.exact import verify as checker

from .by_hand import affine, certificate, claims, write
from .test_verify_malformed import good, status

HUGE = "0x1p9999999"


def numbers_changed(made: dict[str, Any], change: dict[str, str]) -> dict[str, Any]:
    """Numbers replaced in the text; claims that need no Fraction of ten million bits are kept."""
    text = json.dumps(made)
    for old, new in change.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    value: dict[str, Any] = json.loads(text)
    return value


def test_ten_million_bits_are_legal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """x + 1 - huge, then + huge: exact, and the claims count 10,000,001 bits."""
    layers = [affine([[1], [0]], [1, -777]), affine([[1, 1]], [777])]
    made = certificate([[0], [5]], [[0], [1]], layers)
    made = numbers_changed(made, {"777": HUGE, "-777": "-" + HUGE})
    made["claims"]["max_bits"] = 10**7 + 1
    made["claims"]["total_bits"] += 2 * (10**7 - 10)
    assert status(capsys, write(tmp_path / "c.json", made)) == (0, "")


def test_a_long_chain_of_scales_costs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = [affine([[3]])] * 500 + [affine([[5]])] * 500
    made = certificate([[0]], [[0]], layers)
    made = numbers_changed(made, {"3": HUGE, "5": HUGE.replace("p", "p-")})
    made["dataset"]["tokens"] = [["7"]]
    made["dataset"]["labels"] = [7]
    made["claims"]["max_bits"] = 10**7 + 1
    made["claims"]["total_bits"] = 1000 * (10**7 + 1)
    assert status(capsys, write(tmp_path / "c.json", made)) == (0, "")
    made["network"]["layers"].pop()
    made["claims"] |= {"parameters": 999, "total_bits": 999 * (10**7 + 1), "dense_parameters": 1998}
    assert status(capsys, write(tmp_path / "c.json", made))[0] == 1


@pytest.mark.parametrize("bound", ["time", "bits"])
def test_growing_numbers_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bound: str
) -> None:
    """Each layer makes x * huge + 1: longer and longer, and nothing can be left out."""
    layers = [affine([[3]], [1])] * (400 if bound == "time" else 12)
    made = certificate([[k] for k in range(99)], [[k] for k in range(99)], layers[:1])
    made["network"]["layers"] = layers
    big = "0x1p200000" if bound == "time" else HUGE
    made = numbers_changed(made, {"3": big})
    made["claims"] |= {
        "depth": 0,
        "parameters": 2 * len(layers),
        "dense_parameters": 2 * len(layers),
    }
    one = 200_002 if bound == "time" else 10**7 + 1
    made["claims"] |= {"max_bits": one, "total_bits": (one + 2) * len(layers)}
    started = time.process_time()
    code, line = status(capsys, write(tmp_path / "c.json", made), "--patience", "1")
    assert code == 2, line
    assert ("--patience" in line) if bound == "time" else ("bits" in line or "--patience" in line)
    assert time.process_time() - started < 20


def test_denominators_cannot_grow_without_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = certificate([[1]], [[0]], [affine([[1]], [1])])
    layers = [affine([[1]], [1]) for _ in range(200)]
    for k, layer in enumerate(layers):
        layer["weight"][0][2] = f"1/{10**3990 + 2 * k + 1}"
    made["network"]["layers"] = layers
    for name in ("parameters", "dense_parameters", "max_bits", "total_bits", "depth", "width"):
        made["claims"][name] = claims(made)[name]
    code, line = status(capsys, write(tmp_path / "c.json", made))
    assert (code, "common denominator" in line) == (2, True), line


def test_wide_layers_take_bounded_memory_and_time(tmp_path: Path) -> None:
    """A million rows that nothing reads, many times over; a gzip bomb: within 3 GB and a minute."""
    made = good()
    wide = {"kind": "affine", "shape": [10**6, 10**6], "weight": [], "bias": []}
    first = {"kind": "affine", "shape": [10**6, 2], "weight": [], "bias": []}
    last = {"kind": "affine", "shape": [1, 10**6], "weight": [], "bias": []}
    made["network"]["layers"] = [first, *[wide] * 3, {"kind": "relu"}, last]
    made["dataset"]["labels"] = [0, 0]
    made["claims"] |= claims(made)
    bomb = tmp_path / "bomb.json.gz"
    bomb.write_bytes(gzip.compress(b"[" + b"[]," * (200 << 20) + b"[]]", 1))
    for path in (write(tmp_path / "wide.json", made), bomb):
        run = subprocess.run(
            [sys.executable, checker.__file__, str(path)],
            capture_output=True, text=True, timeout=100, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)),
        )  # fmt: skip
        assert run.returncode == (2 if path is bomb else 0), run.stderr
        assert "Traceback" not in run.stderr
        assert run.stderr.count("\n") == (run.returncode != 0)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [at] if at else []
    if isinstance(value, (dict, list)):
        for key, child in inner:
            found += places(child, (*at, key)) if isinstance(child, (dict, list)) else [(*at, key)]
    return found


VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 10**12, -(10**12), 0.5, "", "0", "1", "-1", "1/2", "x", [], {},
    [[]], [0], ["1"], [[0, 0, "1"]], [[0, "1"]], {"kind": "relu"}, {"kind": "sum_pool"},
    {"kind": "drop_first"}, {"kind": "threshold"}, HUGE, "-" + HUGE, "0x1p-9999999", "7/3", "relu",
    "affine", "seq-to-seq", [1, 1], [2, 2], [10**12, 2],
]  # fmt: skip


def mutated(value: Any, random: Random) -> bytes:
    """One to three changes: of JSON values, of their order, or of bytes."""
    value = copy.deepcopy(value)
    for _ in range(random.choice([1, 1, 2, 3])):
        all_places = places(value)
        if not all_places:
            break
        place = random.choice(all_places)
        inner = value
        for key in place[:-1]:
            inner = inner[key]
        what = random.randrange(6)
        if what == 0:
            del inner[place[-1]]
        elif what == 1 and isinstance(inner, list):
            inner.insert(place[-1], copy.deepcopy(inner[place[-1]]))
        elif what == 2 and isinstance(inner, dict):
            inner[random.choice(["kind", "shape", "weight", "x"])] = inner.pop(place[-1])
        elif what == 3 and isinstance(inner, list):
            random.shuffle(inner)
        else:
            inner[place[-1]] = copy.deepcopy(random.choice(VALUES))
    data = bytearray(json.dumps(value).encode())
    if random.random() < 0.4:
        for _ in range(random.choice([1, 1, 3, 20])):
            at = random.randrange(len(data))
            what = random.randrange(3)
            if what == 0:
                data[at] ^= 1 << random.randrange(8)
            elif what == 1:
                del data[at : at + random.choice([1, 1, 5, 100])]
            else:
                data[at:at] = random.choice(
                    [b"[", b"]", b"{", b'"', b",", b"9", b"e9", b"-", b"\\"]
                )
            if not data:
                break
    return bytes(data)


def test_mutated_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1,000 files: each ends in time with exit status 0, 1 or 2 and at most one line."""
    random = Random(20)
    made = good()
    data = {"task": made["task"], "dataset": made["dataset"]}
    good_path, path = write(tmp_path / "good.json", made), tmp_path / "mutated.json"
    seen = {0: 0, 1: 0, 2: 0}
    for k in range(1000):
        started = time.process_time()
        if k % 3:
            path.write_bytes(mutated(made, random))
            code, _ = status(capsys, path)
        else:
            path.write_bytes(mutated(data, random))
            code, _ = status(capsys, good_path, "--data", path)
        seen[code] += 1
        assert time.process_time() - started < 10, path.read_bytes()
    assert seen[1] > 30
    assert seen[2] > 500


def test_some_mutated_files_as_a_program(tmp_path: Path) -> None:
    random = Random(21)
    path = tmp_path / "mutated.json"
    for _ in range(8):
        path.write_bytes(mutated(good(), random))
        run = subprocess.run([sys.executable, checker.__file__, str(path)],
                             capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
        assert run.returncode in (0, 1, 2)
        assert "Traceback" not in run.stderr
        assert run.stderr.count("\n") == (run.returncode != 0)


def test_rows_are_weighed_before_they_are_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "c.json", good())
    assert status(capsys, path) == (0, "")
    monkeypatch.setattr(checker, "MAX_MEMORY", 2000)
    code, line = status(capsys, path)
    assert (code, "too large" in line) == (2, True), line


def test_sums_of_long_numbers_are_weighed_by_their_bits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A thousand columns of two million bits each, not of fifty."""
    layers = [{"kind": "sum_pool"}, affine([[0]], [7])]
    made = certificate([[777], [1]], [[0] * 500 + [1] * 500], layers)
    path = write(tmp_path / "c.json", numbers_changed(made, {"777": "0x1p2000000"}))
    assert status(capsys, path) == (0, "")
    code, line = status(capsys, path, "--patience", "1")
    assert (code, "more than 1 s of work (--patience" in line) == (2, True), line


def test_products_of_long_numbers_are_weighed_by_their_bits() -> None:
    """Eight columns: a second each, where a number of a million bits meets another one."""
    long = "0x" + "f" * 250_000
    tokens = [[f"{long}{k:x}"] for k in range(1, 16, 2)]
    form = {
        "token_dim": 1,
        "tokens": tokens,
        "sequences": [[k] for k in range(8)],
        "labels": [0] * 8,
    }
    data = checker.read_dataset("next-token", form, "data")
    weight = {"kind": "affine", "shape": [1, 1], "weight": [[0, 0, long]], "bias": []}
    layers = checker.read_network({"layers": [weight]}, data, "network")
    with pytest.raises(checker.Malformed, match="more than 1 s of work"):
        checker.Evaluation(data, layers, 1, time.process_time() + 1).run(layers, None)


def test_a_short_file_gets_no_more_than_the_patience(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A long sequence and many layers, 850 KB: an hour, if the file's length counted."""
    made = good()
    made["dataset"] |= {"token_dim": 1, "tokens": [["1"]], "labels": [1]}
    made["dataset"]["sequences"] = [[0] * 200_000]
    mean = {"kind": "uniform_attention", "shape": [1, 1], "weight": []}
    made["network"]["layers"] = [mean] * 4000
    made["claims"] = dict.fromkeys(checker.CLAIMS, 1) | {"depth": 4000, "dense_parameters": 4000}
    made["claims"] |= dict.fromkeys(("parameters", "max_bits", "total_bits"), 0)
    started = time.process_time()
    code, line = status(capsys, write(tmp_path / "c.json", made), "--patience", "1")
    assert (code, "--patience" in line) == (2, True), line
    assert time.process_time() - started < 30


def test_a_packed_file_has_few_values_for_its_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = tmp_path / "bomb.json.gz"
    bomb.write_bytes(gzip.compress(b"[" + b"[0]," * (checker.FEW_VALUES) + b"[0]]", 9))
    code, line = status(capsys, bomb)
    assert (code, "values (unpacked" in line) == (2, True), line


def test_many_wide_layers_are_weighed_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four million rows through two thousand ReLUs, in 60 KB."""
    rows = checker.MAX_ROWS
    first = {"kind": "affine", "shape": [rows, 1], "weight": [], "bias": []}
    last = {"kind": "affine", "shape": [1, rows], "weight": [], "bias": [[0, "1"]]}
    made = certificate([[1]], [[0]], [affine([[1]])])
    made["network"]["layers"] = [first, *[{"kind": "relu"}] * 2000, last]
    made["claims"] |= {"width": rows, "depth": 2000, "dense_parameters": 3 * rows + 1}
    started = time.process_time()
    code, line = status(capsys, write(tmp_path / "c.json", made))
    assert (code, "more than 60 s of work (--patience" in line) == (2, True), line
    assert time.process_time() - started < 20
