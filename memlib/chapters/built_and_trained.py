"""*Built and trained*: sizes that half of the runs reach, as brackets, beside what is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memlib.experiments import statistics

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Bracket:
    """What the tried sizes say of the size at 50 % success.

    Attributes:
        variant, sequences: the family, and N.
        above: the largest size that was tried, failed and lies below ``most``; None: none did.
        most: the smallest size at which half of the runs hit; None: no size was enough.
        tried: all sizes, with their success rates.
    """

    variant: str
    sequences: int
    above: int | None
    most: int | None
    tried: Mapping[int, statistics.Rate]

    def __str__(self) -> str:
        """In words.

        >>> print(Bracket("", 1, 105, 209, {}), Bracket("", 1, None, 209, {}), sep="; ")
        105 to 209; at most 209
        """
        if self.most is None:
            return f"more than {max(self.tried):,}"
        return (
            f"at most {self.most:,}" if self.above is None else f"{self.above:,} to {self.most:,}"
        )


def brackets(rows: Rows) -> list[Bracket]:
    """For each family and N: between which tried sizes half of the fresh runs begin to hit."""
    found = []
    cells = statistics.by(statistics.scored(rows), "variant", "task.sequences")
    for (variant, sequences), group in cells.items():
        tried = statistics.rates(group, "parameters")
        most = statistics.sizes(tried).half
        below = [size for size in tried if most is None or size < most]
        above = max(below) if below and most is not None else None
        found.append(Bracket(variant, sequences, above, most, tried))
    return found
