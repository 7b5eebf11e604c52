"""The chapters that count: what their folded cells print is what the bounds say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from memlib.bounds import next_token
from memlib.bounds import sign_patterns as signs
from memlib.bounds.shapes import Shape
from memlib.chapters import counting_bits, open_softmax, sign_patterns, why_sqrt_n, why_sqrt_nN


def test_a_neuron_with_more_bits_reaches_more_up_to_a_point(shown: Any) -> None:
    points = [-7, -4, -1, 2, 5, 8]
    reached = [counting_bits.labelings_of_a_neuron(points, b) for b in range(1, 6)]
    assert reached == sorted(reached)
    assert all(n <= 4**b for b, n in enumerate(reached, start=1))
    assert reached[-1] == 12, "a half-line, from either side: 2 · 6"
    counting_bits.neuron_with_bits(points, most=5)
    assert "networks, 2b bits: 2 at 1, 10 at 5" in shown.only.alt


def test_both_networks_are_held_against_all_bounds() -> None:
    found = counting_bits.literal_and_hinges_held(4, classes=10, surprise=20)
    assert list(found) == [16]
    assert all(v.holds for verdicts in found[16].values() for v in verdicts if v.applies)


def test_warren_in_bits_and_where_the_formula_fails(shown: Any, capsys: Any) -> None:
    sign_patterns.warren_in_bits(((2, 10, 1),))
    (table,) = shown
    assert table.text.split()[-1] == f"{signs.warren(10, 1, 2):.1f}"
    sign_patterns.too_many_variables(1, 1, 50)
    said = capsys.readouterr().out
    assert "-60.1 bits; the truth: 1.585 bits" in said
    assert "50 variables but only 1" in said


def test_repeated_tokens_agree_and_others_do_not(capsys: Any) -> None:
    token = [Fraction(3, 2), Fraction(-1)]
    why_sqrt_n.repeated_tokens(token, [[Fraction(-2), Fraction(1)]])
    said = capsys.readouterr().out
    assert said.count("equal True True True") == 3
    assert "different tokens, hardmax: equal False" in said


def test_closed_forms_and_the_narrow_block(shown: Any, capsys: Any) -> None:
    why_sqrt_n.closed_forms((10**4,))
    assert f"{next_token.closed_form(10**4):,.1f}" in shown[-1].text
    why_sqrt_n.one_bend(Shape(depth=1, hidden=1))
    assert "product over layers" in shown[-1].alt
    assert "output signs: M = 100, D = 6, W = 8" in capsys.readouterr().out


def test_cells_and_means(shown: Any, capsys: Any) -> None:
    why_sqrt_nN.cells_of_tokens([(2, -3), (3, -1), (0, 2)])
    assert "lines 9, cells 38, patterns 17 of 27" in capsys.readouterr().out
    open_softmax.means_of([-3, 1], steps=4)
    assert "token 1: " in shown[-1].alt
