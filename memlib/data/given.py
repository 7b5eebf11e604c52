"""Data from Python objects: lists, numpy arrays, torch tensors, data frames."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from memlib.data import own
from memlib.data.checks import shown
from memlib.data.dataset import Dataset
from memlib.data.lossless import UNITS, Unit
from memlib.errors import MemlibError


def unit(name: str) -> Unit:
    """The unit of that name.

    Raises:
        MemlibError: there is none.
    """
    if name not in UNITS:
        raise MemlibError(f"{shown(name)} is no unit of text", mend=f"use {', '.join(UNITS)}")
    return name


def columns(table: Any) -> Mapping[str, Sequence[Any]]:
    """The columns of a data frame, or of a mapping from names to columns."""
    if isinstance(table, Mapping):
        return {str(name): plain(column) for name, column in table.items()}
    return {str(name): plain(table[name]) for name in table.columns}


def from_lists(
    sequences: Any, labels: Any, unit: Unit = "words", *, drop_conflicts: bool = False
) -> Dataset:
    """Texts, sequences of hashable things, or (sequences of) vectors, with their labels.

    Things that are not integers (words, for instance) are numbered 1, 2, 3, ... as they first
    appear; ``about`` keeps their names.

    Raises:
        MemlibError: there are not as many labels as sequences, or they are no such things.

    >>> from_lists([["b", "a"], ["a", "b"]], [1, 0]).about["tokens"]
    ['b', 'a']
    """
    sequences, labels = plain(sequences), plain(labels)
    for value, name in ((sequences, "sequences"), (labels, "labels")):
        if not isinstance(value, (list, tuple)):
            raise MemlibError(f"{shown(value)} is no list", place=name)
    if len(sequences) != len(labels):
        raise MemlibError(
            f"there are {len(labels)} labels for {len(sequences)} sequences", place="labels"
        )
    rows = own.Rows(sequences, labels, [f"sequences[{i}]" for i in range(len(sequences))])
    if all(isinstance(each, str) for each in sequences):
        return own.from_texts(rows, unit, drop_conflicts=drop_conflicts)
    for each, name in zip(sequences, rows.names, strict=True):
        if not isinstance(each, (list, tuple)) or not each:
            raise MemlibError(f"{shown(each)} is no sequence", place=name, mend="give lists")
    flat = [x for each in sequences for x in each]
    if all(isinstance(x, (list, tuple)) for x in flat):
        return own.from_vectors(rows, drop_conflicts=drop_conflicts)
    if all(type(x) is int for x in flat):
        return own.from_ids(rows, drop_conflicts=drop_conflicts)
    if not any(isinstance(x, str) for x in flat):
        alone = own.Rows([[each] for each in sequences], labels, rows.names)
        return own.from_vectors(alone, drop_conflicts=drop_conflicts)
    return _of_things(rows, flat, drop_conflicts)


def _of_things(rows: own.Rows, flat: list[Any], drop_conflicts: bool) -> Dataset:
    for x in flat:
        if not isinstance(x, Hashable):
            raise MemlibError(f"{shown(x)} is no token", mend="words, integers or vectors")
    number = {thing: k + 1 for k, thing in enumerate(dict.fromkeys(flat))}
    ids = [[number[x] for x in each] for each in rows.sequences]
    ds = own.from_ids(own.Rows(ids, rows.labels, rows.names), drop_conflicts=drop_conflicts)
    about = {"tokens": [str(thing) for thing in number], **ds.about}
    return Dataset(ds.task, ds.tokens, ds.sequences, ds.labels, about)


def plain(value: Any) -> Any:
    """Lists in the place of arrays, tensors and series; Python numbers in the place of theirs."""
    if hasattr(value, "detach"):  # a tensor of torch
        value = value.detach().cpu()
    if hasattr(value, "tolist"):
        kind = getattr(getattr(value, "dtype", None), "kind", "")
        if kind == "f":  # the shortest decimals, which depend on the width of the format
            return _decimals(value.astype(str).tolist())
        return plain(value.tolist()) if hasattr(value, "__len__") else value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(x) for x in value]
    return value


def _decimals(value: Any) -> Any:
    return [_decimals(x) for x in value] if isinstance(value, list) else Decimal(value)
