"""Lemmas G.2 and G.3: the pulse, and each point's words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.lemmas.lookup import Bucket, Pulse, lookup_steps
from memlib.exact.form import coordinate

from ..reading import after, at


def pulse_value(pulse: Pulse, x: Fraction) -> Fraction:
    """σ(1 − left − right) with the two units of the first layer."""
    units = [
        max(at(form, {"x": x}), Fraction(0)) for form in pulse.distance(coordinate("x")).values()
    ]
    assert len(units) == 2  # width 2
    return max(1 - sum(units), Fraction(0))


@pytest.mark.parametrize(("a", "b"), [(0, 0), (0, 1), (3, 4), (2, 9)])
def test_g2_on_a_fine_grid(a: int, b: int) -> None:
    """1 on [a, b], 0 from ½ outside on, linear between; steps of 1/24."""
    pulse = Pulse(a, b)
    for k in range(24 * (a - 3), 24 * (b + 3) + 1):
        x = Fraction(k, 24)
        outside = max(a - x, x - b, Fraction(0))
        assert pulse_value(pulse, x) == max(1 - 2 * outside, Fraction(0))
        if a <= x <= b:
            assert pulse_value(pulse, x) == 1
        elif x < a - Fraction(1, 2) or x > b + Fraction(1, 2):
            assert pulse_value(pulse, x) == 0


def cut(points: list[Fraction], words: list[tuple[int, int]], m: int) -> tuple[int, list[Bucket]]:
    """The statement's buckets: k = ⌈N/m⌉ points each, as many as there are points for."""
    k = -(-len(points) // m)
    firsts = range(0, len(points), k)
    return k, [
        Bucket(
            points[i].__floor__(),
            points[min(i + k, len(points)) - 1].__floor__(),
            dict(zip(("u", "w"), words[j], strict=True)),
        )
        for j, i in enumerate(firsts)
    ]


def look_up(buckets: list[Bucket], x: Fraction) -> tuple[Fraction, Fraction]:
    # whatever the words held before is gone
    values = after(lookup_steps(buckets, "x", "in."), {"x": x, "u": 777, "w": 888})
    assert values["x"] == x
    return values["u"], values["w"]


gaps = st.fractions(2, 6, max_denominator=8)


@settings(max_examples=12)
@given(st.lists(gaps, min_size=1, max_size=12), st.data())
def test_g3_both_claims(distances: list[Fraction], data: st.DataObject) -> None:
    points = [sum(distances[: i + 1], Fraction(0)) for i in range(len(distances))]
    m = data.draw(st.integers(1, len(points)))
    word = st.integers(0, 2**40)
    words = [(data.draw(word), data.draw(word)) for _ in range(m)]
    k, buckets = cut(points, words, m)
    for i, x in enumerate(points):
        assert look_up(buckets, x) == words[i // k]
    top = int(points[-1]) + 4
    for x in (Fraction(j, 4) for j in range(4 * top)):
        if all(abs(x - point) >= 2 for point in points):
            assert look_up(buckets, x) in [(0, 0), *words]


def test_g3_with_an_uneven_last_bucket() -> None:
    """N = 10 and m = 6: k = 2 makes 5 buckets, and the sixth has no point to begin with."""
    points = [Fraction(5 * i + 2) for i in range(10)]
    k, buckets = cut(points, [(j + 1, 10 * j) for j in range(6)], 6)
    assert (k, len(buckets)) == (2, 5)
    assert [look_up(buckets, x)[0] for x in points] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    k, buckets = cut(points, [(j + 1, 10 * j) for j in range(4)], 4)  # 3 + 3 + 3 + 1
    assert [look_up(buckets, x)[0] for x in points] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4]


def test_g3_points_within_two_of_a_bucket_s_edge() -> None:
    """Neighboring buckets as near as can be, each point just before the next integer."""
    points = [Fraction(2) + Fraction(99, 100), Fraction(4) + Fraction(99, 100)]
    _, buckets = cut(points, [(7, 0), (0, 9)], 2)
    assert [look_up(buckets, x) for x in points] == [(7, 0), (0, 9)]


def test_g3_order_of_buckets_does_not_matter_and_old_words_go() -> None:
    points = [Fraction(3 * i + 2) for i in range(5)]
    _, buckets = cut(points, [(j + 1, 5 - j) for j in range(5)], 5)
    for x in points:
        start = {"x": x, "u": 0, "w": 0}
        there, back = (after(lookup_steps(b, "x"), start) for b in (buckets, buckets[::-1]))
        assert (there["u"], there["w"]) == (back["u"], back["w"])


def test_g3_depth_is_at_most_the_printed_one() -> None:
    _, buckets = cut([Fraction(3 * i) for i in range(12)], [(1, 1)] * 12, 12)
    for m in range(1, 13):
        assert len(lookup_steps(buckets[:m], "x")) <= 3 * m + 2
