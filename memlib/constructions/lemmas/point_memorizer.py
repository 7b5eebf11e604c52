"""Lemma C.1: a ReLU network of about √N layers that memorizes N of V points.

Stage I puts the points on a line. Stage II finds the bucket and looks up its two words. Stage III
reads the words and picks the label. N points get their labels, all others get 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, NotRequired, Protocol, TypedDict, Unpack

from memlib.constructions.constants import Separation, ceil_log2, ceil_sqrt, key_bound
from memlib.constructions.lemmas.bit_extraction import Stream, extract_steps, pack
from memlib.constructions.lemmas.lookup import Bucket, lookup_steps
from memlib.constructions.lemmas.projection import Point, Projection, project
from memlib.constructions.sizes import Sizes
from memlib.errors import MemlibError
from memlib.exact.form import Form, constant
from memlib.exact.layers import Number
from memlib.exact.program import CARRY, Program, Step

#: The coordinates of a memorizer, each after its prefix.
SCORE: Final = "score"
KEYS: Final = "keys"
LABELS: Final = "labels"
RESULT: Final = "result"


@dataclass(frozen=True)
class Shape:
    """The integers of Lemma C.1: how N labels are cut into buckets, slots and bits.

    Attributes:
        capacity: N ≥ 1; at most so many points have a label.
        most_buckets: m = ⌈√(N log N)⌉.
        slots: k = ⌈N/m⌉ points per bucket, about √(N/log N).
        key_bits: ρ, the bits of R.
        label_bits: c, the bits of C.
        key_bound: R.

    log is log₂ rounded up, so every count is an integer.
    """

    capacity: int
    most_buckets: int
    slots: int
    key_bits: int
    label_bits: int
    key_bound: int

    @classmethod
    def of(cls, capacity: int, classes: int, key_bound: int) -> Shape:
        """The shape for N labels in [C] and projected points up to R.

        >>> Shape.of(capacity=100, classes=10, key_bound=1000)
        Shape(capacity=100, most_buckets=27, slots=4, key_bits=10, label_bits=4, key_bound=1000)
        """
        most_buckets = ceil_sqrt(capacity * ceil_log2(capacity))
        return cls(
            capacity,
            most_buckets,
            slots=-(-capacity // most_buckets),
            key_bits=key_bound.bit_length(),
            label_bits=classes.bit_length(),
            key_bound=key_bound,
        )

    def promise(self, dim: int) -> Sizes:
        """What the proof promises, as explicit sums (eqs. 110 and 111, with their constants).

        Bits are counted as len(p) + len(q) for p/q in lowest terms, so the printed n·max{ρ, c} + 2
        bits of precision become + 4, and an integer below 2^b has b + 1 bits.
        """
        word = self.slots * max(self.key_bits, self.label_bits)
        width = 12
        depth = 2 + (3 * self.most_buckets + 2) + (3 * word + 2 * self.slots + 2)
        return Sizes(
            width=width,
            depth=depth,
            parameters=width * (dim + 1) + (depth - 1) * width * (width + 1) + width + 1,
            max_bits=max(word + 4, self.key_bits + 3, self.label_bits + 3),
        )


@dataclass(frozen=True)
class PointMemorizer:
    """Lemma C.1 as steps over named coordinates, with all that the proof names on the way.

    Attributes:
        projection: Stage I.
        shape: the counts.
        buckets: Stage II, in the order of the line.
        initial: coordinate → first value, a form over the point's coordinates.
        steps: stages II and III.
        result: the coordinate that holds the label at the end.
    """

    projection: Projection
    shape: Shape
    buckets: tuple[Bucket, ...]
    initial: dict[str, Form]
    steps: tuple[Step, ...]
    result: str

    def program(self, inputs: Sequence[str]) -> Program:
        """The network on its own: the point's coordinates in, its label out."""
        return Program(tuple(inputs), self.initial, (CARRY, *self.steps), Form({self.result: 1}))


class About(TypedDict):
    """What a lemma that memorizes N of V points is told beside the points and their labels.

    Attributes:
        classes: C; labels are y in 1 … C, or 0 for a point that must give 0.
        separation: r and δ of the points.
        capacity: N ≥ 1, which sets the shape; no more points may have a label.
        inputs: names of the d coordinates of a point.
        rng: for the projection.
        prefix: put before the names of all coordinates, so that two of these can share a program.
    """

    classes: int
    separation: Separation
    capacity: int
    inputs: Sequence[str]
    rng: Random
    prefix: NotRequired[str]


class Memorize(Protocol):
    """A lemma that memorizes N of V points: :func:`memorize_points`, or one with its statement."""

    def __call__(
        self, points: Sequence[Point], labels: Sequence[int], **about: Unpack[About]
    ) -> PointMemorizer: ...


