"""How every table of results is made: options, progress, rows, a manifest, one file.

A table is a function that gives rows and a few facts; :class:`TableMaker` does what is the same for
all. The file is ``results/NAME.json``: a manifest that says how the rows came about, then the rows.
"""

from __future__ import annotations

import json
import platform
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Final, TypeVar

import memlib
from memlib import files
from memlib.stored import folder

Row = dict[str, Any]

#: n, d, C and the seed of the data that most tables are measured on.
LENGTH, DIM, CLASSES, SEED = 8, 3, 10, 0


@dataclass(frozen=True)
class Option:
    """An option of the command: a number or a word with a default, or a flag where that is False.

    Attributes:
        name: without the dashes.
        default: its value where it is not given.
        help: one line.
        told: the manifest's command names it.
    """

    name: str
    default: int | str | bool
    help: str
    told: bool = True

    def add_to(self, parser: ArgumentParser) -> None:
        """Add it to the command."""
        if self.default is False:
            parser.add_argument(f"--{self.name}", action="store_true", help=self.help)
        else:
            text = f"{self.help} (default {self.default})"
            parser.add_argument(
                f"--{self.name}", type=type(self.default), default=self.default, help=text
            )


#: For tables that keep the rows of the file that was there.
ANEW: Final = Option("anew", False, "make rows again that are there", told=False)


@dataclass(frozen=True)
class TableMaker:
    """What one table is, and how it is written.

    Attributes:
        name: of the file, and of the command.
        about: the first words of the manifest: ``what`` the table is, and further rules.
        rows: options → the rows.
        facts: the last entries of the manifest: shapes, seeds, where the data are defined.
        options: of the command, beside ``--output``.
        versions: the parts whose versions the manifest tells, in order; ``machine`` is one.
        beside: rows → entries of the file beside manifest and rows.
        each: write the file after every row, so that nothing is lost when the work is stopped.
        ascii: other signs are written as escapes.
    """

    name: str
    about: Mapping[str, str]
    rows: Callable[[Namespace], Iterable[Row]]
    facts: Mapping[str, Any] = field(default_factory=dict)
    options: Sequence[Option] = ()
    versions: Sequence[str] = ("memlib", "python")
    beside: Callable[[list[Row]], Mapping[str, Any]] = lambda rows: {}
    each: bool = False
    ascii: bool = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of the command."""
        for option in self.options:
            option.add_to(parser)
        parser.add_argument("-o", "--output", help=f"default: results/{self.name}.json")

    def make(self, options: Namespace) -> Path:
        """Make the rows, one after the other, and write the table."""
        path = output(self.name, options)
        rows: list[Row] = []
        for row in self.rows(options):
            rows.append(row)
            if self.each:
                self._write(path, options, rows)
        self._write(path, options, rows)
        return path

    def manifest(self, options: Namespace) -> dict[str, Any]:
        """How the table was made."""
        given = vars(options)
        told = [f" --{one.name} {given[one.name]}" for one in self.options if one.told]
        command = f"python -m memlib.results {self.name}{''.join(told)}"
        versions = {part: _version(part) for part in self.versions}
        return {**self.about, "command": command, **versions, **self.facts}

    def _write(self, path: Path, options: Namespace, rows: list[Row]) -> None:
        table = {"manifest": self.manifest(options), **self.beside(rows), "rows": rows}
        files.write_text(path, json.dumps(table, indent=1, ensure_ascii=self.ascii) + "\n")


def output(name: str, options: Namespace) -> Path:
    """The file that is written."""
    return Path(options.output) if options.output else folder() / f"{name}.json"


def stored_rows(name: str, options: Namespace) -> list[Row]:
    """The rows of the file that is there, if there is one."""
    path = output(name, options)
    rows: list[Row] = files.read_json(path)["rows"] if path.is_file() else []
    return rows


Case = TypeVar("Case")


def progress(cases: Sequence[Case], name: str) -> Iterator[Case]:
    """The cases, one after the other, with a bar on standard error."""
    from tqdm import tqdm

    yield from tqdm(cases, desc=name, file=sys.stderr)


def _version(part: str) -> str:
    known = {
        "memlib": lambda: memlib.__version__,
        "python": platform.python_version,
        "machine": platform.machine,
    }
    return known[part]() if part in known else metadata.version(part).partition("+")[0]
