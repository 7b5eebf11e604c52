"""The bytes of an experiment's file: read once, plain, and of a size that a file may have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tiny import TINY, tiny

from memlib.errors import MemlibError
from memlib.experiments import toml
from memlib.experiments.config import load, written


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="the system has no names of pipes")
@pytest.mark.parametrize("reader", [load, written])
def test_a_pipe_is_read_once(tmp_path: Path, reader: type[load]) -> None:
    ours, theirs = os.pipe()
    with open(theirs, "w", encoding="utf-8") as pipe:
        pipe.write(TINY)
    with open(ours, "rb"):
        found = reader(f"/dev/fd/{ours}", "quick")
    there = reader(tiny(tmp_path), "quick")
    assert (found.plan, found.digest) == (there.plan, there.digest)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.toml"))
    try:
        path.write_text(TINY, encoding="utf-8")
    except OSError:
        pytest.skip("the system has no such names")
    with pytest.raises(MemlibError, match="the name of the file is no UTF-8 text"):
        load(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id = " + 5000 * "[" + 5000 * "]", "too deep"),
        ("[base.shape]\n" + ".".join(2000 * "a") + " = 1", "base.shape.a.*: .*too deep"),
        ("id = 0x" + 9999 * "f", "id: a number of 39,996 bits"),
        ("id = -9_223_372_036_854_775_809", "id: a number of 64 bits"),
        ("id = [{ b = 07:32:00 }]", r"id\.0\.b: 07:32:00 is no value"),
    ],
    ids=["lists", "tables", "hexadecimal", "bits", "time"],
)
def test_what_no_experiment_needs_is_refused(text: str, words: str) -> None:
    with pytest.raises(MemlibError, match=words):
        toml.parsed(text.encode())


def test_what_toml_promises_is_read() -> None:
    assert toml.parsed(b"\xef\xbb\xbfa = [9223372036854775807, 1e400]") == {
        "a": [2**63 - 1, float("inf")]
    }


def test_a_file_without_end_is_refused() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("the system has no such file")
    with pytest.raises(MemlibError, match="/dev/zero: more than 1,048,576 bytes"):
        toml.read("/dev/zero")
