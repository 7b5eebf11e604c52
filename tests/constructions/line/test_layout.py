"""Layouts: the key is folded so that every part of the line reads every digit."""

from __future__ import annotations

from random import Random

from memlib.constructions.line.chain import hopeless
from memlib.constructions.line.layout import (
    LOOKED_AT,
    Layout,
    beyond,
    expected_buckets,
    layouts,
    place_items,
    some_keys,
)

MOST = 13


def sums(count: int) -> list[int]:
    """Keys as they come: sums of eight scores, most of them near the middle."""
    rng = Random(1)
    return sorted({sum(rng.randrange(1 << 30) for _ in range(8)) for _ in range(count)})


def test_two_folds_that_nobody_reads_pay() -> None:
    keys, fewest = sums(2048), {True: 10**9, False: 10**9}
    for layout in layouts(keys, len(keys), 1, "residual", 150, Random(2)):
        price = layout.price(expected_buckets(layout, keys, MOST) // 1000 + 1, "residual")
        mixed = layout.steps[:2] == (0, 0)
        fewest[mixed] = min(fewest[mixed], price)
    assert fewest[True] < 0.97 * fewest[False]


def test_folded_twice_at_the_middle_keys_are_even() -> None:
    keys = sums(8000)
    layout = next(
        layout for layout in layouts(keys, len(keys), 1, "residual", 999, Random(3))
        if layout.steps[:2] == (0, 0)
    )  # fmt: skip
    twice = Layout(1, (0, 0), layout.creases[:2], 1)
    places = [item.place for item in place_items(twice, keys, [0] * len(keys))]
    low, high = places[0], places[-1]
    counts = [0] * 8
    for place in places:
        counts[min(7, 8 * (place - low) // (high - low))] += 1
    # Before, the fullest of eight parts holds a hundred times as many as the emptiest.
    assert max(counts) < 3 * min(counts)


def test_some_keys_are_keys_with_both_ends() -> None:
    keys = sums(7000)
    Random(4).shuffle(keys)
    some = some_keys(keys, Random(5))
    assert len(some) <= LOOKED_AT < len(keys)
    assert set(some) <= set(keys)
    assert (some[0], some[-1]) == (min(keys), max(keys))


def test_a_layout_that_falls_far_behind_is_given_up() -> None:
    assert not hopeless(made=10, end=100, count=400, most=40)
    assert not hopeless(made=10, end=100, count=400, most=38)
    assert hopeless(made=10, end=100, count=400, most=36)


def test_few_keys_that_lie_far_out_are_counted_before_a_long_line_is_filled() -> None:
    """Of a million keys two thousand lay beyond all creases: they took a fifth of all buckets."""
    rng = Random(7)
    crowd = rng.sample(range(1 << 20, 1 << 21), 60_000)
    far = rng.sample(range(1 << 19), 240)
    creases = [(1 << 20) + (1 << 19 - level) for level in range(6)]
    layout = Layout(9, tuple(3 << level for level in range(6)), tuple(creases), 1)
    keys = [*far, *crowd]
    looked = some_keys(keys, rng)
    buckets = len(keys) * expected_buckets(layout, looked, MOST) // (1000 * len(looked))
    assert beyond(layout, crowd, buckets, MOST) <= 3
    assert beyond(layout, keys, buckets, MOST) >= len(far) // 30
