"""What must hold before data may be called a data set; each error names the place and the mend."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.files import JsonFloat
from memlib.numbers import MAX_DECIMAL_DIGITS

_LABEL_END: Final = 10**MAX_DECIMAL_DIGITS
_ARE_INDICES: Final = "an index is a whole number, counted from 0"


def checked_tokens(tokens: Any) -> tuple[tuple[Fraction, ...], ...]:
    """The table of tokens as tuples of fractions: at least one, one dimension, all distinct."""
    rows = _rows(tokens, "tokens", "a data set has at least one token")
    result = []
    dim = 0
    for i, row in enumerate(rows):
        values = _rows(row, f"tokens[{i}]", "a token has at least one coordinate")
        token = tuple(
            x if type(x) is Fraction else _exact(x, f"tokens[{i}][{k}]")
            for k, x in enumerate(values)
        )
        dim = dim or len(token)
        if len(token) != dim:
            raise MemlibError(
                f"has {len(token)} coordinates, but tokens[0] has {dim}",
                place=f"tokens[{i}]",
                mend="give every token the same number of coordinates",
            )
        result.append(token)
    if len(set(result)) != len(result):
        first: dict[tuple[Fraction, ...], int] = {}
        for i, token in enumerate(result):
            if first.setdefault(token, i) != i:
                raise MemlibError(
                    f"is the same token as tokens[{first[token]}]",
                    place=f"tokens[{i}]",
                    mend="list each token once and let sequences repeat its index",
                )
    return tuple(result)


def checked_sequences(sequences: Any, tokens: int) -> tuple[tuple[int, ...], ...]:
    """The sequences as tuples of indices below ``tokens``: at least one, none of them empty."""
    rows = _rows(sequences, "sequences", "a data set has at least one sequence")
    result = []
    for i, row in enumerate(rows):
        sequence = tuple(_rows(row, f"sequences[{i}]", "a sequence has at least one token"))
        if set(map(type, sequence)) != {int}:
            sequence = tuple(map(plain, sequence))
        if set(map(type, sequence)) != {int} or min(sequence) < 0 or max(sequence) >= tokens:
            _refuse_index(i, sequence, tokens)
        result.append(sequence)
    return tuple(result)


def checked_labels(
    labels: Any, sequences: int, lengths: Sequence[int] | None
) -> tuple[int, ...] | tuple[tuple[int, ...], ...]:
    """The labels: one per sequence, or (with the ``lengths`` of the sequences) one per token."""
    rows = _rows(labels, "labels", "give one label a sequence")
    if len(rows) != sequences:
        raise MemlibError(
            f"there are {len(rows)} labels for {sequences} sequences",
            place="labels",
            mend="give one label a sequence"
            if lengths is None
            else "give one list of labels per sequence",
        )
    if lengths is None:
        return _integers(rows, "labels")
    result = []
    for i, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        place = f"labels[{i}]"
        values = _rows(row, place, "seq-to-seq data has one label for every token")
        if len(values) != length:
            raise MemlibError(
                f"has {len(values)} labels, but sequences[{i}] has {length} tokens",
                place=place,
                mend="seq-to-seq data has one label for every token",
            )
        result.append(_integers(values, place))
    return tuple(result)


def checked_count(value: Any, place: str, *, least: int = 1) -> int:
    """A whole number of at least ``least``: sizes, lengths, counts."""
    value = plain(value)
    if type(value) is not int or value < least:
        raise MemlibError(f"{shown(value)} is no size", place=place, mend=f"give at least {least}")
    return value


def shown(value: Any) -> str:
    """A value in at most some 40 characters, whatever it is; never fails, never takes long."""
    if isinstance(value, JsonFloat):
        return f"the float {value[:30]}"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, int) and value.bit_length() > 100:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, Fraction):
        p, q = value.numerator.bit_length(), value.denominator.bit_length()
        return str(value) if p + q <= 100 else f"a fraction of {p} over {q} bits"
    if isinstance(value, (str, bytes)) and len(value) > 40:
        return repr(value[:30]) + "..."
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (str, bytes, int, float)):
        return repr(value)
    return f"a {type(value).__name__}"


def plain(value: Any) -> Any:
    """Arrays as lists and their numbers as Python's, for whoever has them; all else as it is.

    >>> from array import array
    >>> plain(array("i", [1, 2])), plain("x")
    ([1, 2], 'x')
    """
    return value.tolist() if hasattr(value, "tolist") else value


def _rows(value: Any, place: str, mend: str) -> Sequence[Any]:
    value = plain(value)
    if not isinstance(value, (list, tuple)):
        raise MemlibError(f"{shown(value)} is no list", place=place, mend=mend)
    if not value:
        raise MemlibError("is empty", place=place, mend=mend)
    return value


def _exact(x: Any, place: str) -> Fraction:
    x = plain(x)
    if isinstance(x, (int, Fraction)) and not isinstance(x, bool):
        return Fraction(x)
    raise MemlibError(
        f"{shown(x)} is no exact number",
        place=place,
        mend="give int or Fraction, or read text with memlib.numbers.parse",
    )


def _integers(values: Sequence[Any], place: str) -> tuple[int, ...]:
    result = tuple(values)
    if set(map(type, result)) != {int}:
        result = tuple(map(plain, result))
    if set(map(type, result)) == {int} and min(result) > -_LABEL_END and max(result) < _LABEL_END:
        return result
    for i, label in enumerate(result):
        if type(label) is not int:
            mend = "labels are integers; give each class a number"
            if isinstance(label, (list, tuple)):
                mend = "next-token data has one integer a sequence; lists go with seq-to-seq"
            raise MemlibError(f"{shown(label)} is no label", place=f"{place}[{i}]", mend=mend)
        if abs(label) >= _LABEL_END:
            raise MemlibError(
                f"a label of more than {MAX_DECIMAL_DIGITS} digits",
                place=f"{place}[{i}]",
                mend="number the classes with smaller integers",
            )
    raise AssertionError("unreachable: one of the labels is bad")  # pragma: no cover


def _refuse_index(i: int, sequence: tuple[Any, ...], tokens: int) -> None:
    for k, index in enumerate(sequence):
        place = f"sequences[{i}][{k}]"
        if type(index) is not int:
            raise MemlibError(f"{shown(index)} is no token index", place=place, mend=_ARE_INDICES)
        if not 0 <= index < tokens:
            raise MemlibError(
                f"{shown(index)} is no token index",
                place=place,
                mend=f"the data set has tokens 0 to {tokens - 1}",
            )
