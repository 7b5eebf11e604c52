"""Theorem B.1: what is built, within what is promised, within what is printed; how sizes grow."""

from __future__ import annotations

import time
from math import ceil, dist, hypot, log, log2, sqrt
from statistics import linear_regression

import pytest

from memlib.constructions.theorems.next_token import construct, promise
from memlib.data import Dataset
from memlib.data.synthetic import hard_dataset, random_dataset

from .test_next_token import FORMS, Form


def explicit(data: Dataset, width: int, matrices_a_layer: int) -> dict[str, int]:
    """(61) and (62) with the constants of (110) and (111), from the printed formulas, in floats.

    Roots are rounded up with a hair to spare; N here is small enough for floats to be right.
    """
    n, sequences, d = data.length, len(data), data.token_dim
    used = [data.tokens[t] for t in {t for s in data.sequences for t in s}]
    points = [tuple(map(float, token)) for token in used]
    r = max(1.0, max(hypot(*point) for point in points))
    delta = min([1.0, *(dist(a, b) for i, a in enumerate(points) for b in points[:i])])
    log_n = max(1, ceil(log2(sequences)))
    m = ceil(sqrt(sequences * log_n))
    k = ceil(sequences / m)
    pi = 3.141593
    r1 = 20 * r * (n * sequences) ** 2 / delta * sqrt(pi * d) * 1.00001 + 1
    r2 = 400 * sqrt(3 * d) * n**3 * r * sequences**5 / delta * pi * 1.00001 + 1
    rho1, rho2 = ceil(log2(r1)), ceil(log2(r2))
    c1 = ceil(log2(max(1, sequences * (sequences - 1)) + 1))
    c2 = ceil(log2(data.classes + 1))
    depth = 1
    bits = 0
    for rho, c in ((rho1, c1), (rho2, c2)):
        depth += 2 + 3 * m + 2 + 3 * k * max(rho, c) + 2 * k + 2
        bits = max(bits, k * max(rho, c) + rho + 1, k * max(rho, c) + 4)
    return {
        "width": width,
        "depth": depth,
        "max_bits": max(bits, (max(map(abs, data.label_values)) + 1).bit_length() + 1),
        "parameters": (matrices_a_layer * depth + 1) * width * (width + 1) + width * (d + 1),
    }


SHAPES = [
    (1, 1, 1, 1), (2, 1, 1, 2), (3, 2, 1, 3), (10, 3, 2, 1), (17, 5, 3, 1000), (64, 8, 3, 10),
    (100, 2, 1, 4), (33, 24, 5, 2), (100, 3, 20, 7),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["random", "hard"])
def test_built_within_promised_within_printed(shape: tuple[int, ...], kind: str) -> None:
    sequences, length, dim, classes = shape
    draw = random_dataset if kind == "random" else hard_dataset
    data = draw(sequences, length, dim, classes, denominator=1 + sequences % 3, seed=sequences)
    for form, width, matrices in (("plain", 14, 1), ("residual", 11, 2)):
        made = construct(data, form=form)  # type: ignore[arg-type]
        assert made.promised == promise(data, form)  # type: ignore[arg-type]
        printed = explicit(data, width, matrices)
        for name, most in printed.items():
            assert getattr(made.built, name) <= getattr(made.promised, name) <= most, name
        assert made.promised.width == width
        assert made.promised.depth == printed["depth"]  # the sum itself, no smaller guess


@pytest.mark.parametrize("form", FORMS)
def test_n_enters_as_its_logarithm(form: Form) -> None:
    """n from 4 to 1,024 at N = 256: less than 40 % more parameters."""
    sizes = [
        construct(random_dataset(256, n, 3, 10, seed=n), form=form).built.parameters
        for n in (4, 64, 1024)
    ]
    assert max(sizes) < 1.4 * min(sizes)


def test_parameters_grow_as_the_root_of_n_and_n_4096_takes_less_than_5_seconds() -> None:
    points = []
    for sequences in (256, 512, 1024, 2048, 4096):
        data = hard_dataset(sequences, 8, 3, 10, seed=sequences)
        begin = time.process_time()
        made = construct(data)
        took = time.process_time() - begin
        assert made.built.within(made.promised)
        assert made.built.width <= 14
        points.append((log(sequences), log(made.built.parameters)))
    assert took < 5
    assert 0.40 <= linear_regression(*zip(*points, strict=True)).slope <= 0.55
    residual = construct(data, form="residual")
    assert residual.built.within(residual.promised)
    assert residual.built.width <= 16
