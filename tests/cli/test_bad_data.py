"""Data that is wrong, or would take much: refused with its place, in one line."""

from __future__ import annotations

import gzip
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from .commands import GOOD, Run, assert_refused


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("sequences", [[0, 1], [2, 1], [0, 1]], ("sequences 0 and 2", "labels 4 and 5")),
        ("sequences", [[0, 1], [1, 3], [2, 1]], ("sequences[1][1]", "tokens 0 to 2")),
        ("sequences", [[0, 1], [1], [2, 1]], ("sequences[1]", "pad")),
        ("sequences", [], ("sequences", "is empty")),
        ("tokens", [["0", "1/2"], ["7"], ["7", "7"]], ("tokens[1]", "same number of coordinates")),
        ("tokens", [["0", 0.5], ["1", "3"], ["7", "7"]], ("tokens[0][1]", "0.5", "strings")),
        ("tokens", [["0", "0.5"], ["1", "3"], ["7", "7"]], ("tokens[0][1]", "0.5", "write")),
        ("labels", [4, "5", 4], ("labels[1]", "labels are integers")),
        ("labels", [4, True, 4], ("labels[1]", "true", "labels are integers")),
        ("labels", [4, 5.0, 4], ("labels[1]", "5.0", "labels are integers")),
    ],
)
def test_bad_data_is_refused_with_place_and_mend(
    run: Run, part: str, value: Any, says: tuple[str, ...]
) -> None:
    form = json.loads(json.dumps(GOOD))
    form["dataset"][part] = value
    if says[0] == "sequences 0 and 2":
        form["dataset"]["labels"] = [4, 4, 5]
    Path("bad.json").write_text(json.dumps(form))
    assert_refused(run("construct", "bad.json", "--theorem", "next-token", "-o", "c.json"), *says)
    assert os.listdir() == ["bad.json"]


@pytest.mark.parametrize(
    "dataset",
    [
        {"token_dim": 1, "tokens": [["5"]], "sequences": [[0]], "labels": [-3]},
        {"token_dim": 1, "tokens": [["5"], ["6"]], "sequences": [[0], [1]], "labels": [2, 2]},
        {"token_dim": 1, "tokens": [["5"]], "sequences": [[0, 0], [0, 0]], "labels": [7, 7]},
    ],
)
def test_one_of_anything_is_good(run: Run, dataset: dict[str, Any]) -> None:
    Path("d.json").write_text(json.dumps({"task": "next-token", "dataset": dataset}))
    for form in ("plain", "residual"):
        assert run("construct", "d.json", "--theorem", "next-token", "--form", form,
                   "-o", "c.json")[0] == 0  # fmt: skip
        assert run("verify", "c.json", "--data", "d.json")[0] == 0


@pytest.mark.parametrize("exponent", ["9999999", "-9999999"])
def test_legal_numbers_of_ten_million_bits_take_no_time(run: Run, exponent: str) -> None:
    """Their squares would: info leaves them out, and construct refuses."""
    form = json.loads(json.dumps(GOOD))
    form["dataset"]["tokens"][0][0] = f"0x1p{exponent}"
    Path("far.json").write_text(json.dumps(form))
    started = time.process_time()
    code, out, err = run("info", "far.json")
    assert (code, err) == (0, "")
    assert out.count("not computed: tokens[0] has a coordinate of 10000000 bits") == 2
    result = run("construct", "far.json", "--theorem", "next-token", "-o", "c.json")
    assert_refused(result, "far.json: tokens[0]", "10000000 bits", "shorter coordinates")
    assert time.process_time() - started < 5
    assert os.listdir() == ["far.json"]


@pytest.mark.parametrize(
    ("limit", "most", "says"),
    [
        ("files.MAX_BYTES", 150, "more than 150 bytes"),
        ("files.MAX_VALUES", 20, "more than 20 values"),
        ("budget.MEMORY", -(10**6), "what its numbers stand for takes about"),
        ("budget.MEMORY", -(10**6), "MEMLIB_PATIENCE=SECONDS, 60 now, allows more"),
    ],
)
def test_small_files_that_would_fill_the_memory(
    run: Run, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, says: str
) -> None:
    """A packed bomb, many short values, many huge exponents: each has its limit."""
    Path("d.json.gz").write_bytes(gzip.compress(json.dumps(GOOD).encode()))
    assert run("info", "d.json.gz")[0] == 0
    monkeypatch.setattr(f"memlib.{limit}", most)
    assert_refused(run("info", "d.json.gz"), "read: d.json.gz", says)
    assert_refused(run("construct", "d.json.gz", "--theorem", "next-token", "-o", "c.json"), says)


@pytest.mark.parametrize("command", ["info", "construct"])
@pytest.mark.parametrize(
    ("number", "count", "says"),
    [
        ("p9999999", 3000, "what its numbers stand for takes about"),
        ("p999999\\u0039", 3000, "what its numbers stand for takes about"),
        ("p\\u0039999999", 3000, "what its numbers stand for takes about"),
        ("f" * 800_001 + "p-9999999", 1, "more than 60 s of work"),
        ("f" * 800_001 + "p-\\u0039999999", 1, "more than 60 s of work"),
    ],
)
def test_numbers_are_weighed_however_they_are_written(
    run: Run, command: str, number: str, count: int, says: str
) -> None:
    """JSON may write any character as an escape; the limit is on what was meant."""
    tokens = ",".join(f'["0x{k + 1:x}{number}"]' for k in range(count))
    made = {"task": "next-token", "dataset": {"token_dim": 1, "tokens": [], "sequences": [[0]],
                                              "labels": [1]}}  # fmt: skip
    Path("d.json").write_text(json.dumps(made).replace('"tokens": []', f'"tokens": [{tokens}]'))
    assert Path("d.json").stat().st_size < 10**6
    more = ("--theorem", "next-token", "-o", "c.json") if command == "construct" else ()
    started = time.process_time()
    result = run(command, "d.json", *more)
    assert_refused(result, says, "MEMLIB_PATIENCE=SECONDS, 60 now, allows more")
    assert time.process_time() - started < 10
