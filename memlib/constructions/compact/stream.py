"""Reading: fold the key and the word side by side, count where both bits are 0, take the parity.

A fold's unit ReLU(y − crease) is 0 where the bit is 0, and at least a known gap where it is 1. So

    both = ReLU(1 − fold of the key / its gap − fold of the word / its gap)

is 1 where both bits are 0, and 0 elsewhere: one unit, and no bit is ever made clean. The number of
such places is even or odd; folding it in the middle until it is at most 1 says which.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from memlib.constructions.compact.buckets import WORD
from memlib.constructions.compact.token_hash import FOLD, KEY
from memlib.exact.form import Form, coordinate
from memlib.exact.program import Step

RESULT: Final = "result"
GATE: Final = "gate"


class Timeline:
    """Steps to which parts are added at any time."""

    def __init__(self) -> None:
        self._slots: list[tuple[dict[str, Form], dict[str, Form]]] = []

    def at(self, time: int, units: dict[str, Form], updates: dict[str, Form]) -> None:
        """Add units and updates to the step at that time."""
        while len(self._slots) <= time:
            self._slots.append(({}, {}))
        self._slots[time][0].update(units)
        self._slots[time][1].update(updates)

    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(units, updates) for units, updates in self._slots)


def skip_steps(whole: int, folds: int) -> tuple[Step, ...]:
    """Fold the key so many times and drop the bits: within a bucket the first ones are equal."""
    key, fold = coordinate(KEY), coordinate(FOLD)
    return tuple(
        Step({FOLD: key - _short(Fraction(whole, 2 ** (i + 1)))}, {KEY: key - 2 * fold})
        for i in range(folds)
    )


def stream_steps(whole: int, skipped: int, length: int, streams: int) -> tuple[Step, ...]:
    """Steps after which the result is the label: bit s of it from the s-th stream.

    Args:
        whole: Q, odd; the key was an integer from 1 to Q − 1 before it was folded.
        skipped: how often it has been folded.
        length: k, the bits of a word.
        streams: the bits of a label, at least 1. The word holds ``streams · length`` bits; it is a
            half-integer, so it never lies on a crease.
    """
    key, word, gate = coordinate(KEY), coordinate(WORD), coordinate(GATE)
    key_fold, word_fold, both = "key.fold", "word.fold", "both"
    line = Timeline()
    for i in range(streams * length):
        level = skipped + i + 1
        # The folded key is a multiple of 2^-level·2 away from multiples of the crease Q/2^level.
        line.at(
            i,
            {
                key_fold: key - _short(Fraction(whole, 2**level)),
                word_fold: word - 2 ** (streams * length - 1 - i),
            },
            {
                KEY: key - 2 * coordinate(key_fold),
                WORD: word - 2 * coordinate(word_fold),
                GATE: 2**level * coordinate(key_fold) + 2 * coordinate(word_fold),
            },
        )
        stream = i // length
        count = coordinate(f"count {stream}")
        counted = coordinate(both) if i % length == 0 else count + coordinate(both)
        line.at(i + 1, {both: 1 - gate}, {f"count {stream}": counted})
    for stream in range(streams):
        _add_parity(line, (stream + 1) * length + 1, stream, length)
    return line.steps()


def parity_creases(most: int) -> list[int]:
    """Where to fold a number from 0 to ``most`` until it is its parity.

    >>> parity_creases(20)
    [16, 8, 4, 2, 1]
    """
    return [1 << i for i in reversed(range((most - 1).bit_length()))]


def _add_parity(line: Timeline, time: int, stream: int, most: int) -> None:
    """Fold the count of a stream to its parity and add that bit to the result."""
    name = f"count {stream}"
    count, fold = coordinate(name), f"{name}.fold"
    before = [coordinate(RESULT)] if stream else []
    creases = parity_creases(most)
    for crease in creases[:-1]:
        line.at(time, {fold: count - crease}, {name: count - 2 * coordinate(fold)})
        time += 1
    if creases:
        bit = count - 2 * coordinate(fold)
        line.at(time, {fold: count - 1}, {RESULT: sum(before, 2**stream * bit)})
    else:
        line.at(time, {}, {RESULT: sum(before, 2**stream * count)})


def _short(value: Fraction) -> Fraction | int:
    return value.numerator if value.denominator == 1 else value
