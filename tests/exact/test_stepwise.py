"""Quick reading of one sequence: the same values as the definition, on all kinds of layers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.errors import MemlibError
from memlib.exact.evaluate import evaluate
from memlib.exact.layers import (
    Affine,
    FeedForward,
    Flatten,
    HardAttention,
    Head,
    Layer,
    Network,
    Relu,
    SumPool,
    Threshold,
    UniformAttention,
)
from memlib.exact.stepwise import Stepwise

NUMBERS = st.one_of(
    st.integers(-9, 9), st.builds(Fraction, st.integers(-30, 30), st.sampled_from([2, 3, 8, 49]))
).filter(bool)
LENGTH = 3


@st.composite
def matrices(draw: st.DrawFn, rows: int, columns: int) -> dict[tuple[int, int], int | Fraction]:
    places = [(i, j) for i in range(rows) for j in range(columns)]
    chosen = draw(st.lists(st.sampled_from(places), unique=True, max_size=6))
    return {place: draw(NUMBERS) for place in chosen}


@st.composite
def biases(draw: st.DrawFn, rows: int) -> dict[int, int | Fraction]:
    chosen = draw(st.lists(st.integers(0, rows - 1), unique=True))
    return {i: draw(NUMBERS) for i in chosen}


@st.composite
def token_wise(draw: st.DrawFn, rows: int) -> tuple[list[Layer], int]:
    layers: list[Layer] = []
    for kind in draw(st.lists(st.sampled_from(["affine", "relu", "threshold", "ffn"]), max_size=4)):
        if kind == "affine":
            out = draw(st.integers(1, 3))
            layers.append(Affine(out, rows, draw(matrices(out, rows)), draw(biases(out))))
            rows = out
        elif kind == "ffn":
            q = draw(st.integers(1, 3))
            into = (draw(matrices(q, rows)), draw(biases(q)))
            layers.append(FeedForward(rows, q, *into, draw(matrices(rows, q)), draw(biases(rows))))
        else:
            layers.append(Relu() if kind == "relu" else Threshold())
    return layers, rows


@st.composite
def networks(draw: st.DrawFn) -> Network:
    layers, rows = draw(token_wise(2))
    match draw(st.sampled_from(["uniform", "sum", "flatten", "none", "hard", "two"])):
        case "uniform":
            layers.append(UniformAttention(rows, draw(matrices(rows, rows))))
        case "two":
            layers += [UniformAttention(rows, draw(matrices(rows, rows))) for _ in range(2)]
        case "sum":
            layers.append(SumPool())
        case "flatten":
            layers.append(Flatten(rows, LENGTH))
            rows *= LENGTH
        case "hard":
            parts = [draw(matrices(1, rows)) for _ in range(3)]
            layers.append(HardAttention((Head(1, rows, *parts, draw(matrices(rows, 1))),)))
    more, rows = draw(token_wise(rows))
    last = Affine(1, rows, draw(matrices(1, rows)), draw(biases(1)))
    return Network((*layers, *more, last))


TOKENS = st.tuples(
    st.builds(Fraction, st.integers(-8, 8), st.sampled_from([1, 2, 6])),
    st.builds(Fraction, st.integers(-8, 8)),
)


@given(networks(), st.lists(TOKENS, min_size=LENGTH, max_size=8))
def test_equal_to_the_definition(network: Network, tokens: list[tuple[Fraction, ...]]) -> None:
    step = Stepwise(network, LENGTH, tokens)
    for begin in range(len(tokens) - LENGTH + 1):
        window = tokens[begin : begin + LENGTH]
        assert step(window) == evaluate(network, [list(token) for token in window])[-1][0]


def test_what_does_not_fit() -> None:
    one = [(Fraction(1),)]
    with pytest.raises(MemlibError, match="2 rows, not one"):
        Stepwise(Network((Affine(2, 1, {(0, 0): 1}, {}),)), 1, one)
    with pytest.raises(MemlibError):
        Stepwise(Network((Affine(1, 2, {}, {}),)), 1, one)
    with pytest.raises(MemlibError, match="flatten takes 2 columns"):
        Stepwise(Network((Flatten(1, 2), Affine(1, 2, {}, {}))), 3, one)
    step = Stepwise(Network((Affine(1, 1, {(0, 0): 1}, {}),)), 2, one)
    with pytest.raises(MemlibError, match="a sequence of 1 tokens, not 2"):
        step(one)
    with pytest.raises(MemlibError, match="other denominators"):
        step([*one, (Fraction(1, 2),)])
