"""Some buckets, really filled, foretell how many all keys need."""

from __future__ import annotations

from random import Random

import pytest

from memlib.constructions.line import driver, sample
from memlib.constructions.line.buckets import Filler
from memlib.constructions.line.chain import Chain
from memlib.constructions.line.layout import Item, Layout
from memlib.constructions.line.lines import numbers_for
from memlib.constructions.line.words import search
from memlib.errors import MemlibError

LAYOUT = Layout(8, (), (), 1)


def filler(count: int) -> Filler:
    rng = Random(5)
    places = sorted(rng.sample(range(1 << 20), count))
    keys = [Item(place, 0, rng.randrange(2)) for place in places]
    return Filler(LAYOUT, keys, numbers_for(LAYOUT, keys), search, 9)


@pytest.mark.parametrize("count", [400, 900])
def test_as_many_are_expected_as_are_filled(count: int) -> None:
    hinges = filler(count).fill(count)
    assert hinges is not None
    found = sample.expected(filler(count))
    assert found is not None
    assert 4 * len(hinges) // 5 <= found <= 6 * len(hinges) // 5


def test_nothing_is_expected_where_no_key_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: Filler, chains: list[Chain], guess: int) -> list[Chain]:
        return []

    monkeypatch.setattr(Filler, "continued", none)
    assert sample.expected(filler(60)) is None


def test_a_long_line_takes_the_layout_whose_buckets_are_fullest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The count of bits likes one layout, the buckets another: what is filled decides."""
    asked: list[Layout] = []
    filled: list[Layout] = []

    def foretold(one: Filler) -> int:
        asked.append(one.layout)
        return 90 - 10 * len(asked)

    def fill(self: Filler, most: int) -> None:
        filled.append(self.layout)

    monkeypatch.setattr(driver, "LONG_LINE", 50)
    monkeypatch.setattr(driver, "ALL_KEYS", 3)
    monkeypatch.setattr(driver, "ROUNDS", 1)
    monkeypatch.setattr(driver, "expected", foretold)
    monkeypatch.setattr(Filler, "fill", fill)
    rng = Random(1)
    coded = {rng.randrange(1 << 30): rng.randrange(2) for _ in range(60)}
    with pytest.raises(MemlibError, match="left a key without a line"):
        driver.find_hinges(
            coded, 1, "residual", rng, search, driver.Effort(4, 1, 9, 1), 9, "nonzero"
        )
    assert len(asked) == 3
    assert filled[0].price(60, "residual", "nonzero") <= asked[0].price(80, "residual", "nonzero")
    assert filled[0] == asked[2]
