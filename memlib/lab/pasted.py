"""A small table as it is pasted: a line for each row, its cells, and the label in the last one.

Commas stand between the cells, or tabs where there is one. Rows of numbers are vectors, and a line
of names above them is left out; one cell is a text, cut into tokens; several cells are tokens.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, cast

from memlib.data import own
from memlib.data.dataset import Dataset
from memlib.data.lossless import Unit
from memlib.errors import MemlibError

#: Longer whole numbers are names: a network's last row would have to count up to them.
_DIGITS: Final = 6


@dataclass(frozen=True)
class Line:
    """A line of the table: what stands before its label, the label, and what comes after.

    Attributes:
        number: of the line, counted from 1.
        cells: those before the label; none where the line is no row.
    """

    number: int
    before: str
    cells: tuple[str, ...]
    label: str
    after: str


@dataclass(frozen=True)
class Pasted:
    """A pasted table.

    Attributes:
        lines: all of it; joined, they are what was pasted.
        data: of the rows, in their order.
        names: of each label, how it is written.
    """

    lines: tuple[Line, ...]
    data: Dataset
    names: dict[int, str]

    def said(self, values: Sequence[Fraction]) -> list[str]:
        """The table with a network's outputs in the place of its labels."""
        given = iter(values)
        said = []
        for line in self.lines:
            label = ""
            if line.cells:
                value = next(given)
                label = self.names.get(int(value), "") if value.denominator == 1 else ""
                label = label or str(value)
            said.append(line.before + label + line.after)
        return said


def read(text: str, unit: Unit = "words") -> Pasted:
    """A pasted table as data.

    Args:
        text: the table.
        unit: what a token is where a row is one text.

    Raises:
        MemlibError: there is no row; a line has no label or nothing before it; rows of numbers
            have different lengths; two rows contradict each other.

    >>> found = read("0.5, 2, cold\\n1, 3, warm\\n")
    >>> found.data.tokens, found.names
    (((Fraction(1, 2), Fraction(2, 1)), (Fraction(1, 1), Fraction(3, 1))), {1: 'cold', 2: 'warm'})
    >>> "".join(found.said([Fraction(1), Fraction(2)]))
    '0.5, 2, cold\\n1, 3, warm\\n'
    """
    between = "\t" if "\t" in text else ","
    written = enumerate(text.splitlines(keepends=True), 1)
    lines = _without_head([_line(number, line, between) for number, line in written])
    rows = [line for line in lines if line.cells]
    if not rows:
        raise MemlibError("the table has no rows", mend="a line for each row, its label last")
    try:
        data = _data(rows, unit)
    except MemlibError as error:
        raise MemlibError(error.what, place=error.place, mend="correct the table") from error
    labels = cast(Sequence[int], data.labels)  # one for every row
    names = {label: row.label for label, row in zip(labels, rows, strict=True)}
    return Pasted(tuple(lines), data, names)


def _without_head(lines: Sequence[Line]) -> list[Line]:
    """The lines; names of columns above rows of numbers are no row."""
    first, *rest = [k for k, line in enumerate(lines) if line.cells] or [0]
    cells = [cell for k in rest for cell in lines[k].cells]
    if not cells or not all(map(_is_number, cells)) or any(map(_is_number, lines[first].cells)):
        return list(lines)
    head = replace(lines[first], before=lines[first].before + lines[first].label, cells=())
    return [*lines[:first], head, *lines[first + 1 :]]


def _line(number: int, line: str, between: str) -> Line:
    body = line.rstrip()
    after = line[len(body) :]
    if not body:
        return Line(number, "", (), "", line)
    head, _, last = body.rpartition(between)
    label = last.strip()
    cells = tuple(next(csv.reader([head], delimiter=between, skipinitialspace=True), ()))
    if not label or not all(cell.strip() for cell in cells) or not cells:
        raise MemlibError(
            "no row with a label",
            place=f"line {number}",
            mend="commas or tabs between the cells, the label last",
        )
    return Line(number, body[: len(body) - len(label)], cells, label, after)


def _data(rows: Sequence[Line], unit: Unit) -> Dataset:
    whole = all(_is_whole(row.label) for row in rows)
    labels = [int(row.label) if whole else row.label for row in rows]
    names = [f"line {row.number}" for row in rows]
    cells = [row.cells for row in rows]
    if all(_is_number(cell) for each in cells for cell in each):
        for each, name in zip(cells, names, strict=True):
            if len(each) != len(cells[0]):
                raise MemlibError(
                    f"{len(each)} numbers before the label, and {len(cells[0])} in the first row",
                    place=name,
                )
        return own.from_vectors(own.Rows([[each] for each in cells], labels, names))
    if all(len(each) == 1 for each in cells):
        return own.from_texts(own.Rows([text for (text,) in cells], labels, names), unit)
    number = {cell: k for k, cell in enumerate(dict.fromkeys(x for each in cells for x in each), 1)}
    return own.from_ids(own.Rows([[number[x] for x in each] for each in cells], labels, names))


def _is_whole(text: str) -> bool:
    """Whether a label is a whole number, written as Python writes it."""
    digits = text.removeprefix("-")
    return digits.isdecimal() and len(digits) <= _DIGITS and str(int(text)) == text


def _is_number(text: str) -> bool:
    try:
        own.exactly(text, "")
    except MemlibError:
        return False
    return True
