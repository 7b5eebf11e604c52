"""Files changed at random: a verdict or one line, never a traceback, never half a file."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from random import Random
from typing import Any

from .commands import GOOD, Run

WEIRD: list[Any] = [
    None, True, 0, -1, 1, 2, 10**30, 1.5, 1e400, "", "0", "1/2", "1/0", "-", "0x", "0x1p-3", "x",
    "\ud800", "٣", "9" * 5000, "0x1p9999999999", [], {}, [[]], [0], {"task": 1}, "next-token",
    "seq-to-seq",
]  # fmt: skip


def mutated(text: str, rng: Random) -> bytes:
    """One to three changes of the text: of its bytes, or of one of its values."""
    if rng.random() < 0.5:
        value = json.loads(text)
        for _ in range(rng.randint(1, 3)):
            places: list[tuple[Any, Any]] = []
            pending = [value]
            while pending:
                node = pending.pop()
                keys = list(node) if isinstance(node, dict) else range(len(node))
                places += [(node, key) for key in keys]
                pending += [node[key] for key in keys if isinstance(node[key], (dict, list))]
            if not places:
                break
            node, key = rng.choice(places)
            what = rng.random()
            if what < 0.6:
                node[key] = rng.choice(WEIRD)
            elif what < 0.8:
                del node[key]
            elif isinstance(node, list):
                node.insert(key, json.loads(json.dumps(node[key])))
            else:
                node[rng.choice(["more", "task", "labels"])] = rng.choice(WEIRD)
        return json.dumps(value).encode()
    data = bytearray(text.encode())
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data)) if data else 0
        what = rng.random()
        if what < 0.4 and data:
            data[at] ^= 1 << rng.randrange(8)
        elif what < 0.6:
            del data[at : at + rng.randint(1, 9)]
        elif what < 0.8:
            data[at:at] = rng.choice(
                [b"0", b"-", b'"', b"[", b"]", b",", b"\0", b"\xff", b"9" * 300]
            )
        else:
            del data[at:]
    return bytes(data)


def assert_clean(code: int, err: str, codes: tuple[int, ...]) -> None:
    assert code in codes, err
    assert "Traceback" not in err
    assert "defect" not in err
    assert err.count("\n") == (0 if code == 0 else 1), err
    assert len(err) < 1000


def test_1000_mutated_data_files_leave_one_line_and_no_file(run: Run) -> None:
    rng = Random(7)
    refused = 0
    for case in range(1000):
        raw = mutated(json.dumps(GOOD), rng)
        name = "bad.json"
        if case % 10 == 0:
            name, raw = "bad.json.gz", bytearray(gzip.compress(raw, mtime=0))
            raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        Path(name).write_bytes(raw)
        code, _, err = run("construct", name, "--theorem", "next-token", "-o", "c.json")
        assert_clean(code, err, (0, 2))
        info_code, _, info_err = run("info", name)
        assert_clean(info_code, info_err, (0, 2))
        if code == 2:
            refused += 1
            assert os.listdir() == [name]
        else:
            assert run("verify", "c.json", "--data", name)[0] == 0
            os.remove("c.json")
        os.remove(name)
    assert 700 < refused < 990  # both ends of the road are tested


def test_1000_mutated_certificates_leave_one_line(run: Run) -> None:
    Path("d.json").write_text(json.dumps(GOOD))
    assert run("construct", "d.json", "--theorem", "next-token", "-o", "good.json")[0] == 0
    text = Path("good.json").read_text()
    rng = Random(8)
    codes = set()
    for case in range(1000):
        Path("c.json").write_bytes(mutated(text, rng))
        code, _, err = run("verify", "c.json")
        assert_clean(code, err, (0, 1, 2))
        codes.add(code)
        if case % 5 == 0:
            code, _, err = run("info", "c.json")
            assert_clean(code, err, (0, 2))
    assert codes >= {1, 2}
