"""Data that meet the assumptions of each construction with softmax. No builder is used here."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random

from memlib.data import Dataset, json_form
from memlib.interval.check import verify
from memlib.rivals.enclosed_rival import IntervalRival
from memlib.rivals.registry import RIVALS

NAMES = [name for name, other in RIVALS.items() if other.intervals]
HALF = Fraction(1, 2)


def drawn(name: str, sequences: int, seed: int) -> Dataset:
    """Random data whose shape the seed chooses."""
    rng = Random(f"{name} {seed}")
    classes = rng.choice((1, 2, 3, 10, 500))
    unit = rng.choice((1, HALF, Fraction(1, 3)))
    if name == "madden":
        tokens = points(rng, rng.randint(1, 3), rng.randint(2, 40), unit)
        rows = {
            tuple(rng.choices(range(len(tokens)), k=rng.randint(1, 6))) for _ in range(sequences)
        }
    elif name == "mahdavi":
        tokens, rows = independent(rng, sequences, unit)
    else:
        n = rng.randint(1, 5)
        tokens = points(rng, rng.randint(2, 4), n + rng.randint(4, 30), unit)
        rows = {tuple(rng.sample(range(len(tokens)), n)) for _ in range(sequences)}
    known: dict[object, int] = {}
    low = rng.choice((-3, 0, 1))
    labels = []
    for row in rows:
        item = (row[-1], frozenset(row)) if name == "kajitsuka-2023" else row
        labels.append(known.setdefault(item, rng.randrange(classes) + low))
    return Dataset.next_token(tokens, [list(row) for row in rows], labels)


def points(rng: Random, dim: int, size: int, unit: Fraction | int) -> list[list[Fraction]]:
    """Distinct points, none of them 0."""
    found: dict[tuple[int, ...], None] = {}
    while len(found) < size:
        point = tuple(rng.randint(-30, 30) for _ in range(dim))
        if any(point):
            found[point] = None
    return [[Fraction(x * unit) for x in point] for point in found]


def independent(
    rng: Random, sequences: int, unit: Fraction | int
) -> tuple[list[list[Fraction]], list[tuple[int, ...]]]:
    """Sequences of independent tokens with last tokens on a moment curve.

    Any d points (1, t, ..., t^{d−1}) are independent; n ≤ d. The other tokens of a sequence are
    multiples of the unit vectors, drawn so that the sequence is independent: the last token has no
    zero coordinate, so n − 1 < d different unit vectors do not span it.
    """
    dim = rng.randint(2, 4)
    n = rng.randint(2, dim)
    curve = [
        [Fraction((t + 1) ** j, 1 << (3 * j)) * unit for j in range(dim)] for t in range(sequences)
    ]
    axes = [
        [Fraction(sign * size if i == j else 0) * unit for i in range(dim)]
        for j in range(dim)
        for size in (1, 2, 3)
        for sign in (1, -1)
    ]
    # A moment curve at 0 is a multiple of the first axis; t starts at 1, so no point is on an axis
    # unless d is 1.
    rows = []
    for t in range(sequences):
        chosen = rng.sample(range(dim), n - 1)
        rows.append((*(sequences + 6 * j + rng.randrange(6) for j in chosen), t))
    return curve + axes, rows


def edges(name: str) -> Iterator[tuple[str, Dataset]]:
    """One of anything; labels of 0 and below; equal sequences."""
    yield "one token", Dataset.next_token([[HALF]], [[0]], [-4])
    yield "one sequence", Dataset.next_token([[HALF, 1], [-2, 0]], [[1, 0]], [0])
    if name == "mahdavi":
        three = [[1, 0, 0], [0, -1, 0], [0, 0, HALF], [1, 2, 3], [1, 4, 9]]
        yield "equal sequences", Dataset.next_token(three, [[0, 1], [1, 2], [0, 1]], [3, -1, 3])
        yield "fewer than n", Dataset.next_token(three, [[0, 1, 2], [1, 2, 0]], [7, 7])
        full = [[0, 1, 3], [1, 2, 4], [2, 3, 0]]
        yield "as many as one head holds", Dataset.next_token(three, full, [0, -5, 100])
        return
    yield "no context", Dataset.next_token([[HALF], [-2], [1]], [[0], [1], [2], [0]], [0, -7, 1, 0])
    yield "one class", Dataset.next_token([[1], [2], [3]], [[0, 1], [1, 2], [2, 0]], [0, 0, 0])
    yield "one last token", Dataset.next_token([[1], [2], [-3]], [[0, 1], [2, 1]], [5, -5])
    yield "equal sequences", Dataset.next_token([[1], [2]], [[0, 1], [1, 0], [0, 1]], [2, -2, 2])
    if name == "madden":
        yield "zero", Dataset.next_token([[0, 0], [1, 0]], [[0], [0, 0], [0, 1]], [1, 2, 3])
        yield (
            "repeats",
            Dataset.next_token([[1], [2]], [[0], [0, 0], [0, 0, 0], [0, 1, 0]], [4, 3, 2, 1]),
        )
        yield "orders", Dataset.next_token([[1], [2], [3]], [[0, 1, 2], [1, 0, 2]], [1, -1])
    else:
        yield "orders", Dataset.next_token([[1], [2], [3]], [[0, 1, 2], [1, 0, 2]], [9, 9])
        yield "zero in front", Dataset.next_token([[0], [2], [3]], [[0, 1], [2, 1]], [1, 2])


def check(name: str, data: Dataset, folder: Path, seed: int = 0) -> IntervalRival:
    """Build, hold against the statement, write, and let the check see data and file alone."""
    made = RIVALS[name].construct(data, seed=seed)
    assert isinstance(made, IntervalRival)
    assert made.kept, made.measures
    cert, source = folder / "cert.json.gz", folder / "data.json"
    made.write(cert)
    json_form.write(source, data)
    report = verify(cert, source)
    assert report.counts["items"] == data.items == len(data)
    assert report.margin > Fraction(9, 10)
    assert report.counts == vars(made.counts) | {"sequences": len(data), "items": len(data)}
    return made
