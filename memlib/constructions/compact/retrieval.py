"""Labels without keys: a word w such that the parity of (row AND w) is each key's label.

Every key has a row of k random-looking bits. k unknown bits, one equation an item over GF(2): the
system can be solved as long as no row is a sum of others with the wrong label. So a bucket takes
keys, in the order of the line, until one contradicts; then the next bucket begins. Nothing can go
wrong but that a bucket stays small.

Bits are packed in integers: a row and its right side are one number, a step is one XOR.

Example:
    >>> system = System(3)
    >>> [system.add(row, label) for row, label in ((0b110, 1), (0b011, 0), (0b101, 0))]
    [True, True, False]
    >>> word = system.solution()
    >>> [(row & word).bit_count() & 1 for row in (0b110, 0b011)]
    [1, 0]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class System:
    """Equations over GF(2) in so many unknown bits, in echelon form.

    Attributes:
        bits: the number of unknowns.
        rank: the number of independent equations.
    """

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._rows: dict[int, int] = {}  # leading bit → (row << 1) | right side

    @property
    def rank(self) -> int:
        return len(self._rows)

    def reduced(self, row: int, right: int) -> int:
        """The equation minus the multiples of others: 0 if it follows, 1 if it contradicts."""
        equation = row << 1 | right
        rows = self._rows
        while equation > 1:
            pivot = rows.get(equation.bit_length())
            if pivot is None:
                return equation
            equation ^= pivot
        return equation

    def take(self, equation: int) -> None:
        """Add an equation that :meth:`reduced` gave."""
        if equation > 1:
            self._rows[equation.bit_length()] = equation

    def add(self, row: int, right: int) -> bool:
        """Add parity(row AND w) = right; False, and nothing added, if it contradicts."""
        equation = self.reduced(row, right)
        if equation == 1:
            return False
        self.take(equation)
        return True

    def solution(self) -> int:
        """One w that fits all equations; unknowns that are free are 0."""
        word = 0
        for length in sorted(self._rows):
            equation = self._rows[length]
            if ((equation >> 1) & word).bit_count() + equation & 1:
                word |= 1 << (length - 2)
        return word


@dataclass(frozen=True)
class Shelf:
    """A bucket: the keys from ``first`` on, and the words that give their labels.

    Attributes:
        first: its smallest key.
        size: how many keys.
        words: one solution a bit of the label, the lowest bit first.
    """

    first: int
    size: int
    words: tuple[int, ...]


def fill_shelves(
    keys: Sequence[int], rows: Sequence[int], labels: Sequence[int], length: int, streams: int
) -> list[Shelf] | None:
    """Buckets of consecutive keys, each as large as its linear systems allow.

    Args:
        keys: in rising order.
        rows: for each key ``streams · length`` bits; the first stream's are the highest.
        labels: for each key an integer of ``streams`` bits.
        length: k, the bits of a word.
        streams: the bits of a label.

    Returns:
        the buckets; None if a key contradicts itself (a row of zeros and a label bit of 1).
    """
    mask = (1 << length) - 1
    shifts = [length * (streams - 1 - stream) for stream in range(streams)]
    shelves: list[Shelf] = []
    systems = [System(length) for _ in shifts]
    first, size = keys[0], 0

    for key, row, label in zip(keys, rows, labels, strict=True):
        for attempt in (0, 1):
            reduced = [
                system.reduced(row >> shift & mask, label >> bit & 1)
                for bit, (system, shift) in enumerate(zip(systems, shifts, strict=True))
            ]
            if 1 not in reduced:
                break
            if attempt:
                return None
            if size:
                shelves.append(Shelf(first, size, tuple(s.solution() for s in systems)))
            systems = [System(length) for _ in shifts]
            first, size = key, 0
        for system, equation in zip(systems, reduced, strict=True):
            system.take(equation)
        size += 1
    shelves.append(Shelf(first, size, tuple(s.solution() for s in systems)))
    return shelves
