"""*What is memorization?*: figures draw in both themes, and their alt text has the numbers."""

from __future__ import annotations

from typing import Any

from memlib.chapters import what_is_memorization as memorization
from memlib.data import Dataset
from memlib.data.python_docs import python_docs
from memlib.rivals.zhang import interpolate


def test_labelings_counts_what_has_no_line(shown: Any) -> None:
    points = [(0, 0), (1, 0)]
    lines = {(0, 0): (0, 0, -1), (0, 1): (2, 0, -1), (1, 0): (-2, 0, 1), (1, 1): None}
    memorization.labelings(points, lines)
    alt = shown.only.alt
    assert "All 4 ways to label 2 points" in alt
    assert "In 3 of" in alt
    assert "in 1 there is no such line" in alt


def test_bit_budget_names_the_bound_and_the_models(shown: Any) -> None:
    memorization.bit_budget(
        2000.0, [("one bit", 1, 2000), ("32 bits", 32, 63)], items=1000, classes=4
    )
    alt = shown.only.alt
    assert "2,000" in alt
    assert "32 bits: 32 bits, 63" in alt
    assert "1,000 items with 4 classes" in shown.only.caption


def test_separated_tokens_names_the_closest_pair(shown: Any) -> None:
    memorization.separated_tokens(["a", "b", "c"], [(0, 0), (3, 4), (9, 0)], 9.0, 5.0, (0, 1))
    alt = shown.only.alt
    assert "3 tokens" in alt
    assert "r = 9" in alt
    assert "a and b, touch" in alt


def test_close_pairs_forces_one_zero_a_pair(shown: Any) -> None:
    memorization.close_pairs([(0.0, 0.1), (2.0, 2.1), (3.0, 3.1)])
    assert "3 forced zeros" in shown.only.alt


def test_hinges_tells_the_heights(shown: Any) -> None:
    memorization.hinges([1, 2, 4], [5, 1, 3], [0, 1, 2], ["a", "b", "c"])
    assert "heights 5, 1, 3" in shown.only.alt


def test_polyline_goes_through_the_labels_in_the_order_of_the_keys(shown: Any) -> None:
    points, values = [(5, 0), (1, 0), (3, 0)], [7, 8, 9]
    fit = interpolate(points, values)
    memorization.polyline(fit, points, values, ["a", "b", "c"])
    ordered = [y for _, y in sorted(zip((fit.key(p) for p in points), values, strict=True))]
    assert f"heights {', '.join(map(str, ordered))}" in shown.only.alt


TINY = Dataset.next_token(
    [(1, 1), (3, 1), (2, 3)], [[0, 0, 1], [0, 1, 1], [2, 1, 0], [0, 1, 2]], [1, 2, 1, 3]
)


def test_prices_and_budget_are_those_of_the_text(shown: Any) -> None:
    memorization.prices(dim=32, bits=16)
    memorization.bits_for(100, 2)
    prices, budget = shown
    assert "√N: 10 at 100, 3,162 at 10,000,000" in prices.alt
    assert "16 bits: 16 bits, 7" in budget.alt


def test_fourteen_of_sixteen_labelings_are_met(shown: Any, capsys: Any) -> None:
    memorization.labelings_met([(0, 0), (1, 0), (0, 1), (1, 1)])
    assert "14 of 16 labelings met" in capsys.readouterr().out
    assert "in 2 there is no such line" in shown.only.alt


def test_sizes_of_the_tiny_data(shown: Any, capsys: Any) -> None:
    memorization.letters_of(TINY)
    points = [[x for i in s for x in TINY.tokens[i]] for s in TINY.sequences]
    memorization.hinge_sizes(interpolate(points, [1, 2, 1, 3]), points)
    memorization.separated(TINY, "abc", [(1, 1), (3, 1), (2, 3)], TINY)
    out = capsys.readouterr().out
    assert "N = 4, n = 3, d = 2, C = 3" in out
    assert "free numbers: 14" in out
    assert "tiny: r² = 13, δ² = 4" in out


def test_what_contradicts_is_told(capsys: Any) -> None:
    memorization.with_one_more(TINY, [1, 0, 1], label=3)
    assert "sequences 1 and 4" in capsys.readouterr().out
    docs = python_docs(300, 4, drop_conflicts=True)
    memorization.windows(docs, 2)
    memorization.first_conflict(docs)
    shown, _, conflict = capsys.readouterr().out.partition("windows dropped")
    assert shown.count("→") == 2
    one, other = (line.split(" → ") for line in conflict.strip().splitlines())
    assert sorted(one[0].split()) == sorted(other[0].split())
    assert one[1] != other[1]
