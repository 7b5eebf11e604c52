"""``python -m memlib.results NAME``: make a table of results anew."""

from __future__ import annotations

import argparse
import sys

from memlib.entry import guarded
from memlib.tables import (
    compact_sizes,
    conflicts,
    constant_terms,
    floating_point,
    limited_bits,
    line_sizes,
    next_token_sizes,
    proved_sizes,
    sandwich,
    starts,
    table_1,
    theorem_sizes,
    trained_sizes,
)

#: Each has ``add_arguments(parser)`` and ``make(options)``, which returns the file it wrote.
TABLES = {
    "next_token_sizes": next_token_sizes,
    "theorem_sizes": theorem_sizes,
    "proved_sizes": proved_sizes,
    "limited_bits": limited_bits,
    "constant_terms": constant_terms,
    "compact_sizes": compact_sizes,
    "line_sizes": line_sizes,
    "export": floating_point,
    "conflicts": conflicts,
    "trained_sizes": trained_sizes,
    "starts": starts,
    "sandwich": sandwich,
    "table_1": table_1,
}


def main(arguments: list[str] | None = None) -> int:
    """Make one table; 0 when it was written."""
    return guarded(lambda: _run(arguments), extra="train")


def _run(arguments: list[str] | None) -> int:
    parser = argparse.ArgumentParser(prog="python -m memlib.results", description=__doc__)
    tables = parser.add_subparsers(dest="table", required=True)
    for name, module in TABLES.items():
        module.add_arguments(
            tables.add_parser(name, help=(module.__doc__ or "").partition("\n")[0])
        )
    options = parser.parse_args(arguments)
    print(f"wrote {TABLES[options.table].make(options)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
