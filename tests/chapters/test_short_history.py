"""A look at a network counts what is wrong; the figures say what the networks do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from memlib.chapters import short_history as chapter
from memlib.rivals import baum, kim, nilsson

TWO = chapter.twelve(2)
POINTS = [TWO.tokens[s[0]] for s in TWO.sequences]


def test_wrong_labels_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    made = nilsson.construct(TWO)
    chapter.look(made)
    assert "wrong labels: 0 of 12" in capsys.readouterr().out
    flipped = replace(TWO, labels=tuple(3 - y for y in TWO.labels))
    assert chapter.wrong_labels(flipped, made.network) == 12


def test_a_label_at_every_token_is_counted_too() -> None:
    words, last = chapter.triples(POINTS, chapter.twelve(5).labels)
    made = kim.construct(words)
    assert (words.items, last.items) == (12, 4)
    assert chapter.wrong_labels(words, made.network) == 0
    other = replace(words, labels=(tuple(y % 5 + 1 for y in words.labels[0]), *words.labels[1:]))
    assert chapter.wrong_labels(other, made.network) == 3


def test_walks_and_words(shown: Any) -> None:
    chapter.parallel_cuts(nilsson.construct(TWO), POINTS, TWO.labels)
    chapter.strips(baum.construct(TWO), POINTS, TWO.labels)
    row = chapter.hinges(POINTS, TWO.labels)
    assert [y for _, y in row] != list(TWO.labels)  # sorted along the line
    places = [(k, y) for k, (_, y) in enumerate(row)]
    chapter.words(places, slots=3)
    assert "Points on a line in 4 buckets of at most 3" in shown[-1].alt
    assert all("12 labeled points" in picture.alt for picture in shown[:2])
