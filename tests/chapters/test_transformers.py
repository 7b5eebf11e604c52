"""*Transformers as the paper writes them*: figures tell the entries and the layers."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from memlib.chapters import transformers
from memlib.exact import Network, compile_plain, compile_residual, evaluate, trace
from memlib.exact.form import coordinate
from memlib.exact.layers import Affine
from memlib.exact.program import CARRY, Program, Step


def test_softmax_to_hardmax_tells_the_limits(shown: Any) -> None:
    transformers.softmax_to_hardmax([2, 1], lambda scores: [0.5, 0.5], [Fraction(1), Fraction(0)])
    assert "1 for score 2, 0 for score 1" in shown.only.alt


def test_stages_tells_every_entry(shown: Any) -> None:
    net = Network((Affine(1, 2, {(0, 0): 3}, {}),))
    transformers.stages(trace(net, [[1, 0], [Fraction(2, 3), -5]]), ["X", "Y"])
    assert "X: 1, 2/3 / 0, -5; Y: 3, 2" in shown.only.alt


def test_two_forms_tells_both_chains(shown: Any) -> None:
    z, fall = coordinate("z"), coordinate("fall")
    fold = Step(units={"fall": 4 * z - 2}, updates={"z": 2 * z - fall})
    program = Program(("t",), {"z": coordinate("t")}, (CARRY, fold), z)
    transformers.two_forms(compile_plain(program), compile_residual(program))
    alt = shown.only.alt
    assert "Plain form: affine (1), relu (1), affine (2), relu (2), affine (1)." in alt
    assert "Residual form: E_in (1), block (1, q=1), block (1, q=2)" in alt
    assert "E_out (1)" in alt


def test_show_prints_columns_as_columns(capsys: Any) -> None:
    transformers.show([[1, 2], [Fraction(1, 2), 3]])
    assert capsys.readouterr().out.split() == ["1", "1/2", "2", "3"]


def test_random_networks_fit_and_differ() -> None:
    one, other = (transformers.random_network(Random(k)) for k in (0, 1))
    tokens = [[1, 0], [0, 2]]
    assert evaluate(one, tokens) != evaluate(other, tokens)
