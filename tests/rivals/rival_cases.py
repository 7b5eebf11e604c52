"""Data that meet the assumptions of other works, and what they promise. No builder is used here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from memlib.data import SEQ_TO_SEQ, Dataset, json_form
from memlib.data.synthetic import random_dataset
from memlib.exact import verify
from memlib.exact.count import count
from memlib.exact.layers import Affine, Network
from memlib.rivals.registry import RIVALS
from memlib.rivals.rival import Rival

TWO_CLASSES = ("nilsson", "baum")
GENERAL_POSITION = ("baum", "bubeck")
SEQUENCES = ("kim",)

NUMBERS = st.fractions(min_value=-5, max_value=5, max_denominator=6)
V = TypeVar("V")


@st.composite
def samples(
    draw: st.DrawFn, values: st.SearchStrategy[V], most: int
) -> tuple[list[tuple[Fraction, ...]], list[V]]:
    """Up to so many distinct points of one dimension up to 3, and a value for each."""
    dim = draw(st.integers(1, 3))
    points = draw(st.lists(st.tuples(*[NUMBERS] * dim), min_size=1, max_size=most, unique=True))
    return points, draw(st.lists(values, min_size=len(points), max_size=len(points)))


def drawn(name: str, sequences: int, seed: int) -> Dataset:
    """Random data whose shape the seed chooses."""
    rng = Random(seed)
    length, dim = rng.randint(1, 5), rng.randint(1, 4)
    classes = 2 if name in TWO_CLASSES else rng.choice((1, 2, 3, 10, 500))
    if name in SEQUENCES:
        return without_repeats(sequences, length, dim, classes, seed)
    data = random_dataset(
        sequences, length, dim, classes, spread=10_000 if name in GENERAL_POSITION else None,
        denominator=rng.choice((1, 6)), vocabulary=400, seed=seed,
    )  # fmt: skip
    low = rng.choice((-3, 0, 1))
    return Dataset.next_token(data.tokens, data.sequences, [y + low for *_, y in data.each_item()])


def without_repeats(sequences: int, length: int, dim: int, classes: int, seed: int) -> Dataset:
    """Seq-to-seq data in which no sequence holds a token twice; labels fit the (token, set)."""
    rng = Random(seed)
    base = random_dataset(80, 1, dim, 2, vocabulary=80, seed=seed)
    rows = [tuple(rng.sample(range(len(base.tokens)), length)) for _ in range(sequences)]
    known: dict[object, int] = {}
    labels = [
        tuple(known.setdefault((frozenset(row), x), rng.randint(1, classes)) for x in row)
        for row in rows
    ]
    return Dataset(SEQ_TO_SEQ, base.tokens, tuple(rows), tuple(labels))


def edges(name: str) -> Iterator[tuple[str, Dataset]]:
    """One of anything; labels of 0 and below; equal sequences."""
    half = Fraction(1, 2)
    if name in SEQUENCES:
        yield "one sequence", Dataset.seq_to_seq([[0], [half]], [[0, 1]], [[-3, 0]])
        yield "one token long", Dataset.seq_to_seq([[0], [half]], [[0], [1]], [[-3], [0]])
        yield "one class", Dataset.seq_to_seq([[0], [3], [1]], [[0, 1], [1, 2]], [[5, 5], [5, 5]])
        yield "equal sets", Dataset.seq_to_seq([[0], [3]], [[0, 1], [1, 0]], [[2, -1], [-1, 2]])
        return
    yield "one sequence", Dataset.next_token([[half]], [[0]], [-4])
    yield "one sequence, two tokens", Dataset.next_token([[half], [1]], [[0, 1]], [0])
    yield "two vectors on a line", Dataset.next_token([[half], [-2]], [[0], [1]], [0, -7])
    yield "one class", Dataset.next_token([[0, 1], [1, 0], [2, 5]], [[0], [1], [2]], [0, 0, 0])
    yield (
        "equal sequences",
        Dataset.next_token([[0], [1], [3]], [[0], [1], [2], [0]], [0, -1, 0, 0]),
    )
    yield (
        "fewer points than coordinates",
        Dataset.next_token([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], [[0], [1], [2]], [9, -9, 9]),
    )
    # No hull to wrap: the line through 0 that holds one point holds both.
    yield (
        "as many points as coordinates, on a line through 0",
        Dataset.next_token([[1, 1], [2, 2]], [[0], [1]], [3, -1]),
    )
    turned: list[list[Fraction | int]] = [
        [-half, 3],
        [Fraction(5, 3), -7],
        [Fraction(-9, 4), Fraction(-1, 6)],
        [0, 5 + half],
    ]
    yield "below 0 and in parts", Dataset.next_token(turned, [[0], [1], [2], [3]], [-2, 9, 9, -2])
    if name not in TWO_CLASSES:
        many = [(7**k) % 1009 - 500 for k in range(17)]
        curve = [[k, k * k] for k in range(17)]
        yield "many classes", Dataset.next_token(curve, [[k] for k in range(17)], many)
    # One class inside the other, and a remainder of at most d/2.
    ring = [[5, 0], [1, 6], [-4, 3], [-4, -4], [2, -5], [0, 1]]
    yield "one inside", Dataset.next_token(ring, [[k] for k in range(6)], [0, 0, 0, 0, 0, 1])


def most(name: str, network: Network, data: Dataset) -> dict[str, tuple[int, int]]:
    """What the statement bounds: counted in the layers, and its formula. N counts distinct points.

    Where a statement gives an order alone, there is nothing.
    """
    units = {
        kind: sum(
            before.rows_out
            for before, layer in pairwise(network)
            if layer.kind == kind and isinstance(before, Affine)
        )
        for kind in ("threshold", "relu")
    }
    n, d = data.length, data.length * data.token_dim
    points = len(data)
    match name:
        case "nilsson":
            return {"threshold_units": (units["threshold"], points - 1)}
        case "baum":
            return {"threshold_units": (units["threshold"], -(-points // d))}
        case "zhang":
            return {"listed": (count(network, data.token_dim).parameters, 3 * points + d)}
        case "bubeck":
            return {"relu_units": (units["relu"], 4 * -(-points // d))}
        case "yun":
            first, second = [x.rows_out for x in network if isinstance(x, Affine)][:-1] or [0, 0]
            fits = next(k for k in range(1, points + 1) if 4 * k * k >= points)
            return {"width_1": (first, 4 * fits), "second": (second, 4 * fits)}
        case "hernandez":
            sizes = count(network, data.token_dim)
            deep = 2 * points + 4 * len(data.label_values) - 1
            return {"width": (sizes.width, 2), "depth": (sizes.depth, deep)}
        case "kim":
            attention = sum(layer.kind == "hard_attention" for layer in network)
            return {"attention_layers": (attention, 2 * n)}
        case _:
            return {}


def check(name: str, data: Dataset, folder: Path, seed: int = 0) -> Rival:
    """Build, hold against the statement, write, and let the one-file checker read every label."""
    construct: Callable[..., object] = RIVALS[name].construct
    made = construct(data, seed=seed)
    assert isinstance(made, Rival)
    assert made.kept, made.measures
    cert, source = folder / "cert.json.gz", folder / "data.json"
    made.write(cert)
    json_form.write(source, data)
    report = verify.verify(str(cert), str(source))
    assert report.counts["items"] == data.items
    return made
