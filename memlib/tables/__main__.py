"""``python -m memlib.results NAME``: make a table of results anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final, Protocol

from memlib.entry import guarded
from memlib.tables import (
    compact_sizes,
    conflicts,
    constant_terms,
    floating_point,
    gpu,
    limited_bits,
    line_sizes,
    next_token_sizes,
    proved_sizes,
    samples,
    sandwich,
    starts,
    table_1,
    theorem_sizes,
    trained_sizes,
)

#: Every table that is made by a command. A new one is a line.
TABLES: Final = {
    module.NAME: module
    for module in (
        next_token_sizes,
        theorem_sizes,
        proved_sizes,
        limited_bits,
        constant_terms,
        compact_sizes,
        line_sizes,
        floating_point,
        gpu,
        conflicts,
        trained_sizes,
        samples,
        starts,
        sandwich,
        table_1,
    )
}


class Maker(Protocol):
    """A :class:`TableMaker`, or a module that makes its table in a way of its own."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of the command."""

    def make(self, options: argparse.Namespace) -> Path:
        """Make the table; the file that was written."""


def maker(name: str) -> Maker:
    """What makes the table of that name."""
    module = TABLES[name]
    made: Maker = getattr(module, "TABLE", module)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Make one table; 0 when it was written."""
    return guarded(lambda: _run(arguments), extra="train")


def _run(arguments: list[str] | None) -> int:
    parser = argparse.ArgumentParser(prog="python -m memlib.results", description=__doc__)
    tables = parser.add_subparsers(dest="table", required=True)
    for name, module in TABLES.items():
        first = (module.__doc__ or "").partition("\n")[0]
        maker(name).add_arguments(tables.add_parser(name, help=first))
    options = parser.parse_args(arguments)
    print(f"wrote {maker(options.table).make(options)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
