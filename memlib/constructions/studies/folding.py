"""A word read fold by fold: where the near and the far point of Lemma G.4 lie, and each bit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from memlib.constructions.lemmas.bit_extraction import Stream, read_entry
from memlib.exact.form import coordinate
from memlib.exact.layers import Number
from memlib.exact.program import CARRY, Program, Step, run_step


@dataclass(frozen=True)
class Fold:
    """After one fold: the heights of both points, and the bit that they tell."""

    near: Number
    far: Number
    bit: int


def tent(z: Number, times: int = 1) -> Number:
    """Telgarsky's triangle function ψ, applied so many times; exact.

    >>> [str(tent(Fraction(k, 8), 2)) for k in range(5)]
    ['0', '1/2', '1', '1/2', '0']
    """
    for _ in range(times):
        z = 2 * z if 2 * z <= 1 else 2 - 2 * z
    return z


def near_and_far(word: str) -> tuple[Fraction, Fraction]:
    """Where the two points of a word of bits begin.

    >>> near_and_far("1")
    (Fraction(5, 8), Fraction(3, 4))
    """
    n = len(word)
    left = Fraction(int(word, 2), 2**n)
    return left + Fraction(1, 2 ** (n + 2)), left + Fraction(1, 2 ** (n + 1))


def folds_of(word: str) -> list[Fold]:
    """The folds of a word of bits, as the steps of Lemma G.4 take them.

    >>> [(str(fold.near), str(fold.far), fold.bit) for fold in folds_of("10")]
    [('7/8', '3/4', 1), ('1/4', '1/2', 0)]
    """
    stream = Stream("u", len(word))
    given: dict[str, Number] = {"u": int(word, 2), stream.far: 0, stream.entry: 0}
    values = given | {name: form.at(given) for name, form in stream.start().items()}
    found = []
    for place in range(len(word)):
        for step in read_entry(stream, place, 1):
            values = run_step(step, values)
        found.append(Fold(values[stream.near], values[stream.far], int(values[stream.entry])))
    return found


def reader(length: int, begin: int, bits: int) -> Program:
    """The program of Lemma G.4: reads bits begin+1 … begin+bits of a word of that length.

    >>> int(reader(8, 2, 4).run({"u": 0b10110111})) == 0b1101
    True
    """
    word = Stream("word", length)
    near, far, over, beyond = map(coordinate, (word.near, word.far, "f", "g"))
    fold = Step(
        {"f": 4 * near - 2, "g": 4 * far - 2},
        {word.near: 2 * near - over, word.far: 2 * far - beyond},
    )
    steps = (CARRY, Step(updates=word.start()), *[fold] * begin, *read_entry(word, begin, bits))
    return Program(("u",), {"word": coordinate("u")}, steps, coordinate(word.entry))
