"""Data that meet the assumptions of each construction of another work. No builder is used here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from random import Random

from memlib.constructions.registry import RIVALS
from memlib.constructions.rivals.rival import Rival
from memlib.data import SEQ_TO_SEQ, Dataset, json_form
from memlib.data.synthetic import random_dataset
from memlib.exact import verify

TWO_CLASSES = ("nilsson", "baum")
GENERAL_POSITION = ("baum", "bubeck")
SEQUENCES = ("kim",)


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
    # One class inside the other, and a remainder of at most d/2.
    ring = [[5, 0], [1, 6], [-4, 3], [-4, -4], [2, -5], [0, 1]]
    yield "one inside", Dataset.next_token(ring, [[k] for k in range(6)], [0, 0, 0, 0, 0, 1])


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
