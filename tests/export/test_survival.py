"""Where the bits suffice, all labels survive; where they do not, the reason is named."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib import MemlibError
from memlib.constructions.construction import Construction
from memlib.constructions.registry import THEOREMS
from memlib.data import Dataset
from memlib.exact.certificate import Certificate
from memlib.exact.layers import Affine, Network
from memlib.export import FORMATS, exact_needs, survival

from .networks import KINDS, drawn, flat_network, table_network


def line(count: int, classes: int = 3) -> Dataset:
    """The integers around 0 as sequences of length 1, with labels that go up and down."""
    return Dataset.next_token(
        [[i - count // 2] for i in range(count)],
        [[i] for i in range(count)],
        [i * 7 % classes + 1 for i in range(count)],
    )


PAIRS = Dataset.next_token([[0], [1]], [[0, 0], [0, 1]], [1, 2])
IDS = Dataset.next_token([[1], [2]], [[0, 0], [0, 1], [1, 0], [1, 1]], [4, 1, 3, 2])


def certificate_of(made: Construction) -> Certificate:
    return Certificate(made.dataset, made.network, {}, made.about())


#: (theorem, data, the formats that suffice), found by the exact count.
ENOUGH = [
    ("feed-forward", line(1), {"float64", "float32", "float16", "bfloat16"}),
    ("feed-forward", line(2), {"float64", "float32", "float16"}),
    ("feed-forward", line(3), {"float64", "float32", "float16"}),
    ("feed-forward", line(4), {"float64", "float32"}),
    ("feed-forward", line(16), {"float64"}),
    ("next-token", PAIRS, {"float64", "float32"}),
    ("limited-bits", line(3), {"float64", "float32"}),
    ("embedding", IDS, {"float64"}),
    ("next-token", line(16), set()),
]


@pytest.mark.parametrize(("name", "data", "enough"), ENOUGH)
def test_where_the_bits_suffice_all_labels_survive(
    name: str, data: Dataset, enough: set[str]
) -> None:
    certificate = certificate_of(THEOREMS[name].construct(data))
    needs = exact_needs(certificate)
    found = {dtype: survival(certificate, dtype, needs) for dtype in FORMATS}
    assert {dtype for dtype, each in found.items() if each.suffices} == enough
    for dtype, each in found.items():
        assert each.labels == data.items
        assert each.suffices == (each.first == "") == (each.first_place is None)
        if dtype in enough:
            assert each.survive == each.equal == each.labels
            assert each.rounded_weights == 0
            assert each.lost is None


@pytest.mark.parametrize("form", ["plain", "residual"])
def test_where_they_do_not_the_layer_is_named(form: str) -> None:
    certificate = certificate_of(THEOREMS["next-token"].construct(line(16), form=form))
    needs = exact_needs(certificate)
    for dtype, format in FORMATS.items():
        found = survival(certificate, dtype, needs)
        assert found.survive < found.labels
        assert found.lost is not None
        assert found.first_place is not None
        layer = needs.layers[found.first_place + 1]
        assert layer.kind == found.first_kind
        assert not getattr(layer, str(found.first_part)).fits(format)
        assert all(each.misfit(format) is None for each in needs.layers[: found.first_place + 1])


def test_blocks_need_more_bits_than_plain_layers() -> None:
    """Taking the old value off a row and putting the new one there spans both in one sum."""
    plain, residual = (
        exact_needs(certificate_of(THEOREMS["embedding"].construct(IDS, form=form)))
        for form in ("plain", "residual")
    )
    assert residual.whole("sums").bits > plain.whole("sums").bits
    assert residual.whole("values").bits <= plain.whole("values").bits + 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_drawn_networks_of_every_kind(kind: str, seed: int) -> None:
    certificate = drawn((kind, "ffn"), seed)
    needs = exact_needs(certificate)
    for dtype in FORMATS:
        found = survival(certificate, dtype, needs)
        if found.suffices:
            assert found.equal == found.labels, dtype
    powers_of_two = kind not in ("gather", "scatter", "drop_first", "prepend")
    assert not powers_of_two or survival(certificate, "float64", needs).suffices


@pytest.mark.parametrize("make", [table_network, flat_network])
def test_tables_and_flattened_sequences(make: object) -> None:
    certificate = make()  # type: ignore[operator]
    assert survival(certificate, "float32").suffices
    assert survival(certificate, "float32").equal == certificate.dataset.items


@settings(max_examples=60)
@given(
    st.integers(1, 1 << 13), st.integers(-4000, 4000), st.integers(0, 12), st.integers(-500, 500)
)
def test_suffices_is_never_wrong(weight: int, shift: int, down: int, token: int) -> None:
    """A line a·x/2^k·2^k + b in two layers, at the edge of float16 and bfloat16."""
    scale = Fraction(weight, 2**down)
    network = Network(
        (
            Affine(1, 1, {(0, 0): scale}, {}),
            Affine(1, 1, {(0, 0): 2**down}, {0: shift} if shift else {}),
        )
    )
    data = Dataset.next_token([[token]], [[0]], [weight * token + shift])
    certificate = Certificate(data, network, {}, {})
    for dtype in FORMATS:
        found = survival(certificate, dtype)
        assert not found.suffices or found.equal == 1


def test_rounding_to_the_label_is_not_equality() -> None:
    """A third in float32 times 3·2^20 is a little off: the label survives and is not equal."""
    third = Network((Affine(1, 1, {(0, 0): Fraction(1, 5)}, {}), Affine(1, 1, {(0, 0): 5}, {})))
    data = Dataset.next_token(
        [[x] for x in range(1, 40)], [[i] for i in range(39)], list(range(1, 40))
    )
    found = survival(Certificate(data, third, {}, {}), "float32")
    assert found.survive == 39
    assert found.equal < 39
    assert not found.suffices
    assert "finite binary form" in found.first
    assert found.rounded_weights == 1


def test_tokens_can_be_the_reason() -> None:
    data = Dataset.next_token([[257]], [[0]], [257])
    certificate = Certificate(data, Network((Affine(1, 1, {(0, 0): 1}, {}),)), {}, {})
    found = survival(certificate, "bfloat16")
    assert found.first == "the tokens: values need 9 bits, bfloat16 holds 8"
    assert (found.survive, found.lost) == (0, (0, 0, 257, 256.0))
    assert survival(certificate, "float16").survive == 1


def test_too_large_numbers_are_lost_and_say_so() -> None:
    data = Dataset.next_token([[1]], [[0]], [0])
    network = Network((Affine(1, 1, {(0, 0): 2**20}, {0: -(2**20)}),))
    found = survival(Certificate(data, network, {}, {}), "float16")
    assert (found.survive, found.rounded_weights) == (0, 2)
    assert "from 2^20 to 2^20" in found.first


def test_a_wrong_certificate_is_refused() -> None:
    certificate = table_network()
    wrong = Dataset.seq_to_seq(
        certificate.dataset.tokens, certificate.dataset.sequences, [[9, 9], [9, 9], [9, 9]]
    )
    with pytest.raises(MemlibError, match="is not the label 9"):
        survival(replace(certificate, dataset=wrong), "float64")


def test_half_way_to_the_next_integer_is_lost() -> None:
    """64.25 is a tie in bfloat16 and becomes 64: the output is 63.5, just as near to 63."""
    tokens = [[Fraction(257, 4), Fraction(257, 4)]]
    data = Dataset.next_token(tokens, [[0]], [64])
    layer = Affine(1, 2, {(0, 0): 1, (0, 1): 1}, {0: Fraction(-129, 2)})
    found = survival(Certificate(data, Network((layer,)), {}, {}), "bfloat16")
    assert (found.survive, found.lost) == (0, (0, 0, 64, 63.5))
