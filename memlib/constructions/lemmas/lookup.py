"""Lemmas G.2 and G.3: a pulse on an interval, and words looked up bucket by bucket.

Intuition: cut the sorted row of points into buckets. For each bucket one pulse, 1 on the bucket
and 0 on all other points; times the bucket's words, added up. Two ReLU layers per bucket.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memlib.exact.form import Form, constant, coordinate
from memlib.exact.program import CARRY, Step


@dataclass(frozen=True)
class Pulse:
    """Lemma G.2: 1 on [a, b], 0 below a − ½ and above b + ½, linear between; a ≤ b integers.

    σ(1 − σ(2a − 2x) − σ(2x − 2b)): width 2, depth 2, with a ReLU at the output.

    Source: Lemma G.2, page 37 (after Vardi et al. 2022).
    """

    a: int
    b: int

    def distance(self, x: Form) -> dict[str, Form]:
        """The two units of the first layer: twice the distance to the left and to the right."""
        return {"left": 2 * self.a - 2 * x, "right": 2 * x - 2 * self.b}


@dataclass(frozen=True)
class Bucket:
    """Consecutive points on the line, and the words that stand for all of them.

    Attributes:
        first, last: the least and the greatest point of the bucket.
        words: name of the word → its value, an integer ≥ 0.
    """

    first: int
    last: int
    words: Mapping[str, int]

    @property
    def pulse(self) -> Pulse:
        """The pulse on [⌊x_first⌋, ⌊x_last + 1⌋]: no other point is within 2 of the bucket's."""
        return Pulse(self.first, self.last + 1)


def lookup_steps(buckets: Sequence[Bucket], score: str, prefix: str = "") -> tuple[Step, ...]:
    """Lemma G.3: steps after which the named coordinates hold the words of the point's bucket.

    Afterwards a point of bucket j has the words w_j, and a point that is at least 2 from all points
    of the buckets has the words of some bucket, or 0. All words share one pulse per bucket. The
    first bucket sets the words, the others add to them; the last step only carries, so that no word
    is multiplied by what comes next.

    The printed proof takes exactly m buckets of k = ⌈N/m⌉ points and replaces j·k by N where it is
    larger; (j − 1)k + 1 can pass N too, so there are ⌈N/k⌉ buckets.

    Args:
        buckets: in any order, their points at least 2 apart.
        score: the coordinate that holds the point, x ≥ 0.
        prefix: put before the names of the coordinates used on the way.

    Source: Lemma G.3 and eq. (152), page 37.
    """
    x = coordinate(score)
    outside, left, right, inside = (
        prefix + name for name in ("outside", "left", "right", "inside")
    )
    steps: list[Step] = []
    for number, bucket in enumerate(buckets):
        distance = bucket.pulse.distance(x)
        steps.append(
            Step(
                units={left: distance["left"], right: distance["right"]},
                updates={outside: coordinate(left) + coordinate(right)},
            )
        )
        steps.append(
            Step(
                units={inside: 1 - coordinate(outside)},
                updates={
                    word: (coordinate(word) if number else constant(0)) + value * coordinate(inside)
                    for word, value in bucket.words.items()
                    if value or not number
                },
            )
        )
    return (*steps, CARRY)
