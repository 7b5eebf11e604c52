"""What the chapter says of one changed bit, and where a recitation goes wrong."""

from __future__ import annotations

import pytest

from memlib.chapters import by_heart as chapter
from memlib.exact.recite import Reciter

TEXT = b"a rose is a rose is a flower"


def test_nothing_differs_where_nothing_was_changed() -> None:
    learned = chapter.learn(TEXT)
    assert chapter.first_difference(learned.made.network, learned.data, TEXT) == learned.words
    assert chapter.first_difference(learned.made.network, learned.data, TEXT[:-6] + b"x") == 7


def test_one_bit_is_heard() -> None:
    learned = chapter.learn(chapter.RHYME.encode())
    changed, what = chapter.with_a_bit_changed(learned, chapter.RHYME.encode())
    heard = chapter.said(Reciter.of(changed, learned.data).recite(), 60)
    right = chapter.first_difference(changed, learned.data, chapter.RHYME.encode())
    assert "bits long" in what
    assert 0 < right < learned.words
    assert heard.split()[:right] == chapter.RHYME.split()[:right]
    assert heard != " ".join(chapter.RHYME.split())


def test_costs_and_windows_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setattr(chapter, "table", lambda rows, **_: told.extend(rows))
    learned = chapter.learn(TEXT)
    chapter.costs([learned])
    chapter.windows(learned.data, [0, 8])
    cost, first, last = told
    assert (cost["words"], cost["different"]) == (8, 4)
    assert cost["nonzero parameters"] == learned.made.built.parameters
    assert first == {
        "the last words of the window": " ".join(["start"] * learned.data.length),
        "then": "a",
    }
    assert last["then"] == "end"
