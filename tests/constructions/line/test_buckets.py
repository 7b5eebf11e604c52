"""A bucket is followed by another one, and numbers are as long as a usual bucket asks for."""

from __future__ import annotations

from random import Random

import pytest

from memlib.constructions.line.buckets import Filler
from memlib.constructions.line.layout import Item, Layout
from memlib.constructions.line.lines import Line, margins, numbers_for
from memlib.constructions.line.words import search

LAYOUT = Layout(8, (), (), 1)


def items(count: int) -> list[Item]:
    rng = Random(5)
    return [Item(place, 0, rng.randrange(2)) for place in sorted(rng.sample(range(9999), count))]


def test_one_key_far_away_makes_no_number_shorter() -> None:
    """Places of a narrow bucket need more digits than the whole line would say."""
    keys = items(200)
    far = [*keys, Item(1 << 40, 0, 1)]
    assert numbers_for(LAYOUT, keys) == numbers_for(LAYOUT, far)


def test_a_bucket_that_nothing_can_follow_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    keys, most = items(200), 5
    filler = Filler(LAYOUT, keys, numbers_for(LAYOUT, keys), search, 9)
    free = filler._hinges(0, 12, None)
    assert max(hinge.size for hinge in free) > most

    def after(self: Filler, line: Line, end: int) -> int:
        return 7 if end <= most else 0

    monkeypatch.setattr(Filler, "_after", after)
    tied = filler._hinges(0, 12, None)
    assert max(hinge.size for hinge in tied) <= most
    monkeypatch.setattr(Filler, "_after", lambda self, line, end: 0)
    assert filler._hinges(0, 12, None), "where nothing else is found, it is better than nothing"


def test_on_a_long_line_buckets_end_at_wide_gaps() -> None:
    least, place, rng = 128, 0, Random(6)
    keys: list[Item] = []
    for _ in range(500):
        place += rng.choice((1, 1, 1, 1, 9, 99))
        keys.append(Item(place, 0, 0))
    filler = Filler(LAYOUT, keys, numbers_for(LAYOUT, keys), search, 9)
    sizes = [(size, 0) for size in range(1, 400)]
    roomy = [size for size, _ in filler._roomy(0, sizes)]
    assert roomy[:60] == list(range(1, 61)), "each key of a small bucket counts"
    chosen = [size for size in roomy if size > least]
    narrow = sum(filler._gap(size) == 1 for size in chosen)
    assert len(chosen) < 120
    assert narrow < len(chosen) // 4, "of all gaps two in three are narrow"


def test_only_long_lines_are_filled_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter ones stay what they are: each of their keys counts."""
    keys = items(200)
    assert not Filler(LAYOUT, keys, numbers_for(LAYOUT, keys), search, 9)._long
    monkeypatch.setattr("memlib.constructions.line.buckets.LONG_LINE", len(keys) - 1)
    assert Filler(LAYOUT, keys, numbers_for(LAYOUT, keys), search, 9)._long


def test_a_line_filled_as_long_ones_are_gives_every_key_its_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("memlib.constructions.line.buckets.LONG_LINE", 0)
    keys = items(60)
    numbers = numbers_for(LAYOUT, keys)
    filler = Filler(LAYOUT, keys, numbers, search, 5)
    hinges = filler.fill(len(keys))
    assert filler._long
    assert hinges is not None
    assert sum(hinge.size for hinge in hinges) == len(keys)
    start = 0
    for hinge in hinges:
        bucket = keys[start : start + hinge.size]
        assert margins(LAYOUT, numbers, hinge.line, bucket) == hinge.margin
        start += hinge.size
