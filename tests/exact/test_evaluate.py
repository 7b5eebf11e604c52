"""The definition and the fast evaluation agree with a reading of certificate.md by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from memlib.data import Dataset, json_form
from memlib.errors import MemlibError
from memlib.exact import batch, count, evaluate, layer_json, trace
from memlib.exact import layers as kinds
from memlib.exact.certificate import claims

from . import by_hand
from .drawn_networks import networks


def parts(made: dict[str, Any]) -> tuple[Dataset, kinds.Network]:
    dataset = json_form.from_json({"task": made["task"], "dataset": made["dataset"]})
    layers = [layer_json.from_json(layer) for layer in made["network"]["layers"]]
    return dataset, kinds.Network(tuple(layers))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(networks)
def test_drawn_networks_of_all_kinds(made: dict[str, Any]) -> None:
    """Values, counts and JSON of a network agree with the reading by hand."""
    dataset, network = parts(made)
    expected = by_hand.outputs(made)
    for sequence, columns in zip(dataset.sequences, expected, strict=True):
        assert evaluate(network, [dataset.tokens[t] for t in sequence]) == columns
    fast = batch.outputs(network, dataset)
    read = [[column[0] for column in columns] for columns in expected]
    assert fast == ([values[-1:] for values in read] if dataset.task == "next-token" else read)
    assert claims(dataset, network) == made["claims"]
    again = [layer_json.from_json(layer_json.to_json(layer)) for layer in network]
    assert tuple(again) == network.layers


def apply(layer: kinds.Layer, *columns: list[Any]) -> list[list[Fraction]]:
    return evaluate(kinds.Network((layer,)), columns)


def test_each_layer_by_pencil() -> None:
    half = Fraction(1, 2)
    assert apply(kinds.Affine(1, 2, {(0, 0): 2, (0, 1): -1}, {0: half}), [1, 3]) == [[-half]]
    assert apply(kinds.Relu(), [-1, half]) == [[0, half]]
    assert apply(kinds.Threshold(), [-half, 0, 7]) == [[0, 1, 1]]
    block = kinds.FeedForward(2, 1, {(0, 0): 1}, {0: -1}, {(1, 0): 3}, {0: 5})
    assert apply(block, [4, 1], [0, 1]) == [[9, 10], [5, 1]]
    assert apply(kinds.UniformAttention(2, {(1, 0): 3}), [1, 0], [4, 1]) == [
        [1, 15 * half],
        [4, 17 * half],
    ]
    assert apply(kinds.SumPool(), [1, 2], [3, 4]) == [[4, 6]]
    assert apply(kinds.Prepend(2, {1: 7}), [1, 2]) == [[0, 7], [1, 2]]
    assert apply(kinds.Gather(1, {(0, 0): 2}), [1], [3], [5]) == [[9], [3], [5]]
    assert apply(kinds.Scatter(1, {(0, 0): 2}), [1], [3], [5]) == [[1], [5], [7]]
    assert apply(kinds.DropFirst(), [1], [3]) == [[3]]
    assert apply(kinds.Embedding(2, 3, {(0, 0): 9, (1, 2): 4}), [1], [3], [2]) == [
        [9, 0],
        [0, 4],
        [0, 0],
    ]
    assert apply(kinds.Flatten(2, 2), [1, 2], [3, 4]) == [[1, 2, 3, 4]]


def test_hard_attention_shares_ties() -> None:
    """One head looks for the largest first row and adds its second row to the third."""
    head = kinds.Head(1, 3, {(0, 2): 1}, {(0, 0): 1}, {(0, 1): 1}, {(2, 0): 1})
    z = [[5, 10, 1], [5, 20, 1], [1, 99, -1]]
    # queries 1, 1, −1: the first two look at both columns with 5, the third at the column with 1
    assert [c[2] for c in apply(kinds.HardAttention((head,)), *z)] == [16, 16, 98]
    # two heads read the same Z: the second does not see what the first wrote
    assert [c[2] for c in apply(kinds.HardAttention((head, head)), *z)] == [31, 31, 197]


def test_trace_shows_the_state_after_each_layer() -> None:
    network = kinds.Network((kinds.Affine(1, 1, {(0, 0): -1}, {}), kinds.Relu()))
    assert list(trace(network, [[2]])) == [[[2]], [[-2]], [[0]]]
    assert list(trace(kinds.Network(()), [[2]])) == [[[2]]]


EMPTY_HEAD = kinds.Head(1, 2, {}, {}, {}, {})


@pytest.mark.parametrize(
    "layers",
    [
        (kinds.Affine(1, 2, {(0, 0): 1}, {}),),
        (kinds.Affine(1, 4, {(0, 0): 1}, {}),),
        (kinds.Affine(1, 4, {(0, 3): 1}, {}),),
        (kinds.FeedForward(2, 1, {}, {}, {}, {}),),
        (kinds.FeedForward(4, 1, {(0, 3): 1}, {}, {}, {}),),
        (kinds.UniformAttention(2, {}),),
        (kinds.HardAttention((EMPTY_HEAD,)),),
        (kinds.Prepend(2, {}), kinds.SumPool()),
        (kinds.Gather(2, {}),),
        (kinds.Scatter(2, {}),),
        (kinds.Flatten(2, 2),),
        (kinds.Flatten(3, 3),),
        (kinds.DropFirst(), kinds.DropFirst(), kinds.Relu()),
        (kinds.DropFirst(), kinds.Gather(3, {})),
        (kinds.Embedding(1, 9, {}),),
        (kinds.SumPool(), kinds.Embedding(1, 9, {})),
    ],
    ids=str,
)
def test_a_layer_that_does_not_fit(layers: tuple[kinds.Layer, ...]) -> None:
    """Two columns of three rows; every evaluation says so, and never guesses or crashes."""
    tokens = [[1, 2, 3], [4, 5, 6]]
    with pytest.raises(MemlibError):
        evaluate(kinds.Network(layers), tokens)
    data = Dataset.next_token(tokens, [[0, 1]], [0])
    with pytest.raises(MemlibError):
        batch.outputs(kinds.Network((*layers, kinds.Affine(1, 1, {}, {}))), data)


@pytest.mark.parametrize("token", [0, 4, Fraction(3, 2)])
def test_embedding_takes_ids(token: Any) -> None:
    with pytest.raises(MemlibError, match="1 to 3"):
        apply(kinds.Embedding(1, 3, {}), [token])


def test_the_fast_evaluation_wants_one_row_and_tells_its_progress() -> None:
    data = Dataset.next_token([[1, 2]], [[0]], [0])
    with pytest.raises(MemlibError, match="leaves 2 rows"):
        batch.outputs(kinds.Network((kinds.Relu(),)), data)
    seen: list[tuple[int, int]] = []
    network = kinds.Network((kinds.Relu(), kinds.Affine(1, 2, {}, {0: 3})))
    assert batch.outputs(network, data, lambda *x: seen.append(x)) == [[3]]
    assert seen == [(1, 2), (2, 2)]


def test_repeated_sequences_and_last_columns() -> None:
    """Distinct columns are shared, and only the last one is read: no sequence may mix them up."""
    network = kinds.Network((kinds.UniformAttention(1, {(0, 0): 1}),))
    tokens, sequences = [[0], [6]], [[0, 1], [1, 0], [0, 1], [1], [0, 0, 1]]
    next_token = Dataset.next_token(tokens, sequences, [0] * 5)
    assert batch.outputs(network, next_token) == [[9], [3], [9], [12], [8]]
    every = Dataset.seq_to_seq(tokens, sequences, [[0] * len(s) for s in sequences])
    assert batch.outputs(network, every) == [[3, 9], [9, 3], [3, 9], [12], [2, 2, 8]]


def test_counting_needs_no_evaluation() -> None:
    assert count(kinds.Network((kinds.Affine(1, 9, {}, {}),)), token_dim=3).dense_parameters == 10
