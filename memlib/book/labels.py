"""Every label of the book: what carries it, its name for a reader, and the page it stands on.

Labels are lower-case words joined by hyphens (``thm-next-token``), so that a label, the anchor
that Sphinx makes of it and the anchor in a notebook are one and the same text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from memlib.book.project import Project
from memlib.errors import MemlibError

#: How boxes are called. sphinx-proof's and sphinx-exercise's directives, and figures.
BOX_NAMES = {
    "prf:theorem": "Theorem",
    "prf:lemma": "Lemma",
    "prf:proposition": "Proposition",
    "prf:corollary": "Corollary",
    "prf:definition": "Definition",
    "prf:remark": "Remark",
    "prf:example": "Example",
    "prf:algorithm": "Algorithm",
    "prf:assumption": "Assumption",
    "prf:axiom": "Axiom",
    "prf:conjecture": "Conjecture",
    "prf:observation": "Observation",
    "prf:property": "Property",
    "prf:criterion": "Criterion",
    "exercise": "Exercise",
    "exercise-start": "Exercise",
    "figure": "Figure",
    "math": "equation",
}

#: The title of a box whose statement is the paper's: it begins with the paper's own number.
_PAPER = re.compile(
    r"(?P<name>[A-Z][a-z]+ (?:\d|[A-G])\.\d+) of the paper(?P<how>, [^:]+)?: (?P<title>.+)"
)

_LABEL = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OPEN = re.compile(r"^\s*(?:`{3,}(?![^`]*`)|:{3,})\{(?P<kind>[\w:-]+)\}\s*(?P<argument>.*)$")
_OPTION = re.compile(r"^\s*:(?:label|name):\s*(?P<label>\S+)\s*$")
_TARGET = re.compile(r"^\((?P<label>[^)\s]+)\)=\s*$")
_EQUATION = re.compile(r"\$\$\s*\((?P<label>[^)\s]+)\)\s*$")
_HEADING = re.compile(r"^#+\s+(?P<title>.*?)\s*$")


@dataclass(frozen=True)
class Label:
    """One label.

    Attributes:
        page: the page, as ``_toc.yml`` names it.
        kind: ``"Theorem"``, ``"equation"``, …, or nothing for a heading.
        title: the box's title or the heading's text; may be empty.
        number: equations are numbered page by page, from 1; 0 for all others.
    """

    page: str
    kind: str
    title: str
    number: int = 0

    @property
    def text(self) -> str:
        """How a sentence refers to it.

        >>> Label("notebooks/tour", "Theorem", "√N suffice").text
        'Theorem (√N suffice)'
        >>> Label("notebooks/tour", "Theorem", "Theorem 4.1 of the paper: √N suffice").text
        'Theorem 4.1'
        """
        if self.number:
            return f"({self.number})"
        if name := paper_name(self.title):
            return name
        if self.kind and self.title:
            return f"{self.kind} ({self.title})"
        return self.kind or self.title


def paper_name(title: str) -> str:
    """The paper's name for a statement, from the title of its box; nothing where it has none.

    >>> paper_name("Lemma B.2 of the paper, repaired: scores with distinct sums")
    'Lemma B.2'
    """
    found = _PAPER.fullmatch(title)
    return found["name"] if found else ""


def term_id(word: str) -> str:
    """The id that Sphinx gives a word's entry in the glossary.

    >>> term_id("VC dimension")
    'term-VC-dimension'
    """
    return f"term-{'-'.join(re.findall('[A-Za-z0-9]+', word))}"


def heading(kind: str, title: str) -> tuple[str, str]:
    """What stands on top of a box: its name without a number, and what follows in brackets.

    >>> heading("Lemma", "Lemma B.2 of the paper, repaired: scores with distinct sums")
    ('Lemma B.2 of the paper, repaired', 'scores with distinct sums')
    >>> heading("Lemma", "Few words are short")
    ('Lemma', 'Few words are short')
    """
    found = _PAPER.fullmatch(title)
    if not found:
        return kind, title
    return f"{found['name']} of the paper{found['how'] or ''}", found["title"]


def collect(project: Project) -> dict[str, Label]:
    """The labels of all pages.

    Raises:
        MemlibError: a label stands twice, or is not lower-case words joined by hyphens.
    """
    found: dict[str, Label] = {}
    for page in project.pages:
        for label, value in in_text(project.text(page), page):
            place = f"{page}.md"
            if not _LABEL.fullmatch(label):
                raise MemlibError(
                    f"the label {label!r} is no plain word",
                    operation="book",
                    place=place,
                    mend="lower-case words joined by hyphens",
                )
            if label in found:
                raise MemlibError(
                    f"the label {label!r} stands twice", operation="book", place=place
                )
            found[label] = value
    return found


def in_text(text: str, page: str) -> list[tuple[str, Label]]:
    """The labels of one page, in order."""
    found: list[tuple[str, Label]] = []
    kind, title, equations, waiting = "", "", 0, ""
    for line in text.splitlines():
        if match := _OPEN.match(line):
            kind, title = match["kind"], match["argument"].strip()
            if kind in ("figure", "math"):
                title = ""
        elif match := _OPTION.match(line):
            equations += kind == "math"
            name = BOX_NAMES.get(kind, "")
            found.append((match["label"], Label(page, name, title, (kind == "math") * equations)))
        elif match := _EQUATION.search(line):
            equations += 1
            found.append((match["label"], Label(page, "equation", "", equations)))
        elif match := _TARGET.match(line):
            waiting = match["label"]
        elif waiting and line.strip():
            heading = _HEADING.match(line)
            found.append((waiting, Label(page, "", heading["title"] if heading else waiting)))
            waiting = ""
    return found
