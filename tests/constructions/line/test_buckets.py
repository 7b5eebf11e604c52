"""A bucket is followed by another one, and numbers are as long as a usual bucket asks for."""

from __future__ import annotations

from random import Random

import pytest

from memlib.constructions.line.buckets import Filler
from memlib.constructions.line.layout import Item, Layout
from memlib.constructions.line.lines import Line, numbers_for
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
