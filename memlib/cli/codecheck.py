"""Make a part of the stored results again, from the same seeds, and compare.

For everyone who wants to know whether the numbers of the report come out: every stored run must be
as it was sealed; some runs of every experiment are trained again; the quick exact tables are made
again. Exit code 0: all agree. 1: something differs, and it is named; a table that cannot be read
differs. 2: it could not be done.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from memlib.cli.parser import Parser, not_negative, workers
from memlib.errors import MemlibError


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib codecheck``."""
    add = parser.add_argument
    add("names", metavar="NAME", nargs="*", help="of results/NAME.json (default: all)")
    add("--seconds", type=not_negative, default=40.0, metavar="S",
        help="train again what took so long, of every experiment (default 40)")  # fmt: skip
    add("--workers", type=workers, default=1, metavar="W", help="processes (default 1)")
    add("--results", metavar="FOLDER", help="another folder of results")


def run(options: Namespace) -> int:
    """Check, print a line for every table, and say how it ended."""
    from memlib.stored import folder
    from memlib.tables.codecheck import check

    where = Path(options.results) if options.results else folder()
    if not where.is_dir():
        raise MemlibError("there is no such folder", operation="codecheck", place=str(where))
    lines = []
    for line in check(where, options.names, options.seconds, options.workers):
        print(line, flush=True)
        lines.append(line)
    faults = any(line.faults for line in lines)
    if not faults and not any(line.done for line in lines):
        raise MemlibError("nothing could be checked", operation="codecheck")
    left = [line.name for line in lines if line.left_out]
    print(
        f"{sum(line.agrees for line in lines)} of {len(lines)} tables agree"
        + (f"; with parts left out: {', '.join(left)}" if left else "")
    )
    return 1 if faults else 0
