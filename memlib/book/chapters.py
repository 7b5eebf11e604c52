"""What a numbered chapter must have, read from its text: how it opens, what it shows, how it ends.

A chapter begins with a box of class ``opening``: a question, what the reader will be able to do,
and the time it takes. A picture comes before its first statement. Its last words before the
exercises say what to keep. ``CONTRIBUTING.md`` shows the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from memlib.book import pictures
from memlib.book.project import Project

#: Words that a reader takes in per minute, text and formulas together.
WORDS_PER_MINUTE = 110
MINUTES_PER_EXERCISE = 6

_OPENING = re.compile(
    r"\A# .+\n+```\{admonition\} The question\n:class: opening\n\n(?P<body>.*?)\n```\n", re.DOTALL
)
_GOALS = re.compile(r"^\*\*You will be able to\*\*\n\n(?P<goals>(?:\* .+\n(?: +.+\n)*)+)", re.M)
_TIME = re.compile(
    r"^\*\*Time:\*\* about (?P<reading>\d+) minutes"
    r"(?:, and (?P<exercises>\d+) for the exercises)?\.$",
    re.M,
)
_KEEP = re.compile(
    r"^```\{admonition\} What to keep\n:class: note\n(?P<body>.*?)^```\n*(?P<after>.*)",
    re.DOTALL | re.M,
)
_EXERCISE = re.compile(r"^`{3,}\{exercise(?:-start)?\}", re.M)
_STATEMENT = re.compile(r"^\s*(?:`{3,}|:{3,})\{prf:(?!proof)")
_FIGURE = re.compile(r"^\s*(?:`{3,}|:{3,})\{(?:figure|image|moving)\}|^!\[")
_FENCE = re.compile(r"^\s*(?:`{3,}|:{3,})(?:\{[\w:-]+\})?")
_OPTION = re.compile(r"^\s*:[\w-]+:( |$)")
_CELL = re.compile(r"^```\{code-cell\}.*?\n(.*?)^```[ ]*$", re.DOTALL | re.M)
_FOLDED = re.compile(r"\A:tags:.*\b(?:hide|remove)-(?:input|cell)\b")


@dataclass(frozen=True)
class Cell:
    """A piece of a chapter: prose, or the inside of a code cell with its options."""

    text: str
    code: bool
    folded: bool

    @property
    def python(self) -> str:
        """The code of a code cell."""
        return re.sub(r"\A(?::[\w-]+:.*\n)+\n*", "", self.text)


@dataclass(frozen=True)
class Chapter:
    """One page of a part that counts its chapters.

    Attributes:
        name: the file's name without its ending.
        text: the page, as written.
    """

    name: str
    text: str

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Its prose and its code cells, in order."""
        return tuple(
            Cell(text=piece, code=bool(index % 2), folded=bool(_FOLDED.search(piece)))
            for index, piece in enumerate(_CELL.split(self.text))
        )

    @property
    def opening(self) -> str:
        """What stands in the box below the title; empty where there is none."""
        found = _OPENING.match(self.text)
        return found["body"] if found else ""

    def missing(self) -> list[str]:
        """What of the form this chapter does not have."""
        question = self.opening.split("\n\n")[0].strip()
        asked = [
            ("no question below its title", question.endswith("?")),
            ("no goals", bool(_GOALS.search(self.opening + "\n"))),
            ("no time", _TIME.search(self.opening) is not None),
            ("no picture before its first statement", self.shows_before_it_states()),
            ("no list of what to keep before its exercises", self.keeps()),
        ]
        return [what for what, there in asked if not there]

    def shows_before_it_states(self) -> bool:
        """Whether a picture stands before the first statement (or anywhere, if there is none)."""
        before = ""
        for cell in self.cells:
            if cell.code:
                if pictures.draws(cell.python, before):
                    return True
                before += cell.python
                continue
            for line in cell.text.splitlines():
                if _STATEMENT.match(line):
                    return False
                if _FIGURE.match(line):
                    return True
        return False

    def keeps(self) -> bool:
        """Whether it says what to keep, and then has nothing but exercises."""
        found = _KEEP.search(self.text)
        return (
            found is not None
            and bool(re.search(r"^\* ", found["body"], re.M))
            and bool(re.match(r"## Exercises\n|\Z", found["after"].lstrip()))
        )

    @property
    def words(self) -> int:
        """Words of prose outside code cells, formulas and the titles of boxes included.

        A word is what spaces part; marks of MyST (fences, names of directives, options) are none.
        """
        return sum(
            len(_FENCE.sub("", line).split())
            for cell in self.cells
            if not cell.code
            for line in cell.text.splitlines()
            if not _OPTION.match(line)
        )

    @property
    def code(self) -> int:
        """Lines of code that are not folded away, empty ones left out."""
        return sum(
            sum(bool(line.strip()) for line in cell.python.splitlines())
            for cell in self.cells
            if cell.code and not cell.folded
        )

    @property
    def exercises(self) -> int:
        return len(_EXERCISE.findall(self.text))

    @property
    def minutes(self) -> tuple[int, int]:
        """What reading takes by its words, and the exercises by their number."""
        reading = Chapter(self.name, self.text.split("\n## Exercises")[0])
        return reading.words // WORDS_PER_MINUTE, MINUTES_PER_EXERCISE * self.exercises

    @property
    def told(self) -> tuple[int, int]:
        """The minutes that the opening tells for both."""
        found = _TIME.search(self.opening)
        return (int(found["reading"]), int(found["exercises"] or 0)) if found else (0, 0)


def numbered(project: Project) -> list[Chapter]:
    """The numbered chapters, in order."""
    return [
        Chapter(Path(page).name, (project.root / f"{page}.md").read_text(encoding="utf-8"))
        for page in project.numbered
        if page.startswith("notebooks/")
    ]


def table(project: Project) -> str:
    """Words, lines of code and minutes of each chapter, and what it lacks."""
    lines = [f"{'chapter':24}{'words':>7}{'code':>6}{'minutes':>9}"]
    for each in numbered(project):
        reading, exercises = each.minutes
        lacks = "; ".join(each.missing())
        sizes = f"{each.words:7,}{each.code:6}{reading:5} +{exercises:2}"
        lines.append(f"{each.name:24}{sizes}  {lacks}".rstrip())
    return "\n".join(lines)
