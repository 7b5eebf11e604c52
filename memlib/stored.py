"""Measured tables that the book shows: ``results/NAME.json``, and the commands that make them.

``python -m memlib.results NAME`` makes a table anew. A table is rows of plain numbers and a
manifest that says how they came about. Chapters read tables with :func:`load`; in an installed
copy, on Colab for instance, the tables lie beside the environment's other shared files.
"""

from __future__ import annotations

import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memlib import files
from memlib.errors import MemlibError


@dataclass(frozen=True)
class Table:
    """A stored table.

    Attributes:
        name: of the file, without its ending.
        manifest: what it is, the command that made it, versions, what the data was.
        rows: the numbers.
    """

    name: str
    manifest: dict[str, Any]
    rows: list[dict[str, Any]]

    def column(self, key: str) -> list[Any]:
        """One value of every row."""
        return [row[key] for row in self.rows]

    def where(self, **values: object) -> list[dict[str, Any]]:
        """The rows that have these values."""
        return [row for row in self.rows if all(row.get(k) == v for k, v in values.items())]


def folder() -> Path:
    """Where the tables lie: ``results`` in a checkout, else the installed copies."""
    checkout = Path(__file__).parents[1] / "results"
    return checkout if checkout.is_dir() else Path(sysconfig.get_path("data"), "share", "memlib")


def path_of(name: str) -> Path:
    """The file of the stored table of that name.

    Raises:
        MemlibError: there is none.
    """
    path = folder() / f"{name}.json"
    if not path.is_file():
        raise MemlibError(
            f"no table {name!r}",
            operation="load results",
            place=str(path),
            mend=f"make it: python -m memlib.results {name}",
        )
    return path


def load(name: str) -> Table:
    """The stored table of that name.

    Raises:
        MemlibError: there is none, or the file is no table.

    >>> load("next_token_sizes").rows[0]["sequences"]
    16
    """
    path = path_of(name)
    value = files.read_json(path)
    if not isinstance(value, dict) or not value.keys() >= {"manifest", "rows"}:
        raise MemlibError("no table of results", operation="load results", place=str(path))
    return Table(name, value["manifest"], value["rows"])