def memorize_points(
    points: Sequence[Point],
    labels: Sequence[int],
    *,
    classes: int,
    separation: Separation,
    capacity: int,
    inputs: Sequence[str],
    rng: Random,
    prefix: str = "",
    group: int | None = None,
) -> PointMemorizer:
    """Lemma C.1: F(x⁽ⁱ⁾) = y⁽ⁱ⁾ for the points with a label, F(x⁽ⁱ⁾) = 0 for those with label 0.

    Args:
        points: V distinct points of dimension d, exact.
        labels: one per point: y in 1 … C, or 0 for a point that must give 0.
        classes, separation, capacity, inputs, rng, prefix: see :class:`About`.
        group: so many points have a reader of their own, as in Lemma F.1; all have one if ``None``.

    Raises:
        MemlibError: a label outside 0 … C, more than N labels, or no projection found (see
            :func:`project`).

    Source: Lemma C.1, pages 28 to 31 (extending Vardi, Yehudai, Shamir 2022).

    Example:
        >>> near = Separation.clamped(25, 1)
        >>> net = memorize_points([(0,), (1,), (5,)], [2, 0, 3], classes=3, capacity=2,
        ...     separation=near, inputs=("x",), rng=Random(0))
        >>> [int(net.program(("x",)).run({"x": x})) for x in (0, 1, 5)]
        [2, 0, 3]
    """
    check_labels(labels, classes, capacity)
    bound = key_bound(len(points), len(points[0]), separation)
    shape = Shape.of(min(group or capacity, capacity), classes, bound)
    projection = project(points, separation, lowest=2, rng=rng)  # Stage I
    return on_the_line(projection, labels, shape, inputs, prefix, group)


def on_the_line(
    projection: Projection,
    labels: Sequence[int],
    shape: Shape,
    inputs: Sequence[str],
    prefix: str = "",
    group: int | None = None,
) -> PointMemorizer:
    """Stages II and III for projected points, in groups if asked for."""
    line = labeled_line(projection, labels)
    size = group or max(1, len(line))
    parts = [
        find_and_read(line[start : start + size], shape, prefix)
        for start in range(0, len(line), size)
    ]
    return PointMemorizer(
        projection,
        shape,
        buckets=tuple(bucket for buckets, _ in parts for bucket in buckets),
        initial=initial_values(projection, inputs, prefix),
        steps=tuple(step for _, steps in parts for step in steps),
        result=prefix + RESULT,
    )


def labeled_line(projection: Projection, labels: Sequence[int]) -> list[tuple[Number, int]]:
    """The labeled points on the line, from left to right: x_1 < … < x_N with their labels."""
    return sorted((x, y) for x, y in zip(projection.values, labels, strict=True) if y)


def initial_values(projection: Projection, inputs: Sequence[str], prefix: str) -> dict[str, Form]:
    """The first values: the projected point, and a result of 0."""
    return {prefix + SCORE: projection.form(inputs), prefix + RESULT: constant(0)}


def find_and_read(
    line: Sequence[tuple[Number, int]], shape: Shape, prefix: str
) -> tuple[tuple[Bucket, ...], tuple[Step, ...]]:
    """Stages II and III: add y_i to the result where the score is x_i, and 0 at all other points.

    Args:
        line: (x_i, y_i) from left to right, at most ``shape.capacity`` of them.
        shape: the counts.
        prefix: put before the names of all coordinates.

    Returns:
        the buckets, and the steps.
    """
    score, key_word, label_word = (prefix + name for name in (SCORE, KEYS, LABELS))
    buckets = []
    for start in range(0, len(line), shape.slots):
        members = line[start : start + shape.slots]
        keys = [x.__floor__() for x, _ in members]
        words = {
            key_word: pack(keys, shape.key_bits, shape.slots),
            label_word: pack([y for _, y in members], shape.label_bits, shape.slots),
        }
        buckets.append(Bucket(keys[0], keys[-1], words))
    if not buckets:
        return (), ()
    find = lookup_steps(buckets, score, prefix)
    read = extract_steps(
        score,
        Stream(key_word, shape.slots * shape.key_bits),
        Stream(label_word, shape.slots * shape.label_bits),
        shape.slots,
        prefix + RESULT,
        prefix,
    )
    return tuple(buckets), (*find, *read)


def check_labels(labels: Sequence[int], classes: int, capacity: int) -> None:
    """Labels are 0 … C, and at most N of them are not 0."""
    for i, label in enumerate(labels):
        if not 0 <= label <= classes:
            raise MemlibError(f"label {label} outside 0 to {classes}", place=f"point {i}")
    labeled = sum(label != 0 for label in labels)
    if labeled > capacity:
        raise MemlibError(f"{labeled} points have a label, more than N = {capacity}")
