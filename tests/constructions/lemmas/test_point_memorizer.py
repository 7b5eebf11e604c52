"""Lemma C.1: N of V points get their labels, all others 0; sizes are those of (110) and (111)."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil, log2, sqrt
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.constants import Separation, key_bound
from memlib.constructions.lemmas.point_memorizer import PointMemorizer, Shape, memorize_points
from memlib.data import Dataset
from memlib.errors import MemlibError
from memlib.exact import certificate, compile_plain, compile_residual, count, evaluate, verify

from .test_projection import separation_of

Points = list[tuple[Fraction, ...]]


def memorize(points: Points, labels: list[int], **changes: Any) -> PointMemorizer:
    options: dict[str, Any] = {
        "classes": max(1, *labels, 0),
        "separation": separation_of(points),
        "capacity": max(1, sum(y != 0 for y in labels)),
        "inputs": [f"x{j}" for j in range(len(points[0]))],
        "rng": Random(0),
    }
    return memorize_points(points, labels, **options | changes)


def check(points: Points, labels: list[int], **changes: Any) -> PointMemorizer:
    """The statement, on both compiled networks, read by the definition of the layers."""
    made = memorize(points, labels, **changes)
    dim = len(points[0])
    program = made.program([f"x{j}" for j in range(dim)])
    promised = made.shape.promise(dim)
    for compiler in (compile_plain, compile_residual):
        network = compiler(program)
        given_labels = [column[0] for column in evaluate(network, points)]
        assert given_labels == labels
        counts = count(network, dim)
        assert counts.width <= promised.width == 12
        assert counts.depth <= promised.depth
        assert counts.max_bits <= promised.max_bits
        if compiler is compile_plain:
            assert counts.parameters <= promised.parameters
    return made


coordinates = st.fractions(-3, 3, max_denominator=3) | st.integers(-1000, 1000).map(Fraction)


@st.composite
def labeled_points(draw: st.DrawFn) -> tuple[Points, list[int], int]:
    dim = draw(st.integers(1, 3))
    points = draw(st.lists(st.tuples(*[coordinates] * dim), min_size=1, max_size=7, unique=True))
    classes = draw(st.sampled_from([1, 2, 3, 10, 1000]))
    label = st.sampled_from([0, 1, classes]) | st.integers(0, classes)
    return points, [draw(label) for _ in points], classes


@settings(max_examples=10)
@given(labeled_points(), st.integers(0, 9), st.integers(0, 3))
def test_drawn_points(drawn: tuple[Points, list[int], int], seed: int, spare: int) -> None:
    points, labels, classes = drawn
    capacity = max(1, sum(y != 0 for y in labels)) + spare
    check(points, labels, classes=classes, capacity=capacity, rng=Random(seed))


def line(n: int) -> Points:
    return [(Fraction(k),) for k in range(n)]


@pytest.mark.parametrize(
    ("points", "labels"),
    [
        (line(1), [1]),  # N = V = d = C = 1
        (line(1), [0]),
        (line(5), [0] * 5),
        (line(5), [1] * 5),
        (line(9), [0, 0, 0, 0, 5, 0, 0, 0, 0]),
        (line(3), [1000, 1, 999]),
        (line(3), [10**40, 1, 0]),
        ([(Fraction(-10), Fraction(1, 3)), (Fraction(-10), Fraction(-1, 3))], [2, 1]),
        ([(Fraction(k, 7) - 1,) for k in range(8)], [1, 0, 3, 0, 0, 2, 2, 1]),
        ([tuple(map(Fraction, x)) for x in product((-1, 0, 1), repeat=3)], [1, 0, 2] * 9),
    ],
    ids=[
        "all ones", "one zero", "all zero", "one class", "one label", "thousand", "huge",
        "negative", "sevenths", "lattice",
    ],
)  # fmt: skip
def test_particular_points(points: Points, labels: list[int]) -> None:
    check(points, labels)


def test_a_capacity_that_nobody_uses() -> None:
    for capacity in (1, 2, 3, 10, 64):
        made = check(line(6), [0, 2, 0, 0, 0, 0], capacity=capacity)
        assert len(made.buckets) == 1


def test_every_size_of_a_last_bucket() -> None:
    for number in (1, 2, 3, 5, 10):
        made = check(line(number + 2), [0] + [k % 3 + 1 for k in range(number)] + [0])
        assert len(made.buckets) == -(-number // made.shape.slots) <= made.shape.most_buckets


def test_labels_that_are_refused() -> None:
    with pytest.raises(MemlibError, match="point 1: label 4 outside 0 to 3"):
        memorize(line(2), [1, 4], classes=3)
    with pytest.raises(MemlibError, match="point 0: label -1"):
        memorize(line(2), [-1, 1])
    with pytest.raises(MemlibError, match="3 points have a label, more than N = 2"):
        memorize(line(3), [1, 1, 1], capacity=2)


def test_points_beyond_the_stated_radius_never_give_wrong_labels() -> None:
    """Keys of the length of R would run over into their neighbors."""
    points = [(Fraction(k * 10**12),) for k in range(6)]
    small = Separation.clamped(1, 1)
    with pytest.raises(MemlibError, match="radius"):
        memorize(points, [1, 2, 3, 1, 2, 3], separation=small)


@pytest.mark.parametrize("compiler", [compile_plain, compile_residual])
def test_a_certificate_of_the_lemma_alone(tmp_path: Any, compiler: Any) -> None:
    """All labels zero included: the checker, which knows nothing of lemmas, takes both forms."""
    for labels in ([0, 0, 0], [0, 2, 1]):
        program = memorize(line(3), labels).program(["x0"])
        data = Dataset.next_token(line(3), [[0], [1], [2]], labels)
        certificate.write(tmp_path / "c.json", data, compiler(program), {})
        verify.verify(str(tmp_path / "c.json"))


@settings(max_examples=60)
@given(st.integers(1, 10**5), st.integers(1, 10**6), st.integers(1, 10**30))
def test_sizes_are_the_printed_sums(capacity: int, classes: int, bound: int) -> None:
    """(110) and (111): m = ⌈√(N log N)⌉, k = ⌈N/m⌉ ≈ √(N/log N), ρ and c the bits of R and C."""
    log = max(1, ceil(log2(capacity)))
    m = max(j for j in (ceil(sqrt(capacity * log)) + e for e in (-1, 0, 1))
            if (j - 1) ** 2 < capacity * log)  # fmt: skip
    k = -(-capacity // m)
    rho, c = len(f"{bound:b}"), len(f"{classes:b}")
    assert m * k >= capacity
    assert k <= sqrt(capacity / log) + 1
    shape = Shape.of(capacity, classes, bound)
    assert (shape.most_buckets, shape.slots, shape.key_bits, shape.label_bits) == (m, k, rho, c)
    for dim in (1, 4):
        promised = shape.promise(dim)
        assert promised.width == 12
        assert promised.depth == 2 + 3 * m + 2 + 3 * k * max(rho, c) + 2 * k + 2
        printed_bits = max(rho, k * max(rho, c) + rho, k * max(rho, c) + 2, c)
        assert promised.max_bits <= printed_bits + 3  # +1: q = 1 has a bit; +2: 2⁻ᵖ needs p + 1
        # fully connected, of the promised width and depth
        assert promised.parameters <= 12 * (dim + 1) + (promised.depth - 1) * 12 * 13 + 13


def test_the_key_bound_is_that_of_the_points() -> None:
    made = memorize(line(4), [1, 0, 1, 0])
    assert made.shape.key_bound == key_bound(4, 1, Separation.clamped(9, 1)) == 1702


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(TypeError, match="'prefx'"):
        memorize([(Fraction(1),)], [1], prefx="a ")
