"""How full buckets get: some are filled here and there on a long line, before all are.

What a layout costs is foretold by a count of bits; that is right to a few percent, and layouts
differ by as much. A few buckets that are really filled tell more.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Final

from memlib.constructions.line.buckets import Filler
from memlib.constructions.line.chain import Chain

#: Places along the line, and buckets filled at each. The first begins with any line: not counted.
PLACES: Final = 8
EACH: Final = 4


def expected(filler: Filler) -> int | None:
    """How many buckets all keys will need, from some of them; None where no key fitted a line."""
    keys = buckets = 0
    for place in range(PLACES):
        start = len(filler.items) * (2 * place + 1) // (2 * PLACES)
        chains, guess = [Chain(start, None, None)], filler.usual
        for counted in range(EACH):
            chains = filler.continued(chains, guess)
            if not chains:
                return None
            guess = chains[0].size
            if counted:
                keys, buckets = keys + guess, buckets + 1
            if chains[0].end == len(filler.items):
                break
    return ceil(Fraction(len(filler.items) * buckets, keys)) if keys else None
