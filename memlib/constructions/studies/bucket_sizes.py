"""Lemma C.1 with any number of points per bucket: from one pulse per point to one weight for all.

The lemma takes about √(N/log N) points per bucket. Why not more, or fewer? A bucket costs a pulse;
a slot of the longest bucket costs the layers that read it. N/k buckets and k slots: this module
builds the network for any k, so that both costs can be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from memlib.constructions.constants import Separation, key_bound
from memlib.constructions.lemmas.point_memorizer import (
    PointMemorizer,
    Shape,
    check_labels,
    on_the_line,
)
from memlib.constructions.lemmas.projection import Point, project
from memlib.constructions.theorems.limited_bits import memorize_in_groups
from memlib.data.dataset import Dataset
from memlib.data.separation import squared_radius, squared_separation
from memlib.errors import MemlibError


def memorize_with_slots(
    points: Sequence[Point], labels: Sequence[int], slots: int, *, seed: int = 0
) -> PointMemorizer:
    """The network of Lemma C.1 with ``slots`` points per bucket; its inputs are x1, …, xd.

    Args:
        points: V distinct points of dimension d, exact.
        labels: one per point, an integer at least 1; or 0 for a point that must give 0.
        slots: k ≥ 1. One slot means a pulse per point; as many slots as points, one word for all.
        seed: of the random direction.

    Raises:
        MemlibError: fewer than one slot, a label below 0, equal points.

    Source: Lemma C.1, pages 28 to 31, with its k left free.

    Example:
        >>> net = memorize_with_slots([(0,), (1,), (5,)], [2, 0, 3], slots=2)
        >>> [int(net.program(("x1",)).run({"x1": x})) for x in (0, 1, 5)]
        [2, 0, 3]
        >>> len(net.buckets)
        1
    """
    if slots < 1:
        raise MemlibError(f"{slots} slots", operation="memorize", mend="use at least one")
    check_labels(labels, max(labels), len(points))
    labeled = sum(label != 0 for label in labels)
    separation = separation_of(points)
    bound = key_bound(len(points), len(points[0]), separation)
    shape = Shape(
        capacity=max(1, labeled),
        most_buckets=max(1, -(-labeled // slots)),
        slots=slots,
        key_bits=bound.bit_length(),
        label_bits=max(1, *labels).bit_length(),
        key_bound=bound,
    )
    projection = project(points, separation, lowest=2, rng=Random(seed))
    inputs = tuple(f"x{j + 1}" for j in range(len(points[0])))
    return on_the_line(projection, labels, shape, inputs)


def memorize_with_groups(
    points: Sequence[Point], labels: Sequence[int], B: int, *, seed: int = 0
) -> PointMemorizer:
    """The network of Lemma F.1 for the same task: groups of B² points, each with its own reader.

    Args:
        points, labels, seed: as in :func:`memorize_with_slots`.
        B: at least 2.

    Raises:
        MemlibError: B below 2, a label below 0, equal points.

    Source: Lemma F.1, pages 34 and 35.

    Example:
        >>> net = memorize_with_groups([(0,), (1,), (5,), (6,), (9,)], [2, 1, 3, 1, 2], B=2)
        >>> [int(net.program(("x1",)).run({"x1": x})) for x in (0, 1, 5, 6, 9)]
        [2, 1, 3, 1, 2]
    """
    if B < 2:
        raise MemlibError(f"B = {B}", operation="memorize in groups", mend="B is at least 2")
    return memorize_in_groups(
        points,
        labels,
        classes=max(labels),
        separation=separation_of(points),
        capacity=max(1, sum(label != 0 for label in labels)),
        inputs=tuple(f"x{j + 1}" for j in range(len(points[0]))),
        rng=Random(seed),
        group=B * B,
    )


def separation_of(points: Sequence[Point]) -> Separation:
    """r and δ of a list of points, as squares.

    >>> separation_of([(0, 0), (3, 4), (3, 3)]).squared_distance
    Fraction(1, 1)
    """
    if len(set(map(tuple, points))) < len(points):
        raise MemlibError("two points are equal", operation="memorize", mend="merge them")
    data = Dataset.next_token(points, [[i] for i in range(len(points))], [0] * len(points))
    return Separation.clamped(squared_radius(data), squared_separation(data))
