"""Which statement is used where, read from the references in the sources.

A *use* is one reference ``{prf:ref}`label``` to a statement. It belongs to the statement in whose
box or proof it stands, if it stands in one. Nothing is listed by hand. A proof belongs to the box
before it, or to the statement that its first words name (*This proves*, *We prove*). One told in
the open text, over the whole of a section, says so in a comment that no reader sees, below the
heading: ``% proof of thm-next-token``. It reaches to the next heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from memlib.book import labels
from memlib.book.labels import Label
from memlib.book.project import Project

_FENCE: Final = re.compile(
    r"^\s*(?P<fence>`{3,}(?![^`]*`)|:{3,})(?:\{(?P<kind>[\w:-]+)\})?\s*(?P<argument>.*)$"
)
_LABEL: Final = re.compile(r"^\s*:label:\s*(?P<label>\S+)\s*$")
_REFERENCE: Final = re.compile(r"\{prf:ref\}`(?:[^`<]*<(?P<named>[^>`]+)>|(?P<bare>[^`<]+))`")
_TOLD: Final = re.compile(r"^% proof of (?P<label>[\w-]+)$")
_NAMED: Final = re.compile(r"(?:This proves|We prove) \{prf:ref\}`(?P<label>[\w-]+)`")
_HEADING: Final = re.compile(r"^#+\s")
#: Blocks whose text is shown as it stands: no reference in them is one.
_VERBATIM: Final = {"", "code-cell", "code-block", "code", "literalinclude", "raw", "math"}


@dataclass(frozen=True)
class Use:
    """One reference to a statement.

    Attributes:
        label: the statement that is used.
        page: where, as ``_toc.yml`` names it.
        number: of the references to this statement on this page, from 1.
        owner: the label of the statement in whose box or proof it stands; may be empty.
    """

    label: str
    page: str
    number: int
    owner: str

    @property
    def anchor(self) -> str:
        """The id of the place on its page.

        >>> Use("lem-bits", "notebooks/tour", 2, "").anchor
        'use-lem-bits-2'
        """
        return f"use-{self.label}-{self.number}"


@dataclass(frozen=True)
class Uses:
    """All statements and all their uses.

    Attributes:
        statements: label → what carries it, in the order of the book.
        all: every use, in the order of the book.
    """

    statements: Mapping[str, Label]
    all: tuple[Use, ...]

    @cached_property
    def direct(self) -> dict[str, tuple[str, ...]]:
        """For each statement, those that its box or its proof uses, in the order of the text."""
        found: dict[str, dict[str, None]] = {label: {} for label in self.statements}
        for use in self.all:
            if use.owner and use.owner != use.label:
                found[use.owner][use.label] = None
        return {label: tuple(used) for label, used in found.items()}

    def of(self, label: str) -> tuple[Use, ...]:
        """The uses of a statement, but for those in its own box and proof."""
        return tuple(use for use in self.all if use.label == label and use.owner != label)


def collect(project: Project) -> Uses:
    """The statements of the book and their uses."""
    statements = {
        label: found for label, found in labels.collect(project).items() if is_statement(found)
    }
    uses = [
        use
        for page in project.pages
        for use in in_text(project.text(page), page)
        if use.label in statements
    ]
    return Uses(statements, tuple(uses))


def is_statement(label: Label) -> bool:
    """Whether a label is one of a theorem, a lemma, a definition, …"""
    return label.kind in _KINDS


_KINDS: Final = {name for kind, name in labels.BOX_NAMES.items() if kind.startswith("prf:")}


def in_text(text: str, page: str) -> list[Use]:
    """The references to statements in the text of one page, in order."""
    found: list[Use] = []
    count: Counter[str] = Counter()
    for owner, block in blocks(text):
        for match in _REFERENCE.finditer(block):
            label = (match["named"] or match["bare"]).strip()
            count[label] += 1
            found.append(Use(label, page, count[label], owner))
    return found


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Runs of lines with one owner, each with that owner; verbatim lines are left out."""
    stack: list[tuple[str, str, str]] = []  # fence, kind, owner
    last, told, run, owner = "", "", [""], ""
    lines = text.splitlines()
    for index, line in enumerate(lines):
        mark = line.strip()
        if stack and mark and set(mark) == {stack[-1][0][0]} and len(mark) >= len(stack[-1][0]):
            stack.pop()
        elif (match := _FENCE.match(line)) and not _verbatim(stack):
            kind = match["kind"] or ""
            inner = stack[-1][2] if stack else ""
            if kind == "prf:proof":
                inner = _proved(lines, index) or last
            elif kind in labels.BOX_NAMES and kind.startswith("prf:"):
                last = inner = next(_labels_after(lines, index), "")
            stack.append((match["fence"], kind, inner))
        elif not stack and (match := _TOLD.match(line)):
            told = match["label"]
        elif not stack and _HEADING.match(line):
            told = ""
        if _verbatim(stack):
            line = ""
        now = (stack[-1][2] if stack else "") or told
        if now != owner:
            yield owner, "\n".join(run)
            run, owner = [], now
        run.append(line)
    yield owner, "\n".join(run)


def _verbatim(stack: list[tuple[str, str, str]]) -> bool:
    return any(kind in _VERBATIM and fence[0] == "`" for fence, kind, _ in stack)


def _proved(lines: list[str], index: int) -> str:
    """The statement that the first words of the proof at a line name; empty if they name none."""
    words = (line for line in lines[index + 1 :] if line.strip() and not line.startswith(":"))
    match = _NAMED.match(next(words, ""))
    return match["label"] if match else ""


def _labels_after(lines: list[str], index: int) -> Iterator[str]:
    """The label among the options of the directive that opens at a line."""
    for line in lines[index + 1 :]:
        if not line.lstrip().startswith(":"):
            return
        if match := _LABEL.match(line):
            yield match["label"]
