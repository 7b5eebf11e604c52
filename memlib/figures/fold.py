"""*Fold a word*: the near and the far point of Lemma G.4 travel, and each fold lets out one bit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final

from memlib.constructions.lemmas.bit_extraction import Stream, read_entry
from memlib.exact.program import run_step
from memlib.figures import svg
from memlib.figures.moving import Control, Moving, Part
from memlib.figures.rounded import Rounded

#: Bits of the word, and the significant bits of which the last is enough for every word.
LENGTH: Final = 6
PRECISIONS: Final = range(4, LENGTH + 3)

WORD: Final = (1, 0, 1, 1, 0, 1)
BITS: Final = tuple(f"bit{i + 1}" for i in range(LENGTH))

_LEFT, _WIDE, _HIGH = 64, 216, 13


@dataclass(frozen=True)
class Row:
    """After a fold: both points, and what the network takes for the bit (none before the first)."""

    near: Fraction
    far: Fraction
    read: Fraction | None


@cache
def rows(word: str, precision: int) -> tuple[Row, ...]:
    """The steps of Lemma G.4 with numbers of so many significant bits: before and after each fold.

    >>> [str(row.read) for row in rows("101101", 8)[1:]]
    ['1', '0', '1', '1', '0', '1']
    >>> [str(row.read) for row in rows("101101", 5)[1:]]
    ['0', '0', '0', '0', '0', '0']
    """
    stream = Stream("u", len(word))
    zero = Rounded.of(0, precision)
    # The steps are written for exact numbers; they only add, multiply and compare.
    values: dict[str, Any] = {"u": Rounded.of(int(word, 2), precision)}
    values |= {stream.far: zero, stream.entry: zero}
    values |= {name: form.at(values) for name, form in stream.start().items()}
    found = [Row(_plain(values[stream.near]), _plain(values[stream.far]), None)]
    for place in range(len(word)):
        for step in read_entry(stream, place, 1):
            values = run_step(step, values)
        found.append(Row(*(_plain(values[n]) for n in (stream.near, stream.far, stream.entry))))
    return tuple(found)


def _plain(number: Any) -> Fraction:
    return number.value if isinstance(number, Rounded) else Fraction(number)


def _x(z: Fraction) -> float:
    return _LEFT + _WIDE * float(z)


def _y(row: int) -> float:
    return 34 + 36 * row


def strips() -> str:
    """The strip before the first fold and after each: its left half, its right half, the crease."""
    drawn = [svg.text(_LEFT + _WIDE + 12, 16, "bit read", "small", "start")]
    drawn.append(svg.text(_LEFT, 16, "0", "small"))
    drawn.append(svg.text(_LEFT + _WIDE / 2, 16, "crease", "small"))
    drawn.append(svg.text(_LEFT + _WIDE, 16, "1", "small"))
    for i in range(LENGTH + 1):
        y = _y(i)
        for half, look in enumerate(("f-blue tint", "f-gold tint")):
            left = _LEFT + half * _WIDE / 2
            drawn.append(svg.rect(left, y - _HIGH / 2, _WIDE / 2, _HIGH, look))
        middle = _LEFT + _WIDE / 2
        drawn.append(svg.line(middle, y - _HIGH / 2, middle, y + _HIGH / 2, "s-text thin"))
        drawn.append(svg.text(6, y + 4, f"fold {i}" if i else "the word", "small", "start"))
    low = _y(LENGTH) + 32
    drawn += [
        svg.circle(_LEFT + 30, low - 4, 3.8, "f-blue"),
        svg.text(_LEFT + 40, low, "near", "small", "start"),
        svg.circle(_LEFT + 90, low - 4, 7.5, "s-red ring"),
        svg.text(_LEFT + 103, low, "far", "small", "start"),
    ]
    return "".join(drawn)


def points(*state: int) -> str:
    """Both points on every strip, the way of the near one, and the bits."""
    *bits, precision = state
    walk = rows("".join(map(str, bits)), precision)
    ways, dots, read = [], [], []
    for i, row in enumerate(walk):
        if i:
            before = walk[i - 1].near
            ways.append(svg.line(_x(before), _y(i - 1) + 7, _x(row.near), _y(i) - 7, "s-blue way"))
        dots.append(svg.circle(_x(row.far), _y(i), 7.5, "s-red ring"))
        dots.append(svg.circle(_x(row.near), _y(i), 3.8, "f-blue"))
        if row.read is not None:
            wrong = int(row.read != bits[i - 1])
            told = f'{row.read}<tspan class="wrong{wrong}"> ≠ {bits[i - 1]}</tspan>'
            x = svg.number(_LEFT + _WIDE + 28)
            read.append(f'<text x="{x}" y="{svg.number(_y(i) + 5)}" class="bit">{told}</text>')
    return "".join([*ways, *dots, *read])


def veil(folds: int) -> str:
    """What covers the folds to come, and a mark at the present one."""
    top = _y(folds) + 17
    mark = svg.rect(1, _y(folds) - 14, 358, 28, "s-text ring", 4)
    return svg.rect(0, top, 360, _y(LENGTH) + 17 - top, "veil") + mark


def said(*state: int) -> str:
    """The sentence below the picture."""
    *bits, precision, folds = state
    word = "".join(map(str, bits))
    walk = rows(word, precision)
    right = all(row.read == bit for row, bit in zip(walk[1:], bits, strict=True))
    if not right:
        values = ", ".join(str(row.read) for row in walk[1:])
        same = walk[0].near == walk[0].far
        why = "near and far fall on one number" if same else "their distance is rounded"
        return f"With {precision} significant bits {why}: {word} is read as {values}."
    if folds == 0:
        return f"{word}: near and far stand side by side, {_gap(walk[0])} apart."
    row = walk[folds]
    order = "near is right of far" if row.near > row.far else "far is right of near"
    return f"Fold {folds}: {order}, so bit {folds} is {row.read}. Read so far: {word[:folds]}."


def _gap(row: Row) -> str:
    return str(abs(row.near - row.far))


FIGURE: Final = Moving(
    name="fold",
    title="Fold a word",
    point="Each fold doubles the distance of near and far and lets out one bit: near on the right "
    f"means 1, far on the right means 0. A word of {LENGTH} bits needs {LENGTH + 2} significant "
    "bits; with fewer, no single bit dies first: all that are 1 go together.",
    alt=f"Seven strips from 0 to 1, one below the other: the word {''.join(map(str, WORD))} before "
    f"the first of {LENGTH} folds and after each. On every strip lie a near point, a dot, and a "
    "far point, a ring. They start side by side; their distance doubles with each fold. Where the "
    "dot lies right of the ring stands a 1, elsewhere a 0: "
    + ", ".join(str(row.read) for row in rows("".join(map(str, WORD)), PRECISIONS[-1])[1:])
    + ".",
    size=(360, 288),
    controls=(
        *(
            Control(name, f"bit {i + 1} of the word", "flip", ("0", "1"), WORD[i])
            for i, name in enumerate(BITS)
        ),
        Control("folds", "folds", "slider", [str(i) for i in range(LENGTH + 1)], LENGTH),
        Control(
            "precision",
            "significant bits",
            "slider",
            [str(p) for p in PRECISIONS],
            PRECISIONS[-1],
            PRECISIONS[0],
        ),
    ),
    parts=(
        Part("strips", (), strips),
        Part("points", (*BITS, "precision"), points),
        Part("veil", ("folds",), veil),
        Part("said", (*BITS, "precision", "folds"), said),
    ),
    flips="the word",
)
