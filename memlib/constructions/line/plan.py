"""How many boxes a search will need at each digit: a count of bits, from the last to the first.

Each digit multiplies the boxes by four, each key that reads it leaves one in two. How many keys
read which digit is known before the search begins. So it is known where boxes will be plenty and
where they will be few: before a digit that many keys read there have to be many, elsewhere a
handful is enough. Beams that are planned so hold as many boxes as the dearest digit asks for,
where it asks for them, and the time goes there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: log₂ of the boxes where few are needed, at most: more only cost time there.
SPARE: Final = 10


def left(gains: Sequence[int], asked: Sequence[int], most: int) -> int:
    """log₂ of the boxes that are expected to live where they are fewest.

    Where it is below 0 the search should fail, and more often than not it does.

    Args:
        gains: log₂ of the boxes that each digit offers for one.
        asked: how many bits are asked for at each digit.
        most: log₂ of the most boxes that may live at a digit.

    >>> left([8, 4, 4], [2, 8, 2], 20)
    2
    """
    alive, least = 0, most
    for gain, bits in zip(gains, asked, strict=True):
        alive = min(most, alive + gain - bits)
        least = min(least, alive)
    return least


def beams(gains: Sequence[int], asked: Sequence[int], most: int) -> tuple[int, ...]:
    """For each digit, at most so many boxes are to live after it: as many as later digits need.

    Boxes side by side share their fate: keys ask the same of both. So a digit where few are
    expected to be needed gets 2^(¾ most) of them, and of large beams 2^SPARE.

    >>> beams([8, 4, 4], [2, 12, 2], 12)
    (4096, 512, 512)
    """
    spare = min(SPARE, 3 * most // 4)
    needed, need = [0] * len(gains), spare
    for digit in range(len(gains) - 1, -1, -1):
        needed[digit] = min(most, need)
        # One more than a full beam takes: what lives is not just what is expected.
        need = max(spare, min(most + 1, need) + asked[digit] - gains[digit])
    return tuple(1 << need for need in needed)
