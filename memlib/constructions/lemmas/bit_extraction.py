"""Lemmas G.4 to G.6: read a long binary word bit by bit, compare, and add the label.

Telgarsky's triangle function ψ(z) = σ(σ(2z) − σ(4z − 2)) folds [0, 1] at its middle. Put the word u
of n bits at z = u/2ⁿ. After i folds z lies on a rising or on a falling piece of ψ⁽ⁱ⁾, and it is
falling exactly when bit i of u is 1. To see the direction we fold two points, a little apart:
the *near* one at u/2ⁿ + 2⁻⁽ⁿ⁺²⁾ and the *far* one at u/2ⁿ + 2⁻⁽ⁿ⁺¹⁾. On a falling piece the near
one is above; the difference times 2ⁿ⁺²⁻ⁱ is the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from memlib.exact.form import Form, constant, coordinate
from memlib.exact.program import Step, side_by_side


@dataclass(frozen=True)
class Stream:
    """A word that is read bit by bit, most significant bit first.

    Attributes:
        word: the coordinate that holds the word; the near point takes its place.
        length: n, the number of bits of the word, leading zeros included.
    """

    word: str
    length: int

    @property
    def near(self) -> str:
        return self.word

    @property
    def far(self) -> str:
        return f"{self.word}.far"

    @property
    def entry(self) -> str:
        """The coordinate in which the bits of the present entry are collected."""
        return f"{self.word}.entry"

    def start(self) -> dict[str, Form]:
        """The layer H of eq. (161): place both points. Updates of one step."""
        scaled = Fraction(1, 2**self.length) * coordinate(self.word)
        return {
            self.near: scaled + Fraction(1, 2 ** (self.length + 2)),
            self.far: scaled + Fraction(1, 2 ** (self.length + 1)),
        }


def read_entry(stream: Stream, begin: int, bits: int) -> tuple[Step, ...]:
    """Lemma G.4: steps after which ``stream.entry`` is the number in bits begin+1 … begin+bits.

    Two ReLU layers per bit: one folds both points, one compares them and takes the bit in.

    Args:
        stream: the word, folded ``begin`` times before.
        begin: how many bits have been read.
        bits: how many to read, at least 1.

    Source: Lemma G.4, page 37; width 5, depth 3(j − i + 1) there, 2(j − i + 1) here.
    """
    near, far, entry = (coordinate(name) for name in (stream.near, stream.far, stream.entry))
    fall_near, fall_far, bit = (
        f"{stream.word}.{name}" for name in ("fall_near", "fall_far", "bit")
    )
    steps: list[Step] = []
    for i in range(begin + 1, begin + bits + 1):
        fold = Step(
            units={fall_near: 4 * near - 2, fall_far: 4 * far - 2},
            # ψ(z) = σ(2z) − σ(4z − 2), and σ(2z) = 2z because z ≥ 0 is carried.
            updates={
                stream.near: 2 * near - coordinate(fall_near),
                stream.far: 2 * far - coordinate(fall_far),
            },
        )
        first = i == begin + 1
        take_in = Step(
            units={bit: 2 ** (stream.length + 2 - i) * (near - far)},
            updates={stream.entry: (constant(0) if first else 2 * entry) + coordinate(bit)},
        )
        steps += [fold, take_in]
    return tuple(steps)


def match_steps(
    score: str, key: str, label: str, label_bits: int, result: str, prefix: str = ""
) -> tuple[Step, ...]:
    """Lemma G.5 and eq. (158): where the key fits the score, add the label to the result.

    match = σ(1 − σ(2y − 2x) − σ(2x − 2y − 2)) is 1 for x in [y, y + 1], and 0 for x < y − ½ and
    for x > y + 3/2. Then σ(2ᶜ⁺¹·match − 2ᶜ⁺¹ + label) is the label where match = 1, and 0 where
    match = 0, since label < 2ᶜ.

    Args:
        score: the coordinate of x.
        key: the coordinate of y, an integer.
        label: the coordinate of the label, below 2^label_bits.
        label_bits: c.
        result: the coordinate that the label is added to.
        prefix: put before the names of the coordinates used on the way.

    Source: Lemma G.5, page 38, and eqs. (157) to (159), pages 38 and 39.
    """
    x, y = coordinate(score), coordinate(key)
    below, above, miss, match, hit = (
        prefix + name for name in ("below", "above", "miss", "match", "hit")
    )
    scale = 2 ** (label_bits + 1)
    return (
        Step(
            units={below: 2 * y - 2 * x, above: 2 * x - 2 * y - 2},
            updates={miss: coordinate(below) + coordinate(above)},
        ),
        Step(
            units={f"{match}.unit": 1 - coordinate(miss)},
            updates={match: coordinate(f"{match}.unit")},
        ),
        Step(
            units={hit: scale * coordinate(match) - scale + coordinate(label)},
            updates={result: coordinate(result) + coordinate(hit)},
        ),
    )


def extract_steps(
    score: str, keys: Stream, labels: Stream, slots: int, result: str, prefix: str = ""
) -> tuple[Step, ...]:
    """Lemma G.6: read both words entry by entry; where the key is ⌊x⌋, add the label.

    First claim: if one filled slot holds the key ⌊x⌋ and all other filled slots are at least 2
    from it, the result grows by that slot's label. Second claim: if |x − ½ − key| > 1 for every
    slot, it stays. The printed lemma asks that *all* slots be 2 apart, which fails for the empty
    slots of a last bucket; both claims hold with empty slots (key 0, label 0) as long as x ≥ 2.

    Source: Lemma G.6, pages 38 and 39, with ρ bits per key and c bits per label (eqs. 99, 100).
    """
    key_bits, label_bits = keys.length // slots, labels.length // slots
    start = Step(updates=keys.start() | labels.start())
    steps: list[Step] = [start]
    for slot in range(slots):
        steps += side_by_side(
            read_entry(keys, slot * key_bits, key_bits),
            read_entry(labels, slot * label_bits, label_bits),
        )
        steps += match_steps(score, keys.entry, labels.entry, label_bits, result, prefix)
    return tuple(steps)


def pack(entries: Sequence[int], bits: int, slots: int) -> int:
    """The word whose entry k, bits·k+1 to bits·(k+1) from the front, is ``entries[k]``.

    Missing entries at the end are zero. The word has at most bits·slots bits; leading zeros belong
    to it (the paper's LEN(u) = ρn is to be read as ≤).

    >>> bin(pack([2, 3], bits=3, slots=3))
    '0b10011000'
    """
    word = 0
    for k in range(slots):
        word = word << bits | (entries[k] if k < len(entries) else 0)
    return word
