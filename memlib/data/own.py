"""Data of one's own: texts, sequences of ids, or vectors, with labels of any kind.

Labels that are all integers stay what they are. Other labels are classes, numbered 1, 2, 3, ... as
they first appear; their names stand in the data set's ``about`` (``classes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final, cast

from memlib.data.checks import shown
from memlib.data.consistency import Conflict, find_conflicts, without_conflicts
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, Dataset, Labels, Task, Token
from memlib.data.lossless import Unit, Vocabulary, split
from memlib.data.padding import pad_left
from memlib.errors import MemlibError

#: Decimal places and digits of a coordinate: more is no measurement, and 1e999999999 fills memory.
_MOST_DIGITS: Final = 4000


@dataclass(frozen=True)
class Rows:
    """Sequences of anything hashable that equals itself, their labels, and what they are called.

    Attributes:
        sequences: of each row, its tokens.
        labels: of each row, one label, or (seq-to-seq) one for every token.
        names: of each row, what an error calls it.
    """

    sequences: Sequence[Sequence[Any]]
    labels: Sequence[Any]
    names: Sequence[str]


def from_texts(rows: Rows, unit: Unit = "words", *, drop_conflicts: bool = False) -> Dataset:
    """Texts, cut without loss; shorter ones get the zero vector on their left.

    >>> ds = from_texts(Rows(["good film", "bad"], ["pos", "neg"], ["row 1", "row 2"]))
    >>> ds.sequences, ds.labels, ds.about["classes"]
    (((0, 1), (3, 2)), (1, 2), {'pos': 1, 'neg': 2})
    """
    cut = []
    for text, name in zip(rows.sequences, rows.names, strict=True):
        if not isinstance(text, str) or not text:
            raise MemlibError(f"{shown(text)} is no text", place=name, mend="drop the row")
        cut.append(split(text.encode("utf-8", "surrogatepass"), unit))
    vocabulary = Vocabulary.of(unit, cast(list[str], [token for text in cut for token in text]))
    numbered = [[(Fraction(k),) for k in vocabulary.numbers(text)] for text in cut]
    return _dataset(
        Rows(numbered, rows.labels, rows.names),
        {"text": vocabulary.to_json()},
        (Fraction(0),),
        drop_conflicts,
    )


def from_ids(rows: Rows, *, drop_conflicts: bool = False) -> Dataset:
    """Sequences of integers; shorter ones are padded on the left (:mod:`memlib.data.padding`).

    >>> from_ids(Rows([[3, 5], [5]], [0, 1], ["row 1", "row 2"])).tokens
    ((Fraction(3, 1),), (Fraction(5, 1),), (Fraction(0, 1),))
    """
    numbered = []
    for ids, name in zip(rows.sequences, rows.names, strict=True):
        if not isinstance(ids, Sequence) or isinstance(ids, str) or not ids:
            raise MemlibError(f"{shown(ids)} is no list of ids", place=name, mend="drop the row")
        for each in ids:
            if type(each) is not int:
                raise MemlibError(f"{shown(each)} is no id", place=name, mend="ids are integers")
        numbered.append([(Fraction(each),) for each in ids])
    return _dataset(Rows(numbered, rows.labels, rows.names), {}, None, drop_conflicts)


def from_vectors(
    rows: Rows, *, about: Mapping[str, Any] | None = None, drop_conflicts: bool = False
) -> Dataset:
    """Sequences of vectors of exact numbers: integers, fractions, or decimals.

    A floating-point number counts as the shortest decimal that reads back to it: 0.1 is 1/10.

    >>> from_vectors(Rows([[("0.5", 2)]], [7], ["row 1"])).tokens
    ((Fraction(1, 2), Fraction(2, 1)),)
    """
    exact = []
    for vectors, name in zip(rows.sequences, rows.names, strict=True):
        exact.append([tuple(exactly(x, name) for x in vector) for vector in vectors])
    return _dataset(Rows(exact, rows.labels, rows.names), about or {}, None, drop_conflicts)


def exactly(value: Any, place: str) -> Fraction:
    """A coordinate as an exact number.

    Raises:
        MemlibError: it is none, or has thousands of digits.

    >>> exactly(" -1.25e1", "here"), exactly(0.1, "here")
    (Fraction(-25, 2), Fraction(1, 10))
    """
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    text = str(value).strip() if not isinstance(value, bool) else ""
    try:
        if "/" in text:
            return Fraction(text)
        number = Decimal(text)
    except (ValueError, ZeroDivisionError, InvalidOperation):
        number = Decimal("nan")
    if not number.is_finite():
        raise MemlibError(f"{shown(value)} is no number", place=place, mend="drop the row")
    if abs(number.adjusted()) + len(number.as_tuple().digits) > _MOST_DIGITS:
        raise MemlibError(f"more than {_MOST_DIGITS} digits", place=place, mend="round it")
    return Fraction(number)


def _dataset(
    rows: Rows, about: Mapping[str, Any], pad: Token | None, drop_conflicts: bool
) -> Dataset:
    """Tokens in a table, classes numbered, one length, no contradictions."""
    if not rows.sequences:
        raise MemlibError("there are no rows", mend="give at least one")
    place: dict[Token, int] = {}
    sequences = []
    for sequence in rows.sequences:
        sequences.append(tuple(place.setdefault(token, len(place)) for token in sequence))
    many = any(isinstance(label, (list, tuple)) for label in rows.labels)
    labels, classes = _numbered(rows.labels, rows.names)
    if classes:
        about = {**about, "classes": classes}
    task: Task = SEQ_TO_SEQ if many else NEXT_TOKEN
    ds = Dataset(task, tuple(place), tuple(sequences), labels, about)
    if drop_conflicts:
        ds = _with_about(without_conflicts(ds)[0].used_tokens(), about)
    else:
        _refuse_conflicts(ds, rows, {number: name for name, number in classes.items()})
    if pad is not None and pad in ds.tokens:
        pad = None
    return _with_about(pad_left(ds, token=pad), about)


def _with_about(ds: Dataset, about: Mapping[str, Any]) -> Dataset:
    return Dataset(ds.task, ds.tokens, ds.sequences, ds.labels, about)


def _refuse_conflicts(ds: Dataset, rows: Rows, names: Mapping[int, str]) -> None:
    conflicts = find_conflicts(ds)
    first: Conflict | None = next(conflicts, None)
    if first is None:
        return
    more = sum(1 for _ in conflicts)
    labels = [names.get(label, str(label)) for label in (first.first_label, first.second_label)]
    raise MemlibError(
        f"{rows.names[first.first]} and {rows.names[first.second]} hold the same tokens with the "
        f"same last one, but labels {shown(labels[0])} and {shown(labels[1])}"
        + (f"; {more} more such labels" if more else ""),
        mend="correct them, or drop them with --drop-conflicts",
    )


def _numbered(labels: Sequence[Any], names: Sequence[str]) -> tuple[Labels, dict[str, int]]:
    """Labels as integers, and the number of each class (empty where labels are integers)."""
    flat = [each for label in labels for each in _each(label)]
    if all(type(each) is int for each in flat):
        return cast(Labels, tuple(tuple(x) if isinstance(x, list) else x for x in labels)), {}
    number: dict[str, int] = {}
    result: list[Any] = []
    for label, name in zip(labels, names, strict=True):
        found = [number.setdefault(_name(each, name), len(number) + 1) for each in _each(label)]
        result.append(tuple(found) if isinstance(label, (list, tuple)) else found[0])
    return cast(Labels, tuple(result)), number


def _each(label: Any) -> Iterable[Any]:
    return label if isinstance(label, (list, tuple)) else [label]


def _name(label: Any, place: str) -> str:
    """The name of a class."""
    if label is None or label == "" or label != label:
        raise MemlibError("the label is missing", place=place, mend="drop it with --drop-missing")
    if isinstance(label, bool):
        return "true" if label else "false"
    if isinstance(label, (str, int, float)):
        return str(label)
    raise MemlibError(f"{shown(label)} is no label", place=place, mend="a name or a number")
