"""The table statement → page → function → test: complete, and every row points somewhere."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from memlib.constructions.registry import THEOREMS
from memlib.rivals.registry import RIVALS

ROOT = Path(__file__).parents[2]
FORMAL = r" \{ref\}`(\w+) <(.+?)>`"  # the name of the formal statement, where it is shown
ROW = re.compile(
    rf"^\| (.+?) \| \{{prf:ref\}}`(.+?)` \|(?:{FORMAL})? \| `(.+?)` \| `(.+?)` \|$", re.MULTILINE
)
ROWS = ROW.findall((ROOT / "book" / "statements.md").read_text(encoding="utf-8"))

#: Every lemma, theorem, corollary and remark of the paper that is built.
BUILT = [
    *(f"Lemma {name}" for name in ("B.1", "B.2", "B.3", "C.1", "C.2", "F.1")),
    *(f"Lemma G.{k}" for k in range(1, 7)),
    *("Theorem 4.1 / B.1", "Corollary 4.1", "Remark 4.5", "Theorem D.1", "Theorem E.1"),
    "Theorem F.1",
]  # fmt: skip


def labels_of_the_book() -> set[str]:
    sources = [*(ROOT / "book").glob("*.md"), *(ROOT / "notebooks").glob("*.md")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return set(re.findall(r"^:label: (\S+)$", text, re.MULTILINE))


def test_no_row_is_lost() -> None:
    text = (ROOT / "book" / "statements.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(lines) == len(ROWS) + 1  # the head of the table is no row


@pytest.mark.parametrize("name", BUILT)
def test_every_built_statement_has_a_row(name: str) -> None:
    pattern = re.compile(re.escape(name) + r"(?![0-9])")
    assert any(pattern.search(statement) for statement, *_ in ROWS)


def test_every_theorem_on_the_command_line_has_a_row() -> None:
    functions = {row[4] for row in ROWS}
    built = [each.construct for each in (*THEOREMS.values(), *RIVALS.values())]
    assert {f"{one.__module__}.{one.__name__}" for one in built} <= functions


@pytest.mark.parametrize(
    ("statement", "label", "function", "test"),
    [(r[0], r[1], *r[4:]) for r in ROWS],
    ids=[r[0] for r in ROWS],
)
def test_every_row_points_somewhere(statement: str, label: str, function: str, test: str) -> None:
    module, name = function.rsplit(".", 1)
    assert callable(getattr(import_module(module), name)), statement
    path, _, test_name = test.partition("::")
    assert (ROOT / path).is_file(), statement
    assert f"\ndef {test_name}(" in (ROOT / path).read_text(encoding="utf-8"), statement
    assert label in labels_of_the_book(), statement
