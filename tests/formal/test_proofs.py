"""The proofs assume nothing, explain what they state, and prove all that the book marks."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.formal.conftest import FORMAL

FILES = sorted(FORMAL.glob("*.v"))
MARKED = re.findall(
    r"^Print Assumptions ([\w.]+)\.$", (FORMAL / "Marked.v").read_text(encoding="utf-8"), re.M
)
#: What would let a statement stand without a proof, wherever it is written.
NEVER = r"\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|bypass_check)\b|\bUnset\b"
#: Fine inside a section, where it becomes a premise; outside it would be an axiom.
PREMISE = r"\b(Hypothes[ie]s|Variables?|Context)\b"


def without_comments(text: str) -> str:
    """The text with nested comments taken out."""
    kept, depth = [], 0
    for piece in re.split(r"(\(\*|\*\))", text):
        depth += {"(*": 1, "*)": -1}.get(piece, 0)
        if depth == 0 and piece != "*)":
            kept.append(piece)
    return "".join(kept)


def assumptions(text: str) -> list[str]:
    """The lines that assume something."""
    found, sections = [], []
    for line in without_comments(text).splitlines():
        if opened := re.match(r"\s*Section (\w+)\.", line):
            sections.append(opened[1])
        if re.match(rf"\s*End ({'|'.join(sections) or ' '})\.", line):
            sections.pop()
        if re.search(NEVER, line) or (not sections and re.search(PREMISE, line)):
            found.append(line)
    return found


def test_an_assumption_would_be_seen() -> None:
    assert assumptions("Axiom a : False.\nLemma b : True.\n(* Axiom c. *)") == ["Axiom a : False."]
    assert assumptions("Proof. admit. Admitted.") == ["Proof. admit. Admitted."]
    section = "Section S.\nVariable A : Type.\nEnd S.\n"
    assert assumptions(section) == []
    assert assumptions(section + "Hypothesis h : False.") == ["Hypothesis h : False."]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_assumed(path: object) -> None:
    text = (FORMAL / str(path)).read_text(encoding="utf-8")
    assert assumptions(text) == []
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_theorems_are_explained(path: object) -> None:
    """A comment stands above each theorem, and at the head of each file."""
    lines = (FORMAL / str(path)).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("(* ")
    for above, line in pairwise(lines):
        assert not line.startswith("Theorem ") or above.endswith("*)"), line


def test_every_marked_statement_is_a_theorem() -> None:
    for name in MARKED:
        file, _, theorem = name.partition(".")
        text = (FORMAL / f"{file}.v").read_text(encoding="utf-8")
        assert re.search(rf"^Theorem {theorem}\b", text, re.M), name


def test_make_prove_prints_what_each_assumes(built: str) -> None:
    said = dict(line.split(maxsplit=1) for line in built.splitlines() if " Closed" in line)
    assert said == dict.fromkeys(MARKED, "Closed under the global context")
