"""Figures of the history: both themes, and the numbers that they draw in the alt text."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.plots import history, history_line


def test_reached_shares_tells_the_listed_ones(shown: Any) -> None:
    history.reached_shares({2: [(1, 1.0), (3, 1.0), (6, 0.5)]}, [(4, 0.875), (6, 0.5)])
    alt = shown.only.alt
    assert "d = 2: 1 at 1, 1 at 3, 0.5 at 6" in alt
    assert "0.875 at N = 4, 0.5 at N = 6" in alt


@pytest.mark.parametrize("end", [(0.1, 0.1), (9.0, 9.0)])
@pytest.mark.parametrize("labels", [[1, 2, 2], [1, 2, 3]])
def test_plane_and_walk_tells_the_outputs(
    shown: Any, labels: list[int], end: tuple[float, float]
) -> None:
    history.plane_and_walk(
        [(0, 0), (9, 1), (4, 8)], labels, [(1, -1, 0.5), (0, 1, -3)],
        [(0, 1.0), (1, 1.0), (2, 2.0), (3, 1.0)],
        path=((0.0, 0.0), end), along="steps", caption="two lines",
    )  # fmt: skip
    alt = shown.only.alt
    assert "3 labeled points in the plane and 2 lines" in alt
    assert "left: 1, 2, 1." in alt


def test_a_long_walk_is_told_in_short(shown: Any) -> None:
    walk = [(k, k / 2) for k in range(30)]
    history.plane_and_walk(
        [(0, 0), (9, 1)], [1, 2], [(1, 1, 0)], walk,
        path=((0, 0), (9, 9)), along="x", caption="slope",
    )  # fmt: skip
    assert "starting at 0, up to 14.5, ending at 14.5" in shown.only.alt


def test_ladder_tells_every_size(shown: Any) -> None:
    history.ladder([("old", 21, 14), ("new", 1069, 40)], points=12)
    picture = shown.only
    assert "old: 21 parameters, 14 bits; new: 1,069 parameters, 40 bits" in picture.alt
    assert "12 points" in picture.caption


def test_ramps_tells_the_labels(shown: Any) -> None:
    rising_and_falling = [(0, 1), (1, 3), (2, 1), (3, -1)]
    history_line.ramps([rising_and_falling] * 2, [(0, 5), (1, 4), (2, 6)], 2, span=2, low=4)
    alt = shown.only.alt
    assert "2 zig-zags along a line of 3 points in groups of 2" in alt
    assert "band from 0 to 2" in alt
    assert "through the labels 5, 4, 6" in alt


def test_heights_between_and_beyond_the_bends() -> None:
    curve = [(0.0, 1.0), (2.0, 5.0), (2.0, 7.0), (4.0, 3.0)]
    heights = [history_line._at(curve, x) for x in (-1.0, 0.0, 1.0, 3.0, 5.0)]
    assert heights == [-1.0, 1.0, 3.0, 5.0, 1.0]


def test_folding_tells_how_long_each_line_is(shown: Any) -> None:
    history_line.folding([("far", [0, 90, 1000]), ("near", [0, 2, 1])])
    alt = shown.only.alt
    assert "The same 3 points on 2 lines, each shorter" in alt
    assert "far: from 0 to 1,000; near: from 0 to 2" in alt


def test_words_as_bits_tells_both_words(shown: Any) -> None:
    history_line.words_as_bits(
        [((2, 4), (3, 1), "010100", "1101"), ((8,), (2,), "1", "10")], slots=2
    )
    alt = shown.only.alt
    assert "2 buckets of at most 2" in alt
    assert "places 2, 4, labels 3, 1, key word 010100, label word 1101" in alt


def test_teeth_tells_the_labels(shown: Any) -> None:
    history_line.teeth(
        [("after 1 point", [(0, 2), (1, 2)]), ("all", [(0, 2), (1, 7)])], [(0, 2), (1, 7)]
    )
    alt = shown.only.alt
    assert "labels 2, 7" in alt
    assert "(after 1 point)" in alt


def test_rounds_tells_every_number(shown: Any) -> None:
    history_line.rounds("ab", [([4, 1200], 0), ([4, 0], 2400), ([0, 0], 2404)])
    alt = shown.only.alt
    assert "at first a 4, b 1,200, sum 0" in alt
    assert "after round 2 a 0, b 0, sum 2,404" in alt
