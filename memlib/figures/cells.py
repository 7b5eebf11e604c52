"""*Cells*: each input is a line in the plane of two parameters, and the lines cut out cells."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final

from memlib.bounds import arrangement
from memlib.figures import svg
from memlib.figures.moving import Control, Moving, Part
from memlib.figures.svg import minus
from memlib.plots import plane

#: Where an input can stand, and where the inputs begin.
VALUES: Final = tuple(Fraction(k, 2) for k in range(-6, 7))
NAMES: Final = "abcdef"
FIRST: Final = tuple(Fraction(k, 2) for k in (-4, -2, 2, 4, 1, -1))
FEWEST: Final = 2

#: The window in the plane of θ₁ and θ₂, and where it lies in the picture.
LOW, HIGH = (-2.4, -1.7), (2.4, 1.3)
_LEFT, _TOP, _WIDE, _TALL = 24, 8, 316, 196
_LINE, _BARS = 244, 284


@cache
def cells(inputs: tuple[Fraction, ...]) -> dict[str, plane.Point]:
    """Labeling of the inputs → a point (θ₁, θ₂) with it, for 1 + θ₁x + θ₂x² > 0; all there are.

    >>> len(cells((Fraction(-2), Fraction(-1), Fraction(1), Fraction(2))))
    11
    """
    lines = [(x, x * x, 1) for x in inputs]
    found = arrangement.cells(lines, inside=[(0, 0, 1)])
    return {
        "".join(str(int(s > 0)) for s in signs): (a / c, b / c)
        for signs, (a, b, c) in found.items()
    }


def _at(point: plane.Point) -> tuple[float, float]:
    x = _LEFT + _WIDE * (point[0] - LOW[0]) / (HIGH[0] - LOW[0])
    y = _TOP + _TALL * (HIGH[1] - point[1]) / (HIGH[1] - LOW[1])
    return x, y


def _inputs(state: tuple[int, ...]) -> tuple[Fraction, ...]:
    *places, more = state
    return tuple(VALUES[place] for place in places[: more + FEWEST])


def _line(x: Fraction) -> plane.Line:
    return float(x), float(x * x), 1.0


def picture(*state: int) -> str:
    """The plane with its cells and lines."""
    inputs = _inputs(state)
    lines = [_line(x) for x in inputs]
    drawn = []
    for word, witness in sorted(cells(inputs).items()):
        polygon = plane.cell(lines, witness, LOW, HIGH)
        if len(polygon) < 3:
            continue  # the cell lies outside the window
        ones = word.count("1")
        shape = svg.path(map(_at, polygon), f"cell ones{round(6 * ones / len(word))}", closed=True)
        x, y = _at(plane.middle(polygon))
        room = plane.area(polygon) > 0.05 * len(word)
        name = svg.text(x, y + 4, word, "word") if room else ""
        tip = f"In this cell the labels of {NAMES[: len(word)]} are {', '.join(word)}."
        drawn.append(f'<g data-tip="{tip}" data-lights="{word}">{shape}{name}</g>')
    for name, line in zip(NAMES, lines, strict=False):
        ends = plane.ends(line, LOW, HIGH)
        if ends:
            drawn.append(svg.path(map(_at, ends), "s-red"))
            x, y = _at(max(ends))
            drawn.append(svg.text(x + 4, max(y, 14), name, "small least1 halo", "start"))
    drawn.append(svg.rect(_LEFT, _TOP, _WIDE, _TALL, "frame"))
    drawn.append(svg.text(_LEFT + _WIDE / 2, _TOP + _TALL + 13, "θ₁", "small mute"))
    drawn.append(svg.text(12, _TOP + _TALL / 2, "θ₂", "small mute"))
    return "".join(drawn)


def _x(place: int) -> float:
    return 30 + 25 * place


def inputs(*state: int) -> str:
    """The inputs on their line; those that the cell under the pointer labels 1 are lit."""
    *places, more = state
    drawn = [svg.line(18, _LINE, 342, _LINE)]
    drawn += [svg.text(_x(2 * k), _LINE + 27, minus(k - 3), "small mute") for k in range(7)]
    for i, place in list(enumerate(places))[: more + FEWEST]:
        drawn.append(
            svg.group(
                svg.circle(0, 0, 22, "grip"),
                f'<circle cx="0" cy="0" r="7" class="f-red light" data-light="{i}"/>',
                svg.text(0, -12, NAMES[i], "small least1"),
                at=(_x(place), _LINE),
                handle=f"x_{NAMES[i]}",
            )
        )
    return "".join(drawn)


def bars(*state: int) -> str:
    """Cells beside all labelings."""
    values = _inputs(state)
    drawn = []
    most = 2 ** len(NAMES)
    for row, (count, what, look) in enumerate(
        (
            (len(cells(values)), "cells", "f-blue"),
            (2 ** len(values), f"labelings of {len(values)} inputs", "f-mute"),
        )
    ):
        y, wide = _BARS + 22 * row, 200 * count / most
        drawn.append(svg.rect(24, y, wide, 14, look))
        drawn.append(svg.text(30 + wide, y + 11, f"{count} {what}", "small", "start"))
    return "".join(drawn)


def said(*state: int) -> str:
    """The sentence below."""
    values = _inputs(state)
    found, many = len(cells(values)), len(values)
    most = 1 + many + many * (many - 1) // 2
    where = ", ".join(minus(x) for x in values)
    bound = "the most that so many lines allow" if found == most else f"so many lines allow {most}"
    return f"Inputs {where}: {found} cells ({bound}), {2**many} labelings."


_HANDLES: Final = tuple(f"x_{x}" for x in NAMES)
_ALL: Final = (*_HANDLES, "more")
_REST: Final = tuple(VALUES.index(x) for x in FIRST)
_MORE: Final = 4 - FEWEST


def _table() -> list[tuple[int, ...]]:
    """At rest every number of inputs; with four, each one elsewhere."""
    found = [(*_REST, more) for more in range(len(NAMES) - FEWEST + 1)]
    for i in range(4):
        found += [(*_REST[:i], v, *_REST[i + 1 :], _MORE) for v in range(len(VALUES))]
    return found


FIGURE: Final = Moving(
    name="cells",
    title="Cells",
    point="Each input is a line in the plane of the two parameters; a labeling is a cell. Each new "
    "input doubles the labelings, but adds only a few cells: soon most labelings have none.",
    alt="The plane of two parameters, cut by four lines into 11 cells; in each stands its "
    "labeling of the four inputs, 1111 at the top, 0000 at the bottom. Below, the inputs −2, −1, "
    "1 and 2 on a line, and two bars: 11 cells beside 16 labelings.",
    size=(360, 326),
    controls=(
        *(
            Control(
                name,
                f"input {x}",
                "handle",
                [minus(v) for v in VALUES],
                start,
                across=(_x(0), _x(len(VALUES) - 1)),
            )
            for name, x, start in zip(_HANDLES, NAMES, _REST, strict=True)
        ),
        Control("more", "inputs", "slider", [str(n) for n in range(FEWEST, len(NAMES) + 1)], _MORE),
    ),
    parts=tuple(
        Part(name, _ALL, draw, _table())
        for name, draw in (
            ("picture", picture),
            ("inputs", inputs),
            ("bars", bars),
            ("said", said),
        )
    ),
    hint="Drag an input, or choose it with Tab and move it with the arrow keys. Point at a cell: "
    "the inputs that it labels 1 light up.",
    needs_python="Moving several inputs needs Python in the page, which this copy of the site or "
    "this browser does not have. One input at a time moves without.",
)
