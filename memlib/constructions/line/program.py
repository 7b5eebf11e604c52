"""The choices as a network: fold the key, add the hinges up, open the gates, fold the word, read.

========================  =====================================================
key                       one integer an item; folded once a level
far of level i            0 where the key is near, and larger than the word where not
word                      V; near keys multiply it by 2^step, so that deeper digits come to the top
result                    the bits of the label, each where it belongs
========================  =====================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from memlib.constructions.compact.token_hash import FOLD, KEY, TokenHash
from memlib.constructions.line.layout import Layout
from memlib.constructions.line.lines import Hinge, Numbers
from memlib.constructions.sizes import NetworkForm
from memlib.exact.form import Form, constant, coordinate
from memlib.exact.program import CARRY, Operation, Program, Step

WORD: Final = "word"
RESULT: Final = "result"
#: A network of narrower layers has not enough rows for a key, a word, a result and a hinge.
LEAST_WIDTH: Final = 5
#: With more hinges than this a plain layer that only makes rows of key and word costs less.
FEW: Final = 3


def rows(layout: Layout) -> int:
    """The rows beside a hinge: key, word, result, and one a level that is read."""
    return 3 + sum(step > 0 for step in layout.steps)


def assemble(
    inputs: tuple[str, ...],
    token_hash: TokenHash,
    mixing: tuple[Operation, ...],
    layout: Layout,
    numbers: Numbers,
    hinges: Sequence[Hinge],
    unit: int,
    least: int,
    width: int | None = None,
    short: bool = False,
    form: NetworkForm = "residual",
) -> Program:
    """E_out ∘ read ∘ fold the word ∘ gates ∘ hinges ∘ fold the key ∘ mixing ∘ token hash ∘ E_in.

    Args:
        token_hash: in units of keys; here it is multiplied by 2^F.
        unit, least: the label is least + unit · (its bits as a number).
        width: the most rows of a layer, if the hinges are not to stand side by side.
        form: plain layers have no row for word and result before these are made; with skip
            connections a row that is 0 from the start costs nothing, and one that is cleared does.
        short: whether creases are to be short numbers; with skip connections that takes four more
            parameters.
    """
    scaled = TokenHash(
        tuple(weight << numbers.fraction for weight in token_hash.direction),
        token_hash.shift << numbers.fraction,
        tuple(crease << numbers.fraction for crease in token_hash.creases),
        (),
    )
    fresh, zeros = form == "plain", {WORD: constant(0), RESULT: constant(0)}
    scaling = Scaling.of(layout, numbers, short, fresh)
    make_rows = (CARRY,) if len(hinges) > FEW else ()
    return Program(
        inputs=inputs,
        initial={KEY: scaled.form(inputs)} | ({} if fresh else zeros),
        operations=(
            CARRY,
            *scaled.steps(),
            *mixing,
            *level_steps(layout, numbers),
            *make_rows,
            *hinge_steps(hinges, None if width is None else width - rows(layout), fresh),
            *make_rows,
            *gate_steps(layout),
            *fold_steps(layout, numbers, scaling),
            *read_steps(layout, numbers, hinges, unit, scaling.at_end(layout), fresh),
        ),
        output=coordinate(RESULT) + least,
    )


def _far(level: int) -> str:
    return f"far {level}"


def level_steps(layout: Layout, numbers: Numbers) -> Iterator[Step]:
    """Fold the key. Keys are integers: what lies behind a crease lies 2^F behind it, or more."""
    key, fold = coordinate(KEY), coordinate(FOLD)
    deepest = numbers.range
    for level, (step, crease) in enumerate(zip(layout.steps, layout.creases, strict=True)):
        updates = {KEY: key - 2 * fold}
        if step:
            updates[_far(level)] = (1 << max(0, deepest - numbers.fraction)) * fold
            deepest += step
        yield Step({FOLD: key - (crease << numbers.fraction)}, updates)


def hinge_steps(hinges: Sequence[Hinge], most: int | None, fresh: bool) -> Iterator[Step]:
    """V = Σ Δσ_j·ReLU(key − a_j), in one layer or in layers of so many hinges; maybe in a new row.

    Rising hinges first: then what has been added up is never less than V, so it is not negative.
    """
    key = coordinate(KEY)
    order = sorted(hinges, key=lambda hinge: hinge.change < 0)
    together = len(order) if most is None else most
    for begin in range(0, len(order), together):
        group = range(begin, min(begin + together, len(order)))
        units = {f"hinge {j}": key - order[j].place for j in group}
        changes = Form({f"hinge {j}": order[j].change for j in group})
        yield Step(units, {WORD: changes if fresh and not begin else coordinate(WORD) + changes})


def gate_steps(layout: Layout) -> Iterator[Step]:
    """Multiply the word by 2^step where the key is near: where far = 0 in V + (2^step − 1)·gate."""
    word, gate = coordinate(WORD), coordinate("gate")
    for level, step in enumerate(layout.steps):
        if step:
            yield Step(
                {"gate": word - coordinate(_far(level))}, {WORD: word + ((1 << step) - 1) * gate}
            )


@dataclass(frozen=True)
class Scaling:
    """What the word is multiplied by, so that creases are short numbers.

    Attributes:
        down: once, before it is folded or with the first fold.
        doubled: whether every fold doubles it as well; then all creases are equal.
    """

    down: Fraction
    doubled: bool

    @classmethod
    def of(cls, layout: Layout, numbers: Numbers, short: bool, fresh: bool) -> Scaling:
        """None if creases may be long. Doubling takes a unit more where there are skips."""
        top = numbers.range + sum(layout.steps)
        if not short:
            return cls(Fraction(1), False)
        if fresh:
            return cls(Fraction(1, 1 << top - 1), True)
        # Creases are 2^(K/2) … 2^(−K/2), and not all larger than the longest number of a hinge.
        return cls(Fraction(1, 1 << max(0, top - 1 - layout.folds // 2)), False)

    def at_end(self, layout: Layout) -> Fraction:
        """The factor after all folds."""
        return self.down * (1 << layout.folds) if self.doubled else self.down


def fold_steps(layout: Layout, numbers: Numbers, scaling: Scaling) -> Iterator[Step]:
    """Fold the word in the middle, K times, and scale it."""
    word, fold = coordinate(WORD), coordinate(FOLD)
    top = numbers.range + sum(layout.steps)
    if scaling.doubled:
        # A row of its own for the scaled word: one long number instead of four.
        yield CARRY
        yield Step({}, {WORD: _short(scaling.down) * word})
        yield CARRY
        for _ in range(layout.folds):
            yield Step({FOLD: word - 1}, {WORD: 2 * word - 4 * fold})
        return
    for k in range(layout.folds):
        factor = _short(scaling.down) if k == 0 else 1
        crease = (1 << top - 1 - k) * (1 if k == 0 else scaling.down)
        yield Step({FOLD: word - _short(Fraction(crease))}, {WORD: factor * (word - 2 * fold)})


def read_steps(
    layout: Layout,
    numbers: Numbers,
    hinges: Sequence[Hinge],
    unit: int,
    down: Fraction,
    fresh: bool,
) -> Iterator[Step]:
    """The word lies in [0, T]: in its upper half the bit is 1. Fold once more for the next bit."""
    word, fold, low, high = map(coordinate, (WORD, FOLD, "low", "high"))
    middle = down * Fraction(1 << numbers.range - layout.first, 2)
    for number in range(layout.streams):
        nearest = down * Fraction(min(hinge.margin[number] for hinge in hinges), 4)
        away = _power_below(nearest)
        weight = unit * Fraction(1 << layout.streams - 1 - number) / (2 * away)
        units: dict[str, Form] = {
            "low": word - _short(middle - away),
            "high": word - _short(middle + away),
        }
        bit = _short(weight) * (low - high)
        updates = {RESULT: bit if fresh and not number else coordinate(RESULT) + bit}
        if number + 1 < layout.streams:
            units[FOLD] = word - _short(middle)
            updates[WORD] = word - 2 * fold
        yield Step(units, updates)
        middle /= 2


def _power_below(value: Fraction) -> Fraction:
    """The largest power of two that is not larger.

    >>> _power_below(Fraction(3, 4))
    Fraction(1, 2)
    """
    power = Fraction(1)
    while power > value:
        power /= 2
    while 2 * power <= value:
        power *= 2
    return power


def _short(value: Fraction) -> Fraction | int:
    return value.numerator if value.denominator == 1 else value
