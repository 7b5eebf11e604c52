"""The map of statements: one line per statement, and an arc to each statement that it uses.

Drawn when the book is built, from :mod:`memlib.book.uses`. The lines stand in the order of the
book, so an arc that runs upwards leads to something that has been said before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from memlib.book.labels import heading
from memlib.book.uses import Uses

#: In pixels: a line, and what a new chapter adds.
ROW: Final = 21
HEAD: Final = 34
#: The place that arcs have, in pixels.
ARCS: Final = 150
#: As wide as a page of text: the longest name of a statement fits at LETTER pixels per letter.
WIDTH: Final = 788
LETTER: Final = 7.0


@dataclass(frozen=True)
class Row:
    """One line of the map.

    Attributes:
        label: of a statement; empty for a line that names a chapter.
        words: what stands there.
        y: the middle of the line.
    """

    label: str
    words: tuple[str, str]
    y: float


def rows(
    uses: Uses, name: Callable[[str], str], title: Callable[[str], str]
) -> tuple[list[Row], float]:
    """The lines in the order of the book, and the height of them all."""
    found: list[Row] = []
    y, page = 0.0, ""
    for label, statement in uses.statements.items():
        if statement.page != page:
            page = statement.page
            y += HEAD
            found.append(Row("", ("", title(page)), y - 5))
        y += ROW
        _, words = heading(statement.kind, statement.title)
        found.append(Row(label, (name(label), words), y - ROW / 2 + 5))
    return found, y + ROW


def svg(
    uses: Uses,
    name: Callable[[str], str],
    title: Callable[[str], str],
    address: Callable[[str], str],
) -> str:
    """The map as SVG to stand in a page; its colors are the page's.

    Args:
        uses: what to draw.
        name: what a statement is called, by its label.
        title: a page's title.
        address: where a statement stands, as a link.
    """
    lines, height = rows(uses, name, title)
    place = {row.label: row.y for row in lines if row.label}
    order = {label: index for index, label in enumerate(place)}
    arcs = [
        arc(label, other, place[label], place[other], later=order[other] > order[label])
        for label, used in uses.direct.items()
        for other in used
    ]
    text = [
        f'<text class="memlib-map-chapter" x="{ARCS + 8}" y="{row.y:.0f}">'
        f"{escape(row.words[1])}</text>"
        if not row.label
        else _statement(row, address(row.label), alone=_alone(uses, row.label))
        for row in lines
    ]
    return "\n".join(
        [
            f'<svg class="memlib-map" xmlns="http://www.w3.org/2000/svg" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink" role="group" aria-labelledby="map-title '
            f'map-text" width="{WIDTH}" height="{height:.0f}" viewBox="0 0 {WIDTH} {height:.0f}">',
            '<title id="map-title">Map of the statements</title>',
            f'<desc id="map-text">{escape(summary(uses))}</desc>',
            "<g>",
            *arcs,
            "</g>",
            *text,
            "</svg>",
        ]
    )


def arc(label: str, other: str, start: float, end: float, *, later: bool) -> str:
    """An arc from a statement to one that it uses; dashed where that comes later."""
    reach = min(ARCS - 10, 14 + 5.2 * abs(end - start) ** 0.52)
    kind = "memlib-map-later" if later else "memlib-map-earlier"
    x = ARCS - 4
    return (
        f'<path class="{kind}" data-from="{label}" data-to="{other}" d="M{x} {start:.1f} '
        f'C{x - reach * 4 / 3:.1f} {start:.1f} {x - reach * 4 / 3:.1f} {end:.1f} {x} {end:.1f}"/>'
    )


def summary(uses: Uses) -> str:
    """What the map shows, in a sentence.

    >>> from memlib.book.labels import Label
    >>> two = {"lem-a": Label("one", "Lemma", "A"), "lem-b": Label("one", "Lemma", "B")}
    >>> from memlib.book.uses import Use
    >>> summary(Uses(two, (Use("lem-a", "one", 1, "lem-b"),)))
    '2 statements in the order of the book, and 1 arc, each from a statement to one that it uses: \
1 leads up to an earlier statement, 0 down to a later one.'
    """
    order = {label: index for index, label in enumerate(uses.statements)}
    pairs = [(label, other) for label, used in uses.direct.items() for other in used]
    up = sum(order[other] < order[label] for label, other in pairs)
    return (
        f"{len(order)} statements in the order of the book, and {len(pairs)} "
        f"arc{'s' * (len(pairs) != 1)}, each from a statement to one that it uses: {up} "
        f"lead{'s' * (up == 1)} up to an earlier statement, {len(pairs) - up} down to a later one."
    )


def by_page(uses: Uses) -> Mapping[str, Sequence[str]]:
    """The labels of the statements of each page, in the order of the book."""
    found: dict[str, list[str]] = {}
    for label, statement in uses.statements.items():
        found.setdefault(statement.page, []).append(label)
    return found


def _alone(uses: Uses, label: str) -> bool:
    return not uses.direct[label] and not any(label in used for used in uses.direct.values())


def _statement(row: Row, address: str, *, alone: bool) -> str:
    number, words = row.words
    quiet = ' class="memlib-map-alone"' if alone else ""
    dot = f'<circle cx="{ARCS - 2}" cy="{row.y:.1f}" r="3"/>'
    return (
        f'<a xlink:href="{escape(address)}" data-label="{row.label}"{quiet}>{dot}'
        f'<text x="{ARCS + 8}" y="{row.y + 5:.0f}"><tspan class="memlib-map-name">'
        f"{escape(number)}</tspan> {escape(words)}</text></a>"
    )
