"""Beams are as large as later digits need; boxes that should live are counted as they come."""

from __future__ import annotations

from random import Random

from memlib.constructions.line.plan import SPARE, beams, left
from memlib.constructions.line.starts import LOOKED_AT, Starts


def test_left_is_the_least_of_what_lives() -> None:
    rng = Random(4)
    for _ in range(200):
        gains = [rng.randint(1, 9) for _ in range(rng.randint(1, 9))]
        asked = [rng.randint(0, 9) for _ in gains]
        most = rng.randint(4, 30)
        alive, lives = 0, []
        for gain, bits in zip(gains, asked, strict=True):
            alive = min(most, alive + gain - bits)
            lives.append(alive)
        assert left(gains, asked, most) == min(most, *lives)
        assert left(gains, asked, most + 1) >= left(gains, asked, most)


def test_a_digit_that_many_keys_read_has_many_boxes_before_it() -> None:
    most, gains = 12, [10, 6, 6, 6]
    calm = beams(gains, [2, 2, 2, 2], most)
    crowded = beams(gains, [2, 2, 2, 9], most)
    assert calm == (1 << 9,) * 4
    assert crowded == (1 << 9, 1 << 9, 1 << 12, 1 << 9)


def test_large_beams_are_large_only_where_keys_crowd() -> None:
    beam = beams([10, 6, 6, 6], [2, 2, 2, 12], 16)
    assert beam == (1 << SPARE, 1 << 12, 1 << 16, 1 << SPARE)


def test_beams_never_pass_the_most() -> None:
    rng = Random(5)
    for _ in range(200):
        gains = [rng.randint(1, 9) for _ in range(8)]
        asked = [rng.randint(0, 20) for _ in gains]
        assert all(1 <= beam <= 1 << 11 for beam in beams(gains, asked, 11))


def test_boxes_are_counted_about_right() -> None:
    """Beside all boxes one by one, where some slopes are left out."""
    scale, width = 9, 400
    one = 1 << 8 + scale
    for value, gap in ((one // 3, 30), (one // 2, 20), (0, 90)):
        starts = Starts(False, value, value + gap * 40, gap, width, one, scale)
        assert len(starts.slopes) > 4 * LOOKED_AT
        exact = sum(largest - least + 1 for _, least, largest in starts)
        assert abs(starts.count() - exact) + 1 <= exact / 10
