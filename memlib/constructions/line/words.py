"""One bucket's word: a line whose digits are the labels of all its keys. A tree search, exact.

On a bucket the word is V = p + s·δ with δ = key − first key, a number of [0, 1]. A key that reads
*digit* t of V asks which half of a circle V lies on: the bit is 1 where 2^(t−1)·V mod 1 lies in
[¼, ¾). The digits of p and of s are found from the highest on. After t + c of each, (p, s) is known
up to a small box, so V is known up to a sixteenth of the circle of digit t: boxes on which one of
that digit's keys cannot get its label are dropped, the others are cut into smaller ones. No more
than so many boxes live at a digit (a random part of them; :mod:`.plan` says how many will be
needed), so the time is bounded. What is found is right by arithmetic on integers; what is not found
costs the bucket a key.

Two things make it fast. Keys of one digit ask for p only modulo the circle, so sixteen places of p
are one mask of sixteen bits, and a key is one rotation and one AND. And a box is two integers
modulo 2^64: higher digits of V turn whole circles, and nobody reads them again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from memlib.constructions.line.starts import Starts

#: c: so many digits beyond the one that is read are known when it is tested: 2^(c + 1) = 16 places.
AHEAD: Final = 3
PLACES: Final = 1 << AHEAD + 1
#: f: so many more at the end, when every bit is tested without tolerance.
LAST: Final = 2
#: Digits read before are tested again, with smaller boxes, for so many digits.
AGAIN: Final = 5
#: Circles of more binary places than this are not tested again in machine words.
WORD_BITS: Final = 62
_MASK: Final = (1 << 64) - 1


@dataclass(frozen=True)
class Question:
    """What a bucket asks for.

    Attributes:
        digits: the digits that are read, rising.
        begins: where the keys of each digit begin in ``deltas``; one more entry, their number.
        deltas: for each bit that is asked for, its key's distance from the first key.
        bits: the bits.
        scale: D: boxes have width 2^−(t + c) in p, and 2^−(t + c + D) in s, with every δ below 2^D.
        starts: the boxes at the first digit: s, then the least and the largest p, as integers.
        beams: for each digit, at most so many boxes live after it.
        wanted: at most so many answers.
        seed: of the choice among boxes, from 1 to 2^64 − 1.
    """

    digits: Sequence[int]
    begins: Sequence[int]
    deltas: Sequence[int]
    bits: Sequence[int]
    scale: int
    starts: Starts
    beams: Sequence[int]
    wanted: int
    seed: int

    @property
    def level(self) -> int:
        """The binary digits of p in an answer."""
        return self.digits[-1] + AHEAD + LAST


#: Answers: pairs (p, s) as integers, in units of 2^−level and 2^−(level + scale).
Search = Callable[[Question], list[tuple[int, int]]]


@cache
def masks() -> tuple[tuple[tuple[int, int], ...], ...]:
    """``masks()[bit][place][wide]``: which of 16 places of p may give the bit.

    V covers the places r + place and the next one, and a part of one more if ``wide``.

    >>> f"{masks()[1][0][0]:016b}"
    '0000111111111000'
    """
    quarter, half = PLACES // 4, PLACES // 2

    def possible(bit: int, first: int, wide: int) -> bool:
        covered = range(first, first + 2 + wide)
        return any(((place - quarter) % PLACES < half) == bool(bit) for place in covered)

    def mask(bit: int, place: int, wide: int) -> int:
        return sum(1 << r for r in range(PLACES) if possible(bit, r + place, wide))

    return tuple(
        tuple((mask(bit, place, 0), mask(bit, place, 1)) for place in range(PLACES))
        for bit in (0, 1)
    )


@dataclass(frozen=True)
class _Box:
    """p and s modulo 2^64; the box it was cut from, and which piece of it this is."""

    p: int
    s: int
    parent: _Box | None
    piece: tuple[int, int, int]


class _Beam:
    """A random part of all boxes that are offered, in one pass (reservoir sampling, xorshift)."""

    def __init__(self, most: int, state: int) -> None:
        self.boxes: list[_Box] = []
        self.most, self.state, self.offered = most, state, 0

    def draw(self, below: int) -> int:
        x = self.state
        x ^= x << 13 & _MASK
        x ^= x >> 7
        x ^= x << 17 & _MASK
        self.state = x
        return x % below

    def offer(self, box: _Box) -> None:
        if len(self.boxes) < self.most:
            self.boxes.append(box)
        else:
            place = self.draw(self.offered + 1)
            if place < self.most:
                self.boxes[place] = box
        self.offered += 1


def search(question: Question) -> list[tuple[int, int]]:
    """Lines that give every key its bit, if some are found: the slow reference.

    :func:`memlib.fast.words.search` gives the same answers in machine words.

    >>> starts = Starts(True, 0, 0, 0, 3, 64, 2)
    >>> search(Question([1], [0, 2], [0, 3], [1, 0], 2, starts, [8], 1, 1))
    [(16, 43)]
    """
    beam = _first(question)
    for number in range(1, len(question.digits)):
        if not beam.boxes:
            return []
        beam = _next(question, number, beam)
    return _answers(question, beam.boxes)


def _first(question: Question) -> _Beam:
    """The boxes at the first digit: of equal places of p on the circle one is enough."""
    beam = _Beam(question.beams[0], question.seed)
    for number, (s, least, largest) in enumerate(question.starts):
        allowed = _places(question, 0, s & _MASK) if largest >= least else 0
        for place in range(PLACES):
            over = (place - least) % PLACES
            if allowed >> place & 1 and over <= largest - least:
                turns = beam.draw((largest - least - over) // PLACES + 1)
                p = least + over + PLACES * turns
                beam.offer(_Box(p, s & _MASK, None, (p, s, number)))
    return beam


def _next(question: Question, number: int, old: _Beam) -> _Beam:
    """The pieces of boxes at the next digit that may give all bits known so far."""
    digits, beam = question.digits, _Beam(question.beams[number], old.state)
    cut = digits[number] - digits[number - 1]
    for box in old.boxes:
        for q in range(1 << cut):
            s = (box.s << cut) + q & _MASK
            allowed = _places(question, number, s)
            if not allowed:
                continue
            for a in range(1 << cut):
                p = (box.p << cut) + a & _MASK
                if allowed >> p % PLACES & 1 and _still(question, number, p, s):
                    beam.offer(_Box(p, s, box, (a, q, cut)))
    return beam


def _places(question: Question, number: int, s: int) -> int:
    """The mask of places of p that may give all bits of one digit."""
    scale, table = question.scale, masks()
    allowed = (1 << PLACES) - 1
    for i in range(question.begins[number], question.begins[number + 1]):
        x = s * question.deltas[i] & _MASK
        wide = (x & (1 << scale) - 1) + question.deltas[i] > 1 << scale
        allowed &= table[question.bits[i]][(x >> scale) % PLACES][wide]
        if not allowed:
            break
    return allowed


def _still(question: Question, number: int, p: int, s: int) -> bool:
    """Whether the bits of a few digits before are still possible."""
    digits, scale = question.digits, question.scale
    for before in range(number - 1, max(-1, number - 1 - AGAIN), -1):
        circle = AHEAD + 1 + digits[number] - digits[before] + scale
        if circle > WORD_BITS:
            break
        for i in range(question.begins[before], question.begins[before + 1]):
            value = (p << scale) + s * question.deltas[i] + (1 << circle - 2)
            bit = question.bits[i]
            if value >> circle - 1 & 1 != bit:
                value += (1 << scale) + question.deltas[i]
                if value >> circle - 1 & 1 != bit:
                    return False
    return True


def _answers(question: Question, boxes: Sequence[_Box]) -> list[tuple[int, int]]:
    """In each box the first of 16 points that gives all bits, by the digits not yet forgotten."""
    found: list[tuple[int, int]] = []
    for box in boxes:
        if len(found) == question.wanted:
            break
        points = ((a, q) for a in range(1 << LAST) for q in range(1 << LAST))
        for a, q in points:
            if _right(question, (box.p << LAST) + a, (box.s << LAST) + q):
                found.append(_whole(_Box(0, 0, box, (a, q, LAST))))
                break
    return found


def _right(question: Question, p: int, s: int) -> bool:
    """Whether a point gives all bits."""
    digits, scale = question.digits, question.scale
    for number in range(len(digits) - 1, -1, -1):
        circle = AHEAD + 1 + LAST + digits[-1] - digits[number] + scale
        if circle > WORD_BITS:
            break
        for i in range(question.begins[number], question.begins[number + 1]):
            value = (p << scale) + s * question.deltas[i] + (1 << circle - 2)
            if value >> circle - 1 & 1 != question.bits[i]:
                return False
    return True


def _whole(box: _Box) -> tuple[int, int]:
    """All digits of p and s."""
    if box.parent is None:
        return box.piece[0], box.piece[1]
    p, s = _whole(box.parent)
    a, q, cut = box.piece
    return (p << cut) + a, (s << cut) + q
