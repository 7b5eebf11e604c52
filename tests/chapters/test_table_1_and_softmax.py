"""Table 1 and the softmax chapter: slopes, ends of axes and refusals say what rows say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from memlib.chapters import softmax_rivals, table_1
from memlib.interval.enclosure import Enclosures
from memlib.stored import load
from memlib.tables import table_1_data as shape

ROWS = load("table_1").rows


def test_largest_networks_stand_smallest_first(shown: Any) -> None:
    here = table_1.largest(ROWS)
    sizes = [row["sizes"]["parameters"] for row in here]
    assert sizes == sorted(sizes)
    table_1.all_sizes(here)
    assert "632" in shown[0].text.split("\n")[1]
    assert "**" not in table_1.lesson(here).data
    assert "compact, deep sets" in table_1.lesson(here).data


def test_axes_on_which_an_assumption_fails_have_a_dash(shown: Any) -> None:
    table_1.ends_of_axes(ROWS)
    (nilsson,) = [line for line in shown[0].text.split("\n") if "Nilsson" in line]
    assert nilsson.split("  ")[-1].strip() == "–"


def test_every_refusal_is_counted(shown: Any) -> None:
    table_1.refusals(ROWS)
    counts = [entry["data sets"] for entry in shape.failures(ROWS)]
    assert len(shown[0].text.split("\n")) == 1 + len(counts)
    assert sum(counts) == sum(row["fails"] is not None for row in ROWS)


def test_names_stand_at_the_curves(shown: Any) -> None:
    table_1.vectors(ROWS)
    table_1.parameters_and_bits(table_1.largest(ROWS))
    assert "Nonzero parameters against sequences N" in shown[0].alt
    assert "Baum 1988: 1,089 and 461" in shown[1].alt


def test_the_boltzmann_value_of_one_number_is_that_number() -> None:
    enclose = Enclosures(128)
    low, high = enclose.bounds(softmax_rivals.boltzmann((7,), Fraction(3, 2), enclose))
    assert low <= Fraction(21, 2) <= high
    assert high - low < Fraction(1, 10**9)


def test_sequences_that_end_alike() -> None:
    data = softmax_rivals.all_end_alike(6)
    assert len(data) == 10
    assert {sequence[-1] for sequence in data.sequences} == {0}
