"""The first chapters' figures draw in both themes, and their alt text has the numbers."""

from __future__ import annotations

import pytest

from memlib.plots import memorization, transformer
from memlib.plots.style import Picture


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    pictures: list[Picture] = []
    monkeypatch.setattr("IPython.display.display", pictures.append)
    return pictures


def only(pictures: list[Picture]) -> Picture:
    (picture,) = pictures
    assert picture.light != picture.dark
    return picture


def test_labelings_counts_what_has_no_line(shown: list[Picture]) -> None:
    points = [(0, 0), (1, 0)]
    lines = {(0, 0): (0, 0, -1), (0, 1): (2, 0, -1), (1, 0): (-2, 0, 1), (1, 1): None}
    memorization.labelings(points, lines)
    alt = only(shown).alt
    assert "All 4 ways to label 2 points" in alt
    assert "In 3 of" in alt
    assert "in 1 there is no such line" in alt


def test_bit_budget_names_the_bound_and_the_models(shown: list[Picture]) -> None:
    memorization.bit_budget(
        2000.0, [("one bit", 1, 2000), ("32 bits", 32, 63)], items=1000, classes=4
    )
    alt = only(shown).alt
    assert "2,000" in alt
    assert "32 bits: 32 bits, 63" in alt
    assert "1,000 items with 4 classes" in only(shown).caption


def test_separated_tokens_names_the_closest_pair(shown: list[Picture]) -> None:
    memorization.separated_tokens(["a", "b", "c"], [(0, 0), (3, 4), (9, 0)], 9.0, 5.0, (0, 1))
    alt = only(shown).alt
    assert "3 tokens" in alt
    assert "r = 9" in alt
    assert "a and b, touch" in alt


def test_close_pairs_forces_one_zero_a_pair(shown: list[Picture]) -> None:
    memorization.close_pairs([(0.0, 0.1), (2.0, 2.1), (3.0, 3.1)])
    assert "3 forced zeros" in only(shown).alt


def test_hinges_tells_the_heights(shown: list[Picture]) -> None:
    memorization.hinges([1, 2, 4], [5, 1, 3], [0, 1, 2], ["a", "b", "c"])
    assert "heights 5, 1, 3" in only(shown).alt


def test_softmax_to_hardmax_tells_the_limits(shown: list[Picture]) -> None:
    weights = [[0.5, 0.9], [0.5, 0.1]]
    transformer.softmax_to_hardmax([2, 1], [0, 3], weights, [1.0, 0.0])
    assert "1 for score 2, 0 for score 1" in only(shown).alt


def test_stages_tells_every_entry(shown: list[Picture]) -> None:
    transformer.stages([("X", [["1", "2/3"], ["0", "-5"]]), ("Y", [["7", "8"]])])
    assert "X: 1, 2/3 / 0, -5; Y: 7, 8" in only(shown).alt


def test_two_forms_tells_both_chains(shown: list[Picture]) -> None:
    transformer.two_forms([("affine", "2"), ("relu", "2")], [("E_in", "1"), ("block", "1, q=2")])
    alt = only(shown).alt
    assert "Plain form: affine (2), relu (2)." in alt
    assert "Residual form: E_in (1), block (1, q=2);" in alt
