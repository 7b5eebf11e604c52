"""Figures of the interval certificates: both themes, and the numbers drawn in the alt text."""

from __future__ import annotations

from typing import Any

from memlib.plots import intervals


def test_widths_tell_when_labels_can_be_read(shown: Any) -> None:
    intervals.widths({"one": [(32, 4.0), (64, 0.4), (96, 1e-9)], "two": [(32, 9.0), (64, 2.0)]})
    picture = shown.only
    assert "one: below ½ from 64 bits on, 1e-09 at 96 bits" in picture.alt
    assert "two: never below ½, 2e+00 at 64 bits" in picture.alt


def test_boltzmann_gap_tells_where_the_order_turns(shown: Any) -> None:
    gaps = [(0.5, 0.2), (1.0, 0.1), (2.0, -0.01), (6.0, -1e-4)]
    intervals.boltzmann_gap(gaps, [(6.0, 2e-5)], enough=5.5, names=("{a}", "{b}"))
    picture = shown.only
    assert "{a} is larger up to 1, {b} from there on" in picture.alt
    assert "at 6 the distance is 1.0e-04, and the lemma promises 2.0e-05" in picture.alt
