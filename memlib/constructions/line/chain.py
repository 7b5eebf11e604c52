"""A chain of buckets, each beginning where the one before ends; and when to give it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from memlib.constructions.line.lines import Hinge

#: In percent: layouts that seem to need so many buckets more than allowed are given up early.
FAR: Final = 8


@dataclass(frozen=True)
class Chain:
    """Buckets that hold all items before ``end``."""

    end: int
    last: Hinge | None
    before: Chain | None

    @property
    def size(self) -> int:
        """How many keys its last bucket holds."""
        assert self.last is not None
        return self.last.size

    def with_hinge(self, hinge: Hinge) -> Chain:
        return Chain(self.end + hinge.size, hinge, self)

    def hinges(self) -> list[Hinge]:
        found: list[Hinge] = []
        chain: Chain | None = self
        while chain is not None and chain.last is not None:
            found.append(chain.last)
            chain = chain.before
        return found[::-1]


def hopeless(made: int, end: int, count: int, most: int) -> bool:
    """Whether buckets as full as those made need far more than so many."""
    return 100 * made * count > (100 + FAR) * most * end
