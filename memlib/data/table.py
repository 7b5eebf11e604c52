"""Tables as people publish them: CSV, TSV, JSON lines, Parquet, NPZ, or a public name of the hub.

pandas reads CSV, TSV and Parquet, numpy reads NPZ (``pip install memlib[table]``). Numbers in text
files stay the decimals that are written there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from memlib.data import own
from memlib.data.checks import shown
from memlib.data.dataset import Dataset
from memlib.data.lossless import Unit
from memlib.data.sources import from_hub
from memlib.errors import MemlibError, context

HUB: Final = "hub:"
_DROP: Final = "drop such rows with --drop-missing"
#: What tables write where a number is missing.
_NO_NUMBERS: Final = {"", "NA", "N/A", "nan", "NaN", "NULL", "null", "None", "?"}


@dataclass(frozen=True)
class Columns:
    """What a sequence is made of: one of the three."""

    text: str | None = None
    ids: str | None = None
    features: tuple[str, ...] = ()


def read_table(path: str) -> dict[str, list[Any]]:
    """The columns of a table file, by name; a missing value is None.

    Args:
        path: ``*.csv``, ``*.tsv``, ``*.jsonl``, ``*.parquet``, ``*.npz``, or ``hub:NAME`` with an
            optional ``:SPLIT`` (default train).

    Raises:
        MemlibError: no such kind of file, unreadable, or the library for it is missing.
    """
    if path.startswith(HUB):
        name, _, split = path.removeprefix(HUB).partition(":")
        return _columns([dict(row) for row in from_hub(name, split or "train")])
    reader = _READERS.get(Path(path).suffix.lower())
    if reader is None:
        raise MemlibError(
            "no kind of table", place=path, mend=f"use {', '.join(_READERS)}, or hub:NAME"
        )
    with context(operation="read table", place=path):
        try:
            return reader(path)
        except MemlibError:
            raise
        except ImportError as error:
            raise MemlibError(
                f"{error.name or error} is not installed", mend="pip install 'memlib[table]'"
            ) from error
        except OSError as error:
            raise MemlibError(error.strerror or str(error)) from error
        except Exception as error:  # pandas, pyarrow and numpy raise errors of many kinds
            raise MemlibError(f"cannot be read: {' '.join(str(error).split())[:200]}") from error


def from_table(
    table: Mapping[str, Sequence[Any]],
    columns: Columns,
    label: str = "label",
    *,
    unit: Unit = "words",
    sequences: int | None = None,
    drop_missing: bool = False,
    drop_conflicts: bool = False,
) -> Dataset:
    """A data set from the columns of a table; rows are counted from 1.

    Raises:
        MemlibError: there is no such column, a value is missing or no such value, rows contradict
            each other; each names the row.

    >>> ds = from_table({"a": ["0.5", "2"], "kind": ["x", "y"]}, Columns(features=("a",)), "kind")
    >>> ds.tokens, ds.labels, ds.about["classes"]
    (((Fraction(1, 2),), (Fraction(2, 1),)), (1, 2), {'x': 1, 'y': 2})
    """
    wanted = [name for name in (columns.text, columns.ids, *columns.features) if name]
    for name in (*wanted, label):
        if name not in table:
            raise MemlibError(
                f"there is no column {shown(name)}", mend=f"there are {', '.join(table)[:200]}"
            )
    if not wanted:
        raise MemlibError("no column was named", mend="use --text, --ids or --features")
    rows = _complete(table, wanted, label, columns.features, drop_missing)[:sequences]
    names = [f"row {i + 1}" for i in rows]
    labels = [_label(table[label][i], name) for i, name in zip(rows, names, strict=True)]
    if columns.text:
        texts = [table[columns.text][i] for i in rows]
        return own.from_texts(own.Rows(texts, labels, names), unit, drop_conflicts=drop_conflicts)
    if columns.ids:
        ids = [_ids(table[columns.ids][i]) for i in rows]
        return own.from_ids(own.Rows(ids, labels, names), drop_conflicts=drop_conflicts)
    vectors = [[[x for name in wanted for x in _flat(table[name][i])]] for i in rows]
    about = {"features": wanted}
    found = own.Rows(vectors, labels, names)
    return own.from_vectors(found, about=about, drop_conflicts=drop_conflicts)


def _complete(
    table: Mapping[str, Sequence[Any]],
    wanted: Sequence[str],
    label: str,
    numeric: Sequence[str],
    drop: bool,
) -> list[int]:
    """The rows without a missing value among the columns that are used."""
    kept = []
    for i in range(len(table[label])):
        missing = [name for name in (*wanted, label) if _is_missing(table[name][i])]
        missing += [name for name in numeric if str(table[name][i]).strip() in _NO_NUMBERS]
        if missing and not drop:
            raise MemlibError(
                f"the value of {missing[0]} is missing", place=f"row {i + 1}", mend=_DROP
            )
        if not missing:
            kept.append(i)
    return kept


def _is_missing(value: Any) -> bool:
    """An empty cell, null, or NaN; a word that means one counts only among numbers."""
    return value is None or value == "" or value != value


def _label(value: Any, place: str) -> Any:
    """A label of a text file that is written like an integer is one."""
    if isinstance(value, str) and value.strip().lstrip("+-").isdecimal():
        with context(place=place):
            number = own.exactly(value, place)
        return int(number)
    return value


def _ids(value: Any) -> Any:
    """A list of ids; in a text file they are written ``3 14 15`` or ``[3, 14, 15]``."""
    if not isinstance(value, str):
        return _flat(value)
    parts = value.strip().strip("[]()").replace(",", " ").split()
    return [int(x) if x.lstrip("+-").isdecimal() and len(x) < 4000 else x for x in parts]


def _flat(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _delimited(separator: str) -> Callable[[str], dict[str, list[Any]]]:
    def read(path: str) -> dict[str, list[Any]]:
        import pandas

        frame = pandas.read_csv(
            path,
            sep=separator,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            skip_blank_lines=True,
        )
        return {str(name): frame[name].tolist() for name in frame.columns}

    return read


def _json_lines(path: str) -> dict[str, list[Any]]:
    rows = []
    for i, line in enumerate(Path(path).read_bytes().decode("utf-8-sig").splitlines()):
        if line.strip():
            try:
                row = json.loads(line, parse_float=str)
            except ValueError as error:
                raise MemlibError(f"no JSON: {error}", place=f"line {i + 1}") from error
            if not isinstance(row, dict):
                raise MemlibError(f"{shown(row)} is no object", place=f"line {i + 1}")
            rows.append(row)
    return _columns(rows)


def _parquet(path: str) -> dict[str, list[Any]]:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        if pyarrow.types.is_floating(column.type):
            column = column.cast(pyarrow.string())
        columns[name] = column.to_pylist()
    return columns


def _npz(path: str) -> dict[str, list[Any]]:
    import numpy as np

    with np.load(path, allow_pickle=False) as arrays:
        return {
            name: (a.astype(str) if a.dtype.kind == "f" else a).tolist()
            for name, a in ((name, arrays[name]) for name in arrays.files)
            if a.ndim
        }


_READERS: Final[dict[str, Callable[[str], dict[str, list[Any]]]]] = {
    ".csv": _delimited(","),
    ".tsv": _delimited("\t"),
    ".jsonl": _json_lines,
    ".parquet": _parquet,
    ".npz": _npz,
}
