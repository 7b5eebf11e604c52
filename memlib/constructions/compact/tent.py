"""What folding reads: the itinerary of a point under the tent map, and the point of an itinerary.

Fold [0, Q] at Q/2, then [0, Q/2] at Q/4, and so on: y ↦ y − 2 ReLU(y − crease). The i-th *bit* says
whether the point lay above the i-th crease. These bits are the Gray code of the binary expansion of
y/Q, so they are computed with one division, and a word with given bits with one pass of XORs.

Example:
    >>> [bin(itinerary(y, 7, 3)) for y in (1, 5)]
    ['0b1', '0b111']
    >>> bin(point_of(0b111, 3))
    '0b101'
"""

from __future__ import annotations


def itinerary(y: int, whole: int, folds: int) -> int:
    """The first bits of 0 ≤ y < whole under folding, the first fold's bit the highest.

    >>> itinerary(point_of(0b1101, 4), 2**4, 4) == 0b1101
    True
    """
    digits = (y << folds) // whole
    return digits ^ digits >> 1


def point_of(bits: int, folds: int) -> int:
    """The y below 2^folds whose itinerary in [0, 2^folds] is ``bits``; y + ½ has it too."""
    shift = 1
    while shift < folds:
        bits ^= bits >> shift
        shift *= 2
    return bits
