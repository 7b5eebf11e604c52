"""Small exact networks for the tests of the export: drawn ones of every kind, and built ones."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from memlib.data import Dataset
from memlib.exact.certificate import Certificate
from memlib.exact.evaluate import evaluate
from memlib.exact.layers import (
    Affine,
    DropFirst,
    Embedding,
    FeedForward,
    Flatten,
    Gather,
    HardAttention,
    Head,
    Layer,
    Network,
    Prepend,
    Relu,
    Scatter,
    SumPool,
    Threshold,
    UniformAttention,
)

#: One small network per group of kinds: (layers, needs one length, takes ids).
M = 3


def matrix(rng: Random, rows: int, columns: int) -> dict[tuple[int, int], int]:
    return {
        (i, j): rng.choice([-2, -1, 1, 2])
        for i in range(rows)
        for j in range(columns)
        if rng.random() < 0.7
    }


def column(rng: Random, rows: int) -> dict[int, int]:
    return {i: rng.choice([-2, -1, 1, 3]) for i in range(rows) if rng.random() < 0.7}


def layer_of(kind: str, rng: Random) -> list[Layer]:
    """Layers with one of the kind, from M rows to M rows."""
    square = matrix(rng, M, M)
    match kind:
        case "affine":
            return [Affine(M, M, square, column(rng, M))]
        case "relu":
            return [Relu()]
        case "threshold":
            return [Threshold()]
        case "ffn":
            return [
                FeedForward(
                    M, 4, matrix(rng, 4, M), column(rng, 4), matrix(rng, M, 4), column(rng, M)
                )
            ]
        case "uniform_attention":
            return [UniformAttention(M, square)]
        case "hard_attention":
            heads = [
                Head(s, M, *(matrix(rng, s, M) for _ in range(3)), matrix(rng, M, s))
                for s in (1, 2)
            ]
            return [HardAttention(tuple(heads))]
        case "sum_pool":
            return [SumPool()]
        case "prepend":
            return [Prepend(M, column(rng, M))]
        case "gather":
            return [Prepend(M, column(rng, M)), Gather(M, square)]
        case "scatter":
            return [Prepend(M, column(rng, M)), Scatter(M, square)]
        case "drop_first":
            return [Prepend(M, column(rng, M)), Scatter(M, square), DropFirst()]
    raise AssertionError(kind)


KINDS = (
    "affine", "relu", "threshold", "ffn", "uniform_attention", "hard_attention", "sum_pool",
    "prepend", "gather", "scatter", "drop_first",
)  # fmt: skip


def certify(
    tokens: list[list[int]], sequences: list[list[int]], network: Network, seq_to_seq: bool
) -> Certificate:
    """A certificate whose labels are what the network gives, which must be integers."""
    answers = [[whole(y[0]) for y in evaluate(network, [tokens[t] for t in s])] for s in sequences]
    if seq_to_seq:
        data = Dataset.seq_to_seq(tokens, sequences, answers)
    else:
        data = Dataset.next_token(tokens, sequences, [y[-1] for y in answers])
    return Certificate(data, network, {}, {"method": "drawn"})


def drawn(kinds: tuple[str, ...], seed: int, lengths: tuple[int, ...] = (1, 2, 4)) -> Certificate:
    """A drawn network of these kinds on sequences of these lengths, next-token."""
    rng = Random(seed)
    tokens = [[-1, 2], [0, 1], [3, -2], [1, 1]]
    sequences = sorted(
        {tuple(rng.randrange(4) for _ in range(n)) for n in lengths for _ in range(4)}
    )
    layers: list[Layer] = [Affine(M, 2, matrix(rng, M, 2), column(rng, M))]
    for kind in kinds:
        layers += layer_of(kind, rng)
    # Means over 1, 2, 4 (or 3 with one prepended) columns, at most 4 layers deep: whole numbers.
    layers.append(Affine(1, M, {(0, i): 12**4 for i in range(M)}, {}))
    return certify(tokens, [list(s) for s in sequences], Network(tuple(layers)), seq_to_seq=False)


def table_network() -> Certificate:
    """Ids through a table, two mixing layers, a label a token."""
    network = Network(
        (
            Embedding(2, 3, {(0, 0): 5, (0, 2): -1, (1, 1): Fraction(1, 2)}),
            UniformAttention(2, {(1, 0): 2}),
            Affine(1, 2, {(0, 0): 1, (0, 1): 8}, {0: -3}),
        )
    )
    return certify([[1], [2], [3]], [[0, 1], [2, 1], [0, 0]], network, seq_to_seq=True)


def flat_network() -> Certificate:
    """Two tokens of two coordinates, flattened: the order counts."""
    network = Network(
        (Flatten(2, 2), Affine(1, 4, {(0, 0): 1, (0, 1): 10, (0, 2): 100, (0, 3): 1000}, {}))
    )
    return certify([[1, 2], [3, 4]], [[0, 1], [1, 0]], network, seq_to_seq=False)


def whole(x: Fraction) -> int:
    assert x.denominator == 1, f"{x} is no integer: give the network another last layer"
    return x.numerator
