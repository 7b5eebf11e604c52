"""Small tables of a chapter as HTML: the same in the book, in a notebook, in light and in dark.

>>> page = html([{"N": 16, "label": "a < b"}], caption="Two cells")
>>> "text-align:right\\">N</th>" in page, "text-align:left\\">label</th>" in page
(True, True)
>>> "a &lt; b" in page
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from memlib.errors import MemlibError

#: What rows of sizes are called, where the attribute's name does not say what is counted.
SIZES: Final = {"parameters": "nonzero parameters", "max_bits": "bits of the longest"}
#: What stands in a column of numbers where there is none.
EMPTY: Final = {"", "-", "–", "none", "open", "any", "mixed"}
#: A text of more letters wraps; a table of so many columns or more gets smaller letters.
LONG: Final = 36
MANY: Final = 6

_NUMBER: Final = re.compile(r"(at (most|least) )?[+−-]?[\d.,]+([ /×%+−-]?[\d.,]+)?[%×]?( \[.*\])?")


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere: its text, and an address, relative or whole.

    >>> Link("rows", "../results/f1.json").html
    '<a href="../results/f1.json">rows</a>'
    """

    text: str
    address: str

    @property
    def html(self) -> str:
        """The link; without an address its text alone."""
        text = escape(self.text)
        return f'<a href="{escape(self.address)}">{text}</a>' if self.address else text

    def __str__(self) -> str:
        return self.text


def table(rows: Sequence[Mapping[str, object]], *, caption: str = "") -> None:
    """Display rows as a table; integers get thousands separators, texts stay as they are.

    Args:
        rows: column title → value; all rows have the same columns.
        caption: a line above the table.

    Raises:
        MemlibError: there is no row, or rows have different columns.
    """
    from IPython.display import display

    display(_Table(html(rows, caption=caption), _text(rows)))


def sizes(columns: Mapping[str, object], *, caption: str = "") -> None:
    """A table of sizes: a row for each size, a column for each network or promise.

    Args:
        columns: title → an object with the sizes as attributes (``memlib.constructions.Sizes``).
        caption: a line above the table.
    """
    names = vars(next(iter(columns.values())))
    table(
        [
            {"size": SIZES.get(name, name)}
            | {title: vars(column)[name] for title, column in columns.items()}
            for name in names
        ],
        caption=caption,
    )


def html(rows: Sequence[Mapping[str, object]], *, caption: str = "") -> str:
    """The table as HTML: columns of numbers stand at the right, long texts wrap."""
    if not rows or any(list(row) != list(rows[0]) for row in rows):
        raise MemlibError("rows need the same columns", operation="table", place=caption or "rows")
    numbers = [all(_is_number(row[title]) for row in rows) for title in rows[0]]
    sides = ["right" if yes else "left" for yes in numbers]
    head = "".join(
        f'<th scope="col" style="text-align:{side}">{_whole(escape(title))}</th>'
        for title, side in zip(rows[0], sides, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(_cell(*one) for one in zip(row.values(), sides, strict=True)) + "</tr>"
        for row in rows
    )
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    wide = " memlib-wide" if len(rows[0]) >= MANY else ""
    return (
        f'<figure class="memlib-figure"><table class="table{wide}">{above}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></figure>"
    )


def _is_number(value: object) -> bool:
    """Whether a cell is a number, also one with a unit or an interval, or stands for one.

    >>> [_is_number(x) for x in (3, "1,024", "0.75 [0.5, 1.0]", "3/33", "none", "N = 3", "Yun")]
    [True, True, True, True, True, False, False]
    """
    if isinstance(value, Link):
        return False
    return not isinstance(value, str) or value in EMPTY or bool(_NUMBER.fullmatch(value))


def _cell(value: object, side: str) -> str:
    text = _words(value)
    wrap = "min-width:9rem" if len(text) > LONG else "white-space:nowrap"
    inside = value.html if isinstance(value, Link) else escape(text)
    return f'<td style="text-align:{side};{wrap}">{inside}</td>'


def _whole(title: str) -> str:
    """A heading in whose equations no line ends.

    >>> _whole("runs at N = 25").split(" ")
    ['runs', 'at', 'N\\xa0=\\xa025']
    """
    return title.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")


def _words(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def _text(rows: Sequence[Mapping[str, object]]) -> str:
    lines = [list(rows[0]), *([_words(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


class _Table:
    def __init__(self, page: str, text: str) -> None:
        self.page, self.text = page, text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.page, "text/plain": self.text}
