"""The measured walk gives the outputs of the definition, and its bits are those of the trace."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib import MemlibError
from memlib.data import Dataset
from memlib.exact.batch import outputs
from memlib.exact.evaluate import trace
from memlib.exact.layers import (
    Affine,
    Gather,
    HardAttention,
    Head,
    Network,
    Relu,
    Scatter,
    UniformAttention,
)
from memlib.export.bits import of_numbers
from memlib.export.formats import FORMATS
from memlib.export.measure import measure

from .networks import KINDS, drawn, flat_network, table_network


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_outputs_are_those_of_exact_evaluation(kind: str, seed: int) -> None:
    certificate = drawn((kind, "relu", "ffn"), seed)
    found = measure(certificate.network, certificate.dataset).outputs
    expected = outputs(certificate.network, certificate.dataset)
    assert [list(each) for each in found] == expected


@pytest.mark.parametrize("made", [table_network, flat_network])
def test_outputs_of_tables_and_flattened_sequences(made: object) -> None:
    certificate = made()  # type: ignore[operator]
    found = measure(certificate.network, certificate.dataset).outputs
    assert [list(x) for x in found] == outputs(certificate.network, certificate.dataset)


@pytest.mark.parametrize("kind", KINDS)
def test_values_are_those_of_the_trace(kind: str) -> None:
    """Every value that a layer gives, and that is read later, needs no more than is said."""
    certificate = drawn((kind,), 5)
    needs = measure(certificate.network, certificate.dataset)
    tokens = certificate.dataset.tokens
    for sequence in certificate.dataset.sequences:
        states = list(trace(certificate.network, [tokens[t] for t in sequence]))
        for layer, state in zip(needs.layers, states, strict=True):
            seen = of_numbers(x for x in state[-1])
            held = of_numbers([])
            held.merge(layer.values)
            if layer.kind in ("relu", "threshold"):
                continue  # they give no number that is not there before, or 1
            assert seen.bits <= held.bits or held.endless, layer
            assert not seen.endless or held.endless


def test_each_layer_is_measured_by_hand() -> None:
    data = Dataset.next_token([[5], [1]], [[0, 1]], [0])
    network = Network(
        (
            Affine(2, 1, {(0, 0): 3, (1, 0): -1}, {0: 1}),  # 16 and -5 at the first, 4 and -1
            UniformAttention(2, {(0, 1): 8}),  # the mean of -5 and -1 is -3; 4 - 24 = -20
            Relu(),
            Affine(1, 2, {(0, 0): 1}, {}),
        )
    )
    needs = measure(network, data)
    assert needs.outputs == ((Fraction(0),),)
    tokens, first, attention, relu, last = needs.layers
    assert tokens.values.bits == 3  # 5
    assert (first.weights.bits, first.values.bits, first.sums.bits) == (2, 3, 4)  # 15 + 1
    assert first.sums.highest == 4
    assert attention.values.bits == 3  # 4 − 24 = −20 = −101₂ · 4
    assert attention.sums.bits == 3  # in units of 4, at most 6; and 5 + 1
    assert (relu.weights.bits, relu.sums.bits) == (0, 0)
    assert last.values.bits == 3


def test_thirds_are_endless_until_they_are_made_whole() -> None:
    data = Dataset.next_token([[0], [1]], [[0, 0, 1]], [1])
    network = Network((UniformAttention(1, {(0, 0): 3}), Affine(1, 1, {(0, 0): 1}, {0: -1})))
    needs = measure(network, data)
    assert needs.layers[1].values.endless
    assert not needs.layers[2].values.endless
    assert needs.outputs == ((Fraction(1),),)


CANCEL = {(0, 1): 1, (0, 2): -1}  # row 0 + row 1 − row 2
CANCELLING = {
    "uniform_attention": [UniformAttention(3, CANCEL)],
    "scatter": [Scatter(3, CANCEL)],
    "gather": [Gather(3, CANCEL), Scatter(3, {(0, 0): 1})],
    "hard_attention": [
        HardAttention(
            (Head(2, 3, {(0, 0): 1}, {(0, 0): 1}, {(0, 1): 1, (1, 2): 1}, {(0, 0): 1, (0, 1): -1}),)
        )
    ],
}


@pytest.mark.parametrize("kind", CANCELLING)
def test_sums_that_cancel_are_seen(kind: str) -> None:
    """1 + 2^12 − 2^12 is 1, but whoever adds from the left has to hold 2^12 + 1: 13 bits."""
    large = 1 << 12
    first = Affine(3, 1, {}, {0: 1, 1: large, 2: large})
    network = Network((first, *CANCELLING[kind], Affine(1, 3, {(0, 0): 1}, {})))
    needs = measure(network, Dataset.next_token([[0]], [[0, 0]], [1]))
    mixing = needs.layers[2]
    assert mixing.kind == kind
    assert mixing.sums.bits == 13
    assert mixing.values.bits == 1
    assert not needs.fits(FORMATS["float16"])
    assert needs.fits(FORMATS["float32"])


@pytest.mark.parametrize(
    ("query", "value", "bits"),
    [
        ({(0, 0): 1}, {}, 25),  # the score is (2^12 + 1)²
        ({}, {(0, 0): 1, (0, 1): -1}, 13),  # the value is (2^12 + 1) − 2^12
    ],
)
def test_sums_inside_a_head_are_seen(
    query: dict[tuple[int, int], int], value: dict[tuple[int, int], int], bits: int
) -> None:
    large = 1 << 12
    first = Affine(3, 1, {}, {0: large + 1, 1: large, 2: 1})
    layer = HardAttention((Head(1, 3, query, query, value, {(2, 0): 1}),))
    network = Network((first, layer, Affine(1, 3, {(0, 2): 1}, {})))
    needs = measure(network, Dataset.next_token([[0]], [[0, 0]], [1]))
    assert needs.layers[2].sums.bits == bits


def test_the_number_that_a_sum_is_divided_by_has_to_be_held() -> None:
    network = Network((UniformAttention(1, {(0, 0): 1}),))
    needs = measure(network, Dataset.next_token([[0]], [[0] * 257], [0]))
    assert needs.layers[1].values.bits == 9


def test_a_row_that_no_weight_reads_may_not_overflow_in_the_mean() -> None:
    """0 · infinity is no number: 4 · 2^14 does not fit in float16 although nobody reads it."""
    first = Affine(2, 1, {}, {0: 1, 1: 1 << 14})
    network = Network((first, UniformAttention(2, {(0, 0): 1}), Affine(1, 2, {(0, 0): 1}, {})))
    needs = measure(network, Dataset.next_token([[0]], [[0] * 4], [2]))
    assert needs.layers[1].misfit(FORMATS["float16"]) is None
    assert needs.layers[2].misfit(FORMATS["float16"]) == "sums"


def test_only_one_row_may_be_left() -> None:
    data = Dataset.next_token([[0, 1]], [[0]], [1])
    with pytest.raises(MemlibError, match="2 rows"):
        measure(Network((Relu(),)), data)
    with pytest.raises(MemlibError, match="layers\\[0\\]"):
        measure(Network((Affine(1, 5, {(0, 4): 1}, {}),)), data)
