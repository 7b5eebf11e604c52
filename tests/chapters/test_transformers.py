"""*Transformers as the paper writes them*: figures tell the entries and the layers."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from memlib.chapters import transformers
from memlib.exact import Network, evaluate, trace
from memlib.exact.layers import Affine


def test_softmax_to_hardmax_tells_the_limits(shown: Any) -> None:
    transformers.softmax_to_hardmax([2, 1])
    assert "1 for score 2, 0 for score 1" in shown.only.alt


def test_all_orders_agree(capsys: Any) -> None:
    transformers.all_orders([[1, 0], [0, 2], [2, 2]])
    assert "6 of 6 agree" in capsys.readouterr().out


def test_block_and_sizes(shown: Any, capsys: Any) -> None:
    transformers.block()
    assert "From each of three tokens" in shown.only.alt
    transformers.size_of(Network((Affine(1, 2, {(0, 0): 3}, {}),)), 2)
    assert "parameters: 1 nonzero, 3 dense" in capsys.readouterr().out


def test_stages_tells_every_entry(shown: Any) -> None:
    net = Network((Affine(1, 2, {(0, 0): 3}, {}),))
    transformers.stages(trace(net, [[1, 0], [Fraction(2, 3), -5]]), ["X", "Y"])
    assert "X: 1, 2/3 / 0, -5; Y: 3, 2" in shown.only.alt


def test_show_prints_columns_as_columns(capsys: Any) -> None:
    transformers.show([[1, 2], [Fraction(1, 2), 3]])
    assert capsys.readouterr().out.split() == ["1", "1/2", "2", "3"]


def test_random_networks_fit_and_differ() -> None:
    one, other = (transformers.random_network(Random(k)) for k in (0, 1))
    tokens = [[1, 0], [0, 2]]
    assert evaluate(one, tokens) != evaluate(other, tokens)
