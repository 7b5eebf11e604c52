"""The page *Proved by machine* shows every marked statement in full, and the book links to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from memlib.stored import load
from memlib.tables import proved_sizes
from tests.book.test_statements import ROWS
from tests.formal.conftest import FORMAL
from tests.formal.test_proofs import MARKED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "book" / "proved_by_machine.md").read_text(encoding="utf-8")
#: File, first line, and the line before which it ends ("" for the end of the file).
SHOWN = re.findall(
    r"^```\{literalinclude\} \.\./formal/(\w+)\.v\n:language: coq\n"
    r":start-at: (.+)\n(?::end-before: (.+)\n)?```$",
    PAGE,
    re.MULTILINE,
)
#: Label of a box, and the anchor that the book links it to.
LINKED = {label: (name, anchor) for _, label, name, anchor, *_ in ROWS if name}


def excerpt(file: str, start: str, end: str) -> str:
    """The lines that the page shows, as literalinclude takes them."""
    lines = (FORMAL / f"{file}.v").read_text(encoding="utf-8").splitlines()
    first = next(k for k, line in enumerate(lines) if start in line)
    after = [k for k, line in enumerate(lines) if end and k > first and end in line]
    return "\n".join(lines[first : after[0] if end else None])


def test_every_part_is_there() -> None:
    assert len(SHOWN) == PAGE.count("{literalinclude}")
    for part in SHOWN:
        assert excerpt(*part).strip(), part


@pytest.mark.parametrize("name", MARKED)
def test_every_marked_statement_is_shown_in_full(name: str) -> None:
    file, _, theorem = name.partition(".")
    shown = [
        part
        for part in SHOWN
        if part[0] == file and f"{part[1]} ".startswith(f"Theorem {theorem} ")
    ]
    assert len(shown) == 1
    text = excerpt(*shown[0])
    assert re.match(rf"Theorem {theorem}\b", text)
    assert text.rstrip().endswith(".")
    source = (FORMAL / f"{file}.v").read_text(encoding="utf-8")
    assert f"{text}\nProof." in source


def test_the_definitions_are_shown_whole() -> None:
    """All that the semantics says is on the page, up to comments and the sizes of certificates."""
    source = (FORMAL / "Network.v").read_text(encoding="utf-8")
    semantics = source[: source.index("(* Sizes.")]
    shown = "\n".join(excerpt(*part) for part in SHOWN if part[0] == "Network")
    for word in ("Definition", "Fixpoint", "Inductive"):
        for name in re.findall(rf"^{word} (\w+)", semantics, re.M):
            assert re.search(rf"^{word} {name}\b", shown, re.M), name


@pytest.mark.parametrize("label", LINKED)
def test_marks_lead_to_the_statement(label: str) -> None:
    name, anchor = LINKED[label]
    section = PAGE.split(f"({anchor})=\n")[1].split("\n(formal-")[0]
    assert re.search(rf":start-at: Theorem {name}\b", section)
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.md")]
    box = re.compile(
        rf":label: {label}\n.*?^```+\n\n\*Proved by machine:\* .*<{anchor}>`", re.S | re.M
    )
    assert any(box.search(page) for page in pages), label


def test_the_table_has_every_numbered_lemma() -> None:
    lemmas = {name.partition(".")[2] for name in MARKED}
    named = {name for name, _ in LINKED.values()}
    assert {
        name for name in lemmas if re.fullmatch(r"lemma_[BCG]\d|sqrt_memorizes(_all)?", name)
    } <= named


def test_the_count_is_the_one_that_the_program_prints() -> None:
    assert proved_sizes.markdown([proved_sizes.row(n) for n in proved_sizes.SEQUENCES]) in PAGE
    rows = load(proved_sizes.NAME).rows
    assert rows == [proved_sizes.row(n) for n in proved_sizes.SEQUENCES]
    below = [row["sequences"] for row in rows if row["proved_parameters"] < row["sequences"]]
    assert below == [n for n in proved_sizes.SEQUENCES if n >= 10**5]


def test_the_program_counts_as_coq_does(coqc: Callable[[str], CompletedProcess[str]]) -> None:
    sizes = [(1, 1, 1, 1, 1), (1, 2, 1, 2, 3), (2, 1, 2, 3, 0), (1, 2, 2, 2, 1)]
    asked = "".join(
        f"Compute ({' '.join(['item_bits', *map(str, one)])}, sqrt_cost {one[3]} (item_bits"
        f" {' '.join(map(str, one))})).\n"
        for one in sizes
    )
    done = coqc(f"From Memlib Require Import Core SqrtN.\n{asked}")
    assert done.returncode == 0, done.stderr
    found = re.findall(r"= \((\d+), (\d+)\)", done.stdout)
    for (d, n, largest, sequences, label_bits), (bits, cost) in zip(sizes, found, strict=True):
        ours = proved_sizes.proved(d, n, largest, sequences, label_bits)
        assert ours.item_bits == int(bits)
        assert ours.parameters == 2 * int(cost) + d + 8
