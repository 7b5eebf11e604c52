"""The reader's own data: ``memlib data text FILE`` and ``memlib data table FILE``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Final

from memlib.cli.parser import Parser
from memlib.data.dataset import Dataset
from memlib.data.lossless import UNITS
from memlib.errors import MemlibError, context

OWN: Final = {
    "text": "a text of yours, token by token, to be recited",
    "table": "a table of yours: CSV, TSV, JSON lines, Parquet, NPZ, or hub:NAME[:SPLIT]",
}


def add_own(source: Parser, name: str) -> None:
    """The arguments of ``memlib data text`` or ``memlib data table``."""
    add = source.add_argument
    add("file", metavar="FILE", help="the text" if name == "text" else "the table")
    add("-o", "--output", metavar="DATA.json", required=True, help="the file to write")
    add("--tokens", choices=UNITS, default="words", help="what a token of a text is (words)")
    if name == "text":
        add("--length", default="auto", metavar="n",
            help="tokens in a window; auto: the smallest that fits (default auto)")  # fmt: skip
        add("--positions", action="store_true",
            help="tokens carry their place in the text: every text fits")  # fmt: skip
        return
    add("--label", metavar="COLUMN", default="label", help="what to memorize (default label)")
    what = source.add_mutually_exclusive_group(required=True)
    what.add_argument("--text", metavar="COLUMN", help="a column of texts")
    what.add_argument("--ids", metavar="COLUMN", help="a column of lists of integers")
    what.add_argument("--features", metavar="A,B,...", help="columns of numbers: one vector a row")
    add("--sequences", type=int, metavar="N", help="the first N rows (default all)")
    add("--drop-missing", action="store_true", help="leave out rows with a missing value")
    add("--drop-conflicts", action="store_true",
        help="leave out what contradicts an earlier row")  # fmt: skip


def make_text(options: Namespace) -> tuple[Dataset, list[tuple[str, object]]]:
    """The data of a text file, and what is to be said of it."""
    from memlib.data.recital import recital

    length = None
    if options.length != "auto":
        if not (options.length.isdecimal() and 0 < len(options.length) < 9) or not int(
            options.length
        ):
            raise MemlibError(
                f"{options.length!r} is no length", place="--length", mend="auto, or n"
            )
        length = int(options.length)
    with context(operation="data text", place=options.file):
        ds = recital(
            _bytes(options.file), options.tokens, length, positions=options.positions or None
        )
    text = ds.about["recital"]
    rows: list[tuple[str, object]] = [("vocabulary", f"{len(text['vocabulary'])} {text['unit']}")]
    if "why_positions" in text:
        rows.append(("tokens carry their place", text["why_positions"]))
    return ds, rows


def make_table(options: Namespace) -> tuple[Dataset, list[tuple[str, object]]]:
    """The data of a table file, and what is to be said of it."""
    from memlib.data.table import Columns, from_table, read_table

    features = tuple(name for name in (options.features or "").split(",") if name)
    columns = Columns(options.text, options.ids, features)
    if options.sequences is not None and options.sequences < 1:
        raise MemlibError("give at least 1", place="--sequences")
    table = read_table(options.file)
    with context(operation="data table", place=options.file):
        ds = from_table(
            table,
            columns,
            options.label,
            unit=options.tokens,
            sequences=options.sequences,
            drop_missing=options.drop_missing,
            drop_conflicts=options.drop_conflicts,
        )
    read = len(table[options.label])
    kept = len(ds)
    return ds, [("rows read", read), ("rows kept", kept)]


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise MemlibError(error.strerror or str(error)) from error
