"""``references.bib`` as a notebook shows it: names, years, links."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from memlib.errors import MemlibError


@dataclass(frozen=True)
class Work:
    """One work.

    Attributes:
        names: its authors as a sentence names them (``Kajitsuka and Sato``, ``Kim et al.``).
        year: when it came out.
        title: its title.
        place: the journal, the conference or the publisher.
        address: where to read it; may be empty.
    """

    names: str
    year: str
    title: str
    place: str
    address: str

    def link(self, *, in_sentence: bool) -> str:
        """``Names (year)`` in a sentence, ``Names, year`` in brackets, linked where possible."""
        text = f"{self.names} ({self.year})" if in_sentence else f"{self.names}, {self.year}"
        return f"[{text}]({self.address})" if self.address else text

    @property
    def text(self) -> str:
        """A line of a bibliography."""
        where = f" {self.place}." if self.place else ""
        link = f" [{self.address}]({self.address})" if self.address else ""
        return f"{self.names} ({self.year}). *{self.title}*.{where}{link}"


def read(path: Path) -> dict[str, Work]:
    """The works of a ``.bib`` file, by key.

    Raises:
        MemlibError: an entry lacks its authors, its title or its year.
    """
    from pybtex.database import parse_file

    works: dict[str, Work] = {}
    for key, entry in parse_file(str(path)).entries.items():
        try:
            people = [" ".join(_plain(n) for n in p.last_names) for p in entry.persons["author"]]
            fields = {name: _plain(value) for name, value in entry.fields.items()}
            title, year = fields["title"], fields["year"]
        except KeyError as error:
            raise MemlibError(f"no {error.args[0]}", operation="references", place=key) from error
        place = fields.get("journal") or fields.get("booktitle") or fields.get("publisher") or ""
        doi = fields.get("doi", "")
        address = fields.get("url") or (f"https://doi.org/{doi}" if doi else "")
        works[key] = Work(_names(people), year, title, place, address)
    return works


def _names(people: list[str]) -> str:
    if len(people) > 2:
        return f"{people[0]} et al."
    return " and ".join(people)


def _plain(value: str) -> str:
    for mark, letter in ((r"{\L}", "Ł"), ("``", "“"), ("''", "”"), ("--", "–")):
        value = value.replace(mark, letter)
    return value.replace("{", "").replace("}", "")
