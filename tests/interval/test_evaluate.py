"""Enclosures contain what they enclose: against ordinary numbers of many more digits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.data import Dataset
from memlib.errors import MemlibError
from memlib.exact import layer_json
from memlib.exact.analytic import Activation, Positions, SoftmaxAttention, SoftmaxHead
from memlib.exact.count import count
from memlib.exact.layers import Affine, Network, Relu
from memlib.interval.enclosure import Enclosures
from memlib.interval.evaluate import Intervals, outputs

from . import reading

NUMBERS = st.fractions(min_value=-20, max_value=20, max_denominator=50)
BITS = st.integers(16, 200)


def contains(bounds: tuple[Fraction, Fraction], value: Any) -> bool:
    low, high = bounds
    with mpmath.workprec(400):
        return bool(reading.real(low) <= value <= reading.real(high))


@given(NUMBERS, BITS)
def test_functions(x: Fraction, bits: int) -> None:
    enclose = Enclosures(bits)
    with mpmath.workprec(400):
        exact = reading.real(x)
        values = {
            "exp": mpmath.exp(exact),
            "logistic": 1 / (1 + mpmath.exp(-exact)),
            "tanh": mpmath.tanh(exact),
            "relu": max(exact, mpmath.mpf(0)),
        }
    for name, value in values.items():
        bounds = enclose.bounds(getattr(enclose, name)(enclose.number(x)))
        assert contains(bounds, value), name
        unit = Fraction(1, 1 << bits)
        assert bounds[1] - bounds[0] <= 2**10 * unit * max(1, abs(bounds[1])), name


@given(NUMBERS, NUMBERS, BITS)
def test_sums_products_and_conversion(x: Fraction, y: Fraction, bits: int) -> None:
    enclose = Enclosures(bits)
    a, b = enclose.number(x), enclose.number(y)
    low, high = enclose.bounds(a)
    assert low <= x <= high
    low, high = enclose.bounds(enclose.dot([(0, a), (1, b)], [b, a]))
    assert low <= 2 * x * y <= high
    low, high = enclose.bounds(enclose.between(min(x, y), max(x, y)))
    assert low <= min(x, y) <= max(x, y) <= high


def test_relu_of_an_interval_around_zero() -> None:
    enclose = Enclosures(64)
    assert enclose.bounds(enclose.relu(enclose.between(-2, 3))) == (0, 3)
    assert enclose.bounds(enclose.relu(enclose.between(-2, -1))) == (0, 0)
    assert enclose.bounds(enclose.relu(enclose.between(-2, 0))) == (0, 0)
    everything = enclose.number(1) / enclose.between(-1, 1)
    with pytest.raises(MemlibError, match="without end"):
        enclose.bounds(enclose.relu(everything))


def test_the_exponential_is_wider_than_its_rounding() -> None:
    """At 64 bits, by some units in the last place of the true value, on both sides."""
    enclose = Enclosures(64)
    low, high = enclose.bounds(enclose.exp(enclose.number(1)))
    with mpmath.workprec(400):
        e = mpmath.e * 1
        assert reading.real(low) < e * (1 - mpmath.mpf(2) ** -63)
        assert reading.real(high) > e * (1 + mpmath.mpf(2) ** -63)


@pytest.mark.parametrize("bits", [15, (1 << 16) + 1, True])
def test_precisions_have_a_range(bits: int) -> None:
    with pytest.raises(MemlibError, match="a precision of"):
        Enclosures(bits)


def test_huge_scores_are_refused() -> None:
    enclose = Enclosures(64)
    for x in (1 << 41, -(1 << 41)):
        with pytest.raises(MemlibError, match=r"a number beyond 2\*\*40"):
            enclose.exp(enclose.number(x))


def test_numbers_that_no_memory_holds_are_refused() -> None:
    """e to the 2**39 has 8 · 10**11 binary places; it is a number all the same."""
    enclose = Enclosures(64)
    for x in (1 << 39, -(1 << 39)):
        value = enclose.exp(enclose.number(x))
        assert enclose.bounds(enclose.relu(-value)) == (0, 0)
        with pytest.raises(MemlibError, match=r"2\*\*\(2\*\*26\)"):
            enclose.bounds(value)


@st.composite
def networks(draw: st.DrawFn) -> tuple[Network, Dataset]:
    """Up to two attention layers, with everything around them; small numbers."""
    dim, rows = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    small = st.fractions(min_value=-2, max_value=2, max_denominator=4)

    def matrix(out: int, into: int) -> dict[tuple[int, int], Fraction]:
        entries = {(i, j): draw(small) for i in range(out) for j in range(into)}
        return {place: x for place, x in entries.items() if x}

    def attention(out: int, skip: bool) -> SoftmaxAttention:
        size = draw(st.integers(1, 2))
        heads = [
            SoftmaxHead(
                size, matrix(size, rows), matrix(size, rows), matrix(size, rows), matrix(out, size)
            )
            for _ in range(draw(st.integers(1, 2)))
        ]
        return SoftmaxAttention(out, rows, skip, tuple(heads))

    layers: list[Any] = [Affine(rows, dim, matrix(rows, dim), {0: Fraction(1, 3)})]
    if draw(st.booleans()):
        layers.append(Positions(rows, 3, matrix(rows, 3)))
    if draw(st.booleans()):
        layers += [attention(rows, True), Relu()]
    layers.append(attention(rows, draw(st.booleans())))
    if draw(st.booleans()):
        layers.append(Positions(rows, 3, matrix(rows, 3)))
    layers += [
        Activation(draw(st.sampled_from(("exp", "logistic", "tanh")))),
    ]
    layers.append(Affine(1, rows, matrix(1, rows), {}))
    tokens = draw(st.lists(st.tuples(*[small] * dim), min_size=1, max_size=4, unique=True))
    index = st.integers(0, len(tokens) - 1)
    sequences = draw(st.lists(st.lists(index, min_size=1, max_size=3), min_size=1, max_size=3))
    data = Dataset.next_token(tokens, sequences, [0] * len(sequences))
    return Network(tuple(layers)), data


@settings(max_examples=25)
@given(networks())
def test_random_networks_stay_inside(case: tuple[Network, Dataset]) -> None:
    network, data = case
    form = [layer_json.to_json(layer) for layer in network]
    assert Network(tuple(layer_json.from_json(each, "enclosed") for each in form)) == network
    found = outputs(network, data, 80)
    for bounds, sequence in zip(found, data.sequences, strict=True):
        with mpmath.workprec(400):
            columns = [[reading.real(x) for x in data.tokens[i]] for i in sequence]
            value = reading.run(form, columns)
        assert contains(bounds, value)
        assert bounds[1] - bounds[0] <= max(1, abs(bounds[1])) / 2**40
    assert count(network, data.token_dim).parameters == sum(
        len(part) for layer in form for part in parts(layer)
    )


def parts(layer: dict[str, Any]) -> list[Any]:
    names = ("weight", "bias", "query", "key", "value", "output")
    return [x[name] for x in (layer, *layer.get("heads", ())) for name in names if name in x]


def test_seq_to_seq_reads_every_column() -> None:
    one = {(0, 0): 1}
    first = SoftmaxAttention(1, 1, True, (SoftmaxHead(1, {}, one, one, one),))
    data = Dataset.seq_to_seq([[1], [3]], [[0, 1], [1]], [[3, 5], [6]])
    for after in ((), (Affine(1, 1, one, {}),)):
        network = Network((first, *after))  # x + mean
        for (low, high), y in zip(outputs(network, data, 64), (3, 5, 6), strict=True):
            assert y - Fraction(1, 2**40) < low <= y <= high < y + Fraction(1, 2**40)


def test_a_column_that_does_not_last_is_never_taken_for_another() -> None:
    """Whatever stands at its place in the memory: nothing of it is kept."""
    op = Intervals(Enclosures(64))
    weight = Affine(1, 1, {(0, 0): 1}, {}).matrix("weight")
    column = [op.enclose.number(3)]
    op.times(weight, column)
    column[0] = op.enclose.number(5)
    assert op.enclose.bounds(op.times(weight, column)[0]) == (5, 5)


def test_a_column_keeps_its_place_after_attention_and_without_it() -> None:
    """The second of two tokens gets the second position, wherever the positions stand."""
    one = {(0, 0): 1}
    mean = SoftmaxAttention(1, 1, False, (SoftmaxHead(1, {}, one, one, one),))
    positions = Positions(1, 2, {(0, 0): 5, (0, 1): 7})
    data = Dataset.next_token([[1], [3]], [[0, 1]], [9])
    for layers, y in (
        ((positions,), 10),
        ((Affine(1, 1, one, {}), positions), 10),
        ((mean, positions), 9),
        ((positions, mean, Relu(), positions), 15),
    ):
        [(low, high)] = outputs(Network(layers), data, 64)
        assert y - Fraction(1, 2**40) < low <= y <= high < y + Fraction(1, 2**40)


def test_sizes_by_hand() -> None:
    head = SoftmaxHead(2, {(0, 0): 1}, {(1, 1): Fraction(3, 4)}, {}, {(0, 0): 1, (0, 1): -2})
    network = Network(
        (Positions(2, 5, {(0, 4): 7}), SoftmaxAttention(1, 2, False, (head, head, head)))
    )
    found = count(network, 2)
    assert vars(found) == {
        "width": 6, "depth": 1, "parameters": 1 + 3 * 4, "dense_parameters": 10 + 3 * (12 + 2),
        "max_bits": 5, "total_bits": (3 + 1) + 3 * (2 + 5 + 2 + 3),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("network", "says"),
    [
        (Network((Affine(1, 2, {}, {}),)), "of 2 rows, not 1"),
        (Network((Positions(1, 1, {}),)), "positions for 1"),
        (Network((Affine(2, 1, {}, {}),)), "leaves 2 rows"),
    ],
)
def test_layers_must_fit(network: Network, says: str) -> None:
    data = Dataset.next_token([[1], [2]], [[0, 1]], [0])
    with pytest.raises(MemlibError, match=says):
        outputs(network, data, 64)


def test_layers_are_checked_when_made() -> None:
    one = {(0, 0): 1}
    head = SoftmaxHead(1, one, one, one, one)
    for make in (
        lambda: Activation("relu"),
        lambda: SoftmaxAttention(1, 1, False, ()),
        lambda: SoftmaxAttention(2, 1, True, (head,)),
        lambda: SoftmaxAttention(1, 1, True, (SoftmaxHead(1, {(0, 1): 1}, one, one, one),)),
        lambda: Positions(1, 1, {(0, 1): 1}),
    ):
        with pytest.raises(MemlibError):
            make()
