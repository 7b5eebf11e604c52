"""Data sets as JSON: ``{"task", "dataset"}`` as certificate.md fixes it, read strictly.

``"about"`` may stand beside them: what the numbers mean, for readers. It may hold anything.

Coordinates are number strings (``"-12"``, ``"3/7"``, ``"0x1f"``, ``"0x1fp-4"``), indices and labels
are JSON integers. Unknown, missing and repeated keys are refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from memlib import numbers
from memlib.data.checks import shown
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError, context
from memlib.files import JsonFloat, read_json, write_json

_DATASET_KEYS = ("token_dim", "tokens", "sequences", "labels")
_NUMBERS = 'coordinates are strings such as "3", "-3/7", "0x1f" or "0x1fp-4"'


def to_json(ds: Dataset) -> dict[str, Any]:
    """The data set as certificate.md writes it, ready for :func:`json.dumps`.

    >>> from fractions import Fraction
    >>> to_json(Dataset.next_token([[Fraction(1, 2)]], [[0, 0]], [5]))["dataset"]["tokens"]
    [['1/2']]
    """
    tokens = []
    for i, token in enumerate(ds.tokens):
        with context(operation="write data", place=f"tokens[{i}]"):
            tokens.append([numbers.format(x) for x in token])
    return {
        "task": ds.task,
        "dataset": {
            "token_dim": ds.token_dim,
            "tokens": tokens,
            "sequences": ds.sequences,
            "labels": ds.labels,
        },
    }


def from_json(value: Any) -> Dataset:
    """The data set in a ``{"task", "dataset"}`` object, with its ``"about"`` where there is one.

    Raises:
        MemlibError: naming the place, for every departure from the format.

    >>> from fractions import Fraction
    >>> ds = Dataset.seq_to_seq([[3], [Fraction(1, 2)]], [[0, 1], [1]], [[5, 6], [7]])
    >>> from_json(to_json(ds)) == ds
    True
    """
    top = _object(value, "top level", ("task", "dataset"), may_have="about")
    about = top.get("about", {})
    if not isinstance(about, dict):
        raise MemlibError(f"{shown(about)} is no object", place="about", mend="or leave it out")
    form = _object(top["dataset"], "dataset", _DATASET_KEYS)
    if not isinstance(top["task"], str):
        raise MemlibError(f"{shown(top['task'])} is no task", place="task", mend="give a string")
    rows = form["tokens"]
    with context(place="dataset"):
        tokens = [_token(row, i) for i, row in enumerate(rows)] if isinstance(rows, list) else rows
        ds = Dataset(top["task"], tokens, form["sequences"], form["labels"], about)  # type: ignore[arg-type]
        dim = form["token_dim"]
        if type(dim) is not int or dim != ds.token_dim:
            raise MemlibError(
                f"is {shown(dim)}, but tokens[0] has {ds.token_dim} coordinates",
                place="token_dim",
                mend="token_dim is the number of coordinates of every token",
            )
    return ds


def read(path: str | Path) -> Dataset:
    """The data set in a JSON file (gzip when the name ends in .gz).

    Raises:
        MemlibError: the file cannot be read, or holds no such data set.
    """
    value = read_json(path)
    with context(operation="read data", place=str(path)):
        return from_json(value)


def write(path: str | Path, ds: Dataset) -> None:
    """Write the data set as a JSON file, whole or not at all (gzip when the name ends in .gz)."""
    write_json(path, to_json(ds) | ({"about": dict(ds.about)} if ds.about else {}))


def _object(
    value: Any, place: str, keys: tuple[str, ...], *, may_have: str | None = None
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MemlibError(
            f"{shown(value)} is no object", place=place, mend=f"it holds {', '.join(keys)}"
        )
    for key in value:
        if key not in keys and key != may_have:
            raise MemlibError(
                f"unknown key {shown(key)}", place=place, mend=f"it holds {', '.join(keys)}"
            )
    for key in keys:
        if key not in value:
            raise MemlibError(f"the key {key} is missing", place=place, mend="add it")
    return value


def _token(row: Any, i: int) -> Any:
    if not isinstance(row, list):
        return row  # Dataset refuses it and names the place
    token = []
    for k, text in enumerate(row):
        with context(place=f"tokens[{i}][{k}]"):
            if isinstance(text, JsonFloat) or not isinstance(text, str):
                raise MemlibError(f"{shown(text)} is no exact number", mend=_NUMBERS)
            token.append(numbers.parse(text))
    return token
